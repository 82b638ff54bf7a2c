//! Cells as Pollock compares them in titles and records: what says the same is the same.

/// A cell in normal form: a count, an amount of money, a day or a time is written in one way, text in small letters.
pub(crate) fn normal(cell: &str) -> String {
    let found = count(cell).or_else(|| amount(cell)).or_else(|| day(cell)).or_else(|| time(cell));
    found.unwrap_or_else(|| cell.to_lowercase())
}

/// Blanks round 0 and 1 make truths of them.
fn count(cell: &str) -> Option<String> {
    let number: i64 = cell.trim().parse().ok()?;
    let truth = match number {
        0 => "False",
        1 => "True",
        _ => return Some(number.to_string()),
    };
    Some(if matches!(cell, "0" | "1") { cell.to_owned() } else { truth.to_owned() })
}

/// Whatever names dollars is worth the first number in it.
fn amount(cell: &str) -> Option<String> {
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let from = cell.contains('$').then(|| cell.find(|c: char| c.is_ascii_digit()))??;
    let digits: String = cell.chars().skip(from).take_while(|c| number(*c)).collect();
    Some(format!("${:?}", digits.trim_end_matches('.').parse::<f64>().ok()?))
}

/// The month comes first where it can.
fn day(cell: &str) -> Option<String> {
    let parts: Vec<u32> = cell.trim().split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, second, year] = parts.try_into().ok()?;
    let (month, day) = if first > 12 { (second, first) } else { (first, second) };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// With its seconds: text that runs on behind a time is no time.
fn time(cell: &str) -> Option<String> {
    let (hours, minutes) = cell.split_once(':')?;
    let is_two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_two(hours) && is_two(minutes)).then(|| format!("{cell}:00"))
}
