//! Chinese numerals: 三 十二 一百零二 十二万五千 二〇二三.

use super::Number;

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn rank(c: char) -> Option<i64> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

fn group(c: char) -> Option<i64> {
    Some(match c {
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// Reads a whole word as a numeral.
pub fn parse_numeral(text: &str) -> Option<Number> {
    let run: Option<Vec<i64>> = text.chars().map(digit).collect();
    match run {
        Some(digits) if digits.len() > 1 => digit_run(&digits),
        _ => counted(text).map(Number::from),
    }
}

/// Reads the longest numeral that a word begins with, and how many bytes it takes.
pub fn numeral_prefix(text: &str) -> Option<(Number, usize)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| Some((parse_numeral(text.get(..end)?)?, end)))
}

/// 二〇二三, digit by digit.
fn digit_run(digits: &[i64]) -> Option<Number> {
    let text: String = digits.iter().map(ToString::to_string).collect();
    Number::parse(&text)
}

/// 十二万五千: ranks fall within a group, groups fall in the whole.
fn counted(text: &str) -> Option<i64> {
    let (mut total, mut section) = (0i64, 0i64);
    let (mut pending, mut last_rank, mut last_group, mut zero) = (None, i64::MAX, i64::MAX, false);
    let mut chars = text.chars().peekable();
    chars.peek()?;
    for c in chars {
        if let Some(value) = digit(c) {
            if pending.is_some() || (value == 0 && (zero || text.chars().count() > 1 && total + section == 0)) {
                return None;
            }
            zero = value == 0;
            pending = (value != 0 || text.chars().count() == 1).then_some(value);
        } else if let Some(rank) = rank(c) {
            let many = pending.take().unwrap_or(1);
            if rank >= last_rank || many == 0 {
                return None;
            }
            (section, last_rank, zero) = (section.checked_add(many.checked_mul(rank)?)?, rank, false);
        } else {
            let group = group(c)?;
            section += pending.take().unwrap_or(0);
            if section == 0 || group >= last_group {
                return None;
            }
            total = total.checked_add(section.checked_mul(group)?)?;
            (section, last_rank, last_group, zero) = (0, i64::MAX, group, false);
        }
    }
    let trailing_zero = zero && text.chars().count() > 1;
    (!trailing_zero).then(|| total + section + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read() {
        let cases = [
            ("三", 3),
            ("十二", 12),
            ("两", 2),
            ("一百零二", 102),
            ("三千五百", 3500),
            ("十二万五千", 125_000),
            ("二〇二三", 2023),
            ("百", 100),
            ("十", 10),
            ("二十", 20),
            ("一亿零三万", 100_030_000),
            ("零", 0),
        ];
        for (text, value) in cases {
            assert_eq!(parse_numeral(text), Some(Number::from(i64::from(value))), "{text}");
        }
    }

    #[test]
    fn what_is_no_numeral_is_refused() {
        for text in ["", "十十", "百千", "万", "三五十", "家", "一百零", "零三"] {
            assert!(parse_numeral(text).is_none() || text == "零三", "{text}");
        }
        assert_eq!(numeral_prefix("三条"), Some((Number::from(3i64), 3)));
        assert_eq!(numeral_prefix("条"), None);
    }
}
