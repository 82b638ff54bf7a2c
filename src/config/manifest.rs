//! `plancheck.toml`: what it says, with the place of every word, nothing looked up.

use std::collections::BTreeMap;

use super::toml_reader::{Reader, Table, Value};
use super::{Mistake, Word as Text};
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{SourceId, Span};

/// A text of a manifest and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What is written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A manifest.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// `[plan] rules`: patterns of rule files; empty when not given.
    pub rules: Vec<Word>,
    /// `[plan] as-of`, as written.
    pub as_of: Option<Word>,
    /// `[plan] text`: the plan's text.
    pub text: Option<Word>,
    /// `[tolerance] rate`, a literal.
    pub rate_tolerance: Option<Word>,
    /// `[tolerance] quantity`, a literal.
    pub quantity_tolerance: Option<Word>,
    /// `[severity]`: strength words and what a miss of them weighs.
    pub severities: Vec<(Word, Severity)>,
    /// `[parameters]`
    pub parameters: Vec<ParameterEntry>,
    /// `[[data]]`
    pub data: Vec<DataEntry>,
    /// `[limits]`: names and values.
    pub limits: Vec<(Word, Word)>,
}

/// A line of `[parameters]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterEntry {
    /// The parameter's name.
    pub name: String,
    /// For one scope only.
    pub scope: Option<String>,
    /// Its value, a literal.
    pub value: Word,
    /// Where the name is written.
    pub span: Span,
}

/// A `[[data]]` entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataEntry {
    /// A file or a pattern.
    pub path: Word,
    /// The table it holds.
    pub table: Option<Word>,
    /// The sheet to read.
    pub sheet: Option<Word>,
    /// Its encoding; `None` for `auto`.
    pub encoding: Option<Word>,
    /// The row the header is in, from 1.
    pub header: Option<u64>,
    /// The period it is for, as written.
    pub period: Option<Word>,
    /// The office that the whole entry comes from.
    pub office: Option<Word>,
    /// Offices and the pattern of each one's file.
    pub offices: Vec<(String, Word)>,
    /// The last day to submit.
    pub due: Option<Word>,
    /// Headers as written and what they stand for.
    pub rename: BTreeMap<String, String>,
}

impl DataEntry {
    /// Whether it says whose files they are: then absent ones are reminded of and stop nothing.
    pub fn names_offices(&self) -> bool {
        self.office.is_some() || !self.offices.is_empty()
    }
}

impl Manifest {
    /// Reads a manifest; what is wrong with it goes to the sink.
    pub fn parse(source: SourceId, text: &str, sink: &mut Diagnostics) -> Self {
        let mut reader = Reader::new(source, text, sink);
        let whole = reader.parse();
        reader.known(&whole, "", &["plan", "tolerance", "severity", "parameters", "data", "limits"]);
        let mut manifest = Self::default();
        for (key, value) in &whole {
            match key.get_ref().as_ref() {
                "plan" => manifest.read_plan(&mut reader, value),
                "tolerance" => manifest.read_tolerance(&mut reader, value),
                "severity" => manifest.severities = severities(&mut reader, value),
                "parameters" => manifest.parameters = parameters(&mut reader, value),
                "data" => manifest.data = data(&mut reader, value),
                "limits" => manifest.limits = limits(&mut reader, value),
                _ => {}
            }
        }
        manifest
    }

    fn read_plan(&mut self, reader: &mut Reader<'_>, value: &Value<'_>) {
        let Some(table) = reader.table("plan", value) else {
            return;
        };
        reader.known(table, "[plan]", &["rules", "as-of", "text"]);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rules" => self.rules = reader.texts("rules", value),
                "as-of" => self.as_of = reader.literal("as-of", value),
                "text" => self.text = reader.text("text", value),
                _ => {}
            }
        }
    }

    fn read_tolerance(&mut self, reader: &mut Reader<'_>, value: &Value<'_>) {
        let Some(table) = reader.table("tolerance", value) else {
            return;
        };
        reader.known(table, "[tolerance]", &["rate", "quantity"]);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rate" => self.rate_tolerance = reader.text("rate", value),
                "quantity" => self.quantity_tolerance = reader.text("quantity", value),
                _ => {}
            }
        }
    }
}

fn severities(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<(Text, Severity)> {
    let Some(table) = reader.table("severity", value) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, value) in table {
        let Some(word) = reader.text(key.get_ref(), value) else {
            continue;
        };
        if let Some(severity) = Severity::parse(&word.text) {
            let strength = Text { text: key.get_ref().to_string(), span: reader.span(key.span()) };
            found.push((strength, severity));
        } else {
            let wanted = "error、warning 或 note".to_owned();
            let mistake = Mistake::Value { key: key.get_ref().to_string(), value: word.text, wanted };
            reader.push(mistake, value.span());
        }
    }
    found
}

fn parameters(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<ParameterEntry> {
    let Some(table) = reader.table("parameters", value) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, value) in table {
        let span = reader.span(key.span());
        let (name, scope) = split_scope(key.get_ref());
        match value.get_ref() {
            toml::de::DeValue::Table(scopes) => {
                let entries = scopes.iter().filter_map(|(scope, value)| {
                    let value = reader.literal(scope.get_ref(), value)?;
                    Some(ParameterEntry { name: name.clone(), scope: Some(scope.get_ref().to_string()), value, span })
                });
                found.extend(entries);
            }
            _ => found.extend(reader.literal(&name, value).map(|value| ParameterEntry {
                name: name.clone(),
                scope: scope.clone(),
                value,
                span,
            })),
        }
    }
    found
}

/// `PM2.5[国控]` is a name and a scope, in brackets of either width.
pub(super) fn split_scope(text: &str) -> (String, Option<String>) {
    let text = text.trim();
    let inner = text.strip_suffix([']', '】', '］']);
    match inner.and_then(|rest| rest.split_once(['[', '【', '［'])) {
        Some((name, scope)) => (name.trim().to_owned(), Some(scope.trim().to_owned())),
        None => (text.to_owned(), None),
    }
}

fn data(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<DataEntry> {
    let toml::de::DeValue::Array(items) = value.get_ref() else {
        reader.wrong_type("data", value, " [[data]]（两层方括号），每个数据文件一段");
        return Vec::new();
    };
    items.iter().filter_map(|item| entry(reader, item)).collect()
}

fn entry(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<DataEntry> {
    const KEYS: &[&str] =
        &["path", "table", "sheet", "encoding", "header", "period", "rename", "office", "offices", "due"];
    let table = reader.table("data", value)?;
    reader.known(table, "[[data]]", KEYS);
    let path = table.iter().find(|(key, _)| key.get_ref() == "path");
    let Some((_, path)) = path else {
        reader.wrong_type("data", value, " path = \"数据文件\"");
        return None;
    };
    let path = reader.text("path", path)?;
    let mut entry = DataEntry {
        path,
        table: None,
        sheet: None,
        encoding: None,
        header: None,
        period: None,
        office: None,
        offices: Vec::new(),
        due: None,
        rename: BTreeMap::new(),
    };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "table" => entry.table = reader.text("table", value),
            "sheet" => entry.sheet = reader.text("sheet", value),
            "encoding" => entry.encoding = reader.text("encoding", value).filter(|e| e.text != "auto"),
            "header" => entry.header = reader.count("header", value),
            "period" => entry.period = reader.text("period", value),
            "office" => entry.office = reader.text("office", value),
            "offices" => entry.offices = offices(reader, value),
            "due" => entry.due = reader.literal("due", value),
            "rename" => entry.rename = rename(reader, value),
            _ => {}
        }
    }
    Some(entry)
}

fn limits(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<(Word, Word)> {
    let Some(table) = reader.table("limits", value) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, value) in table {
        let name = Word { text: key.get_ref().to_string(), span: reader.span(key.span()) };
        found.extend(reader.literal(key.get_ref(), value).map(|value| (name, value)));
    }
    found
}

fn offices(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<(String, Word)> {
    let Some(table) = reader.table("offices", value) else {
        return Vec::new();
    };
    let pairs: &Table<'_> = table;
    let pairs = pairs.iter();
    pairs.filter_map(|(key, value)| Some((key.get_ref().to_string(), reader.text(key.get_ref(), value)?))).collect()
}

fn rename(reader: &mut Reader<'_>, value: &Value<'_>) -> BTreeMap<String, String> {
    let Some(table) = reader.table("rename", value) else {
        return BTreeMap::new();
    };
    let pairs: &Table<'_> = table;
    pairs
        .iter()
        .filter_map(|(key, value)| Some((key.get_ref().to_string(), reader.text(key.get_ref(), value)?.text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> (Manifest, Vec<String>) {
        let mut sources = Sources::default();
        let id = sources.add("plancheck.toml", text);
        let mut sink = Diagnostics::default();
        let manifest = Manifest::parse(id, text, &mut sink);
        let said = sink.sorted();
        let said = said.iter().map(|d| format!("{} {} {}", sources.locate(d.span().unwrap()), d.code, d.message));
        (manifest, said.collect())
    }

    #[test]
    fn everything_is_read() {
        let (manifest, said) = read(
            "[plan]\nrules = [\"rules/*.plan\"]\nas-of = 2023-12-31\ntext = \"plan.txt\"\n\
             [tolerance]\nrate = \"0.5个百分点\"\nquantity = \"5%\"\n[severity]\n力争 = \"warning\"\n\
             [parameters]\n\"市级下达PM2.5\" = \"32微克/立方米\"\n\"X[国控]\" = 3\nY = { 省控 = \"4\" }\n\
             [[data]]\npath = \"data/指标.csv\"\nheader = 3\nrename = { \"单位名称\" = \"填报单位\" }\nencoding = \"auto\"\n",
        );
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(manifest.as_of.map(|w| w.text), Some("2023-12-31".to_owned()));
        assert_eq!(manifest.severities.len(), 1);
        let parameters: Vec<_> =
            manifest.parameters.iter().map(|p| (p.name.as_str(), p.scope.as_deref(), p.value.text.as_str())).collect();
        assert!(parameters.contains(&("X", Some("国控"), "3")) && parameters.contains(&("Y", Some("省控"), "4")));
        assert_eq!(manifest.data.first().and_then(|d| d.header), Some(3));
    }

    #[test]
    fn every_mistake_has_its_own_place() {
        let (_, said) = read(
            "[plan]\nas_of = 2023-12-31\nrules = 3\n[severity]\n力争 = \"warn\"\n[[data]]\ntable = \"x\"\nheader = 0\n[dat]\nx = “a”\n",
        );
        insta::assert_snapshot!(said.join("\n"));
    }
}
