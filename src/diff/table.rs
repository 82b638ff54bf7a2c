//! The changes as tables, which every format for people draws in its own way.

use super::compare::{Changes, FindingChange, Moved, Restated, RuleChange, StatusChange};
use crate::diagnostic::Severity;

/// One list of changes.
pub(super) struct Section {
    /// Its heading.
    pub(super) title: &'static str,
    /// The words above its columns.
    pub(super) header: &'static [&'static str],
    /// Its rows, as many cells as the header has.
    pub(super) rows: Vec<Vec<String>>,
}

/// Every list that is not empty, what got worse first.
pub(super) fn sections(changes: &Changes) -> Vec<Section> {
    const STATUS: &[&str] = &["规则", "要求", "原来", "现在", "数值", "责任单位", "原因"];
    const FINDING: &[&str] = &["程度", "代码", "内容", "位置"];
    let missed = changes.newly_missed.iter().map(|miss| status(&miss.change)).collect();
    let all = [
        Section { title: "新未达标", header: STATUS, rows: missed },
        Section { title: "新达标", header: STATUS, rows: changes.newly_met.iter().map(status).collect() },
        Section { title: "其他状态变化", header: STATUS, rows: changes.other.iter().map(status).collect() },
        Section {
            title: "数值变动",
            header: &["规则", "要求", "原来", "现在", "变动", "走向"],
            rows: changes.moved.iter().map(moved).collect(),
        },
        Section {
            title: "往期数据改动",
            header: &["指标", "口径", "时期", "原值", "新值", "变动", "原位置", "新位置"],
            rows: changes.restated.iter().map(restated).collect(),
        },
        Section {
            title: "规则增减与改动",
            header: &["规则", "改动", "原来", "现在"],
            rows: changes.rules.iter().map(rule).collect(),
        },
        Section {
            title: "新出现的数据问题",
            header: FINDING,
            rows: changes.new_findings.iter().map(finding).collect(),
        },
        Section {
            title: "已消除的数据问题",
            header: FINDING,
            rows: changes.gone_findings.iter().map(finding).collect(),
        },
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

/// What must be said below the tables.
pub(super) fn remarks(changes: &Changes) -> Vec<&'static str> {
    let unknown = (!changes.figures_known).then_some("有一份结果没有记录报送的数，看不出往期数据改动");
    let same = changes.is_empty().then_some("没有变化");
    unknown.into_iter().chain(same).collect()
}

/// `判定日 2023-06-30 → 2023-12-31`
pub(super) fn dates(changes: &Changes) -> String {
    let day = |as_of: &Option<String>| as_of.clone().unwrap_or_else(|| "未定".to_owned());
    format!("判定日 {} → {}", day(&changes.old_as_of), day(&changes.new_as_of))
}

fn status(change: &StatusChange) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (old, new) = (change.old_word.clone(), change.new_word.clone());
    vec![
        change.id.clone(),
        change.text.clone(),
        old,
        new,
        text(&change.actual),
        text(&change.office),
        text(&change.reason),
    ]
}

fn moved(moved: &Moved) -> Vec<String> {
    let by = moved.difference.clone().zip(moved.unit.clone()).map_or_else(|| "—".to_owned(), |(n, unit)| n + &unit);
    let way = match moved.better {
        Some(true) => "向好",
        Some(false) => "向差",
        None => "—",
    };
    vec![moved.id.clone(), moved.text.clone(), moved.old.clone(), moved.new.clone(), by, way.to_owned()]
}

fn restated(figure: &Restated) -> Vec<String> {
    let by = figure.difference.clone().unwrap_or_else(|| "—".to_owned());
    let (name, aspect, period) = (figure.indicator.clone(), figure.aspect.to_owned(), figure.period.clone());
    let (old, new) = (figure.old.clone(), figure.new.clone());
    vec![name, aspect, period, old, new, by, figure.old_at.clone(), figure.new_at.clone()]
}

fn rule(change: &RuleChange) -> Vec<String> {
    let what = match change.what {
        "added" => "新增",
        "removed" => "删去",
        "text" => "要求",
        "target" => "目标值",
        "strength" => "强度",
        "deadline" => "期限",
        "office" => "责任单位",
        _ => "章节",
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![change.id.clone(), what.to_owned(), text(&change.old), text(&change.new)]
}

fn finding(finding: &FindingChange) -> Vec<String> {
    let word = Severity::word(finding.severity).to_owned();
    vec![word, finding.code.clone(), finding.message.clone(), finding.at.clone().unwrap_or_default()]
}
