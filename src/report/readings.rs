//! 所用口径: the readings that decided results and that nobody may have written down.

use std::collections::BTreeSet;

use crate::diagnostic::visible;
use crate::language::program::{Body, Deadline, Goal, Rule, Schedule};

use super::View;

/// The readings in force, a line each.
pub fn of(view: &View<'_>) -> Vec<String> {
    let mut lines = vec!["以上、以下、以内含本数，超过、不满不含本数（民法典第1259条）".to_owned()];
    if let (Some(only), all) = (&view.only, view.judgement.results.len()) {
        lines.push(format!("范围：只列选出的 {} 条，其余 {} 条不在内", only.len(), all.saturating_sub(only.len())));
    }
    let rules: Vec<&Rule> = view.results().into_iter().map(|(rule, _)| rule).collect();
    let tolerances: BTreeSet<String> = rules.iter().filter_map(|rule| tolerance(rule)).collect();
    lines.extend(tolerances.into_iter().map(|t| format!("左右：容差 {t}，在容差内为基本达标")));
    if rules.iter().any(|rule| rule.schedule == Schedule::Linear) {
        lines.push("进度：累计指标未到期时按序时（时间过半、任务过半）衡量".to_owned());
    }
    let unwritten = rules.iter().filter(|r| matches!(r.deadline, Deadline::On { default: true, .. })).count();
    if let (true, Some(period)) = (unwritten > 0, view.program.plan.period) {
        lines.push(format!("期限：{unwritten} 条规则未写期限，按计划期末 {} 计", period.last));
    }
    lines.iter().map(|line| visible(line)).collect()
}

fn tolerance(rule: &Rule) -> Option<String> {
    let Body::Target(target) = &rule.body else {
        return None;
    };
    let Goal::About { tolerance, .. } = &target.goal else {
        return None;
    };
    Some(format!("{}{}", tolerance.text, if tolerance.default { "（默认）" } else { "" }))
}
