//! The time of figures: what a cell, a title, a line above the table or the file's name says of it.

use crate::language::ast::FigureAspect;
use crate::value::Period;

use super::cell::{self, Reading};
use super::figures::{Columns, FigureTable};
use super::findings::Findings;
use super::part::Part;
use super::period::{self, Written, is_own};
use super::period_title::period_title;
use super::problem::Problem;
use super::record::Record;
use super::title::Title;

impl FigureTable<'_> {
    /// The columns of a wide table. Titles without a year are of the year that the table is of, 本年 of just its time.
    pub(super) fn period_columns(&self, part: &Part) -> Vec<(usize, FigureAspect, Option<Written>)> {
        let own = self.table_period(part);
        let year = self.year(part);
        let mut columns = Vec::new();
        for (index, title) in part.header.titles.iter().enumerate() {
            let Some((mut when, aspect)) = period_title(title, year.as_ref()) else { continue };
            if let Some(own) =
                own.filter(|own| title.names.iter().any(|(_, name)| is_own(name)) && own.within(&when.period))
            {
                when.period = own;
            }
            columns.push((index, aspect, Some(when)));
        }
        columns
    }

    /// The year that times without one are in: the table's own, else the plan's.
    pub(super) fn year(&self, part: &Part) -> Option<Period> {
        let plan = self.program.plan.period;
        let own = self.table_period(part).filter(|own| plan.is_none_or(|plan| !own.within(&plan)));
        own.and_then(|own| Period::year(own.last.year())).or(plan)
    }

    pub(super) fn period_title(&self, title: &Title) -> Option<(Written, FigureAspect)> {
        period_title(title, self.program.plan.period.as_ref())
    }

    /// The period of rows that do not say: the file's, else the one above the header.
    pub(super) fn table_period(&self, part: &Part) -> Option<Period> {
        if self.contradiction(part).is_some() {
            return None;
        }
        part.period.or_else(|| part.header.preamble.period(self.program.plan.period.as_ref()))
    }

    /// The time that the file or the manifest names, and the other that the lines above the table name.
    pub(super) fn contradiction(&self, part: &Part) -> Option<(Period, Period)> {
        let said = part.header.preamble.contradiction(part.period, self.program.plan.period.as_ref())?;
        Some((part.period?, said))
    }

    pub(super) fn period(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns<'_>,
        findings: &mut Findings,
    ) -> Result<Written, &'static str> {
        const BAD: &str = "时期不明的行";
        let text = columns.period.map(|index| record.cell(index));
        let text = match text.as_ref().map(cell::text) {
            Some(Reading::Value(text)) => text.into_owned(),
            Some(Reading::Faulty(_)) => text.as_ref().map(super::record::RawCell::display).unwrap_or_default(),
            Some(Reading::Blank) | None => String::new(),
        };
        if let Some(when) = period::read_or(&text, columns.year.as_ref(), columns.own) {
            let own = columns.own.filter(|own| is_own(&text) && own.within(&when.period));
            return Ok(Written { period: own.unwrap_or(when.period), ..when });
        }
        let place = columns.period.map_or_else(|| part.row(record), |index| part.cell(record, index));
        match (text.is_empty(), columns.period) {
            (true, Some(_)) => findings.at(place, Problem::PeriodMissing),
            // That the column is missing was said once.
            (true, None) => {}
            (false, _) => findings.at(place, Problem::PeriodBad { text }),
        }
        Err(BAD)
    }
}
