//! What each rule claims of its figures, as bounds on a linear form.

use super::linear::{Linear, Variable, base};
use super::simplex::Near;
use crate::language::program::{
    Body, Change, Comparison, Condition, ConditionKind, Deadline, Direction, Expr, Goal, Identity, Program, Rule,
    Target, ToleranceAmount, Type, Value,
};
use crate::language::program::{ExprKind, Tolerance};
use crate::source::Span;
use crate::value::{Flavor, Number, Unit};

/// Where a claim comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A target.
    Target,
    /// A 勾稽.
    Identity,
    /// The same 勾稽, of last year's figures.
    Earlier,
    /// 上年, as declared.
    Fact,
}

/// `low ≤ form ≤ high`; the form's constant is 0, its first coefficient 1.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Index of the rule; a declared base has none.
    pub(super) rule: Option<usize>,
    /// Where it comes from.
    pub(super) origin: Origin,
    /// What is bounded.
    pub(super) form: Linear,
    /// At least.
    pub(super) low: Option<Near>,
    /// At most.
    pub(super) high: Option<Near>,
    /// What the figure is when the claim is met exactly.
    pub(super) exact: Option<Number>,
    /// How far an identity's sides may lie apart.
    pub(super) slack: Number,
    /// By when; `None` holds always.
    pub(super) deadline: Option<Deadline>,
    /// The change that was measured, if any.
    pub(super) change: Option<Change>,
    /// How numbers are shown.
    pub(super) unit: Unit,
    /// Where it is written.
    pub(super) span: Span,
    /// `净增 7560户`
    pub(super) words: String,
}

impl Claim {
    /// Whether it asks for at least something.
    pub(super) fn lower(&self) -> Option<&Near> {
        self.low.as_ref().filter(|_| self.origin == Origin::Target)
    }

    /// The whole number, or the value, that a lower bound asks for at the least.
    pub(super) fn least(&self) -> Option<&Number> {
        self.lower().map(|low| &low.0)
    }
}

/// Every claim of the program, in the order of rules; declared bases last.
pub(super) fn claims(program: &Program) -> Vec<Claim> {
    let mut all: Vec<Claim> = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        match &rule.body {
            Body::Target(target) => all.extend(target_claims(program, index, rule, target)),
            Body::Identity(identity) => all.extend(identity_claims(program, index, rule, identity)),
            Body::Composite(condition) => each_target(condition, false, &mut |target| {
                all.extend(target_claims(program, index, rule, target));
            }),
            Body::Each(_) | Body::Milestone { .. } => {}
        }
    }
    let used: std::collections::BTreeSet<Variable> = all.iter().flat_map(|c| c.form.terms.keys().cloned()).collect();
    all.extend(used.into_iter().filter_map(|variable| fact(program, variable)));
    all
}

/// The targets that all hold when a condition holds, or, denied, when it does not.
pub(super) fn each_target(condition: &Condition, denied: bool, take: &mut impl FnMut(&Target)) {
    match (&condition.kind, denied) {
        (ConditionKind::Target(target), false) => take(target),
        (ConditionKind::Target(target), true) => {
            if let Some(target) = opposite(target) {
                take(&target);
            }
        }
        (ConditionKind::And(parts), false) | (ConditionKind::Or(parts), true) => {
            for part in parts {
                each_target(part, denied, take);
            }
        }
        (ConditionKind::Not(part), _) => each_target(part, !denied, take),
        _ => {}
    }
}

/// What holds when a target does not, if that is one bound.
pub(super) fn opposite(target: &Target) -> Option<Target> {
    let (comparison, value) = match &target.goal {
        Goal::Bound { comparison, value } => (*comparison, value),
        Goal::Promised { low, .. } => (Comparison::AtLeast, low),
        _ => return None,
    };
    let comparison = match comparison {
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
    };
    Some(Target { goal: Goal::Bound { comparison, value: value.clone() }, ..target.clone() })
}

fn fact(program: &Program, variable: Variable) -> Option<Claim> {
    let value = base(program, &variable)?;
    let Variable::Figure(id, ..) = &variable else { return None };
    let indicator = program.indicator(*id)?;
    let Some(Type::Number(unit)) = &indicator.measure else { return None };
    let near = Some(Near(value.clone(), Number::zero()));
    Some(Claim {
        rule: None,
        origin: Origin::Fact,
        form: Linear::of(variable),
        low: near.clone(),
        high: near,
        exact: Some(value.clone()),
        slack: Number::zero(),
        deadline: None,
        change: None,
        unit: unit.clone(),
        span: indicator.span,
        words: format!("{} 上年 {}", indicator.name, super::words::amount(&value, unit)),
    })
}

/// The unit of an expression that is a number.
pub(super) fn unit(expr: &Expr) -> Option<&Unit> {
    match &expr.ty {
        Type::Number(unit) => Some(unit),
        _ => None,
    }
}

/// The unit of findings: the goal's, unless that is 万户 or a rate.
fn shown(target: &Target) -> Option<&Unit> {
    let level = unit(&target.measure.level)?;
    let goal = match &target.goal {
        Goal::Bound { value, .. } | Goal::About { value, .. } => unit(value),
        Goal::Between { low, .. } | Goal::Promised { low, .. } => unit(low),
        Goal::Within { .. } | Goal::Null { .. } => None,
    };
    let plain = |unit: &&Unit| unit.comparable(level) && !unit.name.is_empty() && !unit.name.starts_with(['万', '亿']);
    Some(goal.filter(plain).unwrap_or(level))
}

/// A claim before it is brought to its normal form: what is asked of which form, in which unit and words.
struct Draft {
    asked: Asked,
    form: Linear,
    unit: Unit,
    words: String,
}

fn target_claims(program: &Program, index: usize, rule: &Rule, target: &Target) -> Vec<Claim> {
    let Some(level) = Linear::read(program, &target.measure.level) else { return Vec::new() };
    let draft = match target.measure.change {
        None => of_level(program, rule, target, level.clone()),
        Some(Change::NetIncrease) => net(program, target, &level).and_then(|net| of_level(program, rule, target, net)),
        Some(change) => {
            grown(program, target, &level, change).or_else(|| of_rate(program, rule, target, &level, change))
        }
    };
    let drafts = draft.into_iter().chain(growth_than_last_year(program, rule, target, &level));
    let claim = |draft: Draft| {
        let claim = Claim {
            rule: Some(index),
            origin: Origin::Target,
            form: draft.form,
            low: draft.asked.low,
            high: draft.asked.high,
            exact: draft.asked.exact,
            slack: Number::zero(),
            deadline: Some(rule.deadline),
            change: target.measure.change,
            unit: draft.unit,
            span: rule.span,
            words: draft.words,
        };
        claim.normal().map(Claim::whole)
    };
    drafts.filter_map(claim).collect()
}

/// Bounds on a level or an increase.
fn of_level(program: &Program, rule: &Rule, target: &Target, form: Linear) -> Option<Draft> {
    let unit = shown(target)?.clone();
    let Some(asked) = bounds(program, target) else { return related(program, rule, target, &form, unit) };
    let words = super::words::claim(&super::words::subject(program, target), &asked, &unit);
    Some(Draft { asked, form, unit, words })
}

/// Growth over a base that the rules declare is a bound on the level.
fn grown(program: &Program, target: &Target, level: &Linear, change: Change) -> Option<Draft> {
    let measure = &target.measure;
    let over_last_year = matches!(change, Change::Growth | Change::Decline) && !measure.reported_only;
    let last = measure.last_year.as_ref().filter(|_| over_last_year)?;
    let asked = bounds(program, target)?.grown(last, change == Change::Decline)?;
    let unit = shown(target)?.clone();
    let words = super::words::claim(&super::words::subject(program, target), &asked, &unit);
    Some(Draft { asked, form: level.clone(), unit, words })
}

/// A rate over a base that nobody declares is an unknown of its own.
fn of_rate(program: &Program, rule: &Rule, target: &Target, level: &Linear, change: Change) -> Option<Draft> {
    let constant = target.measure.reported_only;
    let (form, word) = match change {
        Change::Decline => (level.growth(None, constant).times(&-Number::one()), "下降"),
        Change::AnnualGrowth { since } => (level.growth(Some(since), constant), "年均增长"),
        Change::Growth | Change::NetIncrease => (level.growth(None, constant), "增长"),
    };
    let unit = Unit::percent();
    let Some(asked) = bounds(program, target) else { return related(program, rule, target, &form, unit) };
    let subject = format!("{} {word}", super::words::form(program, level));
    Some(Draft { words: super::words::claim(&subject, &asked, &unit), asked, form, unit })
}

/// A bound that is itself unknown: last year's figure, a parameter set elsewhere, another figure.
fn related(program: &Program, rule: &Rule, target: &Target, form: &Linear, unit: Unit) -> Option<Draft> {
    let Goal::Bound { comparison, value } = &target.goal else { return None };
    let form = form.plus(&Linear::read(program, value)?, &-Number::one());
    let asked = Asked { exact: None, ..compared(*comparison, Number::zero()) };
    asked.low.as_ref().or(asked.high.as_ref())?;
    Some(Draft { asked, form, unit, words: rule.text.clone() })
}

/// `多于 上年` is also growth above 0; at constant prices the levels say nothing of it.
fn growth_than_last_year(program: &Program, rule: &Rule, target: &Target, level: &Linear) -> Option<Draft> {
    let measure = &target.measure;
    let Goal::Bound { comparison, value } = &target.goal else { return None };
    let last = level.last_year().filter(|_| measure.change.is_none() && !measure.reported_only)?;
    let asked = Asked { exact: None, ..compared(*comparison, Number::zero()) };
    (Linear::read(program, value)? == last && (asked.low.is_some() || asked.high.is_some())).then(|| Draft {
        asked,
        form: level.growth(None, false),
        unit: Unit::percent(),
        words: rule.text.clone(),
    })
}

/// The level less last year's: less the rule's own 上年, else its indicator's, else an unknown.
fn net(program: &Program, target: &Target, level: &Linear) -> Option<Linear> {
    let declared = level.last_year()?;
    let own = target.measure.last_year.as_ref();
    let known = declared.with_bases(program);
    match own {
        Some(own) if !(known.terms.is_empty() && known.constant == *own) => {
            Some(level.plus(&Linear::number(own.clone()), &-Number::one()))
        }
        _ => Some(level.plus(&declared, &-Number::one())),
    }
}

/// What a goal asks of a number.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// At least.
    pub(super) low: Option<Near>,
    /// At most.
    pub(super) high: Option<Near>,
    /// Met exactly.
    pub(super) exact: Option<Number>,
}

impl Asked {
    /// The bounds on the level that a growth over a base means; a decline's bounds change places.
    fn grown(self, last: &Number, decline: bool) -> Option<Self> {
        if !last.is_positive() {
            return None;
        }
        let sign = if decline { -Number::one() } else { Number::one() };
        let level = |rate: &Number| last * &(&Number::one() + &(rate * &sign));
        let near = |near: Near| Near(level(&near.0), &near.1 * &sign);
        let (low, high, exact) = (self.low.map(near), self.high.map(near), self.exact.as_ref().map(level));
        Some(if decline { Self { low: high, high: low, exact } } else { Self { low, high, exact } })
    }
}

fn constant(program: &Program, expr: &Expr) -> Option<Number> {
    let form = Linear::read(program, expr)?;
    form.terms.is_empty().then_some(form.constant)
}

/// The bounds that a goal with constant ends sets.
pub(super) fn bounds(program: &Program, target: &Target) -> Option<Asked> {
    match &target.goal {
        // ≠ bounds nothing: it is neither kept nor broken by any bound.
        Goal::Bound { comparison: Comparison::NotEqual, .. } => None,
        Goal::Bound { comparison, value } => Some(compared(*comparison, constant(program, value)?)),
        Goal::About { value, tolerance } => {
            let value = constant(program, value)?;
            Some(about(value.clone(), &width(tolerance, &value), target.direction))
        }
        Goal::Between { low, low_open, high, high_open } => {
            let (low, high) = (constant(program, low)?, constant(program, high)?);
            let inward = |open: bool, by: Number| if open { by } else { Number::zero() };
            let low_end = Near(low.clone(), inward(*low_open, Number::one()));
            let high_end = Near(high, inward(*high_open, -Number::one()));
            Some(Asked { low: Some(low_end), high: Some(high_end), exact: Some(low) })
        }
        Goal::Promised { low, .. } => Some(compared(Comparison::AtLeast, constant(program, low)?)),
        Goal::Within { .. } | Goal::Null { .. } => None,
    }
}

fn compared(comparison: Comparison, value: Number) -> Asked {
    let near = |by: Number| Some(Near(value.clone(), by));
    let (low, high) = match comparison {
        Comparison::Greater => (near(Number::one()), None),
        Comparison::AtLeast => (near(Number::zero()), None),
        Comparison::Less => (None, near(-Number::one())),
        Comparison::AtMost => (None, near(Number::zero())),
        Comparison::Equal => (near(Number::zero()), near(Number::zero())),
        Comparison::NotEqual => (None, None),
    };
    Asked { low, high, exact: Some(value) }
}

/// How far from its target 左右 lets a figure lie, in base units.
pub(super) fn width(tolerance: &Tolerance, value: &Number) -> Number {
    match &tolerance.amount {
        ToleranceAmount::Absolute(amount) => amount.clone(),
        ToleranceAmount::Relative(share) => &value.abs() * share,
    }
}

fn about(value: Number, width: &Number, direction: Direction) -> Asked {
    let low = (direction != Direction::Down).then(|| Near(&value - width, Number::zero()));
    let high = (direction != Direction::Up).then(|| Near(&value + width, Number::zero()));
    Asked { low, high, exact: Some(value) }
}

impl Claim {
    /// With the form's constant on the other side and its first coefficient 1.
    fn normal(self) -> Option<Self> {
        let first = self.form.terms.values().next()?.clone();
        let scale = Number::one().checked_div(&first)?;
        let shift = self.form.constant.clone();
        let moved = |number: &Number| &(number - &shift) * &scale;
        let near = |near: &Near| Near(moved(&near.0), &near.1 * &scale);
        let (low, high) = (self.low.as_ref().map(near), self.high.as_ref().map(near));
        let (low, high) = if scale.is_negative() { (high, low) } else { (low, high) };
        let exact = self.exact.as_ref().map(moved);
        let mut form = self.form.times(&scale);
        form.constant = Number::zero();
        Some(Self { form, low, high, exact, slack: &self.slack * &scale.abs(), ..self })
    }

    /// Of things that are counted, the next whole number inside the bounds.
    fn whole(mut self) -> Self {
        let whole = self.unit.dimension.is_count()
            && self.unit.flavor == Flavor::Plain
            && self.form.terms.values().all(Number::is_integer);
        if !whole {
            return self;
        }
        let step = |near: &Near| near.0.is_integer() && !near.1.is_zero();
        self.low = self.low.map(|n| {
            let next = if step(&n) { &n.0 + &Number::one() } else { n.0.ceil() };
            Near(next, Number::zero())
        });
        self.high = self.high.map(|n| {
            let next = if step(&n) { &n.0 - &Number::one() } else { n.0.floor() };
            Near(next, Number::zero())
        });
        if let (Some(exact), Some(low)) = (&self.exact, &self.low) {
            self.exact = Some(exact.max(&low.0).clone());
        }
        self
    }
}

fn identity_claims(program: &Program, index: usize, rule: &Rule, identity: &Identity) -> Vec<Claim> {
    let Some(claim) = identity_claim(program, index, rule, identity) else { return Vec::new() };
    let earlier = claim.exact.as_ref().filter(|exact| exact.is_zero() && claim.form.terms.len() > 1);
    let twin = earlier.and_then(|_| claim.form.last_year()).map(|form| Claim {
        origin: Origin::Earlier,
        form,
        words: format!("上年的 {}", claim.words),
        ..claim.clone()
    });
    std::iter::once(claim).chain(twin).collect()
}

fn identity_claim(program: &Program, index: usize, rule: &Rule, identity: &Identity) -> Option<Claim> {
    let left = Linear::read(program, &identity.left)?;
    let right = Linear::read(program, &identity.right)?;
    let unit = unit(&identity.left).or_else(|| unit(&identity.right))?.clone();
    let slack = match &identity.tolerance {
        None => Number::zero(),
        Some(ToleranceAmount::Absolute(amount)) => amount.clone(),
        Some(ToleranceAmount::Relative(share)) if right.terms.is_empty() => &right.constant.abs() * share,
        Some(ToleranceAmount::Relative(_)) => return None,
    };
    let near = |by: Number| Some(Near(by, Number::zero()));
    let low = if identity.comparison == Comparison::AtMost { None } else { near(-&slack) };
    let high = if identity.comparison == Comparison::AtLeast { None } else { near(slack.clone()) };
    let exact = (identity.comparison == Comparison::Equal).then(Number::zero);
    let claim = Claim {
        rule: Some(index),
        origin: Origin::Identity,
        form: left.plus(&right, &-Number::one()),
        low,
        high,
        exact,
        slack,
        deadline: None,
        change: None,
        unit,
        span: rule.span,
        words: rule.text.clone(),
    };
    claim.normal()
}

/// A number that an expression is, when it is one as written.
pub(super) fn literal(expr: &Expr) -> Option<&Number> {
    match &expr.kind {
        ExprKind::Constant(Value::Number(number)) => Some(number),
        _ => None,
    }
}
