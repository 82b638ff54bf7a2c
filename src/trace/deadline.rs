//! The date that a clause is due on, as the plan words it.

use super::words;

/// The last date that a stretch of text names: `2023年9月底前`, `上半年`, `年内`.
pub fn last(text: &str) -> Option<String> {
    let word = words::DATES.iter().filter_map(|word| Some((text.rfind(word)?, (*word).to_owned()))).max();
    let month = month(text);
    [word, month].into_iter().flatten().max().map(|(_, date)| date)
}

/// `9月底前`, with the year before it if it is written.
fn month(text: &str) -> Option<(usize, String)> {
    let at = text.rmatch_indices('月').find(|(at, _)| ends_in_digit(text, *at))?.0;
    let digits = |end: usize| {
        let before = text.get(..end).unwrap_or("");
        end - before.chars().rev().take_while(char::is_ascii_digit).count()
    };
    let month = digits(at);
    let year = text
        .get(..month)
        .and_then(|before| before.strip_suffix('年'))
        .map(|before| (digits(before.len()), before.len()));
    let start = year.filter(|(start, end)| end - start == 4).map_or(month, |(start, _)| start);
    let tail = text.get(at + '月'.len_utf8()..)?;
    let day: String = tail.chars().take_while(char::is_ascii_digit).collect();
    let day = if day.is_empty() || !tail.get(day.len()..)?.starts_with('日') { String::new() } else { day + "日" };
    let end =
        ["底前", "底", "末", "前"].into_iter().find(|end| tail.get(day.len()..).is_some_and(|t| t.starts_with(end)));
    Some((at, format!("{}月{day}{}", text.get(start..at)?, end.unwrap_or(""))))
}

fn ends_in_digit(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}
