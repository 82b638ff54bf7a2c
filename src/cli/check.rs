//! `plancheck check`

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::{Check, FailOn, ReportFormat};
use super::{FAILING, Mistake, SOUND, Terminal, as_of, only, put, watch};
use crate::config::{Settings, shown};
use crate::diagnostic::Style;
use crate::report::{View, csv, docx, failure, github, html, json, junit, markdown, sarif, text, xlsx};
use crate::value::Date;
use crate::{Failure, Review, review};

pub(super) fn run(arguments: &Check, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let outputs = outputs(arguments)?;
    let date = arguments.as_of.as_deref().map(as_of::read).transpose()?;
    if arguments.watch {
        return watch::run(arguments, &outputs, date, terminal);
    }
    once(arguments, &outputs, date, terminal)
}

/// Judges once and writes every report asked for.
pub(super) fn once(
    arguments: &Check,
    outputs: &[Output],
    date: Option<Date>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Mistake> {
    let settings = Settings {
        data: arguments.data.clone(),
        threads: arguments.threads.map(usize::from),
        ..arguments.rules.settings()
    };
    match review(&arguments.rules.path, &settings, date) {
        Ok(review) => {
            let chosen = match only::select(&review.rules.program, &arguments.only) {
                Ok(chosen) => chosen,
                Err(mistake) => return fail(&mistake.into(), outputs, terminal),
            };
            let status = report(&review, chosen, arguments, outputs, terminal);
            if !arguments.watch {
                // The process ends here; taking everything apart piece by piece would only delay it.
                std::mem::forget(review);
            }
            status
        }
        Err(failure) => fail(&failure, outputs, terminal),
    }
}

/// A format and the file it goes to; `None` is standard output.
pub(super) type Output = (ReportFormat, Option<PathBuf>);

/// Formats paired with the files they go to.
fn outputs(arguments: &Check) -> Result<Vec<Output>, Mistake> {
    let (formats, files) = (&arguments.format, &arguments.output);
    let output = |message: &str| Err(Mistake::Output { message: message.to_owned() });
    match (formats.as_slice(), files.as_slice()) {
        ([], []) => Ok(vec![(ReportFormat::Text, None)]),
        ([], [file]) => Ok(vec![(by_ending(file), Some(file.clone()))]),
        ([_, ..], _) if formats.len() > files.len() + 1 => output("有多种格式要写到标准输出"),
        _ if files.len() > formats.len() => output("-o 比 --format 多"),
        _ => Ok(formats.iter().copied().zip(files.iter().cloned().map(Some).chain(std::iter::once(None))).collect()),
    }
}

fn by_ending(file: &Path) -> ReportFormat {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => ReportFormat::Json,
        Some("sarif") => ReportFormat::Sarif,
        Some("xml") => ReportFormat::Junit,
        Some("md") => ReportFormat::Markdown,
        Some("csv") => ReportFormat::Csv,
        Some("html" | "htm") => ReportFormat::Html,
        Some("xlsx") => ReportFormat::Xlsx,
        Some("docx") => ReportFormat::Docx,
        _ => ReportFormat::Text,
    }
}

fn report(
    review: &Review,
    chosen: Option<Vec<usize>>,
    arguments: &Check,
    outputs: &[Output],
    terminal: &mut Terminal<'_>,
) -> Result<u8, Mistake> {
    let view = review.view(chosen);
    terminal.diagnose(&review.rules.sources, &review.diagnostics);
    let status = if fails(&view, arguments.fail_on) { FAILING } else { SOUND };
    let mut printed = status;
    for (format, file) in outputs {
        let style = if file.is_some() { Style::default() } else { terminal.out_style() };
        let style = Style { verbose: arguments.verbose, ..style };
        if *format == ReportFormat::Json {
            printed = printed.max(stream(&view, file.as_deref(), status, terminal)?);
            continue;
        }
        let made = made(&view, *format, style, arguments.fail_on, status)?;
        printed = printed.max(put(&made, file.as_deref(), status, terminal)?);
    }
    if outputs.iter().any(|(format, _)| *format == ReportFormat::Github) {
        summarize(&view)?;
    }
    Ok(printed)
}

/// A report, whole.
enum Made {
    Text(String),
    /// What no terminal can show.
    Bytes(Vec<u8>),
}

fn made(view: &View<'_>, format: ReportFormat, style: Style, fail_on: FailOn, status: u8) -> Result<Made, Mistake> {
    let bytes = |made: Result<Vec<u8>, String>| made.map_err(|message| Mistake::Output { message }).map(Made::Bytes);
    let text = match format {
        ReportFormat::Xlsx => return bytes(xlsx::render(view)),
        ReportFormat::Docx => return bytes(docx::render(view)),
        ReportFormat::Text => text::render(view, style),
        ReportFormat::Json => json::render(view),
        ReportFormat::Sarif => sarif::render(view, status),
        ReportFormat::Junit => junit::render(view, fail_on.threshold()),
        ReportFormat::Github => github::render(view),
        ReportFormat::Markdown => markdown::render(view),
        ReportFormat::Csv => csv::render(view),
        ReportFormat::Html => html::render(view),
    };
    Ok(Made::Text(text))
}

/// Writes JSON as it is made: a result of any size is never held whole.
fn stream(view: &View<'_>, file: Option<&Path>, status: u8, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let Some(path) = file else {
        return Ok(terminal.stream(|out| json::write(view, out), status));
    };
    put::whole(path, |out| json::write(view, out)).map_err(|error| unwritable(path, &error))?;
    Ok(status)
}

/// Adds the summary of the job where GitHub asks for one.
fn summarize(view: &View<'_>) -> Result<(), Mistake> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from).filter(|p| !p.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let append = |mut file: std::fs::File| file.write_all(github::summary(view).as_bytes());
    let added = std::fs::OpenOptions::new().append(true).create(true).open(&path).and_then(append);
    added.map_err(|error| unwritable(&path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Mistake {
    Mistake::Unwritable { path: shown(path), reason: crate::config::reason(error) }
}

fn fails(view: &View<'_>, threshold: FailOn) -> bool {
    threshold.threshold().is_some_and(|severity| view.weights().reach(severity))
}

/// Says what could not be judged: in words, in the format of whoever asked for one that programs read, and in every file that was
/// to be written, so that no older report stays there looking sound.
fn fail(failure: &Failure, outputs: &[Output], terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let status = terminal.fail(failure);
    for (format, file) in outputs {
        let machines = [ReportFormat::Json, ReportFormat::Sarif, ReportFormat::Junit, ReportFormat::Github];
        // People at the terminal have been told already.
        if file.is_some() || machines.contains(format) {
            put(&unmade(failure, *format, status)?, file.as_deref(), status, terminal)?;
        }
    }
    Ok(status)
}

/// What stands in place of a report.
fn unmade(failure: &Failure, format: ReportFormat, status: u8) -> Result<Made, Mistake> {
    let (sources, diagnostics) = (&failure.sources, &failure.diagnostics);
    let lines = || failure::lines(sources, diagnostics);
    let bytes = |made: Result<Vec<u8>, String>| made.map_err(|message| Mistake::Output { message }).map(Made::Bytes);
    let text = match format {
        ReportFormat::Xlsx => return bytes(failure::xlsx(&lines())),
        ReportFormat::Docx => return bytes(failure::docx(&lines())),
        ReportFormat::Text => failure::text(&lines()),
        ReportFormat::Markdown => failure::markdown(&lines()),
        ReportFormat::Csv => failure::csv(&lines()),
        ReportFormat::Html => failure::html(&lines()),
        ReportFormat::Json => json::render_failure(sources, diagnostics),
        ReportFormat::Sarif => sarif::render_failure(sources, diagnostics, status),
        ReportFormat::Junit => junit::render_failure(sources, diagnostics),
        ReportFormat::Github => github::render_failure(sources, diagnostics),
    };
    Ok(Made::Text(text))
}

fn put(made: &Made, file: Option<&Path>, status: u8, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let bytes = match made {
        Made::Text(text) => text.as_bytes(),
        Made::Bytes(bytes) => bytes,
    };
    match (file, made) {
        (Some(file), _) => {
            put::whole(file, |out| out.write_all(bytes)).map(|()| status).map_err(|error| unwritable(file, &error))
        }
        (None, Made::Text(text)) => Ok(terminal.print(text, status)),
        (None, Made::Bytes(_)) if terminal.out_is_terminal => {
            Err(Mistake::Output { message: "这种格式终端显示不了，请用 -o 写入文件".to_owned() })
        }
        (None, Made::Bytes(bytes)) => Ok(terminal.stream(|out| out.write_all(bytes), status)),
    }
}
