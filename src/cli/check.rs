//! `plancheck check`

use std::path::{Path, PathBuf};

use super::args::{Check, FailOn, Format};
use super::{FAILING, Mistake, SOUND, Terminal, as_of, only};
use crate::config::{Settings, shown};
use crate::diagnostic::{Severity, Style};
use crate::report::{View, json, text};
use crate::{Failure, Review, review};

pub(super) fn run(arguments: &Check, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let outputs = outputs(arguments)?;
    let date = arguments.as_of.as_deref().map(as_of::read).transpose()?;
    let settings = Settings {
        set: arguments.rules.set.clone(),
        data: arguments.data.clone(),
        threads: arguments.threads.map(usize::from),
    };
    match review(&arguments.rules.path, &settings, date) {
        Ok(review) => report(&review, arguments, &outputs, terminal),
        Err(failure) => fail(&failure, &outputs, terminal),
    }
}

/// Formats paired with the files they go to; `None` is standard output.
fn outputs(arguments: &Check) -> Result<Vec<(Format, Option<PathBuf>)>, Mistake> {
    let (formats, files) = (&arguments.format, &arguments.output);
    let output = |message: &str| Err(Mistake::Output { message: message.to_owned() });
    match (formats.as_slice(), files.as_slice()) {
        ([], []) => Ok(vec![(Format::Text, None)]),
        ([], [file]) => Ok(vec![(by_ending(file), Some(file.clone()))]),
        ([_, ..], _) if formats.len() > files.len() + 1 => output("有多种格式要写到标准输出"),
        _ if files.len() > formats.len() => output("-o 比 --format 多"),
        _ => Ok(formats.iter().copied().zip(files.iter().cloned().map(Some).chain(std::iter::once(None))).collect()),
    }
}

fn by_ending(file: &Path) -> Format {
    let json = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    if json { Format::Json } else { Format::Text }
}

fn report(
    review: &Review,
    arguments: &Check,
    outputs: &[(Format, Option<PathBuf>)],
    terminal: &mut Terminal<'_>,
) -> Result<u8, Mistake> {
    let chosen = only::select(&review.rules.program, &arguments.only)?;
    let view = review.view(chosen);
    terminal.diagnose(&review.rules.sources, &review.diagnostics);
    let status = if fails(&view, arguments.fail_on) { FAILING } else { SOUND };
    let mut printed = status;
    for (format, file) in outputs {
        let style = if file.is_some() { Style::default() } else { terminal.out_style() };
        let text = match format {
            Format::Text => text::render(&view, Style { verbose: arguments.verbose, ..style }),
            Format::Json => json::render(&view),
        };
        printed = printed.max(put(&text, file.as_deref(), status, terminal)?);
    }
    Ok(printed)
}

fn fails(view: &View<'_>, threshold: FailOn) -> bool {
    let severity = match threshold {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
        FailOn::Never => return false,
    };
    view.weights().reach(severity)
}

/// Says what could not be judged: in words, and as JSON to whoever asked for JSON.
fn fail(failure: &Failure, outputs: &[(Format, Option<PathBuf>)], terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let status = terminal.fail(failure);
    for (_, file) in outputs.iter().filter(|(format, _)| *format == Format::Json) {
        put(&json::render_failure(&failure.sources, &failure.diagnostics), file.as_deref(), status, terminal)?;
    }
    Ok(status)
}

fn put(text: &str, file: Option<&Path>, status: u8, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let Some(file) = file else {
        return Ok(terminal.print(text, status));
    };
    let unwritable =
        |error: std::io::Error| Mistake::Unwritable { path: shown(file), reason: crate::config::reason(&error) };
    std::fs::write(file, text).map_err(unwritable)?;
    Ok(status)
}
