//! 符合: a pattern asked of many texts.

use super::signs::Signs;
use regex_automata::Input;
use regex_automata::dfa::{Automaton, StartKind, dense};
use std::sync::{Arc, OnceLock};

/// So many texts at once are worth a table of all states, which the regex crate does not build.
const MANY: usize = 1 << 10;

/// Bytes that the table, and the making of it, may take; a pattern that needs more is asked without one.
const MOST: usize = 1 << 18;

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    regex: regex::Regex,
    table: Arc<OnceLock<Option<Table>>>,
}

/// A pattern made ready for many texts.
#[derive(Debug)]
enum Table {
    /// It says of each place which sign stands there.
    Signs(Signs),
    /// All its states.
    States(Box<dense::DFA<Vec<u32>>>),
}

impl Table {
    fn of(pattern: &str) -> Option<Self> {
        Signs::of(pattern).map(Self::Signs).or_else(|| states(pattern).map(|states| Self::States(Box::new(states))))
    }

    /// Whether the pattern stands in a text, if this tells.
    fn is_in(&self, text: &str) -> Option<bool> {
        match self {
            Self::Signs(signs) => Some(signs.are(text)),
            Self::States(states) => states.try_search_fwd(&Input::new(text).earliest(true)).ok().map(|at| at.is_some()),
        }
    }
}

impl Matcher {
    /// As the rules have it.
    pub(crate) fn new(regex: regex::Regex) -> Self {
        Self { regex, table: Arc::default() }
    }

    /// Whether it stands anywhere in a text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// The same question, to be asked of so many texts.
    pub(crate) fn asked(&self, count: usize) -> impl Fn(&str) -> bool {
        let table =
            if count < MANY { None } else { self.table.get_or_init(|| Table::of(self.regex.as_str())).as_ref() };
        move |text| table.and_then(|table| table.is_in(text)).unwrap_or_else(|| self.is_in(text))
    }
}

fn states(pattern: &str) -> Option<dense::DFA<Vec<u32>>> {
    let limits = dense::Config::new()
        .start_kind(StartKind::Unanchored)
        .dfa_size_limit(Some(MOST))
        .determinize_size_limit(Some(MOST));
    dense::Builder::new().configure(limits).build(pattern).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_the_pattern_says() {
        let texts =
            ["", "甲", "甲乙", "a1", "A-12", "12月", "é", "第十二条", "街道办", "a\nb", "x".repeat(99).as_str()]
                .map(str::to_owned);
        for pattern in [
            "",
            "^$",
            "^甲",
            "乙$",
            r"\d",
            r"^\p{Han}{2,4}$",
            "^[A-Z]-[0-9]{2}$",
            r"\b1",
            "(?i)A",
            ".",
            "(?m)^b",
            "[^甲]",
            "^[A-Z]-[0-9]{2}$",
            "^(a1|12)$",
            "^.{2}$",
            "^[a-c][0-9]{1}$",
        ] {
            let matcher = Matcher::new(regex::Regex::new(pattern).unwrap());
            let many = matcher.asked(MANY);
            for text in &texts {
                assert_eq!(many(text), matcher.is_in(text), "{pattern} {text}");
            }
        }
    }
}
