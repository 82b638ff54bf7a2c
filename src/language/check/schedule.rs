//! 期限 and 进度: by when, and how much by which day.

use super::attribute::Attributes;
use super::{Checker, Problem};
use crate::language::ast::{self, Attribute, Nature};
use crate::language::program::{Body, Change, Comparison, Deadline, Goal, Schedule, Target, Type};
use crate::source::Span;
use crate::value::{Date, Flavor, Number};

impl Checker<'_> {
    /// 期限: the rule's own, else the day its rows are due on, else its milestone's, else the end of the plan's period.
    pub(super) fn deadline(
        &mut self,
        attributes: &Attributes<'_>,
        due: Option<Date>,
        inherited: Option<Deadline>,
    ) -> Deadline {
        match attributes.deadline {
            Some(None) => return Deadline::Never,
            Some(Some((text, span))) => {
                if let Some(period) = self.period(text, span) {
                    self.inside_plan(text, period.last, span);
                    return Deadline::On { date: period.last, default: false };
                }
            }
            None => {}
        }
        if let Some(date) = due {
            return Deadline::On { date, default: false };
        }
        inherited.unwrap_or_else(|| self.default_deadline())
    }

    /// A day outside the plan's period may be meant, but is worth a look.
    fn inside_plan(&mut self, text: &str, day: Date, span: Span) {
        if let Some(plan) = self.program.plan.period.filter(|plan| !plan.contains(day)) {
            self.report(Problem::OutsidePlan { text: text.to_owned(), plan: plan.to_string() }, span);
        }
    }

    fn default_deadline(&self) -> Deadline {
        let end = self.program.plan.period.map(|p| p.last);
        end.map_or(Deadline::AtOnce, |date| Deadline::On { date, default: true })
    }

    /// 进度: as written, else what suits the body.
    pub(super) fn schedule(&mut self, attributes: &Attributes<'_>, body: &Body) -> Schedule {
        if rated(body) {
            return Schedule::None;
        }
        match attributes.schedule.map(|a| &a.kind) {
            Some(Attribute::Linear) => Schedule::Linear,
            Some(Attribute::NotScheduled) => Schedule::None,
            Some(Attribute::Steps(steps)) => {
                let mut listed = Vec::new();
                for (date, share) in steps {
                    let Some(value) = self.share(share) else { continue };
                    if let Some(period) = self.period(&date.kind, date.span) {
                        self.inside_plan(&date.kind, period.last, date.span);
                        listed.push((period.last, value));
                    }
                }
                let rising = listed.iter().zip(listed.iter().skip(1)).all(|(a, b)| a.0 < b.0 && a.1 <= b.1);
                if !rising {
                    self.report(Problem::BadSteps, attributes.schedule.map_or_else(Span::default, |a| a.span));
                }
                Schedule::Steps(listed)
            }
            _ => default_schedule(body),
        }
    }

    /// `20%`: a part of the whole.
    fn share(&mut self, share: &ast::Node<ast::Literal>) -> Option<Number> {
        let written = share.kind.unit.as_ref();
        let unit = written.and_then(|u| self.program.units.lookup(&u.kind)).filter(|u| u.flavor == Flavor::Ratio);
        let value = unit.map(|unit| unit.to_base(&share.kind.number));
        if let Some(value) = value.as_ref().filter(|value| **value <= Number::from(1_u64)) {
            return Some(value.clone());
        }
        let meant = written.is_none().then(|| format!("{}%", share.kind.digits));
        self.report(Problem::BadShare { written: share.kind.word(), whole: value.is_some(), meant }, share.span);
        None
    }
}

/// Growth is compared directly, never prorated.
fn rated(body: &Body) -> bool {
    let change = if let Body::Target(target) = body { target.measure.change } else { None };
    matches!(change, Some(Change::Growth | Change::Decline | Change::AnnualGrowth { .. }))
}

/// 序时 for what adds up over the year, and for a stock with a base; 不考核 for everything else.
fn default_schedule(body: &Body) -> Schedule {
    let Body::Target(target) = body else { return Schedule::None };
    if !matches!(target.measure.level.ty, Type::Number(_)) || !prorated(&target.goal) {
        return Schedule::None;
    }
    if adds_up(target) { Schedule::Linear } else { Schedule::None }
}

fn adds_up(target: &Target) -> bool {
    let measure = &target.measure;
    match measure.change {
        Some(Change::NetIncrease) => true,
        Some(_) => false,
        None => match measure.nature {
            Some(Nature::Flow) => true,
            Some(Nature::Stock) => measure.last_year.is_some(),
            _ => false,
        },
    }
}

/// Goals that a share of can be asked for.
fn prorated(goal: &Goal) -> bool {
    match goal {
        Goal::Bound { comparison, .. } => !matches!(comparison, Comparison::Equal | Comparison::NotEqual),
        Goal::About { .. } | Goal::Between { .. } | Goal::Promised { .. } => true,
        Goal::Within { .. } | Goal::Null { .. } => false,
    }
}
