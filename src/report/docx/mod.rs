//! The report as a Word document in the layout of official papers (GB/T 9704): what the result is, chapter by chapter, then the
//! 对照表 on sheets lying across.
//!
//! Fonts are named, never embedded; where one is absent, the font table names what stands in for it.

mod ink;
mod package;
mod place;
mod prose;
mod table;

use ink::{Ink, Style};

use super::comparison::Row;
use super::{View, comparison, text};

/// The document's bytes, the same for the same results.
///
/// # Errors
/// When the archive cannot hold it, in words.
pub fn render(view: &View<'_>) -> Result<Vec<u8>, String> {
    let document = document(view);
    pack(&prose::title(view), &document)
}

/// A document of a title and some paragraphs.
pub(super) fn plain(title: &str, paragraphs: &[String]) -> Result<Vec<u8>, String> {
    let mut ink = Ink::new();
    ink.paragraph(Style::Title, "", title);
    for paragraph in paragraphs {
        ink.paragraph(Style::Body, "", paragraph);
    }
    pack(title, &ink.finish_upright())
}

fn pack(title: &str, document: &str) -> Result<Vec<u8>, String> {
    package::pack(title, document).map_err(|error| format!("Word 的格式容不下：{error}"))
}

/// The main part.
fn document(view: &View<'_>) -> String {
    let rows = comparison::rows(view);
    let chapters = chapters(&rows);
    let mut ink = Ink::new();
    prose::write(&mut ink, view, &rows, &chapters);
    ink.turn();
    table::write(&mut ink, view, &chapters);
    ink.finish()
}

/// A chapter's name and its rows.
type Chapter<'r, 'a> = (String, Vec<&'r Row<'a>>);

/// The rows by chapter, chapters in their own order.
fn chapters<'r, 'a>(rows: &'r [Row<'a>]) -> Vec<Chapter<'r, 'a>> {
    let mut chapters = comparison::grouped(rows, |row| &row.section);
    chapters.sort_by_cached_key(|(name, _)| text::chapter(name));
    chapters
}
