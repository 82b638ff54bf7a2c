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
        // 三五 may be 35 or "three to five": a run of digits has three at least.
        Some(digits) if digits.len() > 1 => {
            if digits.len() > 2 {
                digit_run(&digits)
            } else {
                None
            }
        }
        _ => counted(text).map(Number::from),
    }
}

/// Reads the longest numeral that a word begins with, and how many bytes it takes.
pub fn numeral_prefix(text: &str) -> Option<(Number, usize)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| Some((parse_numeral(text.get(..end)?)?, end)))
}

/// The two readings of a numeral that [`parse_numeral`] refuses because its last digit may stand for ones or, as people say it,
/// for the next rank below: 一百二 is 102 or 120. `None` for every other word.
pub fn doubtful_numeral(text: &str) -> Option<[Number; 2]> {
    if parse_numeral(text).is_some() {
        return None;
    }
    let (at, last) = text.char_indices().next_back()?;
    let (head, before) = (text.get(..at)?, text.get(..at)?.chars().next_back()?);
    let below = match before {
        '百' => "十",
        '千' => "百",
        '万' => "千",
        '亿' => "千万",
        _ => return None,
    };
    let ones = parse_numeral(&format!("{head}零{last}"))?;
    Some([ones, parse_numeral(&format!("{text}{below}"))?])
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
    let mut bridged = false;
    let mut chars = text.chars().peekable();
    chars.peek()?;
    for c in chars {
        if let Some(value) = digit(c) {
            if pending.is_some() || (value == 0 && (zero || text.chars().count() > 1 && total + section == 0)) {
                return None;
            }
            (bridged, zero) = (zero, value == 0);
            pending = (value != 0 || text.chars().count() == 1).then_some(value);
        } else if let Some(rank) = rank(c) {
            let many = pending.take().unwrap_or(1);
            // 一百零二十 is no numeral: 零 stands for a rank that is left out.
            if rank >= last_rank || many == 0 || bridged && rank.checked_mul(10) == Some(last_rank) {
                return None;
            }
            bridged = false;
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
    // 一百二 may be 102 or, as people say it, 120: without 零 nobody knows.
    let open_rank = if last_rank == i64::MAX { last_group != i64::MAX } else { last_rank >= 100 };
    if pending.is_some() && !bridged && open_rank {
        return None;
    }
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
            ("一千零二十", 1020),
            ("一万零五", 10_005),
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
        for text in
            ["", "十十", "百千", "万", "三五十", "家", "一百零", "一百二", "三千五", "一万五", "三五", "一百零二十"]
        {
            assert_eq!(parse_numeral(text), None, "{text}");
        }
        let readings = |text| doubtful_numeral(text).map(|both| both.map(|n| n.to_string()));
        assert_eq!(readings("一百二"), Some(["102".to_owned(), "120".to_owned()]));
        assert_eq!(readings("三千五"), Some(["3005".to_owned(), "3500".to_owned()]));
        assert_eq!(readings("一万五"), Some(["10005".to_owned(), "15000".to_owned()]));
        assert_eq!(["十二", "三五", "一百十", "百家"].map(|t| doubtful_numeral(t).is_some()), [false; 4]);
        assert_eq!(numeral_prefix("三条"), Some((Number::from(3i64), 3)));
        assert_eq!(numeral_prefix("条"), None);
    }
}
