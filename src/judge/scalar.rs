//! Expressions over figures, parameters and aggregates: what is certain of their value.

use super::answer::Answer;
use super::figures::{Figures, Key, Point, Reading, growth_rate};
use super::fold::Folded;
use super::judgement::UNDATED;
use super::known::KnownSet;
use crate::data::{Dataset, FileId, Place};
use crate::language::ast::FigureAspect;
use crate::language::program::{
    AggregateId, Aspect, Expr, ExprKind, Function, ParameterId, Program, TableId, Type, Value,
};
use crate::value::{Date, Number, Period, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that rules are judged against.
#[derive(Debug)]
pub(crate) struct World<'a> {
    /// The rules.
    pub(crate) program: &'a Program,
    /// What was submitted.
    pub(crate) dataset: &'a Dataset,
    /// The figures among it.
    pub(crate) figures: Figures<'a>,
    /// The date of judgement.
    pub(crate) as_of: Date,
    /// How many rows a result shows.
    pub(crate) listed: usize,
    /// The aggregates computed so far.
    pub(crate) folded: BTreeMap<AggregateId, Folded>,
    /// The columns looked into by 属于, as far as collected.
    pub(crate) sets: BTreeMap<usize, Arc<KnownSet>>,
    /// How many rows files have that were counted only while they were passed over.
    pub(crate) late: BTreeMap<FileId, u64>,
}

/// When an expression is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The point judged.
    Now,
    /// The same point some years earlier.
    YearsBack(u32),
    /// The end of last year.
    LastYearEnd,
}

/// For whom an expression is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'c> {
    /// When.
    pub(crate) moment: Moment,
    /// The group (按) at hand.
    pub(crate) group: Option<&'c Value>,
    /// Whether the rule is due: blanks are then missing.
    pub(crate) due: bool,
}

impl Context<'_> {
    /// The figures of today, of no group.
    pub(crate) fn now(due: bool) -> Self {
        Self { moment: Moment::Now, group: None, due }
    }

    /// The same at another moment.
    pub(crate) fn at(self, moment: Moment) -> Self {
        Self { moment, ..self }
    }
}

/// What an evaluation touched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// The cells, the first being the one to point at.
    pub(crate) places: Vec<Place>,
    /// The periods of the figures.
    pub(crate) periods: BTreeSet<Period>,
    /// The unit of the first figure, as submitted.
    pub(crate) unit: Option<Unit>,
    /// What a reader should know.
    pub(crate) notes: Vec<String>,
    /// Rows that nobody can decide.
    pub(crate) undecided: u64,
    /// Tables looked at that have no row.
    pub(crate) empty: BTreeSet<TableId>,
    /// Tables that aggregates were made of, with the period of the files used.
    pub(crate) tables: BTreeMap<TableId, Option<Period>>,
}

impl Trace {
    /// Takes over where a figure comes from.
    pub(crate) fn touch(&mut self, reading: &Reading<'_>) {
        self.places.extend(reading.places.iter().map(|p| (*p).clone()));
        self.periods.extend(reading.point.map(|p| p.period));
        if self.unit.is_none() {
            self.unit = reading.unit.cloned();
        }
        self.note(reading.note.clone());
    }

    /// Adds a note once.
    pub(crate) fn note(&mut self, note: Option<String>) {
        self.notes.extend(note.filter(|n| !self.notes.contains(n)));
    }

    /// The newest period looked at.
    pub(crate) fn period(&self) -> Option<Period> {
        self.periods.iter().max_by_key(|p| (p.last, std::cmp::Reverse(p.first))).copied()
    }

    /// Takes over what matters of the evaluation of another side.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.undecided += other.undecided;
        self.empty.extend(other.empty);
        self.tables.extend(other.tables);
        self.places.extend(other.places.into_iter().filter(|p| !self.places.contains(p)).collect::<Vec<_>>());
        for note in other.notes {
            self.note(Some(note));
        }
    }
}

impl<'a> World<'a> {
    /// The figures as known on an earlier day; no table.
    pub(crate) fn until(&self, day: Date) -> Self {
        let figures = self.figures.until(day);
        Self {
            program: self.program,
            dataset: self.dataset,
            figures,
            as_of: self.as_of,
            listed: self.listed,
            folded: BTreeMap::new(),
            sets: BTreeMap::new(),
            late: BTreeMap::new(),
        }
    }

    /// What is certain of an expression.
    pub(crate) fn answer(&self, expr: &Expr, context: Context<'_>, trace: &mut Trace) -> Answer {
        match &expr.kind {
            ExprKind::Constant(value) => Answer::Known(value.clone()),
            ExprKind::Figure { indicator, scope, aspect } => {
                let key = Key { indicator: *indicator, scope: scope.as_deref() };
                let mut reading = self.figure(key, *aspect, context);
                let answer = reading.answer.clone();
                if matches!(aspect, Aspect::LastYear | Aspect::Previous) {
                    reading.point = None;
                }
                trace.touch(&reading);
                answer
            }
            ExprKind::Parameter { parameter, scope } => self.parameter(*parameter, scope.as_deref()),
            ExprKind::Aggregate(id) => self.aggregate(*id, context, trace),
            ExprKind::Column(_) => Answer::Missing("列只能在逐行的条件里使用".to_owned()),
            ExprKind::Negate(inner) => self.answer(inner, context, trace).negated(),
            ExprKind::Arithmetic { left, operator, right } => {
                let left = self.answer(left, context, trace);
                left.arithmetic(*operator, &self.answer(right, context, trace))
            }
            ExprKind::Call { function, arguments } => self.call(*function, arguments, context, trace),
            ExprKind::Unknown(reason) => Answer::Missing(reason.clone()),
        }
    }

    fn figure(&self, key: Key<'_>, aspect: Aspect, context: Context<'_>) -> Reading<'a> {
        if aspect == Aspect::Level && context.moment == Moment::Now {
            return self.figures.level(key, context.due);
        }
        if aspect == Aspect::Growth && context.moment == Moment::Now {
            return self.growth(key, context.due);
        }
        let Some(point) = self.base_point(key, context) else { return self.figures.level(key, context.due) };
        match (aspect, context.moment) {
            (Aspect::Level, Moment::YearsBack(years)) => self.figures.years_back(key, &point, years),
            (Aspect::LastYear, Moment::Now) => self.figures.years_back(key, &point, 1),
            (Aspect::LastYear, Moment::YearsBack(years)) => self.figures.years_back(key, &point, years + 1),
            (Aspect::Level, _) => self.figures.last_year_end(key, &point),
            (Aspect::Previous, Moment::Now) => self.figures.previous(key, &point),
            _ => {
                let mut reading = self.figures.level_at(key, &point);
                reading.answer = Answer::Missing(format!("{}没有更早时期的这一数", self.figures.name(key)));
                reading
            }
        }
    }

    /// The point that bases are counted from: the one judged, else the plan's period.
    fn base_point(&self, key: Key<'_>, context: Context<'_>) -> Option<Point> {
        let plan = || self.program.plan.period.map(|period| Point { period, single: false });
        self.figures.newest(key, &[FigureAspect::Level], context.due).or_else(plan)
    }

    /// 同比 of an indicator, as submitted, else from its levels.
    fn growth(&self, key: Key<'_>, due: bool) -> Reading<'a> {
        let indicator = self.program.indicator(key.indicator);
        let reported_only = indicator.is_some_and(|i| i.comparable_prices);
        let last_year = indicator.and_then(|i| i.last_year.as_ref());
        self.growth_of(key, reported_only, last_year, due)
    }

    /// 同比 of an indicator for a rule with its own base.
    pub(crate) fn growth_of(
        &self,
        key: Key<'_>,
        reported_only: bool,
        last_year: Option<&Number>,
        due: bool,
    ) -> Reading<'a> {
        let aspects = [FigureAspect::Growth, FigureAspect::Level];
        let Some(point) = self.figures.newest(key, &aspects, due) else { return self.figures.level(key, due) };
        let reported = self.figures.reported_growth(key, &point);
        if let Some(reported) = reported {
            return reported;
        }
        let level = self.figures.level_at(key, &point);
        if reported_only {
            let reason = format!("{}只认填报的同比（口径 可比价），{} 没有填报", self.figures.name(key), point.period);
            return Reading { answer: Answer::Missing(reason), ..level };
        }
        self.computed_growth(key, &point, &level, last_year)
    }

    /// Growth from levels; last year's attribute is a base of whole years only.
    pub(crate) fn computed_growth(
        &self,
        key: Key<'_>,
        point: &Point,
        level: &Reading<'a>,
        last_year: Option<&Number>,
    ) -> Reading<'a> {
        let submitted = self.figures.years_back(key, point, 1);
        let declared = last_year.filter(|_| self.closes_year(key, point));
        let base = declared.map_or_else(|| submitted.answer.clone(), |n| Answer::number(n.clone()));
        let note = differing_base(declared, &submitted);
        let mut places = level.places.clone();
        if declared.is_none() {
            places.extend(submitted.places);
        }
        Reading {
            answer: growth_rate(&level.answer, &base, "上年同期"),
            places,
            note: level.note.clone().or(note),
            ..level.clone()
        }
    }

    fn closes_year(&self, key: Key<'_>, point: &Point) -> bool {
        let mean =
            self.program.indicator(key.indicator).and_then(|i| i.nature) == Some(crate::language::ast::Nature::Mean);
        point.closes_year() && (!mean || point.period.month_count() == 12)
    }

    fn parameter(&self, id: ParameterId, scope: Option<&str>) -> Answer {
        let Some(parameter) = self.program.parameter(id) else {
            return Answer::Missing("没有这个参数".to_owned());
        };
        let name = scope.map_or_else(|| parameter.name.clone(), |s| format!("{}[{s}]", parameter.name));
        let value = parameter.value(scope).cloned();
        value.map_or_else(|| Answer::Missing(format!("参数「{name}」没有给值")), Answer::Known)
    }

    fn aggregate(&self, id: AggregateId, context: Context<'_>, trace: &mut Trace) -> Answer {
        let text = self.program.aggregate(id).map_or("", |a| a.text.as_str());
        let earlier = match context.moment {
            Moment::Now => None,
            Moment::YearsBack(years) if years > 1 => {
                Some(format!("没有 {years} 年前的数；请把它作为指标报送，连同那一年的数"))
            }
            Moment::YearsBack(_) | Moment::LastYearEnd => {
                Some("没有上年的数；请在规则或定义下写 `上年 数值`，或把它作为指标报送".to_owned())
            }
        };
        if let Some(earlier) = earlier {
            return Answer::Missing(format!("`{text}` 由本期的表汇总，{earlier}"));
        }
        let Some(folded) = self.folded.get(&id) else { return Answer::Missing(format!("`{text}` 没有算出")) };
        if let Some(fault) = folded.extent.fault(self.table_name(folded.table)) {
            return Answer::Missing(fault);
        }
        if folded.extent.rows == 0 {
            trace.empty.insert(folded.table);
        }
        trace.periods.extend(folded.period);
        trace.tables.insert(folded.table, folded.period);
        trace.note(folded.blank_note());
        let one = folded.of(context.group);
        trace.undecided += one.undecided;
        match &one.answer {
            Answer::Missing(reason) => Answer::Missing(format!("`{text}` {reason}")),
            known => known.clone(),
        }
    }

    /// A table's name.
    pub(crate) fn table_name(&self, id: TableId) -> &'a str {
        self.program.table(id).map_or("", |t| t.name.as_str())
    }

    fn call(&self, function: Function, arguments: &[Expr], context: Context<'_>, trace: &mut Trace) -> Answer {
        let values = arguments.iter().map(|a| self.answer(a, context, trace)).collect();
        called(function, values, &unit_of(arguments), self.as_of)
    }
}

/// The unit that a function's first argument is shown in.
pub(crate) fn unit_of(arguments: &[Expr]) -> Unit {
    match arguments.first().map(|a| &a.ty) {
        Some(Type::Number(unit)) => unit.clone(),
        _ => Unit::bare(),
    }
}

/// The value of a function.
pub(crate) fn called(function: Function, values: Vec<Answer>, unit: &Unit, as_of: Date) -> Answer {
    let mut values = values.into_iter();
    let first = values.next().unwrap_or_else(|| Answer::Missing("函数没有参数".to_owned()));
    match function {
        Function::Absolute => first.absolute(),
        Function::Round => rounded(first, values.next().as_ref(), unit),
        Function::Length => length(first),
        Function::Days => days(&first, values.next(), as_of),
        Function::Largest => values.fold(first, |a, b| extreme(&a, &b, std::cmp::Ordering::is_gt)),
        Function::Smallest => values.fold(first, |a, b| extreme(&a, &b, std::cmp::Ordering::is_lt)),
    }
}

/// A note where the base that the rules declare is not the one submitted.
pub(crate) fn differing_base(declared: Option<&Number>, submitted: &Reading<'_>) -> Option<String> {
    let known = submitted.answer.known_number()?;
    let unit = submitted.unit?;
    let declared = declared.filter(|d| *d != known)?;
    let (a, b) = (unit.from_base(declared), unit.from_base(known));
    Some(format!("上年数按规则所写 {a}{name} 计算，填报的是 {b}{name}", name = unit.name))
}

/// 四舍五入 in the unit that a number is shown in.
fn rounded(value: Answer, places: Option<&Answer>, unit: &Unit) -> Answer {
    let places =
        places.map_or(Some(0), |p| p.known_number().and_then(Number::to_u64).and_then(|n| u32::try_from(n).ok()));
    let Some(places) = places.filter(|p| *p <= 100) else {
        return Answer::Missing("四舍五入的位数不是整数".to_owned());
    };
    let round =
        |v: &Value| super::answer::as_number(v).map(|n| Value::Number(unit.to_base(&unit.from_base(n).round(places))));
    match value {
        Answer::Known(v) => round(&v).map_or_else(|| Answer::Missing("四舍五入的不是数".to_owned()), Answer::Known),
        Answer::Range(low, high) => Answer::range(low.as_ref().and_then(round), high.as_ref().and_then(round)),
        missing @ Answer::Missing(_) => missing,
    }
}

fn length(value: Answer) -> Answer {
    match value {
        Answer::Known(Value::Text(text)) => Answer::number(Number::from(text.chars().count() as u64)),
        missing @ Answer::Missing(_) => missing,
        _ => Answer::Missing("长度的参数不是文本".to_owned()),
    }
}

fn days(from: &Answer, to: Option<Answer>, as_of: Date) -> Answer {
    if to.is_none() && as_of == UNDATED {
        return Answer::Missing("天数要算到判定日，而判定日没有给定，数据和计划里也没有日期".to_owned());
    }
    let to = to.unwrap_or(Answer::Known(Value::Date(as_of)));
    to.arithmetic(crate::language::ast::ArithmeticOperator::Subtract, from)
}

/// The larger (or smaller) of two answers, end by end.
fn extreme(a: &Answer, b: &Answer, wins: fn(std::cmp::Ordering) -> bool) -> Answer {
    if let Some(reason) = a.reason().or(b.reason()) {
        return Answer::Missing(reason.to_owned());
    }
    let pick = |a: Option<&Value>, b: Option<&Value>, dominating: bool| match (a, b) {
        (Some(a), Some(b)) => Some(if super::answer::ordering(b, a).is_some_and(wins) { b.clone() } else { a.clone() }),
        (Some(one), None) | (None, Some(one)) if !dominating => Some(one.clone()),
        _ => None,
    };
    let upward = wins(std::cmp::Ordering::Greater);
    let ends = a.ends().zip(b.ends());
    let Some(((a_low, a_high), (b_low, b_high))) = ends else {
        return Answer::Missing("没有可比的值".to_owned());
    };
    Answer::range(pick(a_low, b_low, !upward), pick(a_high, b_high, upward))
}
