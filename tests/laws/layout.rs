//! The canonical layout is one, says the same, and loses no comment, however a file was typed.

use plancheck::diagnostic::Diagnostics;
use plancheck::language::{format, parse};
use plancheck::source::SourceId;
use proptest::prelude::*;

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn a_layout_is_settled_says_the_same_and_keeps_its_comments(
        file in super::ast::file(),
        mess in prop::collection::vec(mess(), 24),
    ) {
        let text = messy(&format::print(&file), &mess);
        let tidy = format::canonical(&text);
        prop_assert_eq!(format::canonical(&tidy), tidy.clone(), "{}", text);
        let read = |text: &str| parse::parse(SourceId::default(), text, &mut Diagnostics::default()).statements;
        prop_assert!(read(&text) == read(&tidy), "{text}\n{tidy}");
        prop_assert_eq!(format::comments(&text), format::comments(&tidy));
    }

    #[test]
    fn any_text_at_all_is_laid_out_once(text in super::parsing::soup()) {
        let tidy = format::canonical(&text);
        let read = |text: &str| parse::parse(SourceId::default(), text, &mut Diagnostics::default()).statements;
        prop_assert!(read(&text) == read(&tidy), "{text}\n{tidy}");
    }
}

/// A tenth of the cases that CI asks for, for each is read some ten times.
fn fewer() -> ProptestConfig {
    let all = super::config();
    ProptestConfig { cases: (all.cases / 10).max(256), ..all }
}

/// What is done to one line.
#[derive(Clone, Debug)]
enum Mess {
    Nothing,
    Indented(String),
    Behind(String),
    Above(String),
    Blank,
    Wide,
    Spaced,
    Broken(String),
}

fn mess() -> impl Strategy<Value = Mess> {
    let note = || "(#|//|＃)[ 注a:，（]{0,5}注";
    prop_oneof![
        3 => Just(Mess::Nothing),
        1 => "[ \t　]{0,5}".prop_map(Mess::Indented),
        1 => note().prop_map(Mess::Behind),
        1 => note().prop_map(Mess::Above),
        1 => Just(Mess::Blank),
        2 => Just(Mess::Wide),
        2 => Just(Mess::Spaced),
        2 => note().prop_map(Mess::Broken),
    ]
}

/// A text typed by somebody else.
fn messy(text: &str, mess: &[Mess]) -> String {
    let mut out = String::new();
    for (line, mess) in text.lines().zip(mess.iter().cycle()) {
        let free = ["说明", "依据", "责任", "文号"].iter().any(|word| line.trim_start().starts_with(word));
        let plain = !free && !line.contains(['「', '"', '“']);
        let line = match mess {
            Mess::Indented(space) => format!("{space}{line}\n"),
            Mess::Behind(note) if !free => format!("{line}  {}\n", note.replace('＃', "#")),
            Mess::Above(note) => format!("  {}\n{line}\r\n", note.replace('＃', "#")),
            Mess::Blank => format!("\n\n{line}\n"),
            Mess::Wide if plain => format!("{}\n", line.replace('>', "＞").replace('=', "＝").replace(", ", "，")),
            Mess::Spaced if plain => format!("{}\n", line.replace(' ', "   ")),
            Mess::Broken(note) if !free => {
                format!("{}\n", line.replacen("{\"", &format!("{{  {}\n\n  \"", note.replace('＃', "#")), 1))
            }
            _ => format!("{line}\n"),
        };
        out.push_str(&line);
    }
    out
}
