//! What the rules read: which figures of which periods, which milestones, which columns of which tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::walk::{self, Leaf};
use crate::language::program::{
    Aggregate, Aspect, Body, Change, ColumnId, Condition, ConditionKind, Expr, ExprKind, Goal, IndicatorId,
    MilestoneId, Program, Rule, Set, TableId, Target,
};
use crate::value::Period;

use super::Order;

/// The rules, by index, that read something.
pub(super) type Readers = BTreeSet<usize>;

/// Everything that the rules of an order read.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Figures, by indicator and scope.
    pub(super) figures: BTreeMap<(IndicatorId, Option<String>), Vec<FigureRow>>,
    /// Milestones.
    pub(super) milestones: BTreeMap<MilestoneId, Readers>,
    /// Item tables.
    pub(super) tables: BTreeMap<TableId, Readers>,
    /// Their columns.
    pub(super) columns: BTreeMap<(TableId, ColumnId), Readers>,
}

/// The figures asked for of one indicator and scope in one period.
#[derive(Debug)]
pub(super) struct FigureRow {
    /// Which period.
    pub(super) when: When,
    /// The period itself, if the order has one.
    pub(super) period: Option<Period>,
    /// The level.
    pub(super) level: Wish,
    /// 同比
    pub(super) growth: Wish,
    /// 净增
    pub(super) net: Wish,
    /// Who reads them.
    pub(super) rules: Readers,
}

/// A period, as seen from the one that is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// The one that is filled in.
    Current,
    /// The same period of last year.
    LastYear,
    /// The end of last year.
    LastYearEnd,
    /// The period before.
    Previous,
    /// A year.
    Year(i16),
}

impl When {
    /// As a remark says it.
    pub(super) fn word(self) -> String {
        match self {
            Self::Current => "本期".to_owned(),
            Self::LastYear => "上年同期".to_owned(),
            Self::LastYearEnd => "上年末".to_owned(),
            Self::Previous => "上期".to_owned(),
            Self::Year(year) => format!("{year}年"),
        }
    }

    fn period(self, current: Option<Period>) -> Option<Period> {
        match self {
            Self::Current => current,
            Self::LastYear => current?.last_year(),
            Self::LastYearEnd => Period::year(current?.last.year().checked_sub(1)?),
            Self::Previous => current?.previous(),
            Self::Year(year) => Period::year(year),
        }
    }
}

/// How much a figure is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    /// No rule reads it.
    #[default]
    Idle,
    /// Another figure can stand for it.
    Open,
    /// A rule reads it.
    Needed,
}

/// Which figure of a row.
#[derive(Clone, Copy)]
enum Kind {
    Level,
    Growth,
    Net,
}

impl Needs {
    /// Reads the rules of an order.
    pub(super) fn gather(order: &Order<'_>) -> Self {
        let mut needs = Self::default();
        for (index, rule) in order.program.rules.iter().enumerate() {
            if order.only.as_ref().is_none_or(|only| only.contains(&index)) {
                Reader { program: order.program, period: order.period, rule: index, needs: &mut needs }.rule(rule);
            }
        }
        for rows in needs.figures.values_mut() {
            rows.sort_by_key(|row| row.when);
        }
        needs
    }
}

struct Reader<'a> {
    program: &'a Program,
    period: Option<Period>,
    rule: usize,
    needs: &'a mut Needs,
}

impl Reader<'_> {
    fn rule(&mut self, rule: &Rule) {
        match &rule.body {
            Body::Target(target) => self.target(target, None),
            Body::Each(each) => {
                self.table(each.table);
                each.filter.iter().for_each(|filter| self.condition(filter, Some(each.table)));
                self.condition(&each.body, Some(each.table));
            }
            Body::Milestone { milestone, .. } => self.milestone(*milestone),
            Body::Identity(identity) => {
                self.expr(&identity.left, None);
                self.expr(&identity.right, None);
            }
            Body::Composite(condition) => self.condition(condition, None),
        }
    }

    fn condition(&mut self, condition: &Condition, table: Option<TableId>) {
        match &condition.kind {
            ConditionKind::Target(target) => self.target(target, table),
            ConditionKind::Milestone { milestone, .. } => self.milestone(*milestone),
            ConditionKind::And(parts) | ConditionKind::Or(parts) => {
                for part in parts {
                    self.condition(part, table);
                }
            }
            ConditionKind::Not(inner) => self.condition(inner, table),
            ConditionKind::If { premise, then } => {
                self.condition(premise, table);
                self.condition(then, table);
            }
            _ => walk::condition(condition, &mut |leaf| self.leaf(leaf, table)),
        }
    }

    fn target(&mut self, target: &Target, table: Option<TableId>) {
        match target.measure.change {
            None => self.expr(&target.measure.level, table),
            Some(change) => self.change(target, change, table),
        }
        match &target.goal {
            Goal::Bound { value, .. } | Goal::About { value, .. } => self.expr(value, table),
            Goal::Between { low, high, .. } | Goal::Promised { low, high } => {
                self.expr(low, table);
                self.expr(high, table);
            }
            Goal::Within { set: Set::Column(index), .. } => self.leaf(Leaf::Set(*index), table),
            Goal::Within { .. } | Goal::Null { .. } => {}
        }
    }

    fn expr(&mut self, expr: &Expr, table: Option<TableId>) {
        walk::expr(expr, &mut |leaf| self.leaf(leaf, table));
    }

    fn leaf(&mut self, leaf: Leaf<'_>, table: Option<TableId>) {
        match (leaf, table) {
            (Leaf::Expr(ExprKind::Figure { indicator, scope, aspect }), _) => {
                self.figure(*indicator, scope.as_deref(), *aspect);
            }
            (Leaf::Expr(ExprKind::Aggregate(id)), _) => {
                let program = self.program;
                program.aggregate(*id).into_iter().for_each(|aggregate| self.aggregate(aggregate));
            }
            (Leaf::Expr(ExprKind::Column(id)), Some(table)) => self.column(table, *id),
            (Leaf::Unique(id), Some(table)) => self.column(table, id),
            (Leaf::Set(index), _) => {
                let program = self.program;
                program.sets.get(index).into_iter().for_each(|set| self.column(set.table, set.column));
            }
            _ => {}
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let table = aggregate.table;
        self.table(table);
        aggregate.value.iter().for_each(|value| self.expr(value, Some(table)));
        aggregate.filter.iter().for_each(|filter| self.condition(filter, Some(table)));
        aggregate.group.into_iter().for_each(|column| self.column(table, column));
    }

    fn table(&mut self, table: TableId) {
        self.needs.tables.entry(table).or_default().insert(self.rule);
    }

    fn column(&mut self, table: TableId, column: ColumnId) {
        self.table(table);
        self.needs.columns.entry((table, column)).or_default().insert(self.rule);
    }

    fn milestone(&mut self, milestone: MilestoneId) {
        self.needs.milestones.entry(milestone).or_default().insert(self.rule);
    }

    fn figure(&mut self, indicator: IndicatorId, scope: Option<&str>, aspect: Aspect) {
        let key = (indicator, scope.map(str::to_owned));
        match aspect {
            Aspect::Level => self.want(&key, When::Current, Kind::Level, Wish::Needed),
            Aspect::LastYear => {
                self.want(&key, When::Current, Kind::Level, Wish::Open);
                self.want(&key, When::LastYear, Kind::Level, Wish::Needed);
            }
            Aspect::Previous => {
                self.want(&key, When::Current, Kind::Level, Wish::Open);
                self.want(&key, When::Previous, Kind::Level, Wish::Needed);
            }
            Aspect::Growth => {
                let program = self.program;
                let declared = program.indicator(indicator);
                let reported_only = declared.is_some_and(|i| i.comparable_prices);
                self.growth(&key, reported_only, declared.is_some_and(|i| i.last_year.is_some()));
            }
        }
    }

    /// A change: reported as such, or computed from levels and their bases.
    fn change(&mut self, target: &Target, change: Change, table: Option<TableId>) {
        let measure = &target.measure;
        let declared = measure.last_year.is_some();
        if let (ExprKind::Figure { indicator, scope, .. }, Change::Growth | Change::Decline) =
            (&measure.level.kind, change)
        {
            return self.growth(&(*indicator, scope.clone()), measure.reported_only, declared);
        }
        let alone = matches!(measure.level.kind, ExprKind::Figure { .. });
        self.expr(&measure.level, table);
        let mut keys = Vec::new();
        walk::expr(&measure.level, &mut |leaf| {
            if let Leaf::Expr(ExprKind::Figure { indicator, scope, .. }) = leaf {
                keys.push((*indicator, scope.clone()));
            }
        });
        let base = match change {
            Change::Growth | Change::Decline => When::LastYear,
            Change::NetIncrease => When::LastYearEnd,
            Change::AnnualGrowth { since } => When::Year(since),
        };
        for key in keys {
            if change == Change::NetIncrease && alone {
                self.want(&key, When::Current, Kind::Net, Wish::Open);
            }
            if !(change == Change::NetIncrease && declared) {
                self.want(&key, base, Kind::Level, Wish::Needed);
            }
        }
    }

    fn growth(&mut self, key: &(IndicatorId, Option<String>), reported_only: bool, declared: bool) {
        self.want(key, When::Current, Kind::Growth, Wish::Needed);
        if reported_only {
            return;
        }
        self.want(key, When::Current, Kind::Level, Wish::Open);
        let whole = self.period.is_some_and(|period| period.last.month() == 12 && period.last.day() == 31);
        if !(declared && whole) {
            self.want(key, When::LastYear, Kind::Level, Wish::Open);
        }
    }

    fn want(&mut self, key: &(IndicatorId, Option<String>), when: When, kind: Kind, wish: Wish) {
        let period = when.period(self.period);
        let rows = self.needs.figures.entry(key.clone()).or_default();
        let same = |row: &FigureRow| row.when == when || period.is_some() && row.period == period;
        let at = rows.iter().position(same).unwrap_or_else(|| {
            let (level, growth, net) = (Wish::Idle, Wish::Idle, Wish::Idle);
            rows.push(FigureRow { when, period, level, growth, net, rules: Readers::new() });
            rows.len() - 1
        });
        let Some(row) = rows.get_mut(at) else { return };
        row.rules.insert(self.rule);
        let cell = match kind {
            Kind::Level => &mut row.level,
            Kind::Growth => &mut row.growth,
            Kind::Net => &mut row.net,
        };
        *cell = (*cell).max(wish);
    }
}

/// The keys of rules, the first few of them.
pub(super) fn labels(program: &Program, rules: &Readers, most: usize) -> String {
    let ids: Vec<&str> =
        rules.iter().filter_map(|rule| program.rules.get(*rule)).map(|rule| rule.id.as_str()).collect();
    let shown: Vec<&str> = ids.iter().copied().take(most).collect();
    let more = if ids.len() > most { format!(" 等 {} 条", ids.len()) } else { String::new() };
    format!("{}{more}", shown.join("、"))
}

/// The offices that answer for rules, each once.
pub(super) fn offices(program: &Program, rules: &Readers) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for office in rules.iter().filter_map(|rule| program.rules.get(*rule)?.office.clone()) {
        if !found.contains(&office) {
            found.push(office);
        }
    }
    found
}
