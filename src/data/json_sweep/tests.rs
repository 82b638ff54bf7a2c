//! What is swept is what the other reader reads.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::data::fields::Lines;
use crate::data::json::{JsonReader, Spot};
use crate::data::json_row::JsonRow;
use crate::data::window::Window;

/// What both readers make of an object whose keys are known: cells as text, and the object's length; `None` when one
/// does not read it.
type Read = Option<(Vec<String>, u64)>;

fn reader(bytes: &[u8]) -> JsonReader {
    JsonReader::new(Window::whole(Arc::from(bytes), 0), Spot { offset: 0, line: 1, column: 1 })
}

fn one_by_one(bytes: &[u8], names: &[String], lines: bool) -> Read {
    let mut reader = reader(bytes);
    let members = if lines { reader.object_in_line() } else { reader.object() }.ok()?;
    if lines && !reader.at_line_end().ok()? {
        return None;
    }
    if lines {
        reader.skip_line().ok()?;
    }
    let mut cells = vec![None; names.len()];
    for (key, cell) in members {
        cells[names.iter().position(|name| *name == key)?] = Some(cell);
    }
    Some((shown(JsonRow::Built(&cells)), reader.spot().offset))
}

fn swept(bytes: &[u8], names: &[String], lines: bool) -> Read {
    let mut spans = vec![Span::default(); names.len()];
    let length = object(bytes, &Keys::new(names), &mut spans, (lines, true))?;
    let mut reader = reader(bytes);
    reader.ahead(bytes.len()).ok()?;
    reader.pass(length, lines);
    Some((shown(JsonRow::Swept { lines: Lines::of(bytes), spans: &spans }), reader.spot().offset))
}

fn shown(row: JsonRow<'_>) -> Vec<String> {
    (0..row.len()).map(|at| format!("{:?} in line {}", row.cell(at), row.line(at, 1))).collect()
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether the sweep reads an object, and as the other reader does.
fn agree(text: &[u8], keys: &[&str], lines: bool) -> bool {
    let keys = names(keys);
    let found = swept(text, &keys, lines);
    if found.is_some() {
        assert_eq!(found, one_by_one(text, &keys, lines), "{}", String::from_utf8_lossy(text));
    }
    found.is_some()
}

#[test]
fn what_writers_write_is_swept() {
    let keys = ["名称", "投资额(亿元)", "地点", "地点.区", "地点.街道", "标签", "😀"];
    for text in [
        "{}",
        "{\"名称\":\"甲\",\"投资额(亿元)\":0.66,\"标签\":[1,\"a\",[null,true,false]]}\n",
        " { \"投资额(亿元)\" : -1.5e+3 , \"名称\" : null }\r\n",
        "{\"\\u540d\\u79f0\": \"\\u7532\\ud83d\\ude00\\n\\\"\\\\/\", \"\\ud83d\\ude00\": true}",
        "{\"地点\":{\"街道\":\"甲\",\"区\":\"乙\"},\"名称\":false}",
        "{\"地点\":{},\"标签\":[]}",
    ] {
        assert!(agree(text.as_bytes(), &keys, true) && agree(text.as_bytes(), &keys, false), "{text}");
    }
    assert!(agree("{\"名称\":\n\"甲\",\n\n\"标签\":1}".as_bytes(), &keys, false));
}

#[test]
fn what_is_wrong_or_unknown_is_not_swept() {
    let keys = ["a", "b", "a.b", "x\"y"];
    for text in [
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1},\"a.b\":2}",
        "{\"a.b\":2,\"a\":{\"b\":1}}",
        "{\"c\":1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":nul}",
        "{\"a\":truely}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ude00\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":[1,]}",
        "{\"a\":[{\"b\":1,\"b\":2}]}",
        "{\"x\"y\":1}",
        "{\"a\":1",
        "{\"a\":\"",
        "[1]",
        "",
    ] {
        assert!(!agree(text.as_bytes(), &keys, false), "{text}");
    }
    for text in ["{\"a\":\n1}", "{\"a\":1} x", "{\"a\":1}{\"b\":2}", "\n{\"a\":1}"] {
        assert!(!agree(text.as_bytes(), &keys, true), "{text}");
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"a\"",
        "\"a\":",
        "\"名称\":",
        "\"b\":{",
        "\"甲\"",
        "1",
        "-0.5e7",
        "null",
        "true",
        " ",
        "\n",
        "\r\n",
        "\"\\u7532\"",
        "\\",
        "\"",
        "\"x\\\"y\"",
    ];
    prop_oneof![
        9 => prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ]
}

/// A member in any of the ways it can be written.
fn member() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["a", "b", "名称", "\\u540d\\u79f0", "c"]);
    let value = prop::sample::select(vec![
        "1",
        "-0",
        "0.10",
        "1e999",
        "\"\"",
        "\"甲乙丙丁戊己庚辛\"",
        "\"1234567\\n89\"",
        "null",
        "true",
        "[]",
        "[1,[2]]",
        "{}",
        "{\"a\":1}",
        "{\"名称\":{\"a\": \"丙\"}}",
        "01",
        "\"\u{1}\"",
    ]);
    let blank = || prop::sample::select(vec!["", "", " ", "\t", "\r\n", "\n"]);
    (key, value, blank(), blank()).prop_map(|(key, value, one, two)| format!("{one}\"{key}\"{two}:{one}{value}{two}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_is_swept_is_what_the_other_reader_reads(
        pieces in prop::collection::vec(piece(), 0..14),
        lines: bool,
    ) {
        let text = [b"{".to_vec(), pieces.concat()].concat();
        agree(&text, &["a", "b", "名称", "b.a", "a.a", "x\"y"], lines);
    }

    #[test]
    fn objects_are_read_alike(members in prop::collection::vec(member(), 0..5), lines: bool) {
        let text = format!("{{{}}}\n", members.join(","));
        let nested: Vec<String> = ["a", "b", "c", "名称"]
            .iter()
            .flat_map(|key| [(*key).to_owned(), format!("{key}.a"), format!("{key}.名称"), format!("{key}.名称.a")])
            .collect();
        let keys: Vec<&str> = nested.iter().map(String::as_str).collect();
        let read = agree(text.as_bytes(), &keys, lines);
        let sound = one_by_one(text.as_bytes(), &nested, lines).is_some();
        prop_assert_eq!(read, sound, "{}", text);
    }
}
