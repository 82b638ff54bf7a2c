//! Reads TOML with the place of every key and value kept, and every mistake reported at its own.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Mistake, Word, syntax};
use crate::diagnostic::{Diagnostics, nearest};
use crate::source::{SourceId, Span};

/// A table of a manifest.
pub(super) type Table<'t> = DeTable<'t>;
/// A value of a manifest with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Takes typed values out of one TOML text.
pub(super) struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    sink: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: SourceId, text: &'a str, sink: &'a mut Diagnostics) -> Self {
        Self { source, text, sink }
    }

    /// The whole text as a table; of faulty lines what could be understood.
    pub(super) fn parse(&mut self) -> Table<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            if !self.is_bare_word(&range) {
                self.push(Mistake::Syntax { message: syntax::in_chinese(error.message()) }, range);
            }
        }
        table.into_inner()
    }

    /// Whether a key without quotation marks is one in Chinese, which TOML forbids and clerks write.
    fn is_bare_word(&self, range: &Range<usize>) -> bool {
        let word = self.text.get(range.clone()).unwrap_or("");
        !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_·".contains(c))
    }

    pub(super) fn push(&mut self, mistake: Mistake, range: Range<usize>) {
        let span = self.span(range);
        self.sink.push(mistake.at(Some(span)));
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// Reports the keys of a table that are not among the known.
    pub(super) fn known(&mut self, table: &Table<'_>, name: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let mistake = Mistake::UnknownKey {
                key: key.get_ref().to_string(),
                table: name.to_owned(),
                nearest: nearest(key.get_ref(), known.iter().copied()).map(str::to_owned),
                known: known.iter().map(|k| (*k).to_owned()).collect(),
            };
            self.push(mistake, key.span());
        }
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &'static str) {
        self.push(Mistake::Type { key: key.to_owned(), wanted }, value.span());
    }

    pub(super) fn table<'t, 'v>(&mut self, key: &str, value: &'v Value<'t>) -> Option<&'v Table<'t>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, value, "一张表，如 [plan]");
            return None;
        };
        Some(table)
    }

    /// A text, which must not be blank.
    pub(super) fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let mistake =
                    Mistake::Value {
                        key: key.to_owned(), value: text.to_string(), wanted: "非空的文字".to_owned()
                    };
                self.push(mistake, value.span());
                None
            }
            DeValue::String(text) => Some(Word { text: text.to_string(), span: self.inside(value) }),
            _ => {
                self.wrong_type(key, value, "加英文双引号的文字");
                None
            }
        }
    }

    /// A text, a number or a date as written: what a figure or a day may be given as.
    pub(super) fn literal(&mut self, key: &str, value: &Value<'_>) -> Option<Word> {
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
                let text = self.text.get(value.span()).unwrap_or("").to_owned();
                Some(Word { text, span: self.span(value.span()) })
            }
            _ => self.text(key, value),
        }
    }

    /// One text or a list of them.
    pub(super) fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<Word> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => self.text(key, value).into_iter().collect(),
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, key: &str, value: &Value<'_>) -> Option<u64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none_or(|n: u64| n == 0) {
            self.wrong_type(key, value, "从 1 起的整数");
            return None;
        }
        number
    }

    /// The place of a text without its quotation marks, where it is written without escapes.
    fn inside(&self, value: &Value<'_>) -> Span {
        let range = value.span();
        let written = self.text.get(range.clone()).unwrap_or("");
        let marks = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
        if range.len() < marks * 2 {
            return self.span(range);
        }
        self.span(range.start + marks..range.end - marks)
    }
}
