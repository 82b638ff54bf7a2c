//! `plancheck list`

use serde::Serialize;

use super::args::{Format, List};
use super::{Mistake, SOUND, Terminal};
use crate::diagnostic::visible;
use crate::language::program::{Deadline, Rule};
use crate::report::{Table, phrase};
use crate::{Rules, read_rules};

#[expect(clippy::unnecessary_wraps, reason = "every command has the same shape")]
pub(super) fn run(arguments: &List, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let settings = arguments.rules.settings();
    let rules = match read_rules(&arguments.rules.path, &settings) {
        Ok(rules) => rules,
        Err(failure) => return Ok(terminal.fail(&failure)),
    };
    terminal.diagnose(&rules.sources, &rules.diagnostics.clone().sorted());
    let text = match arguments.format {
        Format::Text => table(&rules),
        Format::Json => json(&rules),
    };
    Ok(terminal.print(&text, SOUND))
}

fn table(rules: &Rules) -> String {
    let mut table = Table::new(["标号", "章节", "强度", "要求", "期限", "责任"]);
    for rule in &rules.program.rules {
        let office = rule.office.clone().unwrap_or_default();
        let cells = [rule.id.clone(), rule.section.clone(), rule.strength.clone(), rule.text.clone()];
        let cells = cells.into_iter().chain([phrase::deadline(&rule.deadline), office]);
        table.row(cells.map(|cell| visible(&cell)));
    }
    format!("{}共 {} 条\n", table.render(""), rules.program.rules.len())
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    label: Option<&'a str>,
    section: &'a str,
    strength: &'a str,
    severity: crate::diagnostic::Severity,
    text: &'a str,
    target: &'a str,
    deadline: Option<String>,
    deadline_default: bool,
    office: Option<&'a str>,
    tags: &'a [String],
    file: &'a str,
    line: usize,
    column: usize,
}

fn json(rules: &Rules) -> String {
    let entries: Vec<Entry<'_>> = rules.program.rules.iter().map(|rule| entry(rules, rule)).collect();
    // INVARIANT: every map key is a string, so writing cannot fail.
    serde_json::to_string_pretty(&entries).unwrap_or_default() + "\n"
}

fn entry<'a>(rules: &'a Rules, rule: &'a Rule) -> Entry<'a> {
    let at = rules.sources.locate(phrase::rule_span(&rules.sources, rule));
    let (deadline, deadline_default) = match rule.deadline {
        Deadline::On { date, default } => (Some(date.to_string()), default),
        Deadline::Never | Deadline::AtOnce => (None, false),
    };
    Entry {
        id: &rule.id,
        label: rule.label.as_deref(),
        section: &rule.section,
        strength: &rule.strength,
        severity: rule.severity,
        text: &rule.text,
        target: rules.sources.slice(rule.target_span).trim(),
        deadline,
        deadline_default,
        office: rule.office.as_deref(),
        tags: &rule.tags,
        file: at.name,
        line: at.position.line,
        column: at.position.column,
    }
}
