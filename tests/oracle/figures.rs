//! Which figure counts on the day, and what it is compared with: looked for among all rows each time.

use super::evaluator::{Here, Known};
use super::facts::{Cell, Facts, Q, Submitted, q};
use plancheck::language::ast::{FigureAspect, Nature};
use plancheck::language::program::Value;
use plancheck::value::{Date, Period};

/// The same period some years earlier.
pub(super) fn years_back(period: Period, years: u32) -> Period {
    (0..years).fold(period, |period, _| period.last_year().unwrap())
}

fn year_end(year: i16) -> Period {
    Period::year(year).unwrap()
}

impl Here<'_> {
    /// The newest period that counts on the day: of any row of the indicator; before the rule is due, of any that is not blank.
    pub(super) fn newest(&self, indicator: usize, scope: Option<&str>) -> Option<Period> {
        let plan = self.program.plan.period;
        let mine = self.rows(indicator, scope).filter(|f| {
            f.period.last <= self.as_of
                && (self.due || f.cell != Cell::Blank)
                && plan.is_none_or(|p| f.period.within(&p))
        });
        mine.map(|f| f.period).max_by_key(|p| p.last)
    }

    /// The same for the level itself: before the rule is due, of a level that was submitted.
    pub(super) fn newest_level(&self, indicator: usize, scope: Option<&str>) -> Option<Period> {
        if self.due {
            return self.newest(indicator, scope);
        }
        let levels = self.facts.figures.iter().filter(|f| f.aspect == FigureAspect::Level).cloned().collect();
        let facts = Facts { figures: levels, ..Facts::default() };
        Here { facts: &facts, ..*self }.newest(indicator, scope)
    }

    fn rows(&self, indicator: usize, scope: Option<&str>) -> impl Iterator<Item = &Submitted> {
        let scope = scope.map(str::to_owned);
        self.facts.figures.iter().filter(move |f| f.indicator == indicator && f.scope == scope)
    }

    fn cells(&self, indicator: usize, scope: Option<&str>, aspect: FigureAspect, end: Date) -> Vec<&Cell> {
        let mine = |f: &&Submitted| f.aspect == aspect && f.period.last == end && !f.single;
        self.rows(indicator, scope).filter(mine).map(|f| &f.cell).collect()
    }

    /// What was submitted up to the end of a period.
    pub(super) fn figure(&self, indicator: usize, scope: Option<&str>, aspect: FigureAspect, period: Period) -> Known {
        agreed(&self.cells(indicator, scope, aspect, period.last))
    }

    /// The level: of a 累计 figure year-to-date, be it by quarters that leave no gap.
    pub(super) fn level(&self, indicator: usize, scope: Option<&str>, period: Period) -> Known {
        if self.nature(indicator) != Some(Nature::Flow) {
            return self.figure(indicator, scope, FigureAspect::Level, period);
        }
        self.year_to_date(indicator, scope, period.last).unwrap_or(Known::Missing)
    }

    fn nature(&self, indicator: usize) -> Option<Nature> {
        self.program.indicators[indicator].nature
    }

    fn year_to_date(&self, indicator: usize, scope: Option<&str>, end: Date) -> Option<Known> {
        let whole = self.cells(indicator, scope, FigureAspect::Level, end);
        if !whole.is_empty() {
            return Some(agreed(&whole));
        }
        let quarter = |f: &&Submitted| f.aspect == FigureAspect::Level && f.single && f.period.last == end;
        let quarters: Vec<&Submitted> = self.rows(indicator, scope).filter(quarter).collect();
        let first = quarters.first()?.period.first;
        let own = agreed(&quarters.iter().map(|f| &f.cell).collect::<Vec<_>>());
        if first.month() == 1 {
            return Some(own);
        }
        let before = self.year_to_date(indicator, scope, first.yesterday().unwrap())?;
        let sum = own.point().zip(before.point()).map(|(own, before)| own + before);
        Some(sum.map_or(Known::Missing, Known::exact))
    }

    /// 上期: as many months just before.
    pub(super) fn before(&self, indicator: usize, scope: Option<&str>, period: Period) -> Known {
        let (year, month) = (period.last.year() - 1, period.last.month());
        let last_year = || self.level(indicator, scope, year_end(year));
        match self.nature(indicator) {
            _ if month == 12 => last_year(),
            Some(Nature::Flow) => {
                let rest = self.level(indicator, scope, Period::months(year, 1, 12 - month).unwrap());
                let left = last_year().point().zip(rest.point()).map(|(whole, rest)| whole - rest);
                left.map_or(Known::Missing, Known::exact)
            }
            // A mean of just those months is not generated.
            Some(Nature::Mean) => Known::Missing,
            _ => last_year(),
        }
    }

    /// Growth: what was reported, else what the levels say.
    pub(super) fn growth(&self, indicator: usize, scope: Option<&str>, reported_only: bool) -> Known {
        let Some(period) = self.newest(indicator, scope) else { return Known::Missing };
        let reported = self.cells(indicator, scope, FigureAspect::Growth, period.last);
        if reported.iter().any(|c| **c != Cell::Blank) {
            return agreed(&reported);
        }
        let base = self.base(indicator, scope, years_back(period, 1));
        match (self.level(indicator, scope, period).point(), base.point()) {
            (Some(now), Some(base)) if !reported_only && base > Q::from_integer(0.into()) => {
                Known::exact((now - &base) / base)
            }
            _ => Known::Missing,
        }
    }

    /// Mean yearly growth since a year.
    pub(super) fn yearly_growth(&self, indicator: usize, scope: Option<&str>, since: i16) -> Known {
        let Some(period) = self.newest_level(indicator, scope) else { return Known::Missing };
        let Ok(years) = u32::try_from(period.last.year() - since) else { return Known::Missing };
        let earlier = years_back(period, years);
        let base = match years {
            0 => return Known::Missing,
            1 => self.base(indicator, scope, earlier),
            _ => self.level(indicator, scope, earlier),
        };
        let zero = Q::from_integer(0.into());
        match (self.level(indicator, scope, period).point(), base.point()) {
            (Some(now), Some(base)) if base > zero && years == 1 => Known::exact((now - &base) / base),
            (Some(now), Some(base)) if base > zero && now >= zero => Known::Root(now / base, years),
            _ => Known::Missing,
        }
    }

    /// The base of growth: for the whole year the one declared, else what was submitted.
    fn base(&self, indicator: usize, scope: Option<&str>, period: Period) -> Known {
        let declared = self.program.indicators[indicator].last_year.as_ref();
        match declared.filter(|_| period.last.month() == 12 && scope.is_none()) {
            Some(number) => Known::exact(q(number)),
            None => self.level(indicator, scope, period),
        }
    }
}

/// Several cells of one meaning; a blank beside a value says nothing else.
fn agreed(cells: &[&Cell]) -> Known {
    let said: Vec<&&Cell> = cells.iter().filter(|c| ***c != Cell::Blank).collect();
    match said.split_first() {
        Some((Cell::Value(first), rest)) if rest.iter().all(|c| matches!(c, Cell::Value(n) if n == first)) => {
            match first {
                Value::Number(number) => Known::exact(q(number)),
                other => Known::Other(other.clone()),
            }
        }
        _ => Known::Missing,
    }
}
