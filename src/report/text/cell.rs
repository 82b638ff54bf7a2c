//! Cells of submitted data as snippets: a line of text, or a small table with the cell marked.

use std::fmt::Write as _; // writing to a String cannot fail

use unicode_width::UnicodeWidthStr;

use crate::data::{DataFinding, Excerpt, Place};
use crate::diagnostic::{Line, Mark, Snippet, Style, Tone, draw, visible};
use crate::report::table::pad;
use crate::report::{View, phrase};

/// A table of cells is at most so wide; columns farther from the marked one are left out.
const WIDTH: usize = 90;
/// A cell of such a table is at most so wide.
const CELL: usize = 30;

/// A data finding with its cell.
pub(super) fn finding(view: &View<'_>, finding: &DataFinding, style: Style) -> String {
    let head = format!("{}[{}]", finding.severity.word(), finding.code);
    let head = style.paint(Tone::of(finding.severity), &head);
    let mut text = format!("{} {head}：{}\n", style.sign(finding.severity), visible(&finding.message));
    if let Some(place) = &finding.place {
        text.push_str(&cell(view, place, "", style));
    }
    text.push_str(&also(view, &finding.also));
    for line in &finding.help {
        let _ = writeln!(text, "  {}{}", style.paint(Tone::Plain, "帮助："), visible(line));
    }
    text
}

/// A data finding with its place only.
pub(super) fn finding_in_one_line(view: &View<'_>, finding: &DataFinding, style: Style) -> String {
    let place = finding.place.as_ref().map_or_else(String::new, |p| format!("{} ", phrase::place(view, p)));
    format!("{} {place}{}（{}）\n", style.sign(finding.severity), visible(&finding.message), finding.code)
}

/// Other places that have to do with it, a line each, the first few.
pub(super) fn also(view: &View<'_>, places: &[Place]) -> String {
    let shown = places.iter().take(phrase::ROWS_SHOWN);
    let lines: Vec<String> = shown.map(|p| format!("  另见 {}\n", phrase::place_and_column(view, p))).collect();
    let mut text = lines.concat();
    if let Some(rest) = places.len().checked_sub(phrase::ROWS_SHOWN).filter(|n| *n > 0) {
        let _ = writeln!(text, "  另有 {rest} 处");
    }
    text
}

/// A cell in its row, with a label under it; its place alone when the row could not be read back.
pub(super) fn cell(view: &View<'_>, place: &Place, label: &str, style: Style) -> String {
    let at = phrase::place(view, place);
    match view.excerpts.get(place) {
        Some(excerpt) => draw(&snippet(at, excerpt, label), style),
        None => format!("  数据 {}\n", phrase::place_and_column(view, place)),
    }
}

/// Whether the text of a cell holds a figure as it is shown.
pub(super) fn holds(view: &View<'_>, place: &Place, value: &str) -> bool {
    let text = match view.excerpts.get(place) {
        Some(Excerpt::Line { text, mark, .. }) => text.get(mark.clone()),
        Some(Excerpt::Grid { columns, mark, .. }) => mark.and_then(|i| columns.get(i)).map(|c| c.2.as_str()),
        None => None,
    };
    text.is_some_and(|text| text.replace([',', '，'], "").contains(value))
}

fn snippet(place: String, excerpt: &Excerpt, label: &str) -> Snippet {
    let lines = match excerpt {
        Excerpt::Line { line, text, mark, .. } => {
            vec![Line::new(Some(*line), text, vec![Mark::new(mark.clone(), label)])]
        }
        Excerpt::Grid { row, columns, mark } => grid(*row, columns, *mark, label),
    };
    Snippet { place, lines }
}

/// Letters, header and row, one below the other, the marked cell underlined.
fn grid(row: u64, columns: &[(String, String, String)], mark: Option<usize>, label: &str) -> Vec<Line> {
    let cells: Vec<[String; 3]> =
        columns.iter().map(|(letters, header, cell)| [letters, header, cell].map(|t| short(t))).collect();
    let shown = nearest_columns(&cells, mark.unwrap_or(0));
    let mut texts = [String::new(), String::new(), String::new()];
    let mut marked = 0..0;
    for (index, cell) in cells.iter().enumerate().filter(|(index, _)| shown.contains(index)) {
        let width = width(cell);
        if Some(index) == mark {
            let start = texts.last().map_or(0, String::len);
            let length = cell.last().map_or(0, String::len);
            // A blank cell is marked all the way, or nothing would be seen.
            marked = start..start + if length == 0 { width } else { length };
        }
        for (text, part) in texts.iter_mut().zip(cell) {
            text.push_str(&pad(part, width, false));
            text.push_str("  ");
        }
    }
    let [letters, header, cells] = texts;
    let marked = if mark.is_none() { 0..cells.trim_end().len() } else { marked };
    vec![
        Line::new(None, &letters, Vec::new()),
        Line::new(None, &header, Vec::new()),
        Line::new(Some(row), &cells, vec![Mark::new(marked, label)]),
    ]
}

fn width(cell: &[String; 3]) -> usize {
    cell.iter().map(|part| part.width()).max().unwrap_or(0).max(1)
}

/// A cell's text without line breaks, cut where it is too wide.
fn short(text: &str) -> String {
    let text = visible(&text.replace(['\r', '\n'], " "));
    if text.width() <= CELL {
        return text;
    }
    let mut cut = String::new();
    for c in text.chars() {
        if cut.width() + 3 > CELL {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

/// The marked column and as many round it as fit.
fn nearest_columns(cells: &[[String; 3]], mark: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|index| (index.abs_diff(mark), *index));
    let mut used = 0;
    let fits = |index: &usize| {
        used += cells.get(*index).map_or(0, width) + 2;
        used <= WIDTH || *index == mark
    };
    order.into_iter().take_while(fits).collect()
}
