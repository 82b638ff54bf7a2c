//! The status of a rule over figures: what was found, weighed against the goal, the deadline and the schedule.

use super::condition::{self, Findings, Mode, Scene};
use super::course;
use super::judgement::{GroupResult, Light, Rows, RuleResult, Settings};
use super::measure::Found;
use super::scalar::{Context, Trace, World};
use super::shown::{self, Shown};
use super::target::{self, Asked, Weighed};
use super::timing::{self, Due, Required, day_of};
use crate::data::FileId;
use crate::language::program::{Change, Comparison, Condition, Deadline, Rule, Status, TableId, Target, Value};
use crate::value::{Number, Period, Truth, Unit};

/// A rule with what its status depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'c, 'a> {
    /// The world.
    pub(crate) world: &'c World<'a>,
    /// The rule.
    pub(crate) rule: &'c Rule,
    /// Whether it is due.
    pub(crate) due: Due,
    /// The lights.
    pub(crate) settings: &'c Settings,
}

impl Case<'_, '_> {
    /// An empty result of a status.
    pub(crate) fn result(&self, status: Status) -> RuleResult {
        RuleResult {
            rule: 0,
            status,
            weight: None,
            light: None,
            reason: None,
            target: None,
            actual: None,
            gap: None,
            completion: None,
            applied: default_deadline(self.rule).into_iter().collect(),
            notes: self.rule.notes.clone(),
            data_at: Vec::new(),
            rows: Rows::default(),
            groups: Vec::new(),
            explained: false,
            evidence: Vec::new(),
        }
    }

    fn scene(&self) -> Scene {
        Scene { due: self.due.now(), deadline: day_of(self.rule.deadline), optional: self.rule.optional }
    }
}

fn default_deadline(rule: &Rule) -> Option<String> {
    match rule.deadline {
        Deadline::On { date, default: true } if !rule.data_rule => Some(format!("期限 {date}（默认：计划期末）")),
        _ => None,
    }
}

/// A status with its light and the lines that say how it came about.
#[derive(Clone, Debug)]
struct Verdict {
    status: Status,
    light: Option<Light>,
    reason: Option<String>,
    applied: Vec<String>,
    notes: Vec<String>,
}

impl Verdict {
    fn plain(status: Status) -> Self {
        Self { status, light: None, reason: None, applied: Vec::new(), notes: Vec::new() }
    }

    fn because(status: Status, reason: String) -> Self {
        Self { reason: Some(reason), ..Self::plain(status) }
    }
}

/// Judges a figure against its goal, group by group where it is grouped.
pub(crate) fn target(case: Case<'_, '_>, target: &Target) -> RuleResult {
    match target::groups(case.world, target) {
        None => {
            let weighed = weigh(case, target, None);
            let verdict = judge(case, target, &weighed);
            single(case, target, weighed, verdict)
        }
        Some(groups) => grouped(case, target, &groups),
    }
}

/// What only an empty table makes true is not known.
fn weigh(case: Case<'_, '_>, target: &Target, group: Option<&Value>) -> Weighed {
    let context = Context { group, ..Context::now(case.due.now()) };
    let mut weighed = target::weigh(case.world, target, context);
    if !case.rule.optional && !weighed.trace.empty.is_empty() {
        let unless_true = |t: Truth| if t == Truth::True { Truth::Unknown } else { t };
        weighed.strict = unless_true(weighed.strict);
        weighed.lenient = unless_true(weighed.lenient);
        weighed.forever = unless_true(weighed.forever);
    }
    weighed
}

fn single(case: Case<'_, '_>, target: &Target, weighed: Weighed, verdict: Verdict) -> RuleResult {
    let shown: Shown = shown::show(case.world, target, &weighed);
    let mut result = case.result(verdict.status);
    result.target = shown.target;
    result.actual = shown.actual;
    result.gap = shown.gap;
    result.completion = shown.completion;
    result.light = verdict.light;
    result.reason = verdict.reason;
    result.applied.extend(tolerance_line(target));
    result.applied.extend(verdict.applied);
    result.applied.extend(sources(case.world, &weighed.trace));
    result.notes.extend(verdict.notes);
    result.notes.extend(above_promise(case, target, &weighed));
    result.notes.extend(other_word(target, &weighed));
    result.notes.extend(stale(case, &weighed));
    result.notes.extend(weighed.trace.notes);
    result.data_at = weighed.trace.places;
    result
}

/// The files that aggregates were made of: no single cell can be pointed at.
fn sources(world: &World<'_>, trace: &Trace) -> Vec<String> {
    let used = |(table, period): (&TableId, &Option<Period>)| -> Vec<String> {
        let name = world.table_name(*table);
        let files = (0..).map(FileId).zip(&world.dataset.files);
        files
            .filter(|(_, file)| file.table == name && file.period == *period)
            .map(|(id, file)| {
                let rows = world.late.get(&id).unwrap_or(&file.rows_used);
                let sheet = file.sheet.as_ref().map_or_else(String::new, |s| format!(" {s}"));
                format!("数据：{}{sheet} 的表「{name}」，{rows} 行", file.path)
            })
            .collect()
    };
    trace.tables.iter().flat_map(used).collect()
}

fn tolerance_line(target: &Target) -> Option<String> {
    match &target.goal {
        crate::language::program::Goal::About { tolerance, .. } => {
            Some(format!("容差 {}{}", tolerance.text, if tolerance.default { "（默认）" } else { "" }))
        }
        _ => None,
    }
}

fn above_promise(case: Case<'_, '_>, target: &Target, weighed: &Weighed) -> Option<String> {
    let Asked::Promised(_, high) = &weighed.asked else { return None };
    let above = weighed.found.compare(Comparison::Greater, high) == Truth::True;
    let unit = target::goal_unit(&target.goal).cloned().unwrap_or_else(Unit::bare);
    let high = high.known().filter(|_| above)?;
    Some(format!("超出所写区间的上端 {}{}，仍算达标", shown::value_text(case.world.program, high, &unit), unit.name))
}

/// 家 of the rule and 户 of the data are compared by their number (language §2).
fn other_word(target: &Target, weighed: &Weighed) -> Option<String> {
    let (asked, given) = (target::goal_unit(&target.goal)?, weighed.trace.unit.as_ref()?);
    let (asked_word, given_word) = (asked.word(), given.word());
    let counts = asked.dimension.is_count() && given.dimension.is_count();
    let differ = counts && asked_word != given_word && !asked_word.is_empty() && !given_word.is_empty();
    differ.then(|| format!("规则写的是 {asked_word}，数据写的是 {given_word}，按个数比较"))
}

/// A figure that does not reach to the deadline, or goes beyond it, is said to.
fn stale(case: Case<'_, '_>, weighed: &Weighed) -> Option<String> {
    let (period, deadline) = (weighed.trace.period()?, day_of(case.rule.deadline)?);
    let mixed = weighed.trace.periods.iter().any(|p| p.last != period.last);
    if mixed {
        let periods: Vec<String> = weighed.trace.periods.iter().map(ToString::to_string).collect();
        return Some(format!("所用各数时期不同：{}", periods.join("、")));
    }
    if !case.due.now() || case.rule.data_rule || period.last == deadline {
        return None;
    }
    let word = if period.last < deadline { "不到" } else { "超过" };
    Some(format!("数据时期 {period}，{word}期限 {deadline}"))
}

fn judge(case: Case<'_, '_>, target: &Target, weighed: &Weighed) -> Verdict {
    if let Some(reason) = not_whole_year(case, target, weighed) {
        return Verdict::because(Status::Missing, reason);
    }
    match case.due {
        Due::Now => settled(weighed.strict, weighed.lenient, || weighed.reason(case.world)),
        Due::Never => match weighed.strict {
            Truth::True => Verdict::plain(Status::Met),
            Truth::False => Verdict::plain(Status::NotDue),
            Truth::Unknown => Verdict::because(Status::Missing, weighed.reason(case.world)),
        },
        Due::Later => match weighed.forever {
            Truth::True => Verdict::plain(Status::Met),
            Truth::False => Verdict::because(Status::Violated, "累计数已超过全期上限".to_owned()),
            Truth::Unknown => under_way(case, target, weighed),
        },
    }
}

/// A status once it is due.
fn settled(strict: Truth, lenient: Truth, reason: impl FnOnce() -> String) -> Verdict {
    match (strict, lenient) {
        (Truth::True, _) => Verdict::plain(Status::Met),
        (_, Truth::True) => Verdict::plain(Status::NearlyMet),
        (Truth::False, Truth::False) => Verdict::plain(Status::Violated),
        _ => Verdict::because(Status::Missing, reason()),
    }
}

/// A figure that still grows cannot show that it stays below its limit to the end of a time it does not cover.
fn not_whole_year(case: Case<'_, '_>, target: &Target, weighed: &Weighed) -> Option<String> {
    let (period, deadline) = (weighed.trace.period()?, day_of(case.rule.deadline)?);
    let open = target::lasting(target) && target::capped(&weighed.asked);
    let proven = weighed.strict == Truth::True || weighed.lenient == Truth::True;
    if !proven || !case.due.now() || case.rule.data_rule {
        return None;
    }
    if open && period.last < deadline {
        return Some(format!("累计数只到 {period}，不能证明到期限 {deadline} 仍在上限以内"));
    }
    if let Some(reason) = course::part_of_mean(case.world.program, target, &weighed.trace) {
        return Some(reason);
    }
    let course = course::of_target(case.world, target, deadline);
    let upto = course.upto.filter(|_| course::may_turn(Truth::True, &weighed.asked, course))?;
    Some(course::unproven(upto, deadline))
}

fn under_way(case: Case<'_, '_>, target: &Target, weighed: &Weighed) -> Verdict {
    let context = Context::now(false);
    let mut verdict = match timing::required(case.world, case.rule, target, weighed, context) {
        Ok(Some(required)) => scheduled(case, target, weighed, &required),
        Ok(None) => unscheduled(case, target, weighed),
        Err(note) => Verdict { applied: vec![note], ..unscheduled(case, target, weighed) },
    };
    let inside = weighed.lenient == Truth::True && weighed.strict == Truth::False;
    if inside {
        verdict.notes.push("已在左右的容差以内，到期按基本达标计".to_owned());
    }
    verdict
}

/// Whether only the share counts: what is below its whole limit today may still pass it.
fn only_share(target: &Target, weighed: &Weighed) -> bool {
    let upper = target::bound(&weighed.asked).is_some_and(|(c, _)| c == Comparison::AtMost);
    target::is_flow(target) && target::goal_stands(target) && upper
}

fn scheduled(case: Case<'_, '_>, target: &Target, weighed: &Weighed, required: &Required) -> Verdict {
    let today = weighed.strict == Truth::True && !only_share(target, weighed);
    let reached = if today { Truth::True } else { required.reached(weighed) };
    let verdict = match reached {
        Truth::True => Verdict::plain(Status::OnTrack),
        Truth::False => Verdict { light: Some(share_light(case, weighed, required)), ..Verdict::plain(Status::Behind) },
        Truth::Unknown => Verdict::because(Status::Missing, weighed.reason(case.world)),
    };
    Verdict { applied: vec![required.applied.clone()], ..verdict }
}

fn share_light(case: Case<'_, '_>, weighed: &Weighed, required: &Required) -> Light {
    let points = weighed.found.plain().and_then(|found| required.points_short(found));
    light(case, points)
}

/// Yellow from the first threshold, red over the second.
fn light(case: Case<'_, '_>, points: Option<Number>) -> Light {
    let (yellow, red) = case.settings.lights.clone().unwrap_or_else(|| (Number::from(10i64), Number::from(30i64)));
    match points {
        Some(points) if points > red => Light::Red,
        Some(points) if points >= yellow => Light::Yellow,
        _ => Light::None,
    }
}

fn unscheduled(case: Case<'_, '_>, target: &Target, weighed: &Weighed) -> Verdict {
    let growth = target.measure.change.is_some_and(|c| c != Change::NetIncrease);
    match weighed.strict {
        Truth::Unknown => Verdict::because(Status::Missing, weighed.reason(case.world)),
        Truth::True if only_share(target, weighed) => Verdict::plain(Status::NotDue),
        Truth::True => Verdict::plain(Status::OnTrack),
        Truth::False if growth => {
            Verdict { light: Some(growth_light(case, weighed)), ..Verdict::plain(Status::Behind) }
        }
        Truth::False => Verdict::plain(Status::NotDue),
    }
}

/// How many points a growth rate lies from its target.
fn growth_light(case: Case<'_, '_>, weighed: &Weighed) -> Light {
    let goal = target::bound(&weighed.asked).and_then(|(_, goal)| goal.known_number().cloned());
    let found = match &weighed.found {
        Found::Plain(answer) => answer.known_number().cloned(),
        Found::Root { ratio, years } => ratio.nth_root_floor(*years, 6).map(|n| &n - &Number::one()),
    };
    let points = goal.zip(found).map(|(goal, found)| &(&goal - &found).abs() * &Number::from(100i64));
    light(case, points)
}

/// From the worst to the best.
const WORST_FIRST: [Status; 8] = [
    Status::Violated,
    Status::Missing,
    Status::Behind,
    Status::Manual,
    Status::NotDue,
    Status::NearlyMet,
    Status::OnTrack,
    Status::Met,
];

fn grouped(case: Case<'_, '_>, target: &Target, groups: &[Value]) -> RuleResult {
    let mut verdicts = Vec::new();
    let mut result = case.result(Status::Missing);
    for group in groups {
        let weighed = weigh(case, target, Some(group));
        let verdict = judge(case, target, &weighed);
        let shown = shown::show(case.world, target, &weighed);
        result.target.clone_from(&shown.target);
        for note in weighed
            .trace
            .notes
            .iter()
            .chain(&verdict.notes)
            .filter(|n| !result.notes.contains(n))
            .cloned()
            .collect::<Vec<_>>()
        {
            result.notes.push(note);
        }
        if !matches!(verdict.status, Status::Met | Status::OnTrack) {
            let name = shown::value_text(case.world.program, group, &Unit::bare());
            result.groups.push(GroupResult {
                name,
                status: verdict.status,
                actual: shown.actual,
                gap: shown.gap,
                reason: verdict.reason.clone(),
            });
        }
        verdicts.push(verdict);
    }
    conclude(case, target, verdicts, &mut result);
    result
}

fn conclude(case: Case<'_, '_>, target: &Target, verdicts: Vec<Verdict>, result: &mut RuleResult) {
    let unkeyed = target::unkeyed(case.world, target);
    let worst = WORST_FIRST.into_iter().find(|status| verdicts.iter().any(|v| v.status == *status));
    let applied = verdicts.first().map(|v| v.applied.clone()).unwrap_or_default();
    result.applied.extend(tolerance_line(target).into_iter().chain(applied));
    result.light = verdicts.iter().filter_map(|v| v.light).max();
    result.status = match worst {
        Some(Status::Violated) => Status::Violated,
        _ if unkeyed > 0 => Status::Missing,
        Some(worst) => worst,
        None => no_group(case, target, result),
    };
    if unkeyed > 0 {
        result.reason = Some(format!("有 {unkeyed} 行分组列为空或不可用，不知属于哪一组"));
    } else if let Some(verdict) = verdicts.into_iter().find(|v| Some(v.status) == worst) {
        result.reason = result.reason.take().or(verdict.reason);
    }
    if result.status != Status::Behind {
        result.light = None;
    }
}

/// A table without a single group: nothing holds, unless it may be empty.
fn no_group(case: Case<'_, '_>, target: &Target, result: &mut RuleResult) -> Status {
    let needs = super::walk::Needs::of_expr(&target.measure.level);
    let folded: Vec<_> = needs.aggregates.iter().filter_map(|id| case.world.folded.get(id)).collect();
    let name = folded.first().map_or("", |f| case.world.table_name(f.table));
    let fault = folded.iter().find_map(|f| f.extent.fault(name));
    if fault.is_none() && case.rule.optional {
        return if case.due == Due::Later { Status::OnTrack } else { Status::Met };
    }
    result.reason = Some(fault.unwrap_or_else(|| format!("表「{name}」没有一个分组")));
    Status::Missing
}

/// Judges a condition over several figures or milestones.
pub(crate) fn composite(case: Case<'_, '_>, condition: &Condition) -> RuleResult {
    let mut findings = Findings::default();
    let scene = case.scene();
    let mut read = |mode| condition::truth(case.world, condition, mode, scene, &mut findings);
    let (strict, lenient) = (read(Mode::Strict), read(Mode::Lenient));
    let forever = if case.due == Due::Later { read(Mode::Forever) } else { Truth::Unknown };
    let known = match (case.due, strict) {
        (Due::Now, _) => Some(settled(strict, lenient, String::new).status),
        (Due::Never, Truth::True) => Some(Status::Met),
        (Due::Later, _) if forever == Truth::True => Some(Status::Met),
        (Due::Later, _) if forever == Truth::False => Some(Status::Violated),
        (Due::Later, Truth::True) => Some(Status::OnTrack),
        (_, Truth::False) => Some(Status::NotDue),
        _ => None,
    };
    let unknown = if findings.manual && findings.reasons.is_empty() { Status::Manual } else { Status::Missing };
    let status = known.filter(|s| *s != Status::Missing).unwrap_or(unknown);
    let mut result = case.result(status);
    result.reason = findings.reason().filter(|_| matches!(status, Status::Missing | Status::Violated | Status::NotDue));
    result.evidence = findings.evidence;
    result.notes.extend(findings.trace.notes);
    result.data_at = findings.trace.places;
    result
}

/// Judges an identity of the data.
pub(crate) fn identity(case: Case<'_, '_>, identity: &crate::language::program::Identity) -> RuleResult {
    let mut trace = super::scalar::Trace::default();
    let context = Context::now(case.due.now());
    let left = case.world.answer(&identity.left, context, &mut trace);
    let mut other = super::scalar::Trace::default();
    let right = case.world.answer(&identity.right, context, &mut other);
    trace.periods.extend(other.periods.iter().copied());
    trace.absorb(other);
    let holds = super::identity::holds(identity, &left, &right);
    let empty = !case.rule.optional && !trace.empty.is_empty() && holds == Truth::True;
    let mixed = mixed_periods(&trace).filter(|_| holds != Truth::Unknown);
    let status = match (holds, case.due) {
        _ if empty || mixed.is_some() => Status::Missing,
        (Truth::Unknown, _) => Status::Missing,
        (Truth::True, Due::Later) => Status::OnTrack,
        (Truth::True, _) => Status::Met,
        (Truth::False, Due::Now) => Status::Violated,
        (Truth::False, _) => Status::NotDue,
    };
    let mut result = case.result(status);
    super::identity::show(case.world.program, identity, (&left, &right), &mut result);
    if status == Status::Missing {
        let why = left.reason().or(right.reason()).map(str::to_owned);
        let none =
            || if empty { condition::empty_tables(case.world, &trace) } else { target::undecided(trace.undecided) };
        let apart = mixed.map(|mixed| format!("{mixed}，不能互相核对"));
        result.reason = Some(why.or(apart).unwrap_or_else(none));
    }
    result.notes.extend(trace.notes);
    result.data_at = trace.places;
    result
}

fn mixed_periods(trace: &super::scalar::Trace) -> Option<String> {
    let first = trace.periods.first()?;
    let mixed = trace.periods.iter().any(|p| p.last != first.last);
    let periods: Vec<String> = trace.periods.iter().map(ToString::to_string).collect();
    mixed.then(|| format!("所用各数时期不同：{}", periods.join("、")))
}

/// Judges a milestone.
pub(crate) fn milestone(
    case: Case<'_, '_>,
    milestone: crate::language::program::MilestoneId,
    state: crate::language::ast::State,
) -> RuleResult {
    let seen = super::milestone::look(case.world, milestone, state, day_of(case.rule.deadline));
    let status = match (seen.truth, case.due) {
        _ if seen.manual => Status::Manual,
        (Truth::Unknown, _) => Status::Missing,
        (Truth::True, _) => Status::Met,
        (Truth::False, Due::Now) => Status::Violated,
        (Truth::False, _) => Status::NotDue,
    };
    let mut result = case.result(status);
    result.target = Some(super::identity::milestone_target(state));
    result.reason = seen.reason.filter(|_| status != Status::Met);
    result.notes.extend(seen.note);
    result.evidence = seen.evidence;
    result.data_at = seen.place.into_iter().collect();
    result
}
