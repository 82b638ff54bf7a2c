//! The streams of a run, injected so that tests can stand in for a terminal.

use std::fmt::Write as _; // writing to a String cannot fail
use std::io::{BufWriter, ErrorKind, Write};

use super::args::Color;
use super::{Mistake, UNJUDGED};
use crate::Failure;
use crate::diagnostic::{Diagnostic, Severity, Style, render_all};
use crate::source::Sources;

/// Where a run writes, and what kind of place that is.
pub struct Terminal<'a> {
    /// Reports.
    pub out: &'a mut dyn Write,
    /// Diagnostics.
    pub err: &'a mut dyn Write,
    /// Whether reports go to a terminal.
    pub out_is_terminal: bool,
    /// Whether diagnostics go to a terminal.
    pub err_is_terminal: bool,
    /// Whether the environment asks for no colour; `--color always` makes it false.
    pub plain: bool,
}

impl std::fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let streams = (self.out_is_terminal, self.err_is_terminal, self.plain);
        f.debug_tuple("Terminal").field(&streams).finish()
    }
}

impl Terminal<'_> {
    /// Follows `--color`.
    pub(super) fn choose(&mut self, color: Color) {
        match color {
            Color::Auto => {}
            Color::Never => self.plain = true,
            Color::Always => (self.plain, self.out_is_terminal, self.err_is_terminal) = (false, true, true),
        }
    }

    /// The looks of reports.
    pub(super) fn out_style(&self) -> Style {
        self.style(self.out_is_terminal)
    }

    fn err_style(&self) -> Style {
        self.style(self.err_is_terminal)
    }

    fn style(&self, is_terminal: bool) -> Style {
        Style { color: is_terminal && !self.plain, drawn: is_terminal, verbose: false }
    }

    /// Prints a report and gives back the status; a reader that stopped reading is no failure.
    pub(super) fn print(&mut self, text: &str, status: u8) -> u8 {
        self.stream(|out| out.write_all(text.as_bytes()), status)
    }

    /// The same for a report that is written while it is made.
    pub(super) fn stream(&mut self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>, status: u8) -> u8 {
        let mut out = BufWriter::new(&mut self.out);
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => UNJUDGED,
            _ => status,
        }
    }

    /// Says what stops the run.
    pub(super) fn refuse(&mut self, mistake: &Mistake) -> u8 {
        self.diagnose(&Sources::default(), &[mistake.diagnostic()]);
        UNJUDGED
    }

    /// Says all that keeps rules or data from being judged.
    pub(super) fn fail(&mut self, failure: &Failure) -> u8 {
        self.diagnose(&failure.sources, &failure.diagnostics);
        UNJUDGED
    }

    /// Draws diagnostics; when there are errors, they are counted at the end.
    pub(super) fn diagnose(&mut self, sources: &Sources, diagnostics: &[Diagnostic]) {
        let mut text = render_all(sources, diagnostics, self.err_style());
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        if errors > 1 {
            let _ = writeln!(text, "共 {errors} 处错误");
        }
        // Nobody is left to be told when the stream of diagnostics itself fails.
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}
