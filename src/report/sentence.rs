//! A rule in one Chinese sentence, and how each of its parts is read.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::visible;
use crate::language::ast::Nature;
use crate::language::program::{Audit, Binding, Body, Comparison, Deadline, Goal, Program, Rule, Schedule, Target};
use crate::source::Sources;
use crate::value::Number;

use super::phrase;

/// The sentence, then a line for each reading.
pub fn of(program: &Program, sources: &Sources, rule: &Rule) -> String {
    let mut text = format!("{}：{}\n", rule.id, sentence(rule));
    for (word, said) in readings(program, rule) {
        let _ = writeln!(text, "  {word}：{said}");
    }
    let _ = writeln!(text, "  写在：{}", sources.locate(phrase::rule_span(sources, rule)));
    visible_lines(&text)
}

fn visible_lines(text: &str) -> String {
    text.lines().map(|line| visible(line) + "\n").collect()
}

fn sentence(rule: &Rule) -> String {
    let when = match rule.deadline {
        Deadline::On { date, .. } if rule.data_rule => format!("任何时候（不论是否到 {date}）"),
        Deadline::On { date, .. } => format!("到 {date}"),
        Deadline::Never => "不设期限".to_owned(),
        Deadline::AtOnce => "即时".to_owned(),
    };
    let strength = if rule.strength.is_empty() { "要求" } else { &rule.strength };
    let office = rule.office.as_deref().unwrap_or("");
    format!("{when}，{office}{strength} {}；不符时记为{}", rule.text, rule.severity.word())
}

fn readings(program: &Program, rule: &Rule) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if !rule.section.is_empty() {
        lines.push(("章节", rule.section.clone()));
    }
    if let Body::Target(target) = &rule.body {
        lines.extend(bound(target).map(|said| ("目标", said.to_owned())));
        lines.extend(tolerance(target).map(|said| ("容差", said)));
        lines.extend(nature(target).map(|said| ("累计方式", said.to_owned())));
    }
    if let Body::Each(each) = &rule.body {
        let table = program.table(each.table).map_or("", |t| t.name.as_str());
        lines.push((
            "范围",
            format!("表 `{table}` 的每一行{}", if each.filter.is_some() { "（按条件筛选）" } else { "" }),
        ));
    }
    lines.push(("期限", phrase::deadline(&rule.deadline)));
    lines.push(("进度", schedule(&rule.schedule)));
    lines.extend(rule.office.iter().map(|said| ("责任", said.clone())));
    lines.extend(rule.binding.map(|said| ("属性", binding(said).to_owned())));
    if rule.audit == Audit::Verify {
        lines.push(("审核", "核实：不符时可附签署的说明".to_owned()));
    }
    lines.extend(rule.basis.iter().map(|said| ("依据", said.clone())));
    lines.extend(rule.remark.iter().map(|said| ("说明", said.clone())));
    if !rule.tags.is_empty() {
        lines.push(("标签", rule.tags.join("、")));
    }
    lines.extend(rule.notes.iter().map(|said| ("注", said.clone())));
    lines
}

fn bound(target: &Target) -> Option<&'static str> {
    Some(match &target.goal {
        Goal::Bound { comparison: Comparison::Greater, .. } => "大于，不含本数",
        Goal::Bound { comparison: Comparison::AtLeast, .. } => "大于或等于，含本数",
        Goal::Bound { comparison: Comparison::Less, .. } => "小于，不含本数",
        Goal::Bound { comparison: Comparison::AtMost, .. } => "小于或等于，含本数",
        Goal::Bound { comparison: Comparison::Equal, .. } => "等于",
        Goal::Bound { comparison: Comparison::NotEqual, .. } => "不等于",
        Goal::About { .. } => "左右：达到目标为达标，在容差内为基本达标",
        Goal::Between { .. } => "介于两端之间，两端都有约束",
        Goal::Promised { .. } => "下限有约束，超过上限也算达标",
        Goal::Within { .. } | Goal::Null { .. } => return None,
    })
}

fn tolerance(target: &Target) -> Option<String> {
    let Goal::About { tolerance, .. } = &target.goal else {
        return None;
    };
    Some(format!("{}{}", tolerance.text, if tolerance.default { "（默认）" } else { "" }))
}

fn nature(target: &Target) -> Option<&'static str> {
    target.measure.nature.map(|nature| match nature {
        Nature::Flow => "累计：年初至今相加",
        Nature::Stock => "时点：期末数",
        Nature::Mean => "均值或比率",
    })
}

fn schedule(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Linear => "序时：未到期时按时间比例衡量".to_owned(),
        Schedule::Steps(steps) => {
            let steps: Vec<String> =
                steps.iter().map(|(date, share)| format!("{date} {}%", share * &Number::from(100_i64))).collect();
            format!("按节点衡量：{}", steps.join("、"))
        }
        Schedule::None => "不考核，到期时判定".to_owned(),
    }
}

pub(super) fn binding(binding: Binding) -> &'static str {
    match binding {
        Binding::Obligatory => "约束性",
        Binding::Expected => "预期性",
    }
}
