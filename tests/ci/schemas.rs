//! SARIF and JUnit against the schemas that others publish.

use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use regex::Regex;
use serde_json::Value;

use super::{formats, hostile};
use crate::cli::{Desk, run_at};

const SARIF: &str = include_str!("schemas/sarif-2.1.0.json");
const JUNIT: &str = include_str!("schemas/junit-10.xsd");

/// Folders of every kind: sound, missed, explained, hostile; and rules that nobody can read.
fn desks() -> [(&'static str, Desk); 4] {
    let bad = Desk::new().file("规则.plan", "企业 超过 160佳\n").file("data/指标.csv", "指标,时期,数值,单位\n");
    let none = Desk::new().file("规则.plan", "企业 超过 160家\n");
    [("formats", formats::desk()), ("hostile", hostile::desk()), ("faulty", bad), ("nothing", none)]
}

/// What every desk and every shipped example gives in a format.
fn outputs(format: &str) -> Vec<(String, String)> {
    let desks = desks().into_iter().map(|(name, desk)| (name.to_owned(), desk.run(&["check", "--format", format]).out));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = ["examples/minimal", "examples/xihu-2023", "examples/yunxi-2024"];
    let examples = examples.map(|path| (path.to_owned(), run_at(root, &["check", path, "--format", format], &[]).out));
    desks.chain(examples).collect()
}

#[test]
fn sarif_fits_the_published_schema() {
    // One of its patterns ends in a bracket too many, which regular expressions read strictly refuse.
    let schema: Value = serde_json::from_str(&SARIF.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for (name, text) in outputs("sarif") {
        let log: Value = serde_json::from_str(&text).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})), "the schema bites");
}

#[test]
fn junit_fits_the_published_schema() {
    let schema = Node::read(JUNIT);
    for (name, text) in outputs("junit") {
        let wrong = schema.faults(&Node::read(&text));
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    for (bad, fault) in [
        ("<testsuites><testcase name=\"a\"/></testsuites>", "testsuites: testcase,"),
        ("<testsuites><testsuite tests=\"1\" failures=\"0\" errors=\"0\"/></testsuites>", "testsuite: no name"),
        ("<testsuites time=\"soon\"/>", "testsuites: time=soon"),
        ("<testsuites file=\"a\"/>", "testsuites: file"),
        ("<testsuites tests=\"0\" skipped=\"0\"/>", "testsuites: skipped"),
        ("<testsuites>text</testsuites>", "testsuites: text"),
        ("<results/>", "results"),
    ] {
        assert_eq!(schema.faults(&Node::read(bad)), [fault], "{bad}");
    }
}

/// An XML element: enough of a reader for the part of XML Schema that the JUnit schema is written in.
#[derive(Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    text: bool,
}

impl Node {
    fn read(text: &str) -> Self {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => open.push(Self::of(&tag)),
                Event::Empty(tag) => open.last_mut().unwrap().children.push(Self::of(&tag)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(closed);
                }
                Event::Text(text) => open.last_mut().unwrap().text |= !text.trim().is_empty(),
                Event::GeneralRef(_) | Event::CData(_) => open.last_mut().unwrap().text = true,
                Event::Eof => return open.remove(0).children.remove(0),
                _ => {}
            }
        }
    }

    fn of(tag: &BytesStart<'_>) -> Self {
        let attribute =
            |a: quick_xml::events::attributes::Attribute<'_>| (a.key.as_ref().to_owned(), a.value.to_string());
        let attributes = tag.attributes().map(|a| attribute(a.unwrap())).collect();
        Self { name: tag.name().as_ref().to_owned(), attributes, ..Self::default() }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn named<'n>(&'n self, kind: &'n str, name: &'n str) -> Option<&'n Self> {
        self.children.iter().find(|child| child.name == kind && child.attribute("name") == Some(name))
    }

    fn child(&self, kind: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == kind)
    }

    /// What of a document does not fit this schema.
    fn faults(&self, document: &Self) -> Vec<String> {
        let mut faults = Vec::new();
        match self.named("xs:element", &document.name) {
            Some(declared) => self.check(declared, document, &mut faults),
            None => faults.push(document.name.clone()),
        }
        faults
    }

    fn check(&self, declared: &Self, node: &Self, faults: &mut Vec<String>) {
        let declared = declared.attribute("ref").map_or(declared, |name| self.named("xs:element", name).unwrap());
        let named = declared.attribute("type").and_then(|name| self.named("xs:complexType", name));
        let Some(complex) = named.or_else(|| declared.child("xs:complexType")) else {
            faults.extend(node.children.iter().map(|child| format!("{}: {}", node.name, child.name)));
            return;
        };
        if node.text && complex.attribute("mixed") != Some("true") {
            faults.push(format!("{}: text", node.name));
        }
        self.check_attributes(complex, node, faults);
        let model: String = complex.children.iter().filter(|part| part.name != "xs:attribute").map(model).collect();
        let children: String = node.children.iter().map(|child| child.name.clone() + ",").collect();
        if !Regex::new(&format!("^(?:{model})$")).unwrap().is_match(&children) {
            return faults.push(format!("{}: {children}", node.name));
        }
        for child in &node.children {
            self.check(self.named("xs:element", &child.name).unwrap(), child, faults);
        }
    }

    fn check_attributes(&self, complex: &Self, node: &Self, faults: &mut Vec<String>) {
        for (name, value) in &node.attributes {
            let Some(declared) = complex.named("xs:attribute", name) else {
                faults.push(format!("{}: {name}", node.name));
                continue;
            };
            let simple = self.named("xs:simpleType", declared.attribute("type").unwrap());
            let pattern =
                simple.and_then(|simple| simple.child("xs:restriction")?.child("xs:pattern")?.attribute("value"));
            if pattern.is_some_and(|pattern| !Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(value)) {
                faults.push(format!("{}: {name}={value}", node.name));
            }
        }
        let required = complex.children.iter().filter(|part| part.attribute("use") == Some("required"));
        let absent = required.map(|part| part.attribute("name").unwrap()).filter(|name| node.attribute(name).is_none());
        faults.extend(absent.map(|name| format!("{}: no {name}", node.name)));
    }
}

/// The order of children that a part of a schema allows, as a regular expression over their names.
fn model(part: &Node) -> String {
    let parts: Vec<String> = part.children.iter().map(model).collect();
    let inner = match part.name.as_str() {
        "xs:element" => part.attribute("ref").or_else(|| part.attribute("name")).unwrap().to_owned() + ",",
        "xs:sequence" => parts.concat(),
        "xs:choice" => parts.join("|"),
        other => panic!("the schema has {other}"),
    };
    let [least, most] =
        ["minOccurs", "maxOccurs"].map(|name| part.attribute(name).unwrap_or("1").replace("unbounded", ""));
    format!("(?:{inner}){{{least},{most}}}")
}
