//! How a text report looks: with or without colour, with drawn lines or plain characters.

use super::Severity;

/// The looks of a text report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are written.
    pub color: bool,
    /// Whether lines are drawn with box characters; plain ASCII otherwise, which every font aligns.
    pub drawn: bool,
    /// Whether everything is shown at length.
    pub verbose: bool,
}

/// What a coloured stretch means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Fails.
    Bad,
    /// Should be looked at.
    Doubtful,
    /// For information.
    Plain,
    /// Holds.
    Good,
    /// A heading.
    Strong,
    /// Less important.
    Faint,
}

impl Tone {
    /// The tone of a severity.
    pub fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Bad,
            Severity::Warning => Self::Doubtful,
            Severity::Note => Self::Plain,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Bad => "31;1",
            Self::Doubtful => "33;1",
            Self::Plain => "36",
            Self::Good => "32",
            Self::Strong => "1",
            Self::Faint => "2",
        }
    }
}

impl Style {
    /// The text in a tone; as it is when there is no colour.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code()) } else { text.to_owned() }
    }

    /// The sign before a finding of a severity.
    pub fn sign(self, severity: Severity) -> String {
        let sign = match severity {
            Severity::Error => "×",
            Severity::Warning => "!",
            Severity::Note => "·",
        };
        self.paint(Tone::of(severity), sign)
    }
}
