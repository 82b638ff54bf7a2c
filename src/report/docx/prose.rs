//! What stands before the 对照表: the result in sentences, chapter by chapter; whom to chase; the state of the data; the readings.

use crate::diagnostic::Severity;
use crate::judge::AsOfSource;
use crate::language::program::{Body, Status};
use crate::report::comparison::{NO_SECTION, Row, shown};
use crate::report::reminder::{self, is_open};
use crate::report::{View, explanation, phrase, readings};

use super::ink::{Cell, Column, Ink, Style};
use super::{Chapter, place};

/// How many open rules of a chapter, rules of an office, and findings are listed; the others are counted.
const LISTED: usize = 40;
/// How many offices the table of them lists.
const OFFICES: usize = 200;
/// Characters of a key that stands before its rule.
const KEY: usize = 10;
/// Characters that a line of the title holds.
const TITLE: usize = 20;
/// Characters of a sentence taken from rules or data.
const SENTENCE: usize = 400;

/// What the document is called.
pub(super) fn title(view: &View<'_>) -> String {
    format!("{}执行情况核对报告", plan(view))
}

/// A title too long for one line is parted where it reads well: behind the year, else into halves.
fn title_lines(title: &str) -> Vec<String> {
    let count = title.chars().count();
    if count <= TITLE {
        return vec![title.to_owned()];
    }
    let year = title.find('年').map(|at| at + '年'.len_utf8());
    let fits = |at: &usize| title.split_at(*at).1.chars().count() <= TITLE && *at < title.len();
    let half = title.char_indices().nth(count / 2).map_or(0, |(at, _)| at);
    let (first, second) = title.split_at(year.filter(fits).unwrap_or(half));
    vec![first.to_owned(), second.to_owned()]
}

/// The plan's name, or a word for it.
pub(super) fn plan(view: &View<'_>) -> String {
    let name = &view.program.plan.name;
    if name.is_empty() { "计划".to_owned() } else { shown(name) }
}

/// The date of judgement as papers write it: `2023年12月31日`.
pub(super) fn day(view: &View<'_>) -> Option<String> {
    view.judgement.day().map(|day| format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}

/// Everything before the annex.
pub(super) fn write(ink: &mut Ink, view: &View<'_>, rows: &[Row<'_>], chapters: &[Chapter<'_, '_>]) {
    for line in title_lines(&title(view)) {
        ink.paragraph(Style::Title, "", &line);
    }
    let day = day(view).map_or_else(|| "判定日未定".to_owned(), |day| format!("判定日：{day}"));
    ink.paragraph(Style::Subtitle, "", &format!("（{day}）"));
    let mut headings = Headings(0);
    headings.write(ink, "总体情况");
    overall(ink, view, rows, chapters);
    headings.write(ink, "各章完成情况");
    for (index, (name, rows)) in chapters.iter().enumerate() {
        chapter(ink, view, index + 1, name, rows);
    }
    if !view.dataset.explanations.is_empty() || !explanation::unreadable(view).is_empty() {
        headings.write(ink, "已作说明的事项");
        explained(ink, view);
    }
    headings.write(ink, "需要督办的单位");
    offices(ink, view);
    headings.write(ink, "报送数据情况");
    data(ink, view);
    headings.write(ink, "核对口径");
    ink.paragraph(Style::Body, "", as_of(view.judgement.as_of_source));
    for line in readings::of(view) {
        ink.paragraph(Style::Body, "", &format!("{line}。"));
    }
    ink.paragraph(Style::Body, "", "附件：承诺与完成情况对照表");
}

fn as_of(source: AsOfSource) -> &'static str {
    match source {
        AsOfSource::Given => "判定日由核对时指定。",
        AsOfSource::Data => "判定日取报送数据中最新的日期。",
        AsOfSource::Plan => "判定日取计划期末：报送数据中没有日期。",
        AsOfSource::Unknown => "判定日没有指定，报送数据和计划里也没有日期，各条都按已到期核对。",
    }
}

/// Headings, numbered as they come.
struct Headings(usize);

impl Headings {
    fn write(&mut self, ink: &mut Ink, words: &str) {
        self.0 += 1;
        ink.paragraph(Style::Heading1, "", &format!("{}、{words}", numeral(self.0)));
    }
}

/// `二十三`; figures from a hundred on.
fn numeral(number: usize) -> String {
    let digit =
        |n: usize| ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"].get(n).copied().unwrap_or_default();
    match number {
        0 | 100.. => number.to_string(),
        1..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number - 10)),
        _ => format!("{}十{}", digit(number / 10), digit(number % 10)),
    }
}

fn overall(ink: &mut Ink, view: &View<'_>, rows: &[Row<'_>], chapters: &[Chapter<'_, '_>]) {
    let all = rows.iter().collect::<Vec<_>>();
    let day = day(view).map_or_else(String::new, |day| format!("以 {day} 为判定日，"));
    let name = plan(view);
    let name =
        if view.program.plan.name.is_empty() || name.starts_with('《') { name } else { format!("《{name}》") };
    let sum = format!("对照{name}和各单位报送的数据，{day}逐条核对 {} 条规则：{}。", rows.len(), counts(&all));
    let unproven = rows.iter().any(|row| matches!(row.result.status, Status::Missing | Status::Manual));
    let unproven = if unproven { "缺数据和人工判定的，均不算达标。" } else { "" };
    ink.paragraph(Style::Body, "", &format!("{sum}{unproven}"));
    let statuses: Vec<Status> = Status::ALL.into_iter().filter(|status| view.count(*status) > 0).collect();
    let mut columns = vec![
        Column { header: "章节", width: 60, style: Style::Cell },
        Column { header: "条数", width: 12, style: Style::Middle },
    ];
    columns.extend(statuses.iter().map(|status| Column { header: status.word(), width: 10, style: Style::Middle }));
    widen(&mut columns);
    ink.table(&columns);
    for (name, rows) in chapters {
        ink.row(&columns, &tally(name, rows, &statuses));
    }
    ink.row(&columns, &tally("合计", &all, &statuses));
    ink.end_table();
}

/// Shares what is left of the page's width among the columns of counts.
fn widen(columns: &mut [Column<'_>]) {
    let left = 156_u32.saturating_sub(columns.iter().map(|column| column.width).sum());
    let counts = u32::try_from(columns.len()).unwrap_or(u32::MAX) - 1;
    columns.iter_mut().skip(1).for_each(|column| column.width += (left / counts).min(8));
}

fn tally(name: &str, rows: &[&Row<'_>], statuses: &[Status]) -> Vec<Cell> {
    let count = |status: &Status| rows.iter().filter(|row| row.result.status == *status).count();
    let figures = std::iter::once(rows.len()).chain(statuses.iter().map(count));
    let cells = figures.map(|n| Cell::from(if n == 0 { String::new() } else { n.to_string() }));
    std::iter::once(Cell::from(shown(name))).chain(cells).collect()
}

/// `达标 9 条，未达标 3 条（其中已说明 1 条）`
fn counts(rows: &[&Row<'_>]) -> String {
    let explained = rows.iter().filter(|row| row.result.explained).count();
    let one = |status: Status| {
        let count = rows.iter().filter(|row| row.result.status == status).count();
        let among = if status == Status::Violated && explained > 0 {
            format!("（其中已说明 {explained} 条）")
        } else {
            String::new()
        };
        (count > 0).then(|| format!("{} {count} 条{among}", status.word()))
    };
    let parts: Vec<String> = Status::ALL.into_iter().filter_map(one).collect();
    if parts.is_empty() { "没有一条".to_owned() } else { parts.join("，") }
}

/// A chapter: a sentence of counts, then what is missed, missing or behind, a paragraph each.
fn chapter(ink: &mut Ink, view: &View<'_>, number: usize, name: &str, rows: &[&Row<'_>]) {
    let bare =
        if name == NO_SECTION { "未列章节的规则" } else { name.split_once('·').map_or(name, |(_, bare)| bare) };
    ink.paragraph(Style::Heading2, "", &format!("（{}）{bare}", numeral(number)));
    let open: Vec<&&Row<'_>> = rows.iter().filter(|row| is_open(row.result.status)).collect();
    let end = if open.is_empty() { "没有未达标、缺数据和滞后的。" } else { "要办的有：" };
    ink.paragraph(Style::Body, "", &format!("共 {} 条，{}。{end}", rows.len(), counts(rows)));
    for (index, row) in open.iter().take(LISTED).enumerate() {
        ink.paragraph(Style::Body, &format!("{}．{}　", index + 1, row.verdict), &missed(view, row));
    }
    rest(ink, open.len(), "条，见附件");
}

/// How a rule with a label is called: by its key, or where that is long by its label alone; a key that was made from its words
/// says nothing more than they do.
pub(super) fn label(row: &Row<'_>) -> Option<String> {
    let label = row.rule.label.as_deref()?;
    Some(if row.id.chars().count() <= KEY { row.id.clone() } else { shown(label) })
}

fn missed(view: &View<'_>, row: &Row<'_>) -> String {
    let line = match row.rule.body {
        Body::Milestone { .. } if !row.actual.text.is_empty() => {
            format!("{}，目标 {}，报送 {}", row.subject, row.target, row.actual.text)
        }
        _ => phrase::headline(view, row.rule, row.result),
    };
    // Why it is so, unless the line or the state has said it.
    let said = |reason: &&str| line.contains(reason) || reason.contains("行中") && line.contains("行中");
    let stated = matches!(row.rule.body, Body::Milestone { .. }) && !row.actual.text.is_empty();
    let reason = row.result.reason.as_deref().filter(|reason| !said(reason) && !stated).map(shown);
    let reason = reason.map_or_else(String::new, |reason| format!("，{reason}"));
    let strength = if row.strength.is_empty() { String::new() } else { format!("{}：", row.strength) };
    let office = row.rule.office.as_deref().map_or_else(String::new, |office| format!("（{}）", shown(office)));
    let label = label(row).map_or_else(String::new, |label| format!("{label} "));
    sentence(&format!("{label}{strength}{line}{reason}")) + &office + "。"
}

/// At most so long, without the stop that the caller writes.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('。');
    let kept: String = text.chars().take(SENTENCE).collect();
    if kept.len() < text.len() { kept + "…" } else { kept }
}

/// Quotation marks of papers in place of those of terminals.
fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let mark = |index: usize| {
        if index == 0 {
            ""
        } else if index % 2 == 1 {
            "“"
        } else {
            "”"
        }
    };
    parts.flat_map(|(index, part)| [mark(index), part]).collect()
}

fn rest(ink: &mut Ink, all: usize, words: &str) {
    if let Some(rest) = all.checked_sub(LISTED).filter(|rest| *rest > 0) {
        ink.paragraph(Style::Body, "", &format!("另有 {rest} {words}。"));
    }
}

fn explained(ink: &mut Ink, view: &View<'_>) {
    let all = explanation::explanations(view);
    for (index, explained) in all.iter().take(LISTED).enumerate() {
        let submitted = explained.submitted;
        let row = submitted.row.map_or_else(String::new, |row| format!(" 第{row}行"));
        let fate = format!("{}．{}　", index + 1, explained.fate.word());
        let signed = explanation::signature(submitted);
        ink.paragraph(Style::Body, &fate, &(sentence(&format!("{}{row}：{signed}", submitted.rule)) + "。"));
    }
    rest(ink, all.len(), "条说明没有列出");
    let lost = explanation::unreadable(view).len();
    if lost > 0 {
        ink.paragraph(Style::Body, "", &format!("另有 {lost} 条说明填写不完整，没有算数。"));
    }
}

/// The offices with something to do, a row each.
fn offices(ink: &mut Ink, view: &View<'_>) {
    let reminders = reminder::reminders(view);
    let mut rows: Vec<(usize, Vec<Cell>)> = Vec::new();
    for (name, judged) in reminder::by_office(view, &reminders) {
        let open = |status: Status| judged.iter().filter(|(_, result)| result.status == status).count();
        let counts = [Status::Violated, Status::Missing, Status::Behind].map(open);
        let own = reminders.iter().find(|reminder| reminder.office == name);
        let [_, absent, late, _] = own.map(reminder::Reminder::cells).unwrap_or_default();
        let owed = [absent, late].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；");
        let all: usize = counts.iter().sum();
        if all == 0 && owed.is_empty() {
            continue;
        }
        let ids = judged.iter().filter(|(_, result)| is_open(result.status)).map(|(rule, _)| rule.id.as_str());
        let named: Vec<&str> = ids.take(LISTED).collect();
        let rest = if all > LISTED { format!(" 等 {all} 条") } else { String::new() };
        let figure = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let texts = std::iter::once(shown(name)).chain(counts.map(figure));
        let texts = texts.chain([named.join("、") + &rest, owed].map(|text| sentence(&shown(&text))));
        rows.push((all, texts.map(Cell::from).collect()));
    }
    if rows.is_empty() {
        return ink.paragraph(Style::Body, "", "没有。");
    }
    rows.sort_by_key(|(all, _)| std::cmp::Reverse(*all));
    let columns = office_columns();
    ink.table(&columns);
    rows.iter().take(OFFICES).for_each(|(_, cells)| ink.row(&columns, cells));
    ink.end_table();
    if let Some(rest) = rows.len().checked_sub(OFFICES).filter(|rest| *rest > 0) {
        ink.paragraph(Style::Body, "", &format!("另有 {rest} 个单位，见附件。"));
    }
}

fn office_columns() -> [Column<'static>; 6] {
    let column = |header, width, style| Column { header, width, style };
    [
        column("责任单位", 30, Style::Cell),
        column("未达标", 14, Style::Middle),
        column("缺数据", 14, Style::Middle),
        column("滞后", 12, Style::Middle),
        column("要办的规则", 50, Style::Cell),
        column("没有报送、数据不够新", 36, Style::Cell),
    ]
}

/// What was read, and what is wrong with it.
fn data(ink: &mut Ink, view: &View<'_>) {
    let files = &view.dataset.files;
    let aside: u64 = files.iter().flat_map(|file| file.rows_set_aside.iter().map(|(_, n)| n)).sum();
    let [read, used] =
        [files.iter().map(|file| file.rows_read).sum::<u64>(), files.iter().map(|file| file.rows_used).sum()];
    let findings = &view.judgement.findings;
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
    let line = format!(
        "读入数据表 {} 张、{read} 行，采用 {used} 行，搁置 {aside} 行。数据问题：错误 {errors} 项，警告 {warnings} 项，\
         提示 {notes} 项。",
        files.len()
    );
    ink.paragraph(Style::Body, "", &line);
    let folder = place::folder(view);
    let grave: Vec<_> = findings.iter().filter(|finding| finding.severity > Severity::Note).collect();
    for (index, finding) in grave.iter().take(LISTED).enumerate() {
        let place = finding.place.as_ref().map(|at| place::short(view, &folder, at));
        let place = place.map_or_else(String::new, |place| format!("（{place}）"));
        let word = format!("{}．{}　", index + 1, finding.severity.word());
        ink.paragraph(Style::Body, &word, &(sentence(&quoted(&shown(&finding.message))) + &place + "。"));
    }
    rest(ink, grave.len(), "项错误和警告没有列出");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_as_papers_do() {
        let words: Vec<String> = [1, 10, 11, 20, 99, 100].into_iter().map(numeral).collect();
        assert_eq!(words, ["一", "十", "十一", "二十", "九十九", "100"]);
    }

    #[test]
    fn a_long_title_is_parted_behind_the_year_or_in_the_middle() {
        let title = "南昌市西湖区2023年国民经济和社会发展计划执行情况核对报告";
        assert_eq!(title_lines(title), ["南昌市西湖区2023年", "国民经济和社会发展计划执行情况核对报告"]);
        assert_eq!(title_lines("某区计划执行情况核对报告").len(), 1);
        assert_eq!(title_lines(&"长".repeat(30)), ["长".repeat(15), "长".repeat(15)]);
    }

    #[test]
    fn a_sentence_is_cut_and_has_no_stop() {
        assert_eq!(sentence("完成。"), "完成");
        assert_eq!(sentence(&"长".repeat(500)).chars().count(), SENTENCE + 1);
    }
}
