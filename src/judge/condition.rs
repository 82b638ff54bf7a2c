//! Conditions over figures and milestones: Kleene's truth, read strictly, with tolerance, or as what cannot change any more.

use super::answer::Answer;
use super::course;
use super::milestone;
use super::row::{Cell, within};
use super::scalar::{Context, Trace, World};
use super::target::{self, Weighed};
use crate::language::program::{Condition, ConditionKind, Expr, Set, Target, Value};
use crate::value::{Date, Truth};

/// How a condition is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// 左右 needs its target.
    Strict,
    /// 左右 needs its target less the tolerance.
    Lenient,
    /// Known only if it cannot change any more before the deadline.
    Forever,
}

/// The rule that a condition is read for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    /// Whether it is due.
    pub(crate) due: bool,
    /// Its deadline.
    pub(crate) deadline: Option<Date>,
    /// 可无
    pub(crate) optional: bool,
}

/// What reading a condition brought to light.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    /// Why parts are unknown.
    pub(crate) reasons: Vec<String>,
    /// Whether a part has no measurable end state.
    pub(crate) manual: bool,
    /// The states of milestones, a line each.
    pub(crate) evidence: Vec<String>,
    /// What was touched.
    pub(crate) trace: Trace,
}

impl Findings {
    /// Adds a reason once.
    pub(crate) fn because(&mut self, reason: impl Into<String>) {
        let reason = reason.into();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// The reasons in one line.
    pub(crate) fn reason(&self) -> Option<String> {
        (!self.reasons.is_empty()).then(|| self.reasons.join("；"))
    }
}

/// Reads a condition.
pub(crate) fn truth(
    world: &World<'_>,
    condition: &Condition,
    mode: Mode,
    scene: Scene,
    findings: &mut Findings,
) -> Truth {
    Reader { world, scene, findings }.truth(condition, mode, true)
}

struct Reader<'r, 'a> {
    world: &'r World<'a>,
    scene: Scene,
    findings: &'r mut Findings,
}

impl Reader<'_, '_> {
    /// `positive` is false under an odd number of 非.
    fn truth(&mut self, condition: &Condition, mode: Mode, positive: bool) -> Truth {
        match &condition.kind {
            ConditionKind::And(parts) => parts.iter().fold(Truth::True, |t, p| t.and(self.truth(p, mode, positive))),
            ConditionKind::Or(parts) => parts.iter().fold(Truth::False, |t, p| t.or(self.truth(p, mode, positive))),
            ConditionKind::Not(inner) => self.turned(inner, mode, positive),
            ConditionKind::If { premise, then } => {
                self.turned(premise, mode, positive).or(self.truth(then, mode, positive))
            }
            ConditionKind::Target(target) => self.target(target, mode, positive),
            ConditionKind::Milestone { milestone, state } => {
                let seen = milestone::look(self.world, *milestone, *state, self.scene.deadline);
                seen.tell(self.findings);
                if mode == Mode::Forever { seen.forever(self.scene.due) } else { seen.truth }
            }
            _ if mode == Mode::Forever => Truth::Unknown,
            _ => self.leaf(condition, positive),
        }
    }

    /// Under 非 a tolerance narrows what it widened.
    fn turned(&mut self, inner: &Condition, mode: Mode, positive: bool) -> Truth {
        let mode = match mode {
            Mode::Strict => Mode::Lenient,
            Mode::Lenient => Mode::Strict,
            Mode::Forever => Mode::Forever,
        };
        self.truth(inner, mode, !positive).not()
    }

    fn target(&mut self, target: &Target, mode: Mode, positive: bool) -> Truth {
        let groups = target::groups(self.world, target);
        let groups: Vec<Option<&Value>> = groups.as_ref().map_or_else(|| vec![None], |g| g.iter().map(Some).collect());
        let mut all = if groups.is_empty() { Truth::Unknown } else { Truth::True };
        for group in groups {
            let context = Context { group, ..Context::now(self.scene.due) };
            let weighed = target::weigh(self.world, target, context);
            let truth = match mode {
                Mode::Strict => weighed.strict,
                Mode::Lenient => weighed.lenient,
                Mode::Forever => weighed.forever,
            };
            if mode != Mode::Forever && truth == Truth::Unknown {
                self.findings.because(weighed.reason(self.world));
            }
            let truth =
                if mode == Mode::Forever { truth } else { self.unless_early(truth, target, &weighed, positive) };
            all = all.and(self.unless_empty(truth, &weighed.trace, positive));
            self.findings.trace.periods.extend(weighed.trace.periods.iter().copied());
            self.findings.trace.absorb(weighed.trace);
        }
        all
    }

    fn leaf(&mut self, condition: &Condition, positive: bool) -> Truth {
        let mut trace = Trace::default();
        let (truth, reason) = leaf_truth(self.world, condition, Context::now(self.scene.due), &mut trace);
        if truth == Truth::Unknown {
            self.findings.because(reason.unwrap_or_else(|| target::undecided(trace.undecided)));
        }
        let truth = self.unless_empty(truth, &trace, positive);
        self.findings.trace.periods.extend(trace.periods.iter().copied());
        self.findings.trace.absorb(trace);
        truth
    }

    /// What figures that still grow make true today is not known of the day it is due.
    fn unless_early(&mut self, truth: Truth, target: &Target, weighed: &Weighed, positive: bool) -> Truth {
        let Some(deadline) = self.scene.deadline.filter(|_| self.scene.due) else { return truth };
        if truth != Truth::from(positive) {
            return truth;
        }
        let course = course::of_target(self.world, target, deadline);
        let upto = course.upto.filter(|_| course::may_turn(truth, &weighed.asked, course));
        let part = course::part_of_mean(self.world.program, target, &weighed.trace);
        match upto.map(|upto| course::unproven(upto, deadline)).or(part) {
            Some(reason) => {
                self.findings.because(reason);
                Truth::Unknown
            }
            None => truth,
        }
    }

    /// What only an empty table makes true proves nothing.
    fn unless_empty(&mut self, truth: Truth, trace: &Trace, positive: bool) -> Truth {
        if self.scene.optional || trace.empty.is_empty() || truth != Truth::from(positive) {
            return truth;
        }
        self.findings.because(empty_tables(self.world, trace));
        Truth::Unknown
    }
}

/// Why a table without rows proves nothing.
pub(crate) fn empty_tables(world: &World<'_>, trace: &Trace) -> String {
    let names: Vec<String> = trace.empty.iter().map(|t| format!("「{}」", world.table_name(*t))).collect();
    format!("表{}没有一行数据，空表不算达标（若可以没有，在规则下写 可无）", names.concat())
}

/// The truth of a condition without parts, and why it is unknown.
fn leaf_truth(
    world: &World<'_>,
    condition: &Condition,
    context: Context<'_>,
    trace: &mut Trace,
) -> (Truth, Option<String>) {
    match &condition.kind {
        ConditionKind::Compare { left, operator, right } => {
            let (left, right) = (world.answer(left, context, trace), world.answer(right, context, trace));
            let reason = left.reason().or(right.reason()).map(str::to_owned);
            (left.compare(*operator, &right), reason)
        }
        ConditionKind::During { date, period } => test(world.answer(date, context, trace), |v| match v {
            Value::Date(date) => Some(period.contains(*date)),
            _ => None,
        }),
        ConditionKind::Within { value, set, negated } => {
            let answer = world.answer(value, context, trace);
            (within_set(world, &answer, set, *negated), answer.reason().map(str::to_owned))
        }
        ConditionKind::Matches { text, pattern } => test(world.answer(text, context, trace), |v| match v {
            Value::Text(text) => Some(pattern.regex.is_match(text)),
            _ => None,
        }),
        ConditionKind::Format { text, format } => test(world.answer(text, context, trace), |v| match v {
            Value::Text(text) => Some(super::format::conforms(*format, text)),
            _ => None,
        }),
        ConditionKind::Holds(value) => test(world.answer(value, context, trace), |v| match v {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        }),
        ConditionKind::Null { value, negated } => submitted(world, value, *negated, context, trace),
        _ => (Truth::Unknown, Some("这一条件只能逐行判定".to_owned())),
    }
}

fn test(answer: Answer, holds: impl Fn(&Value) -> Option<bool>) -> (Truth, Option<String>) {
    match answer {
        Answer::Known(value) => (Truth::from(holds(&value)), None),
        Answer::Range(..) => (Truth::Unknown, None),
        Answer::Missing(reason) => (Truth::Unknown, Some(reason)),
    }
}

/// Whether a figure lies in a set.
pub(crate) fn within_set(world: &World<'_>, answer: &Answer, set: &Set, negated: bool) -> Truth {
    let Some(value) = answer.known() else { return Truth::Unknown };
    let mark = match set {
        Set::Listed(values) => crate::value::Mark::from(Truth::from(values.contains(value) != negated)),
        Set::Column(index) => match world.sets.get(index) {
            Some(known) => within(known, &Cell::of(value), negated, false),
            None => crate::value::Mark::Unknown,
        },
    };
    mark.truth()
}

/// 非空 and 为空 of a figure: whether anything was submitted; what is unusable is neither.
pub(crate) fn submitted(
    world: &World<'_>,
    value: &Expr,
    negated: bool,
    context: Context<'_>,
    trace: &mut Trace,
) -> (Truth, Option<String>) {
    let answer = world.answer(value, context, trace);
    let blank = super::measure::key_of(value).is_some_and(|key| world.figures.is_blank(key));
    match answer {
        Answer::Missing(reason) if !blank => (Truth::Unknown, Some(reason)),
        Answer::Missing(_) => (Truth::from(!negated), None),
        _ => (Truth::from(negated), None),
    }
}
