//! Which figure of an indicator counts: the newest of the plan's period, year-to-date, and the bases it is compared with.

use super::answer::Answer;
use super::judgement::UNDATED;
use crate::data::{Dataset, Figure, FigureValue, Place};
use crate::language::ast::{ArithmeticOperator, FigureAspect, Nature};
use crate::language::program::{IndicatorId, Program, Type, Value};
use crate::value::{Date, Number, Period, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// An indicator in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key<'k> {
    /// The indicator.
    pub(crate) indicator: IndicatorId,
    /// Its scope; `None` is the figure submitted without one, not any figure.
    pub(crate) scope: Option<&'k str>,
}

/// A point in time that figures are looked up at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The period as submitted.
    pub(crate) period: Period,
    /// Whether the figure there covers its own month or quarter only.
    pub(crate) single: bool,
}

impl Point {
    fn end(&self) -> Date {
        self.period.last
    }

    /// The same period some years earlier.
    pub(crate) fn years_back(&self, years: u32) -> Option<Self> {
        (0..years).try_fold(*self, |point, _| Some(Self { period: point.period.last_year()?, ..point }))
    }

    fn previous(&self) -> Option<Self> {
        Some(Self { period: self.period.previous()?, ..*self })
    }

    /// The whole of last year.
    fn last_year_end(&self) -> Option<Self> {
        Some(Self { period: Period::year(self.period.last.year().checked_sub(1)?)?, single: false })
    }

    /// Whether a year-to-date figure there covers the whole year.
    pub(crate) fn closes_year(&self) -> bool {
        self.end().month() == 12 && self.end().day() == 31
    }
}

/// What was found for a key at a point.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'a> {
    /// Its value.
    pub(crate) answer: Answer,
    /// Where it was looked up.
    pub(crate) point: Option<Point>,
    /// The cells it comes from.
    pub(crate) places: Vec<&'a Place>,
    /// The unit it was submitted in.
    pub(crate) unit: Option<&'a Unit>,
    /// What a reader should know of it.
    pub(crate) note: Option<String>,
}

impl<'a> Reading<'a> {
    fn missing(reason: String, point: Option<Point>) -> Self {
        Self { answer: Answer::Missing(reason), point, places: Vec::new(), unit: None, note: None }
    }

    fn of(figure: &'a Figure, answer: Answer) -> Self {
        let unit = match &figure.value {
            FigureValue::Number { unit, .. } => Some(unit),
            _ => None,
        };
        let point = Point { period: figure.period, single: figure.single };
        Self { answer, point: Some(point), places: vec![&figure.place], unit, note: None }
    }

    /// Joined with another by an operator.
    fn with(mut self, operator: ArithmeticOperator, other: Self) -> Self {
        self.answer = self.answer.arithmetic(operator, &other.answer);
        self.places.extend(other.places);
        self
    }
}

/// The figures of a run, by indicator and scope.
#[derive(Debug)]
pub(crate) struct Figures<'a> {
    program: &'a Program,
    as_of: Date,
    rows: Rc<BTreeMap<Key<'a>, Vec<&'a Figure>>>,
}

impl<'a> Figures<'a> {
    /// Sorts what was submitted.
    pub(crate) fn gather(program: &'a Program, dataset: &'a Dataset, as_of: Date) -> Self {
        let mut rows: BTreeMap<Key<'a>, Vec<&'a Figure>> = BTreeMap::new();
        for figure in dataset.figures.iter().filter(|f| !is_blank_change(f)) {
            let key = Key { indicator: figure.indicator, scope: figure.scope.as_deref() };
            rows.entry(key).or_default().push(figure);
        }
        Self { program, as_of, rows: Rc::new(rows) }
    }

    /// The same figures as known on an earlier day.
    pub(crate) fn until(&self, as_of: Date) -> Self {
        Self { program: self.program, as_of, rows: Rc::clone(&self.rows) }
    }

    /// Every key that has figures.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key<'a>> {
        self.rows.keys().copied()
    }

    /// The figures of a key.
    pub(crate) fn all(&self, key: Key<'_>) -> Vec<&'a Figure> {
        self.rows.get(&key).cloned().unwrap_or_default()
    }

    /// The year-to-date levels of a 累计 indicator that have a value.
    pub(crate) fn cumulative(&self, key: Key<'_>) -> Vec<&'a Figure> {
        let whole =
            |f: &&Figure| f.aspect == FigureAspect::Level && !f.single && f.period.first.year() == f.period.last.year();
        let valued = |f: &&Figure| matches!(f.value, FigureValue::Number { .. });
        let flow = self.nature(key) == Some(Nature::Flow);
        self.all(key).into_iter().filter(|f| flow && whole(f) && valued(f)).collect()
    }

    /// What months and quarters add up to from the year's start to a day; `None` where they leave a gap.
    pub(crate) fn sum_of_parts(&self, key: Key<'_>, end: Date) -> Option<Number> {
        let of_year = |f: &&Figure| f.period.first.year() == end.year() && f.period.last <= end;
        let single = |f: &&Figure| f.single && f.aspect == FigureAspect::Level && of_year(f);
        let parts: Vec<&'a Figure> = self.all(key).into_iter().filter(single).collect();
        let sum = self.cover(key, &parts, end, &mut BTreeSet::new())?;
        sum.answer.known_number().cloned()
    }

    /// `「X」` or `「X[国控]」`
    pub(crate) fn name(&self, key: Key<'_>) -> String {
        let name = self.program.indicator(key.indicator).map_or("", |i| i.name.as_str());
        key.scope.map_or_else(|| format!("「{name}」"), |scope| format!("「{name}[{scope}]」"))
    }

    fn nature(&self, key: Key<'_>) -> Option<Nature> {
        self.program.indicator(key.indicator).and_then(|i| i.nature)
    }

    fn judged(&self, key: Key<'_>) -> impl Iterator<Item = &'a Figure> + use<'a> {
        let plan = self.program.plan.period;
        let as_of = self.as_of;
        let within = move |f: &Figure| plan.is_none_or(|p| f.period.within(&p)) && f.period.last <= as_of;
        self.all(key).into_iter().filter(move |f| within(f))
    }

    /// The point that is judged. Once a rule is due it is the newest row of any kind, so that an older figure never stands in
    /// for a blank; before that rows still blank are not yet reported.
    pub(crate) fn newest(&self, key: Key<'_>, aspects: &[FigureAspect], due: bool) -> Option<Point> {
        let counts = |f: &Figure| due || (aspects.contains(&f.aspect) && f.value != FigureValue::Blank);
        let rank =
            |f: &Figure| (f.period.last, aspects.contains(&f.aspect), !f.single, std::cmp::Reverse(f.period.first));
        self.judged(key)
            .filter(|f| counts(f))
            .max_by_key(|f| rank(f))
            .map(|f| Point { period: f.period, single: f.single })
    }

    /// The level of the point judged.
    pub(crate) fn level(&self, key: Key<'_>, due: bool) -> Reading<'a> {
        let Some(point) = self.newest(key, &[FigureAspect::Level], due) else { return self.nothing(key) };
        let mut reading = self.level_at(key, &point);
        reading.note = reading.note.or_else(|| self.skipped(key, &point));
        reading
    }

    /// Whether nothing was submitted for a key, or only a blank.
    pub(crate) fn is_blank(&self, key: Key<'_>) -> bool {
        let Some(point) = self.newest(key, &[FigureAspect::Level], true) else { return true };
        let here = |f: &Figure| f.aspect == FigureAspect::Level && f.period.last == point.period.last;
        self.judged(key).filter(|f| here(f)).all(|f| f.value == FigureValue::Blank)
    }

    /// Rows newer than the point judged, which are still blank before the rule is due.
    fn skipped(&self, key: Key<'_>, point: &Point) -> Option<String> {
        let newer = self
            .judged(key)
            .filter(|f| f.aspect == FigureAspect::Level && f.period.last > point.period.last)
            .max_by_key(|f| f.period.last)?;
        Some(format!("{}{}尚未填报，按 {} 的数判定", self.name(key), newer.period, point.period))
    }

    fn nothing(&self, key: Key<'_>) -> Reading<'a> {
        let name = self.name(key);
        let reason = match (self.all(key).is_empty(), self.program.plan.period) {
            (true, _) => format!("没有提交{name}的数据{}", self.elsewhere(key)),
            (false, Some(plan)) => format!("{name}在 {plan}、判定日 {} 以前没有数据", self.as_of),
            (false, None) if self.as_of == UNDATED => format!("没有可用的{name}的数据"),
            (false, None) => format!("{name}在判定日 {} 以前没有数据", self.as_of),
        };
        Reading::missing(reason, None)
    }

    /// The scopes that an indicator was submitted in, where the one asked for is not among them.
    fn elsewhere(&self, key: Key<'_>) -> String {
        let others = self.keys().filter(|other| other.indicator == key.indicator);
        let scopes: Vec<&str> = others.map(|other| other.scope.unwrap_or("不分范围")).collect();
        if scopes.is_empty() { String::new() } else { format!("（提交的是：{}）", scopes.join("、")) }
    }

    /// The level at a point: year-to-date of a 累计 figure, at the end of a 时点 figure, of the very period of a 均值 figure.
    pub(crate) fn level_at(&self, key: Key<'_>, point: &Point) -> Reading<'a> {
        match self.nature(key) {
            Some(Nature::Flow) => self.year_to_date(key, point),
            None if point.single => self.year_to_date(key, point),
            Some(Nature::Mean) => self.one(key, FigureAspect::Level, point, |f| f.period == point.period),
            Some(Nature::Stock) | None => self.one(key, FigureAspect::Level, point, |f| f.period.last == point.end()),
        }
    }

    /// The level of the same point `years` earlier.
    pub(crate) fn years_back(&self, key: Key<'_>, point: &Point, years: u32) -> Reading<'a> {
        self.base(key, point.years_back(years))
    }

    /// The level of the period before. A year-to-date figure is compared with as many months just before the year: what lies
    /// between two figures of last year.
    pub(crate) fn previous(&self, key: Key<'_>, point: &Point) -> Reading<'a> {
        match self.nature(key) {
            None if !point.single => self.base(key, point.previous()),
            Some(Nature::Stock | Nature::Mean) => self.base(key, point.previous()),
            None | Some(Nature::Flow) if point.closes_year() => self.last_year_end(key, point),
            None | Some(Nature::Flow) => self.months_before(key, point),
        }
    }

    /// Of a year-to-date point in the middle of a year, as many months at the end of the year before.
    fn months_before(&self, key: Key<'_>, point: &Point) -> Reading<'a> {
        let (year, month) = (point.end().year(), point.end().month());
        let rest = year.checked_sub(1).and_then(|before| Period::months(before, 1, 12 - month));
        let rest = rest.filter(|_| point.end() == point.end().last_of_month());
        let Some(rest) = rest else {
            return Reading::missing(
                format!("{}没有同样长的上期：{} 不在月底结束", self.name(key), point.period),
                None,
            );
        };
        let whole = self.last_year_end(key, point);
        let rest = self.level_at(key, &Point { period: rest, single: false });
        whole.with(ArithmeticOperator::Subtract, rest)
    }

    /// The level at the end of last year.
    pub(crate) fn last_year_end(&self, key: Key<'_>, point: &Point) -> Reading<'a> {
        self.base(key, point.last_year_end())
    }

    fn base(&self, key: Key<'_>, point: Option<Point>) -> Reading<'a> {
        let early = || Reading::missing(format!("{}没有更早的时期", self.name(key)), None);
        point.map_or_else(early, |point| self.level_at(key, &point))
    }

    /// 同比 as submitted for the point; `None` when nobody submitted one.
    pub(crate) fn reported_growth(&self, key: Key<'_>, point: &Point) -> Option<Reading<'a>> {
        let stock = self.nature(key) == Some(Nature::Stock);
        let mean = self.nature(key) == Some(Nature::Mean);
        // A month's own growth is no growth of the year so far; of a stock the two are one.
        let fits = |f: &Figure| {
            if mean { f.period == point.period } else { f.period.last == point.end() && (stock || !f.single) }
        };
        let any = self.all(key).iter().any(|f| f.aspect == FigureAspect::Growth && fits(f));
        any.then(|| self.one(key, FigureAspect::Growth, point, fits))
    }

    /// 净增 as submitted for the point, months summed; `None` when nobody submitted one.
    pub(crate) fn reported_increase(&self, key: Key<'_>, point: &Point) -> Option<Reading<'a>> {
        let any = self.all(key).iter().any(|f| f.aspect == FigureAspect::NetIncrease && f.period.last == point.end());
        any.then(|| self.summed(key, FigureAspect::NetIncrease, point))
    }

    fn year_to_date(&self, key: Key<'_>, point: &Point) -> Reading<'a> {
        self.summed(key, FigureAspect::Level, point)
    }

    /// A year-to-date figure ending there, else months and quarters summed from the year's start.
    fn summed(&self, key: Key<'_>, aspect: FigureAspect, point: &Point) -> Reading<'a> {
        let mut dead = BTreeSet::new();
        let rows: Vec<&'a Figure> =
            self.all(key).into_iter().filter(|f| f.aspect == aspect && of_year(f, point)).collect();
        let found = self.cover(key, &rows, point.end(), &mut dead);
        let mut reading = found.unwrap_or_else(|| {
            let gap = dead.first().copied().unwrap_or(point.end());
            self.gap(key, aspect, point, gap)
        });
        reading.point = Some(*point);
        reading
    }

    fn gap(&self, key: Key<'_>, aspect: FigureAspect, point: &Point, gap: Date) -> Reading<'a> {
        let name = self.name(key);
        let singles = self.all(key).iter().any(|f| f.aspect == aspect && f.single && f.period.last == point.end());
        let reason = if singles {
            format!("{name}按当月（当季）数累加到 {} 有缺口：没有截至 {gap} 的数", point.end())
        } else {
            format!("{name}没有 {} 的数", point.period)
        };
        Reading::missing(reason, Some(*point))
    }

    fn cover(&self, key: Key<'_>, rows: &[&'a Figure], end: Date, dead: &mut BTreeSet<Date>) -> Option<Reading<'a>> {
        let here: Vec<&'a Figure> = rows.iter().copied().filter(|f| f.period.last == end).collect();
        let whole: Vec<&'a Figure> = here.iter().copied().filter(|f| !f.single).collect();
        if !whole.is_empty() {
            return Some(self.agreed(key, &whole));
        }
        let mut starts: Vec<Date> = here.iter().map(|f| f.period.first).collect();
        starts.sort_unstable();
        starts.dedup();
        for first in starts {
            let same: Vec<&'a Figure> = here.iter().copied().filter(|f| f.period.first == first).collect();
            let part = self.agreed(key, &same);
            if first.month() == 1 && first.day() == 1 {
                return Some(part);
            }
            let before = first.yesterday().ok().filter(|d| !dead.contains(d));
            if let Some(rest) = before.and_then(|d| self.cover(key, rows, d, dead)) {
                return Some(part.with(ArithmeticOperator::Add, rest));
            }
        }
        dead.insert(end);
        None
    }

    /// The one figure that fits a point; of several periods that end there the longest.
    fn one(&self, key: Key<'_>, aspect: FigureAspect, point: &Point, fits: impl Fn(&Figure) -> bool) -> Reading<'a> {
        let fits = |f: &Figure| f.aspect == aspect && of_year(f, point) && fits(f);
        let fitting: Vec<&'a Figure> = self.all(key).into_iter().filter(|f| fits(f)).collect();
        let longest = fitting.iter().map(|f| f.period.first).min();
        let same: Vec<&'a Figure> = fitting.into_iter().filter(|f| Some(f.period.first) == longest).collect();
        if same.is_empty() {
            return Reading::missing(format!("{}没有 {} 的数", self.name(key), point.period), Some(*point));
        }
        let mut reading = self.agreed(key, &same);
        reading.point = Some(*point);
        reading
    }

    /// Several figures of one meaning: one value if they agree, none if they do not.
    fn agreed(&self, key: Key<'_>, figures: &[&'a Figure]) -> Reading<'a> {
        let filled = figures.iter().copied().filter(|f| f.value != FigureValue::Blank);
        let mut readings = filled.map(|f| Reading::of(f, self.value(key, f)));
        let Some(first) = readings.next() else {
            return match figures.first().copied() {
                Some(blank) => {
                    Reading::of(blank, Answer::Missing(format!("{}{}的数为空", self.name(key), blank.period)))
                }
                None => self.nothing(key),
            };
        };
        readings.fold(first, |mut kept, next| {
            if kept.answer.reason().is_none() && kept.answer != next.answer {
                kept.answer = Answer::Missing(format!("{}同一时期有两个不同的数", self.name(key)));
                kept.places.extend(next.places);
            }
            kept
        })
    }

    fn value(&self, key: Key<'_>, figure: &Figure) -> Answer {
        match &figure.value {
            FigureValue::Number { value, .. } => Answer::number(value.clone()),
            FigureValue::Grade { rank, .. } => {
                match self.program.indicator(key.indicator).and_then(|i| i.measure.as_ref()) {
                    Some(Type::Grade(scale)) => Answer::Known(Value::Grade(*scale, *rank)),
                    _ => Answer::Missing(format!("{}不是等级指标", self.name(key))),
                }
            }
            FigureValue::Blank => Answer::Missing(format!("{}{}的数为空", self.name(key), figure.period)),
            FigureValue::Faulty => {
                Answer::Missing(format!("{}{}的数不可用，见数据问题", self.name(key), figure.period))
            }
        }
    }
}

/// Whether a figure lies in one calendar year, or covers the very period asked for: `2021-2023年` is no figure of 2023.
fn of_year(figure: &Figure, point: &Point) -> bool {
    figure.period.first.year() == figure.period.last.year() || figure.period == point.period
}

/// A blank 同比 or 净增 says nothing: the column is there for other rows.
fn is_blank_change(figure: &Figure) -> bool {
    figure.aspect != FigureAspect::Level && figure.value == FigureValue::Blank
}

/// Growth of a level on its base; nothing on a base that is not positive.
pub(crate) fn growth_rate(level: &Answer, base: &Answer, when: &str) -> Answer {
    if let Some(reason) = level.reason().or(base.reason()) {
        return Answer::Missing(reason.to_owned());
    }
    let zero = Answer::number(Number::zero());
    if base.compare(crate::language::program::Comparison::Greater, &zero) != crate::value::Truth::True {
        return Answer::Missing(format!("{when}的数不是正数，不能计算增长率"));
    }
    let ratio = level.clone().arithmetic(ArithmeticOperator::Divide, base);
    ratio.arithmetic(ArithmeticOperator::Subtract, &Answer::number(Number::one()))
}
