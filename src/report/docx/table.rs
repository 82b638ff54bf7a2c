//! 附件: the 对照表, a band a chapter, a row a result.

use crate::language::program::Status;
use crate::report::comparison::{self, COLUMNS, Row};
use crate::report::{View, phrase};

use super::ink::{Cell, Column, Ink, Style};
use super::{Chapter, place, prose};

/// Millimetres of the columns; together what stands between the margins of a sheet lying across.
const WIDTHS: [u32; 14] = [10, 35, 12, 23, 16, 17, 15, 14, 17, 12, 13, 20, 19, 34];

/// How a cell stands in each column.
const STANDING: [Style; 14] = [
    Style::Middle,
    Style::Cell,
    Style::Middle,
    Style::Cell,
    Style::Figure,
    Style::Figure,
    Style::Figure,
    Style::Figure,
    Style::Middle,
    Style::Middle,
    Style::Middle,
    Style::Cell,
    Style::Cell,
    Style::Cell,
];

/// Lines that a cell has at most: a row that is higher than its page would be cut.
const LINES: u32 = 24;

/// The annex.
pub(super) fn write(ink: &mut Ink, view: &View<'_>, chapters: &[Chapter<'_, '_>]) {
    ink.paragraph(Style::Annex, "", "附件");
    ink.paragraph(Style::TableTitle, "", &format!("{}承诺与完成情况对照表", prose::plan(view)));
    let rules: usize = chapters.iter().map(|(_, rows)| rows.len()).sum();
    let day = prose::day(view).unwrap_or_else(|| phrase::as_of(view.judgement));
    ink.paragraph(Style::TableNote, "", &format!("判定日：{day}　　共 {rules} 条"));
    let columns = columns();
    let folder = place::folder(view);
    ink.table(&columns);
    let mut number = 0;
    for (name, rows) in chapters {
        ink.band(&columns, format!("{name}（{} 条）", rows.len()));
        for row in rows {
            number += 1;
            let fill = |index: usize| if index == VERDICT { fill(row.result.status) } else { None };
            let texts = texts(view, &folder, number, row).into_iter().zip(WIDTHS).enumerate();
            let cells: Vec<Cell> =
                texts.map(|(index, (text, width))| Cell { text: fitting(text, width), fill: fill(index) }).collect();
            ink.row(&columns, &cells);
        }
    }
    ink.end_table();
}

/// Where 判定 stands.
const VERDICT: usize = 8;

/// The row's texts, numbered as it stands here, its label before its subject; of its source the first cell only: paper has
/// little room.
fn texts(view: &View<'_>, folder: &str, number: usize, row: &Row<'_>) -> [String; 14] {
    let mut texts = row.texts();
    let [first, subject, .., source, _] = &mut texts;
    *first = number.to_string();
    if let Some(label) = prose::label(row) {
        *subject = format!("{label} {subject}");
    }
    let places = comparison::places(row.result);
    let cell = places.first().map(|at| place::short(view, folder, at)).unwrap_or_default();
    *source = if places.len() > 1 { format!("{cell} 等 {} 处", places.len()) } else { cell };
    texts
}

fn columns() -> Vec<Column<'static>> {
    let columns = COLUMNS.into_iter().zip(WIDTHS).zip(STANDING);
    columns.map(|((header, width), style)| Column { header, width, style }).collect()
}

/// The colour behind a status, never without its word.
fn fill(status: Status) -> Option<&'static str> {
    match status {
        Status::Met | Status::OnTrack => None,
        Status::NearlyMet | Status::Behind => Some("FFF2CC"),
        Status::Violated => Some("F8CBAD"),
        Status::Missing => Some("FCE4D6"),
        Status::NotDue | Status::Manual => Some("EDEDED"),
    }
}

/// A text cut to what a cell of so many millimetres holds; the whole stands in the other formats.
fn fitting(text: String, width: u32) -> String {
    // A character of 9 points is 3.2 mm wide; the cell keeps 2 mm to itself.
    let most = ((width - 2) * 10 / 32 * LINES) as usize;
    if text.chars().nth(most).is_none() {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_fill_the_sheet_and_long_cells_are_cut() {
        assert_eq!(WIDTHS.iter().sum::<u32>(), 297 - 2 * 20);
        assert_eq!(fitting("短".to_owned(), 10), "短");
        let long = fitting("长".repeat(1000), 10);
        assert!(long.chars().count() == 48 && long.ends_with('…'), "{long}");
    }
}
