//! `plancheck explain`

use super::args::Explain;
use super::{Mistake, SOUND, Terminal, only};
use crate::config::Settings;
use crate::diagnostic::nearest;
use crate::report::sentence;
use crate::{explain, read_rules};

pub(super) fn run(arguments: &Explain, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let name = arguments.name.trim();
    if let Some(page) = explain::page(name) {
        return Ok(terminal.print(page, SOUND));
    }
    let codes: Vec<&str> = explain::codes().collect();
    // Faulty rules cannot be explained; a name that is like a code is more helpful then than their mistakes.
    let rules = match read_rules(&arguments.path, &Settings::default()) {
        Ok(rules) => rules,
        Err(failure) => match near(name, &codes) {
            Some(near) => return Err(unknown(name, Some(near))),
            None => return Ok(terminal.fail(&failure)),
        },
    };
    let meant: Vec<_> = rules.program.rules.iter().filter(|rule| only::is_rule(rule, name)).collect();
    if meant.is_empty() {
        let labels = rules.program.rules.iter().map(|rule| rule.id.as_str());
        let known: Vec<&str> = codes.into_iter().chain(labels).collect();
        return Err(unknown(name, near(name, &known)));
    }
    let texts: Vec<String> = meant.into_iter().map(|rule| sentence::of(&rules.program, &rules.sources, rule)).collect();
    Ok(terminal.print(&texts.join("\n"), SOUND))
}

fn near(name: &str, known: &[&str]) -> Option<String> {
    nearest(name, known.iter().copied()).map(str::to_owned)
}

fn unknown(name: &str, nearest: Option<String>) -> Mistake {
    Mistake::Unknown { name: name.to_owned(), nearest }
}
