//! What stands in a report for people when nothing could be judged: an older report must not stay where it was and look sound.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::comparison::shown;
use super::{docx, escape};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// The words at its head.
pub const UNJUDGED: &str = "无法判定，没有任何规则得到核对";

/// What is wrong, a line each, the errors before the rest.
pub fn lines<'a>(sources: &Sources, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<String> {
    let mut all: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    all.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    all.into_iter().map(|diagnostic| line(sources, diagnostic)).collect()
}

fn line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.span().map_or_else(String::new, |span| format!("（{}）", sources.locate(span)));
    let help = diagnostic.help.iter().map(|help| format!("；帮助：{help}")).collect::<Vec<_>>().concat();
    let word = if diagnostic.severity == Severity::Error { "错误" } else { diagnostic.severity.word() };
    shown(&format!("{word}[{}]：{}{place}{help}", diagnostic.code, diagnostic.message))
}

/// Plain text.
pub fn text(lines: &[String]) -> String {
    format!("{UNJUDGED}\n\n{}\n", lines.join("\n"))
}

/// Markdown.
pub fn markdown(lines: &[String]) -> String {
    let items = lines.iter().map(|line| format!("- {}\n", escape::markdown(line))).collect::<Vec<_>>().concat();
    format!("# {UNJUDGED}\n\n{items}")
}

/// CSV, with its byte order mark.
pub fn csv(lines: &[String]) -> String {
    let rows = lines.iter().map(|line| format!("\"{}\"\r\n", line.replace('"', "\"\""))).collect::<Vec<_>>().concat();
    format!("\u{feff}{UNJUDGED}\r\n{rows}")
}

/// A page.
pub fn html(lines: &[String]) -> String {
    let items = lines.iter().map(|line| format!("<li>{}</li>\n", escape::html(line))).collect::<Vec<_>>().concat();
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{UNJUDGED}</title>\n</head>\n\
         <body>\n<h1>{UNJUDGED}</h1>\n<ol>\n{items}</ol>\n</body>\n</html>\n"
    )
}

/// A workbook of one sheet.
///
/// # Errors
/// When Excel's format refuses something, in words.
pub fn xlsx(lines: &[String]) -> Result<Vec<u8>, String> {
    workbook(lines).map_err(|error| format!("Excel 的格式容不下：{error}"))
}

fn workbook(lines: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&crate::template::properties_of("")?);
    let (sheet, plain) = (book.add_worksheet(), rust_xlsxwriter::Format::new());
    sheet.set_name("无法判定")?;
    sheet.set_column_width(0, 120)?;
    for (row, line) in (0..).zip(std::iter::once(UNJUDGED).chain(lines.iter().map(String::as_str))) {
        crate::template::put(sheet, (row, 0), line, &plain)?;
    }
    book.save_to_buffer()
}

/// A Word document.
///
/// # Errors
/// When the archive cannot hold it, in words.
pub fn docx(lines: &[String]) -> Result<Vec<u8>, String> {
    docx::plain(UNJUDGED, lines)
}
