//! What rules leave out: deadlines, bases; and tolerances and filters that make a rule empty.

use super::claim::{literal, width};
use super::filter::empty;
use super::finding::Finding;
use crate::diagnostic::Severity;
use crate::language::program::{Body, Change, Deadline, Goal, Program, Target};
use crate::source::Span;
use crate::value::Number;

/// How many places of one kind are shown.
const SHOWN: usize = 5;

/// Everything that is left out.
pub(super) fn gaps(program: &Program) -> Vec<Finding> {
    let mut found: Vec<Finding> = deadlines(program).into_iter().chain(bases(program)).collect();
    for (index, rule) in program.rules.iter().enumerate() {
        if let Body::Target(target) = &rule.body {
            found.extend(tolerance(program, index, target));
        }
        if let Body::Each(each) = &rule.body {
            found.extend(each.filter.as_ref().and_then(|filter| empty(program, Some(index), each.table, filter)));
        }
    }
    let filters = program.aggregates.iter().filter_map(|aggregate| Some((aggregate.table, aggregate.filter.as_ref()?)));
    found.extend(filters.filter_map(|(table, filter)| empty(program, None, table, filter)));
    let mut seen: Vec<Vec<(Span, String)>> = Vec::new();
    found.retain(|finding| {
        let fresh = finding.code != "empty-filter" || !seen.contains(&finding.places);
        seen.push(finding.places.clone());
        fresh
    });
    found
}

fn several(program: &Program, code: &'static str, message: &str, rules: &[usize], help: &str) -> Option<Finding> {
    if rules.is_empty() {
        return None;
    }
    let parts: Vec<(usize, String)> = rules.iter().take(SHOWN).map(|rule| (*rule, String::new())).collect();
    let message = format!("{} 条规则{message}", rules.len());
    let mut finding = Finding::about(program, code, Severity::Note, message, &parts);
    finding.rules = rules.to_vec();
    Some(finding.help(help))
}

fn deadlines(program: &Program) -> Option<Finding> {
    let due =
        |(_, rule): &(usize, &crate::language::program::Rule)| rule.deadline == Deadline::AtOnce && !rule.data_rule;
    let rules: Vec<usize> = program.rules.iter().enumerate().filter(due).map(|(index, _)| index).collect();
    let help = "在 `计划` 下面写 `期间 2023年`，或在规则下面写 `期限 …`、`期限 无期限`";
    several(program, "no-deadline", "没有期限，一核对就算到期", &rules, help)
}

fn bases(program: &Program) -> Option<Finding> {
    let lacks =
        |target: &Target| target.measure.change == Some(Change::NetIncrease) && target.measure.last_year.is_none();
    let rule = |(index, rule): (usize, &crate::language::program::Rule)| match &rule.body {
        Body::Target(target) if lacks(target) => Some(index),
        _ => None,
    };
    let rules: Vec<usize> = program.rules.iter().enumerate().filter_map(rule).collect();
    let help = "写 `上年 …`，否则数据里要有上年末的数或报来的净增数，没有就判为缺数据";
    several(program, "no-base", "说的是净增，规则里没有写上年的数", &rules, help)
}

fn tolerance(program: &Program, index: usize, target: &Target) -> Option<Finding> {
    let Goal::About { value, tolerance } = &target.goal else { return None };
    let value = literal(value)?;
    let width = width(tolerance, value);
    let wide = &width * &Number::from(2i64) >= value.abs();
    let message = format!("{} 的容差 {} 达到目标的一半以上", program.rules.get(index)?.id, tolerance.text);
    wide.then(|| {
        Finding::about(program, "wide-tolerance", Severity::Warning, message, &[(index, String::new())])
            .help("写一个更小的 `容差`，或不用 左右")
    })
}
