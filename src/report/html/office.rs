//! A page for each office: what it owes and what it missed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::judge::RuleResult;
use crate::language::program::Rule;
use crate::report::reminder::{self, Absent, Reminder};
use crate::report::{View, phrase};

use super::chart::{Segment, segments};
use super::row::{gravity, is_open};

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
}

type Judged<'a> = (&'a Rule, &'a RuleResult);

/// Every office, those with most to do first; and their names in order.
pub(super) fn offices(view: &View<'_>) -> (Vec<Office>, Vec<String>) {
    let reminders = reminder::reminders(view);
    let mut own: BTreeMap<&str, Vec<Judged<'_>>> = BTreeMap::new();
    for (rule, result) in view.results() {
        for name in reminder::offices(rule) {
            let rules = own.entry(name).or_default();
            // A rule that names an office twice is still one rule.
            if rules.last().is_none_or(|(last, _)| !std::ptr::eq(*last, rule)) {
                rules.push((rule, result));
            }
        }
    }
    let names = own.keys().map(|name| (*name).to_owned()).collect();
    for reminder in &reminders {
        own.entry(&reminder.office).or_default();
    }
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
