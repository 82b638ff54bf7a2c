//! Patterns and formats by tables of what is generated: nothing of how they are told apart is shared.

use plancheck::language::program::Format;

/// Whether a name as generated (项0 to 项19) fits a pattern as generated, read as one reads it.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let number: u8 = name.strip_prefix("项").and_then(|n| n.parse().ok()).expect("a name of the generator");
    match pattern {
        "^项[0-9]$" => number < 10,
        "^项1?[02468]$" => number.is_multiple_of(2),
        "项(3|7)" => [3, 7].contains(&number),
        _ => panic!("not generated: {pattern}"),
    }
}

/// What is written in the column 号码.
pub(super) const CODES: [&str; 6] = [
    "13800138000",
    // The example of GB 11643, and the same with another check digit.
    "11010519491231002X",
    "110105194912310021",
    "12800138000",
    "1380013800",
    "91330000000000000A",
];

/// Whether a code as generated has a format.
pub(super) fn is(format: Format, code: &str) -> bool {
    match format {
        Format::MobileNumber => code == CODES[0],
        Format::IdentityNumber => code == CODES[1],
        other => panic!("not generated: {other:?}"),
    }
}
