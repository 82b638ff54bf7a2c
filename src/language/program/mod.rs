//! What a rule file means: names resolved, units checked, every value exact and in the base unit of its dimension.
//!
//! A [`Program`] is all that reading data ([`crate::data`]) and judging ([`crate::judge`]) know of the rules.

mod declared;
mod expr;
mod rule;

pub use declared::*;
pub use expr::*;
pub use rule::*;

use crate::value::Units;

/// Everything the rules mean.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The plan that the rules belong to.
    pub plan: Plan,
    /// Built-in and declared units.
    pub units: Units,
    /// Declared scales.
    pub scales: Vec<Scale>,
    /// Indicators, declared or only used.
    pub indicators: Vec<Indicator>,
    /// Indicators that nothing gives a unit, by whom they are compared with and added to: those of one company must measure
    /// one thing.
    pub companies: Vec<Vec<IndicatorId>>,
    /// Milestones, declared or only used.
    pub milestones: Vec<Milestone>,
    /// Item tables, declared or only used.
    pub tables: Vec<Table>,
    /// Parameters with the values they were given.
    pub parameters: Vec<Parameter>,
    /// Every aggregate that an expression names, each once.
    pub aggregates: Vec<Aggregate>,
    /// Columns that `属于 TABLE.COLUMN` looks into.
    pub sets: Vec<ColumnSet>,
    /// The rules, in the order of files and lines; a rule over scopes, milestones or two tiers stands here once for each.
    pub rules: Vec<Rule>,
    /// Figures of the plan's text that promise nothing, for [`crate::trace`].
    pub descriptions: Vec<Description>,
    /// The rules' own tests.
    pub tests: Vec<Test>,
}

impl Program {
    /// The indicator behind an id.
    pub fn indicator(&self, id: IndicatorId) -> Option<&Indicator> {
        self.indicators.get(id.0)
    }

    /// The milestone behind an id.
    pub fn milestone(&self, id: MilestoneId) -> Option<&Milestone> {
        self.milestones.get(id.0)
    }

    /// The table behind an id.
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.0)
    }

    /// The column behind its table's id and its own.
    pub fn column(&self, table: TableId, column: ColumnId) -> Option<&Column> {
        self.table(table).and_then(|t| t.columns.get(column.0))
    }

    /// The scale behind an id.
    pub fn scale(&self, id: ScaleId) -> Option<&Scale> {
        self.scales.get(id.0)
    }

    /// The parameter behind an id.
    pub fn parameter(&self, id: ParameterId) -> Option<&Parameter> {
        self.parameters.get(id.0)
    }

    /// The aggregate behind an id.
    pub fn aggregate(&self, id: AggregateId) -> Option<&Aggregate> {
        self.aggregates.get(id.0)
    }
}
