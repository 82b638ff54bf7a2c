//! The date of judgement that the command line gives.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Mistake;
use crate::config;
use crate::value::Date;

/// Reads a date; `today` and 今天 ask the clock, and nothing else does.
pub(super) fn read(text: &str) -> Result<Date, Mistake> {
    if ["today", "今天", "今日"].contains(&text.trim()) {
        return today().ok_or_else(|| Mistake::Date { text: text.to_owned() });
    }
    config::date(text).ok_or_else(|| Mistake::Date { text: text.to_owned() })
}

/// Today in China, whose offices submit the data.
fn today() -> Option<Date> {
    const EIGHT_HOURS: u64 = 8 * 3600;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() + EIGHT_HOURS;
    let days = i64::try_from(seconds / 86_400).ok()?;
    let day = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    config::date(&day.to_string())
}
