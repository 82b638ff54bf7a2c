//! What a result rests on: the cell, the failing rows, the rule and the plan's line.

use std::ops::Range;

use serde::Serialize;

use crate::data::{Excerpt, Place};
use crate::diagnostic::Severity;
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};
use crate::report::{View, explanation, phrase, suspicion, weight};
use crate::source::Source;
use crate::trace::locate;

/// Bytes of text of evidence that a page holds: at ten thousand rules it stays light enough to open.
pub(super) const BUDGET: usize = 900_000;
/// How many failing rows of a rule are shown with their place.
const ROWS_SHOWN: usize = 20;
/// How many groups of a rule are shown.
const GROUPS_SHOWN: usize = 20;
/// How many other cells are named.
const PLACES_SHOWN: usize = 5;
/// A line shown is at most so long, in characters: to each side of what is marked.
const LINE: usize = 160;

/// What a row opens to.
#[derive(Serialize)]
pub(super) struct Evidence {
    weight: &'static str,
    reason: String,
    data: Option<Snippet>,
    cells: Option<Grid>,
    also: Vec<String>,
    also_left: usize,
    rows: Vec<String>,
    rows_left: u64,
    groups: Vec<String>,
    groups_left: usize,
    rule: Option<Snippet>,
    plan: Option<Snippet>,
    remarks: Vec<(&'static str, String)>,
}

/// A line of a file with a stretch of it marked.
#[derive(Serialize)]
struct Snippet {
    place: String,
    before: String,
    marked: String,
    after: String,
}

/// A row of a workbook under its header.
#[derive(Serialize)]
struct Grid {
    place: String,
    row: u64,
    columns: Vec<(String, String, String, bool)>,
}

/// The class of a severity.
pub(super) fn tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

impl Evidence {
    /// The evidence, unless the page holds enough already; what it takes is taken off.
    pub(super) fn within(view: &View<'_>, rule: &Rule, result: &RuleResult, budget: &mut usize) -> Option<Self> {
        if *budget == 0 {
            return None;
        }
        let evidence = Self::of(view, rule, result);
        *budget = budget.saturating_sub(evidence.size());
        Some(evidence)
    }

    fn of(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Self {
        let first = result.data_at.first().or_else(|| result.rows.shown.first().map(|row| &row.place));
        let (data, cells) = first.map_or((None, None), |place| cell(view, place));
        let others = result.data_at.get(1..).unwrap_or_default();
        let (rows, rows_left) = rows(view, result);
        Self {
            weight: weight(result).map_or("不计入", Severity::word),
            reason: result.reason.clone().unwrap_or_default(),
            data,
            cells,
            also: others.iter().take(PLACES_SHOWN).map(|at| phrase::place_and_column(view, at)).collect(),
            also_left: others.len().saturating_sub(PLACES_SHOWN),
            rows,
            rows_left,
            groups: result.groups.iter().take(GROUPS_SHOWN).map(group).collect(),
            groups_left: result.groups.len().saturating_sub(GROUPS_SHOWN),
            rule: rule_line(view, rule),
            plan: plan_line(view, rule, result).filter(|_| result.status != Status::Met),
            remarks: remarks(view, rule, result),
        }
    }

    /// About how many bytes it takes in the page.
    fn size(&self) -> usize {
        let snippets = [&self.data, &self.rule, &self.plan].into_iter().flatten();
        let snippets: usize =
            snippets.map(|s| 60 + s.place.len() + s.before.len() + s.marked.len() + s.after.len()).sum();
        let cells = self.cells.iter().flat_map(|grid| &grid.columns);
        let cells: usize = cells.map(|(letters, header, cell, _)| 60 + letters.len() + header.len() + cell.len()).sum();
        let lines = self.also.iter().chain(&self.rows).chain(&self.groups).chain(self.remarks.iter().map(|(_, t)| t));
        250 + snippets + cells + self.reason.len() + lines.map(|line| 15 + line.len()).sum::<usize>()
    }
}

/// The cell in its line, or in its row of a workbook; its place alone when it was not read back.
fn cell(view: &View<'_>, place: &Place) -> (Option<Snippet>, Option<Grid>) {
    let at = phrase::place_and_column(view, place);
    match view.excerpts.get(place) {
        Some(Excerpt::Line { text, mark, .. }) => (Some(snippet(at, text, mark.clone())), None),
        Some(Excerpt::Grid { row, columns, mark }) => {
            let marked = |index: usize| *mark == Some(index) || mark.is_none();
            let column = |(index, (letters, header, cell)): (usize, &(String, String, String))| {
                (letters.clone(), cut(header, LINE), cut(cell, LINE), marked(index))
            };
            // A wide sheet is shown round its marked column.
            let from = mark.unwrap_or(0).saturating_sub(6);
            let columns = columns.iter().enumerate().skip(from).take(12).map(column).collect();
            (None, Some(Grid { place: at, row: *row, columns }))
        }
        None => (Some(snippet(at, "", 0..0)), None),
    }
}

fn snippet(place: String, line: &str, mark: Range<usize>) -> Snippet {
    let part = |range: Range<usize>| line.get(range).unwrap_or_default();
    let before: Vec<char> = part(0..mark.start).chars().collect();
    let kept: String = before.iter().skip(before.len().saturating_sub(LINE)).collect();
    let before = if before.len() > LINE { format!("…{kept}") } else { kept };
    let marked = cut(part(mark.clone()), LINE * 2);
    Snippet { place, before, marked, after: cut(part(mark.end..line.len()), LINE) }
}

/// A text of at most so many characters.
fn cut(text: &str, most: usize) -> String {
    let mut kept: String = text.chars().take(most).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

fn rows(view: &View<'_>, result: &RuleResult) -> (Vec<String>, u64) {
    let one = |row: &crate::judge::RowShown| {
        let word = if row.missing { "缺数据" } else { "不符" };
        let value = if row.value.is_empty() { "空白".to_owned() } else { cut(&row.value, LINE) };
        format!("{word} {}：{value}", phrase::place_and_column(view, &row.place))
    };
    let shown: Vec<String> = result.rows.shown.iter().take(ROWS_SHOWN).map(one).collect();
    let told = u64::try_from(shown.len()).unwrap_or(0);
    (shown, (result.rows.failed + result.rows.missing).saturating_sub(told))
}

fn group(group: &crate::judge::GroupResult) -> String {
    let actual = group.actual.as_ref().map_or_else(String::new, |a| format!("：{}", phrase::amount(a)));
    let gap = group.gap.as_ref().map_or_else(String::new, |g| format!("，还差 {}", phrase::amount(g)));
    let reason = group.reason.as_ref().map_or_else(String::new, |r| format!("，{r}"));
    format!("{} {}{actual}{gap}{reason}", group.name, group.status.word())
}

fn rule_line(view: &View<'_>, rule: &Rule) -> Option<Snippet> {
    let span = if view.sources.slice(rule.target_span).is_empty() { rule.span } else { rule.target_span };
    let source = view.sources.get(span.source)?;
    let at = view.sources.locate(phrase::rule_span(view.sources, rule)).to_string();
    Some(marked_line(source, at, span.start as usize..span.end as usize))
}

/// The plan's own line, where the manifest names its text and the line can be found.
fn plan_line(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Option<Snippet> {
    let source = view.sources.get(view.plan_text?)?;
    let locator = rule.basis.as_deref().unwrap_or(&rule.section);
    let figure = result.target.as_ref().map(|t| (t.value.as_str(), t.unit.as_str()));
    let subject = phrase::subject(view, rule).unwrap_or_default();
    let range = locate::locate(&source.text, locator, figure, &subject)?;
    let position = source.position(range.start);
    Some(marked_line(source, format!("{}:{}:{}", source.name, position.line, position.column), range))
}

fn marked_line(source: &Source, place: String, range: Range<usize>) -> Snippet {
    let position = source.position(range.start);
    let (line, start) = (source.line(position.line), source.line_start(position.line));
    let clip = |offset: usize| offset.saturating_sub(start).min(line.len());
    snippet(place, line, clip(range.start)..clip(range.end))
}

fn remarks(view: &View<'_>, rule: &Rule, result: &RuleResult) -> Vec<(&'static str, String)> {
    let mut lines = vec![("期限", phrase::deadline(&rule.deadline))];
    lines.extend(result.applied.iter().map(|line| ("适用", line.clone())));
    lines.extend(result.evidence.iter().map(|line| ("报送", line.clone())));
    lines.extend(result.notes.iter().map(|line| ("注", line.clone())));
    lines.extend(rule.basis.iter().map(|line| ("依据", line.clone())));
    lines.extend(rule.remark.iter().map(|line| ("说明", line.clone())));
    lines.extend(suspicion::of(result).map(|line| ("帮助", line)));
    if result.explained {
        let own = explanation::explanations(view).into_iter().filter(|e| e.covers.contains(&rule.id.as_str()));
        lines.extend(own.map(|e| ("已说明", explanation::signature(e.submitted))));
    }
    lines
}
