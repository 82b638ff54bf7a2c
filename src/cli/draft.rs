//! `plancheck draft`

use super::args;
use super::{Mistake, SOUND, Terminal, put};
use crate::config::{Manifest, limits, read_document, reason, shown};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

pub(super) fn run(arguments: &args::Draft, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let limits = limits(&Manifest::default(), &arguments.within.settings(), &mut sources, &mut sink);
    if sink.has_errors() {
        terminal.diagnose(&sources, &sink.sorted());
        return Ok(super::UNJUDGED);
    }
    let text = match read_document(&arguments.text, &limits) {
        Ok(text) => text,
        Err(mistake) => {
            terminal.diagnose(&Sources::default(), &[mistake.at(None)]);
            return Ok(super::UNJUDGED);
        }
    };
    let drafted = crate::draft::draft(&text);
    if drafted.rules == 0 {
        return Err(Mistake::NoFigures { path: shown(&arguments.text) });
    }
    let Some(file) = &arguments.output else {
        return Ok(terminal.print(&drafted.text, SOUND));
    };
    if file.exists() {
        return Err(Mistake::Exists { path: shown(file) });
    }
    let unwritable = |error: std::io::Error| Mistake::Unwritable { path: shown(file), reason: reason(&error) };
    put::whole(file, |out| out.write_all(drafted.text.as_bytes())).map_err(unwritable)?;
    let said =
        format!("写了 {}：规则 {} 条，其中待核 {} 条；请逐条对照原文\n", shown(file), drafted.rules, drafted.unsure);
    Ok(terminal.print(&said, SOUND))
}
