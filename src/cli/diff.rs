//! `plancheck diff`

use std::path::Path;

use super::args::{Diff, DiffFormat};
use super::{FAILING, Mistake, SOUND, Terminal, UNJUDGED};
use crate::config::{read_text, shown};
use crate::diff::{Review, compare, html, json, markdown, read, text};
use crate::source::Sources;

pub(super) fn run(arguments: &Diff, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let (Some(old), Some(new)) = (review(&arguments.old, terminal)?, review(&arguments.new, terminal)?) else {
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
    std::fs::write(file, report).map_err(unwritable)?;
    Ok(status)
}

/// A result read back; `None` when its file cannot be read, which was said.
fn review(path: &Path, terminal: &mut Terminal<'_>) -> Result<Option<Review>, Mistake> {
    match read_text(path) {
        Ok((text, _)) => read(&shown(path), &text).map(Some).map_err(Mistake::Result),
        Err(mistake) => {
            terminal.diagnose(&Sources::default(), &[mistake.at(None)]);
            Ok(None)
        }
    }
}
