//! What was found on the rules alone.

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::language::program::Program;
use crate::source::Span;

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Stable name; `plancheck explain CODE` prints its page.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found, with the sum.
    pub message: String,
    /// Every place that has a part in it.
    pub places: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
    /// Indices of the rules that have a part in it, in the program's order.
    pub rules: Vec<usize>,
}

impl Finding {
    /// A finding about rules, each shown with what it says.
    pub(super) fn about(
        program: &Program,
        code: &'static str,
        severity: Severity,
        message: String,
        parts: &[(usize, String)],
    ) -> Self {
        let mut rules: Vec<usize> = parts.iter().map(|(rule, _)| *rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let place = |(rule, words): &(usize, String)| Some((program.rules.get(*rule)?.span, words.clone()));
        Self { code, severity, message, places: parts.iter().filter_map(place).collect(), help: None, rules }
    }

    /// The same with a line on how to mend it.
    #[must_use]
    pub(super) fn help(mut self, line: impl Into<String>) -> Self {
        self.help = Some(line.into());
        self
    }

    /// In the shape that is drawn.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message.clone(),
            labels: self.places.iter().map(|(span, text)| Label { span: *span, text: text.clone() }).collect(),
            help: self.help.iter().cloned().collect(),
            edit: None,
        }
    }
}

/// Names rules by what their author calls them.
pub(super) fn names(program: &Program, rules: impl IntoIterator<Item = usize>) -> String {
    let id = |rule: usize| program.rules.get(rule).map(|rule| rule.id.as_str());
    rules.into_iter().filter_map(id).collect::<Vec<_>>().join("、")
}
