//! What rule texts mean, and what is said of those that mean nothing.

use plancheck::diagnostic::Diagnostics;
use plancheck::language::check::{Overrides, check};
use plancheck::language::parse::parse;
use plancheck::language::program::Program;
use plancheck::source::Sources;

fn read(text: &str) -> (Program, Vec<String>) {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let id = sources.add("a.plan", text);
    let file = parse(id, text, &mut sink);
    let program = check(&[file], &sources, &Overrides::default(), &mut sink);
    let said = sink.sorted().into_iter().map(|d| {
        let at = d.span().map_or("", |s| sources.slice(s)).to_owned();
        format!(
            "{:?} {} `{at}` {} | {} | {:?}",
            d.severity,
            d.code,
            d.message,
            d.help.join(" / "),
            d.edit.map(|e| e.replacement)
        )
    });
    (program, said.collect())
}

#[test]
fn probe() {
    let file = std::fs::read_to_string("/tmp/probe.txt").unwrap();
    for case in file.split("\n---\n") {
        let (program, said) = read(case.trim());
        eprintln!("=====\n{}\n-> {}", case.trim(), said.join("\n   "));
        for r in &program.rules {
            eprintln!(
                "   R {} sev={:?} text={} data={} dl={:?} sch={:?} notes={:?} off={:?}",
                r.id, r.severity, r.text, r.data_rule, r.deadline, r.schedule, r.notes, r.office
            );
            let b = format!("{:?}", r.body);
            let b = regex_strip(&b);
            let b = b.chars().take(420).collect::<String>();
            eprintln!("     {b}");
        }
    }
}

fn regex_strip(text: &str) -> String {
    let r = regex::Regex::new(
        r"(, )?(\w+_)?span: Span \{[^}]*\}|dimension: Dimension\(\{[^}]*\}\), |, flavor: Plain|(, )?scope: None",
    )
    .unwrap();
    r.replace_all(text, "").into_owned()
}
