//! 说明: every explanation submitted, whether it counts, and the rows that none could be read out of.

use crate::data::DataFinding;
use crate::diagnostic::{Style, Tone, visible};
use crate::report::explanation::{Explained, Fate, explanations, signature, unreadable};
use crate::report::{View, phrase};

pub(super) fn render(view: &View<'_>, style: Style) -> String {
    let (all, lost) = (explanations(view), unreadable(view));
    if all.is_empty() && lost.is_empty() {
        return String::new();
    }
    let lines = all.iter().map(|explained| line(view, explained, style));
    let lines: String = lines.chain(lost.into_iter().map(|finding| lost_line(view, finding, style))).collect();
    super::heading("说明", all.len(), style) + &lines
}

fn line(view: &View<'_>, explained: &Explained<'_>, style: Style) -> String {
    let submitted = explained.submitted;
    let (sign, tone) = match explained.fate {
        Fate::Counts => ("√", Tone::Good),
        Fate::Partial | Fate::Refused(_) => ("!", Tone::Doubtful),
    };
    let row = submitted.row.map_or_else(String::new, |row| format!(" 第{row}行"));
    let covers: Vec<&str> = explained.covers.iter().copied().filter(|id| *id != submitted.rule).collect();
    let covers = if covers.is_empty() { String::new() } else { format!("（{}）", covers.join("、")) };
    let head =
        style.paint(tone, &format!("{} {}", visible(&format!("{}{row}", submitted.rule)), explained.fate.word()));
    let said = format!("{covers}：{}", signature(submitted));
    format!("{} {head}{}\n  数据 {}\n", style.paint(tone, sign), visible(&said), phrase::place(view, &submitted.place))
}

fn lost_line(view: &View<'_>, finding: &DataFinding, style: Style) -> String {
    let place = finding.place.as_ref().map_or_else(String::new, |place| phrase::place(view, place));
    format!("{} 不完整：{}\n  数据 {place}\n", style.paint(Tone::Doubtful, "!"), visible(&finding.message))
}
