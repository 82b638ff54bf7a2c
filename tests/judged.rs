//! Rule files that test themselves: every `期望` in `tests/cases/judged` holds.

use plancheck::diagnostic::Diagnostics;
use plancheck::judge::trial;
use plancheck::language::check::{Overrides, check};
use plancheck::language::parse::parse;
use plancheck::source::Sources;

#[test]
fn every_expectation_holds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/judged");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a text");
        let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
        let id = sources.add(path.display().to_string(), text.clone());
        let file = parse(id, &text, &mut sink);
        let program = check(&[file], &sources, &Overrides::default(), &mut sink);
        let found: Vec<_> = sink.iter().map(|d| (d.code, d.message.as_str())).collect();
        assert!(!sink.has_errors(), "{}: {found:?}", path.display());
        let results = trial::run(&program);
        assert!(!results.is_empty(), "{}", path.display());
        for result in results {
            assert!(result.passed(), "{}: {result:?}", path.display());
        }
    }
}
