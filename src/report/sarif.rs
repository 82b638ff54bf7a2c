//! SARIF 2.1.0: rules with their help, and a result for everything that somebody has to look at.
//!
//! What is met, on schedule or not yet due gives no result: services show every result as an alert, whatever its kind.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::explain;
use crate::language::program::{Rule, Status};
use crate::source::Sources;

use super::explanation::{Explained, explanations, signature};
use super::issue::{self, Issue, Origin};
use super::spot::Spot;
use super::{View, escape, phrase, sentence};

mod shape;

use shape::{
    Artifact, ArtifactLocation, Automation, Configuration, Descriptor, Driver, Invocation, Location, Log,
    LogicalLocation, Message, Multiform, Physical, Properties, Region, Run, SarifResult, Suppression, Tool,
};

/// The log; `exit_code` is the status that the run ends with.
pub fn render(view: &View<'_>, exit_code: u8) -> String {
    let issues = issue::issues(view);
    let catalogue = Catalogue::new(rules(view), &issues);
    let explained = explanations(view);
    let signed = by_rule(&explained);
    let mut prints = Prints::default();
    let results = issues.iter().map(|issue| result(view, issue, &catalogue, &signed, &mut prints)).collect();
    let plan = &view.program.plan.name;
    let name = if plan.is_empty() { "plan" } else { plan };
    let run = Run {
        tool: tool(catalogue.descriptors),
        invocations: vec![invocation(exit_code)],
        automation_details: Automation { id: format!("plancheck/{}/{}", visible(name), phrase::as_of(view.judgement)) },
        artifacts: artifacts(view),
        results,
        column_kind: "unicodeCodePoints",
        properties: Some(totals(view)),
    };
    write(run)
}

/// What could not be judged: a log whose run did not succeed, with the mistakes as results.
pub fn render_failure<'a>(
    sources: &Sources,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    exit_code: u8,
) -> String {
    let issues: Vec<Issue<'_>> = diagnostics.into_iter().map(|d| issue::of_diagnostic(sources, d)).collect();
    let catalogue = Catalogue::new(Vec::new(), &issues);
    let first = sources.iter().next().map(|(_, source)| Spot { file: source.name.clone(), ..Spot::default() });
    let mut prints = Prints::default();
    let one = |issue: &Issue<'_>| {
        let at = issue.at.as_ref().or(first.as_ref());
        bare(issue, at, &catalogue, &mut prints)
    };
    let results = issues.iter().map(one).collect();
    let run = Run {
        tool: tool(catalogue.descriptors),
        invocations: vec![invocation(exit_code)],
        automation_details: Automation { id: "plancheck/".to_owned() },
        artifacts: sources
            .iter()
            .map(|(_, source)| artifact(&source.name, &["userSpecifiedConfiguration"], None))
            .collect(),
        results,
        column_kind: "unicodeCodePoints",
        properties: None,
    };
    write(run)
}

fn write(run: Run) -> String {
    escape::json(&Log { schema: shape::SCHEMA, version: "2.1.0", runs: vec![run] })
}

fn tool(rules: Vec<Descriptor>) -> Tool {
    Tool { driver: Driver { name: "plancheck", version: env!("CARGO_PKG_VERSION"), language: "zh-CN", rules } }
}

fn invocation(exit_code: u8) -> Invocation {
    let said = match exit_code {
        0 => "没有不符",
        1 => "有不符",
        _ => "无法判定",
    };
    Invocation { execution_successful: exit_code < 2, exit_code, exit_code_description: said }
}

/// The descriptors of a run and where each stands.
struct Catalogue {
    descriptors: Vec<Descriptor>,
    index: BTreeMap<String, usize>,
}

impl Catalogue {
    /// The plan's rules, then the codes of what was found, each once.
    fn new(rules: Vec<Descriptor>, issues: &[Issue<'_>]) -> Self {
        let codes: BTreeSet<&str> = issues.iter().filter_map(|issue| code(&issue.origin)).collect();
        let descriptors: Vec<Descriptor> = rules.into_iter().chain(codes.into_iter().map(of_code)).collect();
        let index = descriptors.iter().enumerate().map(|(at, descriptor)| (descriptor.id.clone(), at)).collect();
        Self { descriptors, index }
    }
}

fn code<'a>(origin: &Origin<'a>) -> Option<&'a str> {
    match origin {
        Origin::Result(..) => None,
        Origin::Data(finding) => Some(finding.code),
        Origin::Rules(diagnostic) => Some(diagnostic.code),
    }
}

/// Codes and rules are kept apart, whatever a rule is called.
fn code_id(code: &str) -> String {
    format!("plancheck/{code}")
}

fn rule_id(issue: &Issue<'_>) -> String {
    match issue.origin {
        Origin::Result(rule, _) => visible(&rule.id),
        Origin::Data(_) | Origin::Rules(_) => code_id(code(&issue.origin).unwrap_or_default()),
    }
}

fn rules(view: &View<'_>) -> Vec<Descriptor> {
    view.results().into_iter().map(|(rule, _)| of_rule(view, rule)).collect()
}

fn of_rule(view: &View<'_>, rule: &Rule) -> Descriptor {
    let text = sentence::of(view.program, view.sources, rule);
    let markdown: Vec<String> = text.lines().map(|line| format!("- {}", escape::markdown(line.trim()))).collect();
    let full = text.lines().next().unwrap_or_default();
    Descriptor {
        id: visible(&rule.id),
        short_description: Multiform::plain(&rule.text),
        full_description: Multiform::plain(full),
        help: Multiform { text: literal(&text), markdown: Some(markdown.join("\n")) },
        default_configuration: Configuration { level: level(Some(rule.severity)) },
        properties: Some(Properties(rule_properties(rule))),
    }
}

fn rule_properties(rule: &Rule) -> BTreeMap<&'static str, String> {
    let pairs = [
        ("section", Some(rule.section.clone()).filter(|s| !s.is_empty())),
        ("strength", Some(rule.strength.clone()).filter(|s| !s.is_empty())),
        ("office", rule.office.clone()),
        ("basis", rule.basis.clone()),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name, visible(&value?)))).collect()
}

fn of_code(code: &str) -> Descriptor {
    let page = explain::page(code).unwrap_or(code);
    let title = page.lines().next().unwrap_or(code).trim_start_matches(['#', ' ']);
    let said = page.lines().skip(1).find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or(title);
    Descriptor {
        id: code_id(code),
        short_description: Multiform::plain(title),
        full_description: Multiform::plain(said),
        help: Multiform { text: literal(page), markdown: Some(page.to_owned()) },
        default_configuration: Configuration { level: "warning" },
        properties: None,
    }
}

fn level(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Note) => "note",
        None => "none",
    }
}

/// A text in which nothing is a placeholder or an embedded link.
fn literal(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    let mut safe = lines.join("\n").replace("](", "\\](");
    for digit in '0'..='9' {
        safe = safe.replace(&format!("{{{digit}"), &format!("{{{{{digit}"));
    }
    safe
}

/// A result with all that is known of it.
fn result(
    view: &View<'_>,
    issue: &Issue<'_>,
    catalogue: &Catalogue,
    signed: &BTreeMap<&str, Vec<&Explained<'_>>>,
    prints: &mut Prints,
) -> SarifResult {
    let mut result = bare(issue, issue.at.as_ref(), catalogue, prints);
    result.related_locations = related(view, issue);
    if let Origin::Result(rule, found) = issue.origin {
        let mut properties = BTreeMap::from([("status", found.status.key().to_owned())]);
        properties.extend(phrase::completion(found).map(|share| ("completion", share.to_owned())));
        result.properties = Some(Properties(properties));
        result.kind = if found.status == Status::Manual { "review" } else { "fail" };
        let severity = found.explained.then_some(rule.severity);
        // A kind other than fail has no level.
        result.level = if result.kind == "fail" { level(found.weight.or(severity)) } else { "none" };
        let own = signed.get(rule.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let suppressions = own.iter().map(|explained| suppression(view, explained)).collect();
        result.suppressions = Some(suppressions).filter(|_| found.explained);
    }
    result
}

fn bare(issue: &Issue<'_>, at: Option<&Spot>, catalogue: &Catalogue, prints: &mut Prints) -> SarifResult {
    let rule_id = rule_id(issue);
    let cell = at.and_then(Spot::address).map(|cell| visible(&format!("单元格：{cell}")));
    let head = match issue.origin {
        Origin::Result(..) => format!("{}：{}", issue.title, issue.message),
        Origin::Data(_) | Origin::Rules(_) => issue.message.clone(),
    };
    let lines: Vec<String> = std::iter::once(head).chain(cell).chain(issue.details.clone()).collect();
    let print = prints.of(issue, at, &rule_id);
    SarifResult {
        rule_index: catalogue.index.get(&rule_id).copied(),
        rule_id,
        kind: "fail",
        level: level(issue.severity),
        message: Message { text: literal(&lines.join("\n")) },
        locations: at.into_iter().map(|spot| location(spot, None)).collect(),
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([("plancheck/v1", print.clone()), ("primaryLocationLineHash", print)]),
        suppressions: None,
        properties: None,
    }
}

/// The rule and the plan's line of a result, its other cells and failing rows; the other places of a finding.
fn related(view: &View<'_>, issue: &Issue<'_>) -> Vec<Location> {
    let mut spots: Vec<(Spot, &str)> = Vec::new();
    match issue.origin {
        Origin::Result(rule, result) => {
            spots.push((Spot::of_rule(view, rule), "规则"));
            spots.extend(Spot::of_plan(view, rule, result).map(|spot| (spot, "计划原文")));
            let others = result.data_at.iter().skip(1).take(phrase::ROWS_SHOWN);
            spots.extend(others.filter_map(|at| Some((Spot::of_place(view, at)?, "所用的数"))));
            let rows = result.rows.shown.iter().take(phrase::ROWS_SHOWN);
            let row = |missing: bool| if missing { "缺数据的行" } else { "不符的行" };
            spots.extend(rows.filter_map(|shown| Some((Spot::of_place(view, &shown.place)?, row(shown.missing)))));
        }
        Origin::Data(finding) => {
            let also = finding.also.iter().take(phrase::ROWS_SHOWN);
            spots.extend(also.filter_map(|at| Some((Spot::of_place(view, at)?, "另见"))));
        }
        Origin::Rules(diagnostic) => {
            let labels = diagnostic.labels.iter().skip(1);
            spots.extend(labels.map(|label| (Spot::of_span(view.sources, label.span), "另见")));
        }
    }
    spots.iter().map(|(spot, said)| location(spot, Some(said))).collect()
}

fn location(spot: &Spot, said: Option<&str>) -> Location {
    let region = spot.line.map(|line| Region {
        start_line: line,
        start_column: spot.column,
        end_column: spot.column.zip(spot.length).map(|(column, length)| column + length),
    });
    let logical = spot.address().map(|address| LogicalLocation {
        name: spot.cell.clone().unwrap_or_else(|| visible(&address)),
        fully_qualified_name: visible(&address),
        kind: "cell",
    });
    Location {
        message: said.map(|said| Message { text: said.to_owned() }),
        physical: Physical { artifact_location: ArtifactLocation { uri: escape::uri(&spot.file) }, region },
        logical_locations: logical.into_iter().collect(),
    }
}

/// The explanations that count, by the rule that each covers.
fn by_rule<'e>(all: &'e [Explained<'e>]) -> BTreeMap<&'e str, Vec<&'e Explained<'e>>> {
    let mut rules: BTreeMap<&str, Vec<&Explained<'_>>> = BTreeMap::new();
    for explained in all {
        for rule in &explained.covers {
            rules.entry(rule).or_default().push(explained);
        }
    }
    rules
}

fn suppression(view: &View<'_>, explained: &Explained<'_>) -> Suppression {
    let submitted = explained.submitted;
    let spot = Spot::of_place(view, &submitted.place);
    Suppression {
        kind: "external",
        status: "accepted",
        justification: visible(&signature(submitted)),
        location: spot.as_ref().map(|spot| location(spot, None)),
    }
}

fn artifacts(view: &View<'_>) -> Vec<Artifact> {
    let mut seen = BTreeSet::new();
    let rules = view.sources.iter().filter(|(id, _)| Some(*id) != view.plan_text);
    let rules = rules.map(|(_, source)| (source.name.as_str(), &["userSpecifiedConfiguration"][..], None));
    let plan = view.plan_text.and_then(|id| view.sources.get(id));
    let plan = plan.map(|source| (source.name.as_str(), &["referencedOnCommandLine"][..], None));
    let data = view.dataset.files.iter().map(|file| {
        let text = !file.encoding.is_empty() && !file.path.to_lowercase().ends_with(".gz");
        let encoding = text.then_some(file.encoding.as_str());
        (file.path.as_str(), &["analysisTarget"][..], encoding)
    });
    let files = rules.chain(plan).chain(data).filter(|(name, ..)| !name.starts_with('-'));
    let once = files.filter(|(name, ..)| seen.insert(name.to_owned()));
    once.map(|(name, roles, encoding)| artifact(name, roles, encoding)).collect()
}

fn artifact(name: &str, roles: &[&'static str], encoding: Option<&str>) -> Artifact {
    Artifact {
        location: ArtifactLocation { uri: escape::uri(name) },
        roles: roles.to_vec(),
        encoding: encoding.map(visible),
    }
}

/// How many rules have each status: what gives no result is counted all the same.
fn totals(view: &View<'_>) -> Properties<usize> {
    let counts = Status::ALL.into_iter().map(|status| (status.key(), view.count(status)));
    Properties(counts.chain([("rules", view.results().len())]).collect())
}

/// Fingerprints given so far: equal ones are told apart by their number.
#[derive(Default)]
struct Prints(BTreeMap<u128, usize>);

impl Prints {
    /// A hash over what an alert is about: rule and status (of a finding its words), file, sheet and column. Neither rows nor the
    /// order of results count, so that a line inserted above keeps every alert.
    fn of(&mut self, issue: &Issue<'_>, at: Option<&Spot>, rule_id: &str) -> String {
        let status = match issue.origin {
            Origin::Result(_, result) => result.status.key(),
            Origin::Data(_) | Origin::Rules(_) => issue.message.as_str(),
        };
        let (file, sheet, header) =
            at.map_or(("", None, None), |spot| (spot.file.as_str(), spot.sheet.as_deref(), spot.header.as_deref()));
        let parts = [rule_id, status, file, sheet.unwrap_or_default(), header.unwrap_or_default()];
        let hash = fnv(&parts);
        let count = self.0.entry(hash).or_default();
        *count += 1;
        format!("{hash:032x}:{count}")
    }
}

/// FNV-1a of 128 bits over the parts, each closed by a byte that no text has.
fn fnv(parts: &[&str]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}
