//! `--only`: which results a report shows and counts.

use super::Mistake;
use crate::diagnostic::nearest;
use crate::language::program::{Program, Rule};

/// The indices of the rules that any of the names means; `None` when there are no names.
pub(super) fn select(program: &Program, names: &[String]) -> Result<Option<Vec<usize>>, Mistake> {
    if names.is_empty() {
        return Ok(None);
    }
    if let Some(name) = names.iter().find(|name| !program.rules.iter().any(|rule| is_meant(rule, name))) {
        let known = known(program);
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        return Err(Mistake::Only { name: name.clone(), nearest: near });
    }
    let meant = |rule: &Rule| names.iter().any(|name| is_meant(rule, name));
    Ok(Some(program.rules.iter().enumerate().filter(|(_, rule)| meant(rule)).map(|(i, _)| i).collect()))
}

/// Whether a name is a rule's key or label, its section or a level of it, or one of its offices.
pub(super) fn is_meant(rule: &Rule, name: &str) -> bool {
    let name = name.trim();
    let section = rule.section == name || levels(&rule.section).any(|level| level == name);
    let inside = rule.section.strip_prefix(name).is_some_and(|rest| rest.starts_with('·'));
    is_rule(rule, name) || section || inside || offices(rule).any(|office| office == name)
}

/// Whether a name is a rule's key or label.
pub(super) fn is_rule(rule: &Rule, name: &str) -> bool {
    rule.id == name || rule.label.as_deref() == Some(name)
}

fn levels(section: &str) -> impl Iterator<Item = &str> {
    section.split('·').filter(|level| !level.is_empty())
}

fn offices(rule: &Rule) -> impl Iterator<Item = &str> {
    let whole = rule.office.as_deref().into_iter();
    let parts = whole.clone().flat_map(|office| office.split(['、', '，', ',', ' ', '；'])).map(str::trim);
    whole.chain(parts).filter(|office| !office.is_empty())
}

/// Every name that `--only` takes.
fn known(program: &Program) -> Vec<String> {
    let of = |rule: &Rule| {
        let label = rule.label.clone().into_iter().chain([rule.id.clone(), rule.section.clone()]);
        let others = levels(&rule.section).chain(offices(rule)).map(str::to_owned);
        label.chain(others).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = program.rules.iter().flat_map(of).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}
