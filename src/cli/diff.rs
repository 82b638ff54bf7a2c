//! `plancheck diff`

use std::path::Path;

use super::args::{Diff, DiffFormat};
use super::{FAILING, Mistake, SOUND, Terminal, UNJUDGED, put};
use crate::config::{self, Manifest, Settings, read_text, shown};
use crate::diagnostic::Diagnostics;
use crate::diff::{Review, compare, html, json, markdown, read, text};
use crate::limits::{Limit, Limits};
use crate::source::Sources;

pub(super) fn run(arguments: &Diff, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let Some(limits) = limits(arguments, terminal) else { return Ok(UNJUDGED) };
    let (old, new) = (review(&arguments.old, &limits, terminal)?, review(&arguments.new, &limits, terminal)?);
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(UNJUDGED);
    };
    let changes = compare(&old, &new).map_err(Mistake::Result)?;
    let worse = arguments.fail_on.threshold().is_some_and(|severity| changes.reach(severity));
    let status = if worse { FAILING } else { SOUND };
    let report = match arguments.format {
        DiffFormat::Text => text::render(&changes),
        DiffFormat::Json => json::render(&changes),
        DiffFormat::Markdown => markdown::render(&changes),
        DiffFormat::Html => html::render(&changes),
    };
    let Some(file) = &arguments.output else {
        return Ok(terminal.print(&report, status));
    };
    let unwritable = |error| Mistake::Unwritable { path: shown(file), reason: crate::config::reason(&error) };
    put::whole(file, |out| out.write_all(report.as_bytes())).map_err(unwritable)?;
    Ok(status)
}

/// What results are read within: they may be far larger than anything a person writes.
fn limits(arguments: &Diff, terminal: &mut Terminal<'_>) -> Option<Limits> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let written = std::iter::once(format!("{}=1GB", Limit::Text.name())).chain(arguments.within.limit.iter().cloned());
    let settings = Settings { limits: written.collect(), ..Settings::default() };
    let limits = config::limits(&Manifest::default(), &settings, &mut sources, &mut sink);
    terminal.diagnose(&sources, &sink.clone().sorted());
    (!sink.has_errors()).then_some(limits)
}

/// A result read back; `None` when its file cannot be read, which was said.
fn review(path: &Path, limits: &Limits, terminal: &mut Terminal<'_>) -> Result<Option<Review>, Mistake> {
    match read_text(path, limits) {
        Ok((text, _)) => read(&shown(path), &text).map(Some).map_err(Mistake::Result),
        Err(mistake) => {
            terminal.diagnose(&Sources::default(), &[mistake.at(None)]);
            Ok(None)
        }
    }
}
