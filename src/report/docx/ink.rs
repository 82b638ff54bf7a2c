//! Paragraphs and tables of `WordprocessingML`. Every text is escaped here, and nowhere else.

use std::fmt::Write as _; // writing to a String cannot fail

use crate::report::escape;

const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>\n";

/// Page numbers stand outside: to the right of odd pages, to the left of even ones.
const FOOTERS: &str =
    "<w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/>";

/// A4 upright, margins of 37, 35, 28 and 26 mm.
const UPRIGHT: &str = "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" \
    w:left=\"1588\" w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>";

/// A4 lying across, narrower at the sides: fourteen columns want the room.
const ACROSS: &str = "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1418\" w:right=\"1134\" \
    w:bottom=\"1418\" w:left=\"1134\" w:header=\"851\" w:footer=\"794\" w:gutter=\"0\"/>";

const BORDERS: &str = "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\"/><w:left w:val=\"single\" w:sz=\"4\"/>\
    <w:bottom w:val=\"single\" w:sz=\"8\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/>\
    <w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders>";

/// The styles of paragraphs, by their names in `styles.xml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    Subtitle,
    Heading1,
    Heading2,
    Body,
    Annex,
    TableTitle,
    TableNote,
    Cell,
    Middle,
    Figure,
}

impl Style {
    fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Heading1 => "heading1",
            Self::Heading2 => "heading2",
            Self::Body => "body",
            Self::Annex => "annex",
            Self::TableTitle => "tabletitle",
            Self::TableNote => "tablenote",
            Self::Cell => "cell",
            Self::Middle => "middle",
            Self::Figure => "figure",
        }
    }
}

/// A column: its header, its width in millimetres, and how its cells stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column<'t> {
    pub(super) header: &'t str,
    pub(super) width: u32,
    pub(super) style: Style,
}

/// A cell: its text, and the colour behind it if it has one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) fill: Option<&'static str>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, fill: None }
    }
}

/// The document as it grows.
#[derive(Debug)]
pub(super) struct Ink(String);

impl Ink {
    pub(super) fn new() -> Self {
        Self(OPENING.to_owned())
    }

    /// A paragraph; what is strong stands before the rest.
    pub(super) fn paragraph(&mut self, style: Style, strong: &str, text: &str) {
        let _ = write!(self.0, "<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>", style.id());
        if !strong.is_empty() {
            self.run("<w:rPr><w:rStyle w:val=\"strong\"/></w:rPr>", strong);
        }
        self.run("", text);
        self.0.push_str("</w:p>\n");
    }

    fn run(&mut self, properties: &str, text: &str) {
        if !text.is_empty() {
            let text = escape::xml(text);
            let _ = write!(self.0, "<w:r>{properties}<w:t xml:space=\"preserve\">{text}</w:t></w:r>");
        }
    }

    /// Begins a table: its header stands again on every page, and no row is cut by one.
    pub(super) fn table(&mut self, columns: &[Column<'_>]) {
        let width: u32 = columns.iter().map(|column| twips(column.width)).sum();
        let _ = write!(
            self.0,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>{BORDERS}\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
        );
        for column in columns {
            let _ = write!(self.0, "<w:gridCol w:w=\"{}\"/>", twips(column.width));
        }
        self.0.push_str("</w:tblGrid>\n<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for column in columns {
            self.cell(twips(column.width), 1, "head", &Cell::from(column.header.to_owned()));
        }
        self.0.push_str("</w:tr>\n");
    }

    /// A row of the table that was begun.
    pub(super) fn row(&mut self, columns: &[Column<'_>], cells: &[Cell]) {
        self.0.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (column, cell) in columns.iter().zip(cells) {
            self.cell(twips(column.width), 1, column.style.id(), cell);
        }
        self.0.push_str("</w:tr>\n");
    }

    /// A row of one cell across the table, kept with the row behind it.
    pub(super) fn band(&mut self, columns: &[Column<'_>], text: String) {
        let width = columns.iter().map(|column| twips(column.width)).sum();
        self.0.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        self.cell(width, columns.len(), "band", &Cell { text, fill: Some("F2F2F2") });
        self.0.push_str("</w:tr>\n");
    }

    fn cell(&mut self, width: u32, across: usize, style: &str, cell: &Cell) {
        let _ = write!(self.0, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
        if across > 1 {
            let _ = write!(self.0, "<w:gridSpan w:val=\"{across}\"/>");
        }
        if let Some(fill) = cell.fill {
            let _ = write!(self.0, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>");
        }
        let _ =
            write!(self.0, "<w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>");
        self.run("", &cell.text);
        self.0.push_str("</w:p></w:tc>");
    }

    /// Ends a table; a small gap parts it from what follows.
    pub(super) fn end_table(&mut self) {
        self.0.push_str("</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"gap\"/></w:pPr></w:p>\n");
    }

    /// Ends the upright pages; what follows lies across.
    pub(super) fn turn(&mut self) {
        let _ = writeln!(
            self.0,
            "<w:p><w:pPr><w:pStyle w:val=\"gap\"/><w:sectPr>{FOOTERS}<w:type w:val=\"nextPage\"/>{UPRIGHT}</w:sectPr></w:pPr></w:p>"
        );
    }

    /// The whole part, its last pages lying across.
    pub(super) fn finish(self) -> String {
        self.end(ACROSS)
    }

    /// The whole part, all upright.
    pub(super) fn finish_upright(self) -> String {
        self.end(UPRIGHT)
    }

    fn end(mut self, page: &str) -> String {
        let _ =
            writeln!(self.0, "<w:sectPr>{FOOTERS}<w:type w:val=\"nextPage\"/>{page}</w:sectPr></w:body></w:document>");
        self.0
    }
}

/// Twentieths of a point.
fn twips(millimetres: u32) -> u32 {
    millimetres * 1440 * 10 / 254
}
