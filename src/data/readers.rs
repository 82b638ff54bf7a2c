//! What knows the tables of a program: which kind a table is, by its name or its header.

use crate::language::program::{Program, TableId, Type};

use super::columns::ItemTitles;
use super::explanations::ExplanationTable;
use super::figures::FigureTable;
use super::file::OpenedTable;
use super::header::{self, Header, Wanted};
use super::input::Input;
use super::milestones::MilestoneTable;
use super::names::TableKind;
use super::rows::{Origin, Stopped};
use super::sheet_name::is_guide;
use super::title::Title;

/// The readers of every kind of table.
pub(crate) struct Readers<'p> {
    pub(crate) program: &'p Program,
    pub(crate) figures: FigureTable<'p>,
    pub(crate) milestones: MilestoneTable<'p>,
}

impl<'p> Readers<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Self { program, figures: FigureTable::new(program), milestones: MilestoneTable::new(program) }
    }

    /// Whether a sheet only says how to fill in the others; one that the manifest names is read as it says.
    pub(crate) fn is_guide(&self, table: &OpenedTable, input: &Input) -> bool {
        input.sheet.is_none() && table.sheet.as_deref().is_some_and(|sheet| is_guide(self.program, sheet))
    }

    /// The only kind of table that a header can be of.
    pub(crate) fn recognise(&self, table: &OpenedTable, stem: &str, input: &Input) -> Option<TableKind> {
        let header = |kind| self.header(kind, &table.origin, input).ok().flatten();
        let has = |header: &Header, name: &str| !header.columns(name).is_empty();
        let items = self.program.tables.iter().enumerate().filter(|(id, known)| {
            let found = header(TableKind::Items(TableId(*id)));
            known.columns.len() > 1 && found.is_some_and(|h| known.columns.iter().all(|column| has(&h, &column.name)))
        });
        let items = items.map(|(id, _)| TableKind::Items(TableId(id)));
        let figures = header(TableKind::Figures).filter(|header| self.figures.owns(header, stem));
        let milestones = header(TableKind::Milestones).filter(|header| has(header, "事项") && has(header, "状态"));
        let fixed = figures.map(|_| TableKind::Figures).into_iter().chain(milestones.map(|_| TableKind::Milestones));
        let mut all = fixed.chain(items);
        all.next().filter(|_| all.next().is_none())
    }

    /// Whether a header of that kind can be found in a sheet.
    pub(crate) fn fits(&self, kind: TableKind, table: &OpenedTable, input: &Input) -> bool {
        matches!(self.header(kind, &table.origin, input), Ok(Some(_)))
    }

    /// The header of a table of that kind, if it has one.
    pub(crate) fn header(&self, kind: TableKind, origin: &Origin, input: &Input) -> Result<Option<Header>, Stopped> {
        let find = |wanted: &dyn Wanted| header::find(origin, wanted, input.header, &input.rename, &self.program.units);
        match kind {
            TableKind::Figures => find(&self.figures),
            TableKind::Milestones => find(&self.milestones),
            TableKind::Explanations => find(&ExplanationTable),
            TableKind::Items(id) => self.program.table(id).map_or(Ok(None), |table| find(&ItemTitles(table))),
        }
    }

    /// Whether the column below a title of a table of that kind holds names and no numbers.
    pub(crate) fn is_of_names(&self, kind: TableKind, title: &Title) -> bool {
        match kind {
            TableKind::Figures => FigureTable::is_of_names(title),
            TableKind::Items(id) => self.program.table(id).is_some_and(|table| {
                let texts = table.columns.iter().filter(|column| column.ty == Type::Text);
                texts.into_iter().any(|column| header::answers(title, &column.name))
            }),
            TableKind::Milestones | TableKind::Explanations => false,
        }
    }

    /// The titles that a table of that kind should have.
    pub(crate) fn expected(&self, kind: TableKind) -> Vec<String> {
        match kind {
            TableKind::Figures => FigureTable::expected(),
            TableKind::Milestones => MilestoneTable::expected(),
            TableKind::Explanations => Vec::new(),
            TableKind::Items(id) => {
                let columns = self.program.table(id).map(|table| table.columns.as_slice()).unwrap_or_default();
                columns.iter().map(|column| column.name.clone()).collect()
            }
        }
    }
}
