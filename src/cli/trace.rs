//! `plancheck trace`

use std::fmt::Write as _; // writing to a String cannot fail

use serde::Serialize;

use super::args::{self, Format};
use super::{FAILING, Mistake, SOUND, Terminal, UNJUDGED};
use crate::config::{read_document, shown};
use crate::diagnostic::{Diagnostic, render_all, visible};
use crate::report::Table;
use crate::source::{SourceId, Sources};
use crate::trace::{Cover, Trace, trace};
use crate::value::{Number, Rounding};
use crate::{Rules, draft, read_rules};

pub(super) fn run(arguments: &args::Trace, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let least = percentage(&arguments.min_coverage)?;
    let settings = arguments.rules.settings();
    let mut rules = match read_rules(&arguments.rules.path, &settings) {
        Ok(rules) => rules,
        Err(failure) => return Ok(terminal.fail(&failure)),
    };
    let Some(plan) = plan_text(arguments, &mut rules)? else {
        terminal.diagnose(&rules.sources, &rules.diagnostics.clone().sorted());
        return Ok(UNJUDGED);
    };
    let found = trace(&rules.program, &rules.sources, plan, &draft::line);
    if found.figures.is_empty() {
        let name = rules.sources.get(plan).map(|source| source.name.clone()).unwrap_or_default();
        return Err(Mistake::NoFigures { path: name });
    }
    let sound = found.is_grounded() && reaches(&found, &least);
    let text = match arguments.format {
        Format::Text => text(&found, &rules.sources, terminal),
        Format::Json => json(&found, &rules.sources),
    };
    Ok(terminal.print(&text, if sound { SOUND } else { FAILING }))
}

fn percentage(text: &str) -> Result<Number, Mistake> {
    let number = Number::parse(text.trim().trim_end_matches(['%', '％']));
    let fits = |n: &Number| !n.is_negative() && *n <= Number::from(100i64);
    number.filter(fits).ok_or_else(|| Mistake::Argument {
        message: format!("--min-coverage 的 `{text}` 不是 0 到 100 的百分比"),
        help: vec!["例如：--min-coverage 95".to_owned()],
    })
}

/// The text that is asked for, else the manifest's; `None` when that one cannot be read, which is said.
fn plan_text(arguments: &args::Trace, rules: &mut Rules) -> Result<Option<SourceId>, Mistake> {
    if let Some(path) = &arguments.text {
        return match read_document(path, &rules.workspace.limits) {
            Ok(text) => Ok(Some(rules.sources.add(shown(path), text))),
            Err(mistake) => {
                rules.diagnostics.push(mistake.at(None));
                Ok(None)
            }
        };
    }
    if rules.workspace.manifest.text.is_none() {
        return Err(Mistake::Argument {
            message: "没有写计划原文在哪里".to_owned(),
            help: vec!["用 --text 写明，或在 plancheck.toml 的 [plan] 里写 text = \"plan.txt\"".to_owned()],
        });
    }
    Ok(rules.workspace.plan_text(&mut rules.sources, &mut rules.diagnostics))
}

fn reaches(found: &Trace, least: &Number) -> bool {
    let count = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    &count(found.covered()) * &Number::from(100i64) >= &count(found.figures.len()) * least
}

/// The share covered, rounded down: what is not whole never shows 100%.
fn share(covered: usize, all: usize) -> String {
    let count = |n: usize| Number::from(i64::try_from(n).unwrap_or(i64::MAX));
    let percent = (&count(covered) * &Number::from(100i64)).checked_div(&count(all)).unwrap_or_default();
    format!("{}%", percent.truncate(1).to_decimal_string(1, Rounding::TowardZero))
}

fn text(found: &Trace, sources: &Sources, terminal: &Terminal<'_>) -> String {
    let mut text = render_all(sources, &found.diagnostics, terminal.out_style());
    let mut table = Table::new(["章节", "数字", "规则", "描述", "未覆盖"]);
    for count in &found.sections {
        let section =
            if count.section.is_empty() { "（第一个标题之前）".to_owned() } else { visible(&count.section) };
        let open = count.figures - count.by_rule - count.by_description;
        let numbers = [count.figures, count.by_rule, count.by_description, open].map(|n| n.to_string());
        let [figures, by_rule, by_description, open] = numbers;
        table.row([section, figures, by_rule, by_description, open]);
    }
    text.push_str(&table.render(""));
    let (covered, all) = (found.covered(), found.figures.len());
    let _ = writeln!(text, "计划原文有 {all} 个数，已覆盖 {covered} 个，覆盖率 {}", share(covered, all));
    let other = found.diagnostics.iter().filter(|d| d.code != "plan-figure-uncovered").count();
    if other > 0 {
        let _ = writeln!(text, "规则与原文不符 {other} 处");
    }
    text
}

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    text: &'a str,
    coverage: Coverage,
    sections: Vec<SectionEntry<'a>>,
    figures: Vec<FigureEntry<'a>>,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Coverage {
    figures: usize,
    covered: usize,
    by_rule: usize,
    by_description: usize,
    percent: String,
}

#[derive(Serialize)]
struct SectionEntry<'a> {
    section: &'a str,
    figures: usize,
    by_rule: usize,
    by_description: usize,
}

#[derive(Serialize)]
struct FigureEntry<'a> {
    figure: &'a str,
    value: String,
    upper: Option<String>,
    unit: &'a str,
    change: &'a str,
    comparison: String,
    strength: &'a str,
    deadline: &'a str,
    section: &'a str,
    line: usize,
    column: usize,
    covered_by: Option<&'a str>,
    kind: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: crate::diagnostic::Severity,
    message: &'a str,
    help: &'a [String],
    file: String,
    line: usize,
    column: usize,
}

fn json(found: &Trace, sources: &Sources) -> String {
    let by = |wanted: fn(&Cover) -> bool| found.figures.iter().filter(|(_, _, cover)| wanted(cover)).count();
    let (covered, figures) = (found.covered(), found.figures.len());
    let report = Report {
        version: 1,
        text: found.plan.and_then(|plan| sources.get(plan)).map_or("", |source| source.name.as_str()),
        coverage: Coverage {
            figures,
            covered,
            by_rule: by(|cover| matches!(cover, Cover::Rule(_))),
            by_description: by(|cover| matches!(cover, Cover::Description(_))),
            percent: share(covered, figures),
        },
        sections: found.sections.iter().map(section).collect(),
        figures: found.figures.iter().map(|entry| figure(found, sources, entry)).collect(),
        findings: found.diagnostics.iter().map(|diagnostic| finding(sources, diagnostic)).collect(),
    };
    // INVARIANT: every map key is a string, so writing cannot fail.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn section(count: &crate::trace::SectionCount) -> SectionEntry<'_> {
    SectionEntry {
        section: &count.section,
        figures: count.figures,
        by_rule: count.by_rule,
        by_description: count.by_description,
    }
}

fn figure<'a>(
    found: &Trace,
    sources: &Sources,
    (figure, section, cover): &'a (crate::trace::Figure, String, Cover),
) -> FigureEntry<'a> {
    let source = found.plan.and_then(|plan| sources.get(plan));
    let position = source.map(|source| source.position(figure.place.start));
    let (covered_by, kind) = match cover {
        Cover::Rule(id) => (Some(id.as_str()), "rule"),
        Cover::Description(name) => (Some(name.as_str()), "description"),
        Cover::None => (None, "none"),
    };
    FigureEntry {
        figure: &figure.written,
        value: figure.low.to_string(),
        upper: figure.high.as_ref().map(ToString::to_string),
        unit: &figure.unit_word,
        change: figure.change,
        comparison: [figure.before, figure.behind].concat(),
        strength: figure.strength,
        deadline: &figure.deadline,
        section,
        line: position.map_or(0, |p| p.line),
        column: position.map_or(0, |p| p.column),
        covered_by,
        kind,
    }
}

fn finding<'a>(sources: &Sources, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let at = diagnostic.span().map(|span| sources.locate(span));
    Finding {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        help: &diagnostic.help,
        file: at.as_ref().map(|at| at.name.to_owned()).unwrap_or_default(),
        line: at.as_ref().map_or(0, |at| at.position.line),
        column: at.as_ref().map_or(0, |at| at.position.column),
    }
}
