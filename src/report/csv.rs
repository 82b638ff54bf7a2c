//! 对照表 as CSV for spreadsheets: UTF-8 with a byte order mark, CRLF, one row a result.
//!
//! Columns: those of [`comparison::COLUMNS`], then 标号, 章节, 期限, 规则 and 规则位置 (`rules/a.plan:12:6`). Figures are bare
//! numbers in the unit of 单位; a figure in another unit says its own. 完成率 is a percentage. A text that a spreadsheet would
//! take for a formula has an apostrophe before it, as OWASP recommends; a number, negative or not, stays one.

use super::comparison::{self, COLUMNS, Row, shown};
use super::{View, phrase};

/// The columns behind those of the 对照表.
const FURTHER: [&str; 5] = ["标号", "章节", "期限", "规则", "规则位置"];

/// The table, with its byte order mark.
pub fn render(view: &View<'_>) -> String {
    let mut text = String::from('\u{feff}');
    line(&mut text, COLUMNS.iter().chain(&FURTHER).map(|name| (*name).to_owned()));
    for row in comparison::rows(view) {
        let further = further(view, &row);
        line(&mut text, row.texts().into_iter().chain(further));
    }
    text
}

fn further(view: &View<'_>, row: &Row<'_>) -> [String; 5] {
    let at = view.sources.locate(phrase::rule_span(view.sources, row.rule)).to_string();
    let deadline = phrase::deadline(&row.rule.deadline);
    [row.id.clone(), row.section.clone(), deadline, shown(&row.rule.text), shown(&at)]
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&guarded(&cell))).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// Full-width signs begin formulas in Chinese and Japanese editions of Excel.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn guarded(text: &str) -> String {
    let begins = text.trim_start().starts_with(FORMULA) || text.starts_with(['\t', '\r']);
    if begins && !is_number(text) { format!("'{text}") } else { text.to_owned() }
}

/// `-12`, `+0.5`, `-3.2%`: signs, digits and one point, nothing that computes.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part)
}

fn quoted(text: &str) -> String {
    let plain = !text.contains(['"', ',', '\n', '\r', ';']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_formula_is_guarded_and_numbers_stay() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "-", "-1-2", "--1"] {
            assert!(guarded(text).starts_with('\''), "{text}");
        }
        for text in ["-12", "+0.5", "-3.2%", "12", "超过 160家", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn quotes_double() {
        assert_eq!(quoted("a\"b,c"), "\"a\"\"b,c\"");
        assert_eq!(quoted("a b"), "a b");
    }
}
