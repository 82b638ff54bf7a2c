//! `JUnit` XML: a suite for each section, a case for each rule, as Jenkins, GitLab and Ant read it.
//!
//! A case fails exactly where the exit status would: what weighs less than `--fail-on` is skipped, never passed.
//!
//! Written by hand: the crate `quick-junit` (0.8) puts `skipped` on `testsuites` and cannot be told not to, which the schema that
//! Jenkins' xUnit plugin holds reports to does not allow; it also brings a second `quick-xml` and a calendar with it.

use std::collections::BTreeMap;
use std::fmt::Write as _; // writing to a String cannot fail

use crate::data::DataFinding;
use crate::diagnostic::{Diagnostic, Severity};
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};
use crate::source::Sources;

use super::escape::xml;
use super::issue::{self, Issue};
use super::spot::Spot;
use super::{View, phrase, weight};

/// So many findings of one code in one file are written out.
const SHOWN: usize = 10;
/// The schema of Ant wants a time; without a clock it is the date of judgement, and this when there is none.
const NO_DATE: &str = "1970-01-01";

/// The report; `threshold` is the least severity that fails, `None` when nothing does.
pub fn render(view: &View<'_>, threshold: Option<Severity>) -> String {
    let mut suites: Vec<Suite> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for (rule, result) in view.results() {
        let name = if rule.section.is_empty() { "（无章节）".to_owned() } else { rule.section.clone() };
        let at = *index.entry(name.clone()).or_insert(suites.len());
        if at == suites.len() {
            suites.push(Suite { name, cases: Vec::new() });
        }
        if let Some(suite) = suites.get_mut(at) {
            suite.cases.push(of_result(view, rule, result, threshold));
        }
    }
    let found = findings(view, threshold);
    if !found.is_empty() {
        suites.push(Suite { name: "数据问题".to_owned(), cases: found });
    }
    let plan = &view.program.plan.name;
    let time = view.judgement.day().map_or_else(|| NO_DATE.to_owned(), |day| day.to_string());
    document(&suites, &time, &[("plan", plan.clone()), ("as_of", phrase::as_of(view.judgement))])
}

/// What could not be judged: a case that errs for each mistake, so that nobody takes an empty report for a pass.
pub fn render_failure<'a>(sources: &Sources, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let case = |diagnostic: &'a Diagnostic| {
        let issue = issue::of_diagnostic(sources, diagnostic);
        let fault = (diagnostic.severity == Severity::Error).then(|| Outcome::Error(told(&issue)));
        Case {
            class: "规则与清单".to_owned(),
            name: issue.message.clone(),
            outcome: fault.unwrap_or(Outcome::Skipped(told(&issue))),
        }
    };
    let cases = diagnostics.into_iter().map(case).collect();
    document(&[Suite { name: "无法判定".to_owned(), cases }], NO_DATE, &[])
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Suite {
    fn count(&self, counts: impl Fn(&Outcome) -> bool) -> usize {
        self.cases.iter().filter(|case| counts(&case.outcome)).count()
    }
}

struct Case {
    class: String,
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failure(Told),
    Error(Told),
    Skipped(Told),
}

/// What a case says: its kind, one line, and the lines below it.
struct Told {
    kind: String,
    message: String,
    body: String,
}

fn told(issue: &Issue<'_>) -> Told {
    let at = issue.at.as_ref().map(place).filter(|at| !at.is_empty());
    let lines = at.into_iter().chain(issue.details.iter().cloned()).collect::<Vec<_>>();
    Told { kind: issue.title.clone(), message: issue.message.clone(), body: lines.join("\n") }
}

fn place(at: &Spot) -> String {
    let line = at.line.map_or_else(String::new, |line| format!(":{line}"));
    let column = at.column.filter(|_| at.line.is_some()).map_or_else(String::new, |column| format!(":{column}"));
    let cell = at.address().map_or_else(String::new, |cell| format!(" {cell}"));
    format!("{}{line}{column}{cell}", at.file)
}

fn of_result(view: &View<'_>, rule: &Rule, result: &RuleResult, threshold: Option<Severity>) -> Case {
    let section = if rule.section.is_empty() { "规则" } else { &rule.section };
    let issue = issue::of_result(view, rule, result);
    let fails = threshold.is_some_and(|least| weight(result).is_some_and(|weight| weight >= least));
    let told = Told {
        kind: result.status.key().to_owned(),
        message: format!("{}：{}", issue.title, issue.message),
        ..told(&issue)
    };
    let outcome = match result.status {
        Status::Met | Status::OnTrack => Outcome::Passed,
        Status::Missing if fails => Outcome::Error(told),
        _ if fails => Outcome::Failure(told),
        _ => Outcome::Skipped(told),
    };
    Case { class: section.to_owned(), name: format!("{} {}", rule.id, rule.text), outcome }
}

/// A case for each code in each file: findings are counted, the first few written out.
fn findings(view: &View<'_>, threshold: Option<Severity>) -> Vec<Case> {
    let mut groups: BTreeMap<(String, &str), Vec<&DataFinding>> = BTreeMap::new();
    for finding in &view.judgement.findings {
        let file = finding.place.as_ref().and_then(|place| view.dataset.file(place.file));
        let file = file.map_or_else(|| "数据".to_owned(), |file| file.path.clone());
        groups.entry((file, finding.code)).or_default().push(finding);
    }
    groups.into_iter().map(|((file, code), found)| group(view, file, code, &found, threshold)).collect()
}

fn group(view: &View<'_>, file: String, code: &str, found: &[&DataFinding], threshold: Option<Severity>) -> Case {
    let line = |finding: &&&DataFinding| {
        let at = finding.place.as_ref().and_then(|at| Spot::of_place(view, at)).map(|at| place(&at) + " ");
        format!("{}{}", at.unwrap_or_default(), finding.message)
    };
    let mut lines: Vec<String> = found.iter().take(SHOWN).map(|finding| line(&finding)).collect();
    lines.extend(found.len().checked_sub(SHOWN).filter(|rest| *rest > 0).map(|rest| format!("另有 {rest} 处")));
    let first = found.first().map_or("", |finding| finding.message.as_str());
    let message = if found.len() > 1 { format!("{} 处：{first}", found.len()) } else { first.to_owned() };
    let told = Told { kind: code.to_owned(), message, body: lines.join("\n") };
    let fails = threshold.is_some_and(|least| found.iter().any(|finding| finding.severity >= least));
    let outcome = if fails { Outcome::Error(told) } else { Outcome::Skipped(told) };
    Case { class: file, name: code.to_owned(), outcome }
}

fn document(suites: &[Suite], date: &str, properties: &[(&str, String)]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for (id, suite) in suites.iter().enumerate() {
        let name = xml(&suite.name);
        let failures = suite.count(|o| matches!(o, Outcome::Failure(_)));
        let errors = suite.count(|o| matches!(o, Outcome::Error(_)));
        let skipped = suite.count(|o| matches!(o, Outcome::Skipped(_)));
        let _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" package=\"plancheck\" id=\"{id}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" \
             skipped=\"{skipped}\" time=\"0\" timestamp=\"{date}T00:00:00\" hostname=\"localhost\">\n    <properties>",
            suite.cases.len()
        );
        for (name, value) in properties {
            let _ = writeln!(text, "      <property name=\"{name}\" value=\"{}\"/>", xml(value));
        }
        text.push_str("    </properties>\n");
        suite.cases.iter().for_each(|case| text.push_str(&of_case(case)));
        text.push_str("    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

fn of_case(case: &Case) -> String {
    let head = format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", xml(&case.class), xml(&case.name));
    let (element, told) = match &case.outcome {
        Outcome::Passed => return head + "/>\n",
        Outcome::Failure(told) => ("failure", told),
        Outcome::Error(told) => ("error", told),
        Outcome::Skipped(told) => ("skipped", told),
    };
    let body: Vec<String> = told.body.lines().map(xml).collect();
    // Ant's schema knows no kind of skipping.
    let kind = if element == "skipped" { String::new() } else { format!(" type=\"{}\"", xml(&told.kind)) };
    let (message, body) = (xml(&told.message), body.join("\n"));
    format!("{head}>\n      <{element}{kind} message=\"{message}\">{body}</{element}>\n    </testcase>\n")
}
