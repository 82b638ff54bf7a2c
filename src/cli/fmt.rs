//! `plancheck fmt`

use std::fs;
use std::path::Path;

use super::args::Fmt;
use super::{FAILING, Mistake, SOUND, Terminal, UNJUDGED};
use crate::config::{Workspace, reason};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::language::{format, parse};
use crate::source::{SourceId, Sources};

/// One rule file.
struct RuleFile {
    path: String,
    /// What it holds, byte for byte.
    bytes: Vec<u8>,
    /// What it should hold.
    canonical: String,
}

pub(super) fn run(arguments: &Fmt, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let workspace = Workspace::open(&arguments.path, &arguments.within.settings(), &mut sources, &mut sink);
    let is_alone =
        arguments.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("plan")) && arguments.path.is_file();
    let wanted: Vec<SourceId> =
        workspace.files.iter().map(|file| file.source).take(if is_alone { 1 } else { usize::MAX }).collect();
    let errors: Vec<Diagnostic> = sink.sorted().into_iter().filter(|d| d.severity == Severity::Error).collect();
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for id in &wanted {
        let own: Vec<&Diagnostic> = errors.iter().filter(|d| source(d) == Some(*id)).collect();
        match text(&sources, *id, &own, arguments.fix) {
            Some(text) => files.extend(rule_file(&sources, *id, &text)),
            None => refused.extend(own.into_iter().cloned()),
        }
    }
    // A file that stands alone answers for itself: what it includes is another matter.
    let outside =
        |d: &&Diagnostic| !is_alone && source(d).is_none_or(|id| !wanted.contains(&id)) || source(d).is_none();
    refused.extend(errors.iter().filter(outside).cloned());
    let status = settle(&files, arguments, terminal)?;
    if refused.is_empty() {
        return Ok(status);
    }
    terminal.diagnose(&sources, &refused);
    Ok(UNJUDGED)
}

fn source(diagnostic: &Diagnostic) -> Option<SourceId> {
    diagnostic.span().map(|span| span.source)
}

/// The text of a file without errors; asked to fix, forgotten spaces are put in first.
fn text(sources: &Sources, id: SourceId, errors: &[&Diagnostic], fix: bool) -> Option<String> {
    let text = sources.get(id)?.text.clone();
    if errors.is_empty() {
        return Some(text);
    }
    if !fix {
        return None;
    }
    let mended = spaced(text, errors)?;
    let mut sink = Diagnostics::default();
    parse::parse(SourceId::default(), &mended, &mut sink);
    (!sink.has_errors()).then_some(mended)
}

/// The text with the spaces that its mistakes ask for; nothing if one of them is of another kind.
fn spaced(mut text: String, errors: &[&Diagnostic]) -> Option<String> {
    let edits = errors.iter().map(|d| d.edit.as_ref().filter(|_| d.code == "missing-space"));
    let mut edits = edits.collect::<Option<Vec<_>>>()?;
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        let range = edit.span.start as usize..edit.span.end as usize;
        // A statement of several lines may hold comments, which the mended line does not.
        if text.get(range.clone())?.contains('\n') {
            return None;
        }
        text.replace_range(range, &edit.replacement);
    }
    Some(text)
}

fn rule_file(sources: &Sources, id: SourceId, text: &str) -> Option<RuleFile> {
    let path = sources.get(id)?.name.clone();
    let bytes = fs::read(&path).ok()?;
    Some(RuleFile { path, bytes, canonical: format::canonical(text) })
}

fn settle(files: &[RuleFile], arguments: &Fmt, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let uneven = || files.iter().filter(|file| file.bytes != file.canonical.as_bytes());
    if arguments.fix {
        for file in uneven() {
            super::put::whole(Path::new(&file.path), |out| out.write_all(file.canonical.as_bytes()))
                .map_err(|error| Mistake::Unwritable { path: file.path.clone(), reason: reason(&error) })?;
        }
        let list: Vec<String> = uneven().map(|file| format!("已改 {}\n", file.path)).collect();
        return Ok(terminal.print(&list.concat(), SOUND));
    }
    if arguments.check {
        let list: String = uneven().map(difference).collect();
        return Ok(terminal.print(&list, if list.is_empty() { SOUND } else { FAILING }));
    }
    let title = |file: &RuleFile| if files.len() > 1 { format!("# {}\n", file.path) } else { String::new() };
    let text: String = files.iter().map(|file| title(file) + &file.canonical).collect();
    Ok(terminal.print(&text, SOUND))
}

/// Where a file first differs from its canonical text, and how.
fn difference(file: &RuleFile) -> String {
    let path = &file.path;
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return format!("{path}:1：不是 UTF-8 编码\n");
    };
    if text.starts_with('\u{feff}') {
        return format!("{path}:1：文件开头有字节序标记（BOM）\n");
    }
    let (mut written, mut wanted) = (text.split('\n'), file.canonical.split('\n'));
    let mut line = 1;
    loop {
        match (written.next(), wanted.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (Some(a), Some(b)) => return format!("{path}:{line}：{}\n", one_line(a, b)),
            (Some(_), None) => return format!("{path}:{}：文件末尾多出空行\n", line - 1),
            _ => return format!("{path}:{line}：文件末尾缺少换行\n"),
        }
    }
}

fn one_line(written: &str, wanted: &str) -> String {
    match (written.strip_suffix('\r'), wanted.is_empty(), written.trim().is_empty()) {
        (Some(text), _, _) if text == wanted => "行尾是 CRLF".to_owned(),
        (_, true, _) => "文件末尾缺少换行，或多出一行".to_owned(),
        (_, _, true) => "多出一个空行".to_owned(),
        _ => format!("写作 `{}`，应为 `{wanted}`", written.trim_end_matches('\r')),
    }
}
