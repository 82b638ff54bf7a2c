//! What is wrong with what was written, and where: code, severity, labels, help; and the sink that collects them.
//!
//! Each room keeps its own kinds of mistake, with their words; here they take one shape, which the reports draw.

mod render;
mod snippet;
mod style;
pub mod suggest;

pub use render::{draw, render, render_all};
pub use snippet::{Line, Mark, Snippet, visible};
pub use style::{Style, Tone};
pub use suggest::nearest;

use crate::source::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Note,
    /// Should be looked at; does not fail a run by default.
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// The Chinese word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "提示",
            Self::Warning => "警告",
            Self::Error => "错误",
        }
    }

    /// Reads `error`, `warning`, `note`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "error" | "错误" => Some(Self::Error),
            "warning" | "警告" => Some(Self::Warning),
            "note" | "提示" => Some(Self::Note),
            _ => None,
        }
    }
}

/// A stretch of text and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty.
    pub text: String,
}

/// A change of text that mends a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// One mistake in rules, manifest or arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, kebab-case; `plancheck explain CODE` prints its page.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, without how to mend it.
    pub message: String,
    /// Where: the first is the smallest stretch at fault, the others are the other parties.
    pub labels: Vec<Label>,
    /// How to mend it, a line each.
    pub help: Vec<String>,
    /// A mend that can be applied by machine.
    pub edit: Option<Edit>,
}

impl Diagnostic {
    /// An error with its primary place.
    pub fn error(code: &'static str, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            help: Vec::new(),
            edit: None,
        }
    }

    /// A finding that no place belongs to (`没有规则`).
    pub fn placeless(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            edit: None,
        }
    }

    /// The same, weighing otherwise.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds another party.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a line that says how to mend it.
    #[must_use]
    pub fn help(mut self, line: impl Into<String>) -> Self {
        self.help.push(line.into());
        self
    }

    /// Adds a mend that can be applied by machine.
    #[must_use]
    pub fn mend(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edit = Some(Edit { span, replacement: replacement.into() });
        self
    }

    /// The place of the first label.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// The sink that a phase writes into.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Takes one in.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.0.push(diagnostic.into());
    }

    /// Takes all of another sink in.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of files and places, each once; the placeless last.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|d| (d.span().is_none(), d.span()));
        self.0.dedup();
        self.0
    }

    /// As found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}
