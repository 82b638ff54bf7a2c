//! `plancheck diff`

use std::path::Path;

use super::args::{Diff, DiffFormat};
use super::{FAILING, Mistake, SOUND, Terminal, put};
use crate::Failure;
use crate::config::{self, Manifest, Settings, read_text, shown};
use crate::diagnostic::Diagnostics;
use crate::diff::{Changes, Review, compare, html, json, markdown, read, text};
use crate::limits::{Limit, Limits};
use crate::report::{self, failure};
use crate::source::Sources;

pub(super) fn run(arguments: &Diff, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let format = arguments.format.unwrap_or_else(|| by_ending(arguments.output.as_deref()));
    let changes = match compared(arguments) {
        Ok(changes) => changes,
        Err(failure) => {
            // An older comparison must not stay where it was and look sound.
            if let Some(file) = &arguments.output {
                write(file, &unmade(&failure, format))?;
            }
            return Ok(terminal.fail(&failure));
        }
    };
    let worse = arguments.fail_on.threshold().is_some_and(|severity| changes.reach(severity));
    let status = if worse { FAILING } else { SOUND };
    let report = match format {
        DiffFormat::Text => text::render(&changes),
        DiffFormat::Json => json::render(&changes),
        DiffFormat::Markdown => markdown::render(&changes),
        DiffFormat::Html => html::render(&changes),
    };
    match &arguments.output {
        Some(file) => write(file, &report).map(|()| status),
        None => Ok(terminal.print(&report, status)),
    }
}

fn by_ending(file: Option<&Path>) -> DiffFormat {
    let ending = file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => DiffFormat::Json,
        Some("md") => DiffFormat::Markdown,
        Some("html" | "htm") => DiffFormat::Html,
        _ => DiffFormat::Text,
    }
}

fn compared(arguments: &Diff) -> Result<Changes, Failure> {
    let limits = limits(arguments)?;
    let (old, new) = match (review(&arguments.old, &limits), review(&arguments.new, &limits)) {
        (Ok(old), Ok(new)) => (old, new),
        // What is wrong with either is said in one run.
        (Err(mut old), Err(new)) => {
            old.diagnostics.extend(new.diagnostics);
            return Err(old);
        }
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => return Err(failure),
    };
    compare(&old, &new).map_err(|unusable| Mistake::Result(unusable).into())
}

/// What results are read within: they may be far larger than anything a person writes.
fn limits(arguments: &Diff) -> Result<Limits, Failure> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let written = std::iter::once(format!("{}=1GB", Limit::Text.name())).chain(arguments.within.limit.iter().cloned());
    let settings = Settings { limits: written.collect(), ..Settings::default() };
    let limits = config::limits(&Manifest::default(), &settings, &mut sources, &mut sink);
    if sink.has_errors() { Err(Failure { sources, diagnostics: sink.sorted() }) } else { Ok(limits) }
}

fn review(path: &Path, limits: &Limits) -> Result<Review, Failure> {
    let unread =
        |mistake: crate::config::Mistake| Failure { sources: Sources::default(), diagnostics: vec![mistake.at(None)] };
    let (text, _) = read_text(path, limits).map_err(unread)?;
    read(&shown(path), &text).map_err(|unusable| Mistake::Result(unusable).into())
}

/// What stands in place of a comparison.
fn unmade(failure: &Failure, format: DiffFormat) -> String {
    let (sources, diagnostics) = (&failure.sources, &failure.diagnostics);
    let lines = || failure::lines(sources, diagnostics);
    match format {
        DiffFormat::Text => failure::text(&lines()),
        DiffFormat::Json => report::json::render_failure(sources, diagnostics),
        DiffFormat::Markdown => failure::markdown(&lines()),
        DiffFormat::Html => failure::html(&lines()),
    }
}

fn write(file: &Path, text: &str) -> Result<(), Mistake> {
    let unwritable = |error| Mistake::Unwritable { path: shown(file), reason: crate::config::reason(&error) };
    put::whole(file, |out| out.write_all(text.as_bytes())).map_err(unwritable)
}
