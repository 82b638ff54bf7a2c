//! A page for each office: what it owes and what it missed.

use serde::Serialize;

use crate::report::reminder::{self, Absent, Judged, Reminder, is_open};
use crate::report::{View, comparison, phrase};

use super::chart::{Segment, segments};
use super::row::gravity;

/// How many open rules of an office are listed.
const RULES_SHOWN: usize = 50;

/// An office with its rules and its reminder.
#[derive(Serialize)]
pub(super) struct Office {
    name: String,
    total: usize,
    open: usize,
    segments: Vec<Segment>,
    owed: Vec<String>,
    rules: Vec<Open>,
    rules_left: usize,
}

/// A rule that the office has to answer for.
#[derive(Serialize)]
struct Open {
    key: &'static str,
    word: &'static str,
    index: usize,
    id: String,
    text: String,
    reason: String,
    place: String,
}

/// Every office, those with most to do first; and their names in order.
pub(super) fn offices(view: &View<'_>) -> (Vec<Office>, Vec<String>) {
    let reminders = reminder::reminders(view);
    let own = reminder::by_office(view, &reminders);
    let with_rules = own.iter().filter(|(_, rules)| !rules.is_empty());
    let names = with_rules.map(|(name, _)| (*name).to_owned()).collect();
    let reminder = |name: &str| reminders.iter().find(|reminder| reminder.office == name);
    let one = |(name, rules): (&str, Vec<Judged<'_>>)| office(view, name, rules, reminder(name));
    let mut offices: Vec<Office> = own.into_iter().map(one).collect();
    offices.sort_by_key(|office| std::cmp::Reverse((office.open + office.owed.len(), office.owed.len())));
    (offices, names)
}

fn office(view: &View<'_>, name: &str, mut rules: Vec<Judged<'_>>, reminder: Option<&Reminder>) -> Office {
    let (total, segments) = (rules.len(), segments(rules.iter().map(|(_, result)| result.status)));
    rules.retain(|(_, result)| is_open(result.status));
    rules.sort_by_key(|(_, result)| gravity(result.status));
    let listed = rules.iter().take(RULES_SHOWN).map(|(rule, result)| Open {
        key: result.status.key(),
        word: result.status.word(),
        index: result.rule,
        id: rule.id.clone(),
        text: phrase::headline(view, rule, result),
        reason: result.reason.clone().unwrap_or_default(),
        place: comparison::places(result).first().map(|at| phrase::place(view, at)).unwrap_or_default(),
    });
    Office {
        name: name.to_owned(),
        total,
        open: rules.len(),
        segments,
        owed: reminder.map(owed).unwrap_or_default(),
        rules: listed.collect(),
        rules_left: rules.len().saturating_sub(RULES_SHOWN),
    }
}

/// What has to be submitted, a line each.
fn owed(reminder: &Reminder) -> Vec<String> {
    let absent = reminder.absent.iter().map(|file: &Absent| {
        let due = file.due.map(|day| format!("（{day} 前{}）", if file.overdue { "，已逾期" } else { "" }));
        format!("没有报送 {}{}", file.pattern, due.unwrap_or_default())
    });
    let late = reminder.late.map(|day| match reminder.newest {
        Some(period) => format!("数据只到{period}，应到 {day}"),
        None => format!("数据应到 {day}"),
    });
    let missing = (!reminder.missing.is_empty()).then(|| format!("缺数据的规则 {} 条", reminder.missing.len()));
    absent.chain(late).chain(missing).collect()
}
