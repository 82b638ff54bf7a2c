//! The tallies at the end: by status, by section, by office, by data file, and the readings in force.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::diagnostic::{Style, Tone, visible};
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};
use crate::report::{Table, View, readings, reminder};
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

/// Whom to remind, of what, an office a line.
fn reminders(view: &View<'_>, style: Style) -> String {
    let mut table = Table::new(reminder::COLUMNS);
    for reminder in reminder::reminders(view) {
        table.row(reminder.cells().map(|cell| if cell.is_empty() { "·".to_owned() } else { visible(&cell) }));
    }
    if table.is_empty() { String::new() } else { title("催报清单", style) + &table.render("  ") }
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
    let lines = readings::of(view).into_iter().map(|line| format!("  {line}\n"));
    title("所用口径", style) + &lines.collect::<String>()
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
