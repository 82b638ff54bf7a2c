//! A place as CI services point at it: a file, a line and column where the file is text, a cell where it is a workbook.

use crate::data::{Excerpt, Place};
use crate::judge::RuleResult;
use crate::language::program::Rule;
use crate::source::{Sources, Span};
use crate::trace::locate;

use super::{View, phrase};

/// A place in a rule file, a data file or the plan's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// The path shown to users.
    pub(super) file: String,
    /// Line from 1; `None` in workbooks and compressed files.
    pub(super) line: Option<u64>,
    /// Column in characters from 1.
    pub(super) column: Option<u64>,
    /// How many characters are meant, where that is known.
    pub(super) length: Option<u64>,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
    /// The header of the cell's column.
    pub(super) header: Option<String>,
    /// The cell's address in a spreadsheet.
    pub(super) cell: Option<String>,
}

impl Spot {
    /// A cell or row of submitted data.
    pub(super) fn of_place(view: &View<'_>, place: &Place) -> Option<Self> {
        let file = view.dataset.file(place.file)?;
        let (line, column, length) = match view.excerpts.get(place) {
            Some(Excerpt::Line { line, column, text, mark }) => {
                let marked = text.get(mark.clone()).map_or(0, |cell| cell.chars().count());
                (Some(*line), u64::try_from(*column).ok(), u64::try_from(marked).ok().filter(|n| *n > 0))
            }
            _ => (Some(place.row).filter(|row| *row > 0), None, None),
        };
        let text = file.sheet.is_none() && !file.path.to_lowercase().ends_with(".gz");
        Some(Self {
            file: file.path.clone(),
            line: line.filter(|_| text),
            column: column.filter(|_| text),
            length: length.filter(|_| text),
            sheet: file.sheet.clone(),
            header: place.column.as_ref().map(|c| c.name.clone()),
            cell: place.cell().filter(|_| file.has_cells),
        })
    }

    /// The beginning of a stretch of text.
    pub(super) fn of_span(sources: &Sources, span: Span) -> Self {
        let location = sources.locate(span);
        let written = sources.slice(span);
        let length = u64::try_from(written.chars().count()).ok().filter(|n| *n > 0 && !written.contains('\n'));
        Self {
            file: location.name.to_owned(),
            line: u64::try_from(location.position.line).ok(),
            column: u64::try_from(location.position.column).ok(),
            length,
            ..Self::default()
        }
    }

    /// Where a rule stands.
    pub(super) fn of_rule(view: &View<'_>, rule: &Rule) -> Self {
        Self::of_span(view.sources, phrase::rule_span(view.sources, rule))
    }

    /// The first rule file: findings about no file at all are pointed at it.
    pub(super) fn anywhere(view: &View<'_>) -> Option<Self> {
        view.program.rules.first().map(|rule| Self {
            line: Some(1),
            column: Some(1),
            length: None,
            ..Self::of_rule(view, rule)
        })
    }

    /// The cell that a result comes from: its figure's, else that of its first failing row.
    pub(super) fn of_data(view: &View<'_>, result: &RuleResult) -> Option<Self> {
        let row = result.rows.shown.first().map(|row| &row.place);
        Self::of_place(view, result.data_at.first().or(row)?)
    }

    /// The plan's own line.
    pub(super) fn of_plan(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Option<Self> {
        let id = view.plan_text?;
        let locator = rule.basis.as_deref().unwrap_or(&rule.section);
        let figure = result.target.as_ref().map(|t| (t.value.as_str(), t.unit.as_str()));
        let subject = phrase::subject(view, rule).unwrap_or_default();
        let range = locate::locate(&view.sources.get(id)?.text, locator, figure, &subject)?;
        let spot = Self::of_span(view.sources, Span::new(id, range.start, range.end));
        let word = spot.file.to_lowercase().ends_with(".docx");
        Some(if word { Self { file: spot.file, ..Self::default() } } else { spot })
    }

    /// `项目!C7`, `C7`: the cell as a spreadsheet names it.
    pub(super) fn address(&self) -> Option<String> {
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => Some(format!("{sheet}!{cell}")),
            (None, Some(cell)) => Some(cell.clone()),
            (Some(sheet), None) => Some(sheet.clone()),
            (None, None) => None,
        }
    }
}
