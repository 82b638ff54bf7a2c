//! `plancheck lint`

use serde::Serialize;

use super::args::{FailOn, Format, Lint};
use super::{FAILING, Mistake, SOUND, Terminal};
use crate::diagnostic::{Diagnostic, Severity, render_all};
use crate::lint::{Finding, lint};
use crate::{Rules, read_rules};

#[expect(clippy::unnecessary_wraps, reason = "every command has the same shape")]
pub(super) fn run(arguments: &Lint, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let settings = arguments.rules.settings();
    let rules = match read_rules(&arguments.rules.path, &settings) {
        Ok(rules) => rules,
        Err(failure) => return Ok(terminal.fail(&failure)),
    };
    let said = rules.diagnostics.clone().sorted();
    let findings = lint(&rules.program);
    let weights = || said.iter().map(|d| d.severity).chain(findings.iter().map(|f| f.severity));
    let status = if fails(weights(), arguments.fail_on) { FAILING } else { SOUND };
    let text = match arguments.format {
        Format::Json => json(&rules, &said, &findings),
        Format::Text => {
            let drawn = said.iter().cloned().chain(findings.iter().map(Finding::diagnostic)).collect::<Vec<_>>();
            let count = |severity| weights().filter(|own| *own == severity).count();
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let notes = count(Severity::Note);
            let rules_read = rules.program.rules.len();
            let total = format!("共 {rules_read} 条规则：{errors} 处错误，{warnings} 处警告，{notes} 处提示\n");
            render_all(&rules.sources, &drawn, terminal.out_style()) + &total
        }
    };
    Ok(terminal.print(&text, status))
}

fn fails(mut severities: impl Iterator<Item = Severity>, threshold: FailOn) -> bool {
    let least = match threshold {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
        FailOn::Never => return false,
    };
    severities.any(|severity| severity >= least)
}

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: Severity,
    message: String,
    places: Vec<At<'a>>,
    rules: Vec<&'a str>,
    help: Vec<String>,
}

#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    text: String,
}

fn json(rules: &Rules, said: &[Diagnostic], findings: &[Finding]) -> String {
    let known = said.iter().map(|diagnostic| entry(rules, diagnostic.clone(), &[]));
    let found = findings.iter().map(|finding| entry(rules, finding.diagnostic(), &finding.rules));
    let report = Report { version: 1, findings: known.chain(found).collect() };
    // INVARIANT: every map key is a string, so writing cannot fail.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn entry<'a>(rules: &'a Rules, diagnostic: Diagnostic, parts: &[usize]) -> Entry<'a> {
    let place = |label: crate::diagnostic::Label| {
        let at = rules.sources.locate(label.span);
        At { file: at.name, line: at.position.line, column: at.position.column, text: label.text }
    };
    let id = |rule: &usize| rules.program.rules.get(*rule).map(|rule| rule.id.as_str());
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message,
        places: diagnostic.labels.into_iter().map(place).collect(),
        rules: parts.iter().filter_map(id).collect(),
        help: diagnostic.help,
    }
}
