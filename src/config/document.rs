//! The plan's text out of a file: plain text, a Word document, a web page.

use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Mistake, files};
use crate::limits::{Limit, Limits};

/// The text of a plan: a paragraph or a row of a table a line.
///
/// # Errors
/// When the file cannot be read, or is not what its ending says.
pub fn read_document(path: &Path, limits: &Limits) -> Result<String, Mistake> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "docx" | "docm" => {
            let bytes = files::read_bytes(path, limits)?;
            word(bytes, path, limits)
        }
        "doc" | "wps" | "pdf" | "rtf" | "odt" => Err(unreadable(path, "读不了这种文件；请另存为 docx、html 或 txt")),
        "html" | "htm" | "xhtml" => Ok(page(&files::read_text(path, limits)?.0)),
        _ => {
            let text = files::read_text(path, limits)?.0;
            if text.starts_with("PK\u{3}\u{4}") || text.contains('\0') {
                return Err(unreadable(path, "不是文字文件"));
            }
            Ok(text)
        }
    }
}

fn unreadable(path: &Path, reason: &str) -> Mistake {
    Mistake::Unreadable { path: files::shown(path), reason: reason.to_owned() }
}

/// The text of a Word document.
fn word(bytes: Vec<u8>, path: &Path, limits: &Limits) -> Result<String, Mistake> {
    let most = limits.get(Limit::Text);
    let read = || {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut xml = Vec::new();
        archive.by_name("word/document.xml").ok()?.take(most.saturating_add(1)).read_to_end(&mut xml).ok()?;
        Some(xml)
    };
    let broken = || unreadable(path, "不是 Word 文档（docx），或已经损坏");
    let xml = read().ok_or_else(broken)?;
    if xml.len() as u64 > most {
        return Err(Mistake::OverLimit { path: files::shown(path), exceeded: limits.exceeded(Limit::Text, None) });
    }
    std::str::from_utf8(&xml).ok().and_then(paragraphs).ok_or_else(broken)
}

/// Paragraphs a line each; the cells of a table's row on one line.
fn paragraphs(xml: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    let (mut spoken, mut cells, mut moved) = (false, 0usize, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => spoken = !moved,
                // What a tracked change moved away stands again where it was moved to.
                "moveFrom" => moved = true,
                "tc" => {
                    cells += 1;
                    part(&mut text);
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => spoken = false,
                "moveFrom" => moved = false,
                "p" if cells > 0 => text.push(' '),
                "p" | "tr" => text.push('\n'),
                "tc" => cells = cells.saturating_sub(1),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "br" | "cr" if cells == 0 => text.push('\n'),
                "tab" => text.push(' '),
                "p" if cells == 0 => text.push('\n'),
                _ => {}
            },
            Event::Text(piece) if spoken => text.push_str(&piece),
            Event::CData(piece) if spoken => text.push_str(&piece),
            Event::GeneralRef(name) if spoken => text.push_str(&entity(&name)),
            Event::Eof => return Some(text),
            _ => {}
        }
    }
}

/// Parts a cell from the one before it on its line, so that no figure runs into another.
fn part(text: &mut String) {
    let line = text.rsplit('\n').next().unwrap_or("");
    if !line.trim().is_empty() {
        text.push_str(" | ");
    }
}

/// Elements of a page that begin or end a line.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "tr",
    "li",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "title",
    "body",
    "section",
    "article",
    "header",
    "footer",
    "hr",
    "blockquote",
];
/// Elements whose content no reader sees.
const HIDDEN: [&str; 5] = ["script", "style", "noscript", "template", "del"];

/// The text of a web page: tags taken out, entities put in.
fn page(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    let (mut kept, mut in_cell) = (false, false);
    while let Some((before, tagged)) = rest.split_once('<') {
        push_text(&mut text, before, kept);
        if let Some(comment) = tagged.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        if !tagged.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push('<');
            rest = tagged;
            continue;
        }
        let (tag, behind) = tagged.split_once('>').unwrap_or((tagged, ""));
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "pre" => kept = !tag.starts_with('/'),
            "td" | "th" => in_cell = !tag.starts_with('/') && is_cell(behind),
            _ => {}
        }
        if BLOCKS.contains(&name.as_str()) && !(in_cell && LINES.contains(&name.as_str())) || name == "pre" {
            text.push('\n');
        } else if matches!(name.as_str(), "td" | "th") && !tag.starts_with('/') {
            part(&mut text);
        }
        rest = if HIDDEN.contains(&name.as_str()) && !tag.starts_with('/') {
            behind_element(behind, &name)
        } else {
            behind
        };
    }
    push_text(&mut text, rest, kept);
    text
}

/// Elements that begin a line only outside the cells of a table.
const LINES: [&str; 3] = ["p", "div", "br"];

/// Whether what follows is a cell of a table, a few words long, and not a column of the whole page.
fn is_cell(behind: &str) -> bool {
    let end = behind.find("</t").unwrap_or(behind.len());
    let inside = behind.get(..end).unwrap_or("");
    let paragraphs = inside.matches("<p").count() + inside.matches("<br").count() + inside.matches("<div").count();
    inside.len() < 1500 && paragraphs <= 3 && !inside.contains("<table")
}

fn behind_element<'h>(html: &'h str, name: &str) -> &'h str {
    let is_close = |at: usize| {
        let word = html.get(at + 2..at + 2 + name.len());
        html.get(at..).is_some_and(|rest| rest.starts_with("</")) && word.is_some_and(|w| w.eq_ignore_ascii_case(name))
    };
    let close = memchr::memchr_iter(b'<', html.as_bytes()).find(|at| is_close(*at));
    close.and_then(|at| html.get(at..)).unwrap_or("")
}

/// Text between tags: line breaks of the source are spaces, but where they are kept (`pre`).
fn push_text(text: &mut String, piece: &str, kept: bool) {
    let spaces: &[char] = if kept { &['\r', '\t'] } else { &['\n', '\r', '\t'] };
    let mut rest = piece;
    while let Some((before, behind)) = rest.split_once('&') {
        text.push_str(&before.replace(spaces, " "));
        let name: String = behind.chars().take(10).take_while(|c| *c != ';').collect();
        match behind.strip_prefix(name.as_str()).and_then(|b| b.strip_prefix(';')) {
            Some(tail) => {
                text.push_str(&entity(&name));
                rest = tail;
            }
            None => {
                text.push('&');
                rest = behind;
            }
        }
    }
    text.push_str(&rest.replace(spaces, " "));
}

/// The character of an entity; its own name when nobody knows it.
fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    let known = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" | "ensp" | "emsp" | "thinsp" => " ",
        "ldquo" => "“",
        "rdquo" => "”",
        "lsquo" => "‘",
        "rsquo" => "’",
        "mdash" => "—",
        "ndash" => "–",
        "middot" => "·",
        "hellip" => "…",
        "times" => "×",
        "permil" => "‰",
        "ge" => "≥",
        "le" => "≤",
        _ => "",
    };
    match number.and_then(char::from_u32) {
        Some(c) => c.to_string(),
        None if known.is_empty() => format!("&{name};"),
        None => known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loses_its_tags_and_keeps_its_lines() {
        let html = "<html><head><style>p{}</style><title>计划</title></head><body><p>增长&nbsp;5&#37;左右；\n下一句</p><!-- <p>9家 -->\
                    <script>var a = 1 < 2;</script><table><tr><td>企业</td><td>160家</td></tr></table>3 < 5</body></html>";
        let lines: Vec<String> = page(html).lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        assert_eq!(lines, ["计划", "增长 5%左右； 下一句", "企业 | 160家", "3 < 5"]);
    }

    #[test]
    fn a_word_document_gives_its_paragraphs_and_rows() {
        let xml = "<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>企业&lt;</w:t></w:r><w:r><w:t>160家</w:t></w:r></w:p>\
                   <w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5%</w:t></w:r></w:p></w:tc></w:tr>\
                   </w:tbl><w:p/></w:body></w:document>";
        let text = paragraphs(xml).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(lines, ["企业<160家", "甲  | 5%"]);
    }
}
