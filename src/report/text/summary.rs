//! The tallies at the end: by status, by section, by office, by data file, and the readings in force.

use std::collections::BTreeSet;
use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::{Style, Tone, visible};
use crate::judge::RuleResult;
use crate::language::program::{Body, Deadline, Goal, Rule, Schedule, Status};
use crate::report::reminder::{self, Absent};
use crate::report::{Table, View};
use crate::value::{Number, parse_numeral};

pub(super) fn render(view: &View<'_>, style: Style) -> String {
    let mut text = title("汇总", style);
    text.push_str(&totals(view));
    text.push_str(&by(view, "按章节", "章节", style, |rule| named(&rule.section, "（无章节）")));
    if view.results().iter().any(|(rule, _)| rule.office.is_some()) {
        let office = |rule: &Rule| named(rule.office.as_deref().unwrap_or(""), "（未写责任单位）");
        text.push_str(&by(view, "按责任单位", "责任单位", style, office));
    }
    text.push_str(&reminders(view, style));
    text.push_str(&files(view, style));
    text.push_str(&readings(view, style));
    text.push('\n');
    text.push_str(&verdict(view, style));
    text
}

fn title(words: &str, style: Style) -> String {
    format!("\n{}\n", style.paint(Tone::Strong, &format!("【{words}】")))
}

fn named(name: &str, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { visible(name) }
}

fn totals(view: &View<'_>) -> String {
    let results = view.results();
    let mut table = Table::new(["状态", ">条数"]);
    for status in Status::ALL {
        let count = results.iter().filter(|(_, result)| result.status == status).count();
        if count > 0 {
            table.row([status.word().to_owned(), count.to_string()]);
        }
    }
    table.row(["合计".to_owned(), results.len().to_string()]);
    let explained = results.iter().filter(|(_, r)| r.explained).count();
    let mut text = table.render("  ");
    if explained > 0 {
        let _ = writeln!(text, "  未达标中已说明 {explained} 条，不计入退出状态");
    }
    text
}

/// A table of statuses for each section or office, in the order of the rules.
fn by(view: &View<'_>, words: &str, column: &str, style: Style, key: impl Fn(&Rule) -> String) -> String {
    let results = view.results();
    let statuses: Vec<Status> =
        Status::ALL.into_iter().filter(|status| results.iter().any(|(_, r)| r.status == *status)).collect();
    let mut names: Vec<(String, Vec<&RuleResult>)> = Vec::new();
    for (rule, result) in results {
        let name = key(rule);
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, own)) => own.push(result),
            None => names.push((name, vec![result])),
        }
    }
    // Chapters in their own order, however the files that hold them are called.
    names.sort_by_cached_key(|(name, _)| chapter(name));
    let header = [column.to_owned(), ">条数".to_owned()].into_iter();
    let mut table = Table::new(header.chain(statuses.iter().map(|s| format!(">{}", s.word()))));
    for (name, own) in names {
        let count = |status: &Status| own.iter().filter(|r| r.status == *status).count();
        let figures = std::iter::once(own.len()).chain(statuses.iter().map(count));
        let cells = figures.enumerate().map(|(i, n)| if n == 0 && i > 0 { "·".to_owned() } else { n.to_string() });
        table.row(std::iter::once(name).chain(cells));
    }
    if table.is_empty() { String::new() } else { title(words, style) + &table.render("  ") }
}

/// The number that a section's chapter bears (`二·扩大有效投资`); what bears none comes first.
pub(in crate::report) fn chapter(section: &str) -> Option<Number> {
    section.split_once('·').and_then(|(number, _)| parse_numeral(number))
}

/// How many rules of an office a reminder names.
const RULES_SHOWN: usize = 5;

/// Whom to remind, of what, an office a line.
fn reminders(view: &View<'_>, style: Style) -> String {
    let mut table = Table::new(["责任单位", "没有报送", "数据不够新", "缺数据的规则"]);
    for reminder in reminder::reminders(view) {
        let absent: Vec<String> = reminder.absent.iter().map(absent).collect();
        let late = reminder.late.map(|day| match reminder.newest {
            Some(period) => format!("只到{period}，应到 {day}"),
            None => format!("应到 {day}"),
        });
        let named: Vec<&str> = reminder.missing.iter().take(RULES_SHOWN).map(String::as_str).collect();
        let rest = reminder.missing.len().saturating_sub(RULES_SHOWN);
        let rest = if rest > 0 { format!(" 等 {} 条", reminder.missing.len()) } else { String::new() };
        let cells = [reminder.office, absent.join("、"), late.unwrap_or_default(), named.join("、") + &rest];
        table.row(cells.map(|cell| if cell.is_empty() { "·".to_owned() } else { visible(&cell) }));
    }
    if table.is_empty() { String::new() } else { title("催报清单", style) + &table.render("  ") }
}

fn absent(file: &Absent) -> String {
    let due = file.due.map(|day| format!("（{day} 前{}）", if file.overdue { "，已逾期" } else { "" }));
    format!("{}{}", file.pattern, due.unwrap_or_default())
}

/// Every data file with its rows, none dropped without a word.
fn files(view: &View<'_>, style: Style) -> String {
    let mut table = Table::new(["文件", "表", ">读入行", ">采用行", ">搁置行", "搁置原因"]);
    for file in &view.dataset.files {
        let name = file.sheet.as_ref().map_or_else(|| file.path.clone(), |sheet| format!("{} {sheet}", file.path));
        let aside: u64 = file.rows_set_aside.iter().map(|(_, n)| n).sum();
        let why: Vec<String> = file.rows_set_aside.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
        let kind = named(&file.table, "（未对应任何表）");
        let [read, used, aside] = [file.rows_read, file.rows_used, aside].map(|n| n.to_string());
        table.row([visible(&name), kind, read, used, aside, visible(&why.join("、"))]);
    }
    title("数据文件", style) + &table.render("  ")
}

fn readings(view: &View<'_>, style: Style) -> String {
    let lines = in_force(view);
    let lines = lines.iter().map(|line| format!("  {}\n", visible(line)));
    title("所用口径", style) + &lines.collect::<String>()
}

/// The readings that decided results and that nobody may have written down.
pub(in crate::report) fn in_force(view: &View<'_>) -> Vec<String> {
    let mut lines = vec!["以上、以下、以内含本数，超过、不满不含本数（民法典第1259条）".to_owned()];
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
    lines
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

fn verdict(view: &View<'_>, style: Style) -> String {
    let weights = view.weights();
    let words = format!("错误 {}，警告 {}，提示 {}", weights.errors, weights.warnings, weights.notes);
    let tone = match (weights.errors, weights.warnings) {
        (0, 0) => Tone::Good,
        (0, _) => Tone::Doubtful,
        _ => Tone::Bad,
    };
    format!("{}\n", style.paint(tone, &words))
}
