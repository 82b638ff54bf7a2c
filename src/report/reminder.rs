//! 催报清单: whom to remind, of what: files that did not come, data that are old, rules that want data.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{last_ended, newest};
use crate::judge::RuleResult;
use crate::language::program::{Rule, Status};
use crate::value::{Date, Period};

use super::View;

/// What to remind an office of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The office.
    pub office: String,
    /// Its files that did not come.
    pub absent: Vec<Absent>,
    /// The newest period in what it submitted.
    pub newest: Option<Period>,
    /// The day up to which others have submitted, or a period has ended, when its own data end before it.
    pub late: Option<Date>,
    /// Its rules that are missing.
    pub missing: Vec<String>,
}

/// A file that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// The file or pattern.
    pub pattern: String,
    /// The last day to submit.
    pub due: Option<Date>,
    /// Whether that day has passed.
    pub overdue: bool,
}

/// What a reminder's cells are called.
pub const COLUMNS: [&str; 4] = ["责任单位", "没有报送", "数据不够新", "缺数据的规则"];

/// How many rules of an office a reminder names.
const RULES_SHOWN: usize = 5;

impl Reminder {
    /// Whom, the files that did not come, how old the data are, and which rules want them: in words, for [`COLUMNS`].
    pub fn cells(&self) -> [String; 4] {
        let absent: Vec<String> = self.absent.iter().map(Absent::words).collect();
        let late = self.late.map(|day| match self.newest {
            Some(period) => format!("只到{period}，应到 {day}"),
            None => format!("应到 {day}"),
        });
        let named: Vec<&str> = self.missing.iter().take(RULES_SHOWN).map(String::as_str).collect();
        let more = self.missing.len() > RULES_SHOWN;
        let rest = if more { format!(" 等 {} 条", self.missing.len()) } else { String::new() };
        [self.office.clone(), absent.join("、"), late.unwrap_or_default(), named.join("、") + &rest]
    }
}

impl Absent {
    fn words(&self) -> String {
        let due = self.due.map(|day| format!("（{day} 前{}）", if self.overdue { "，已逾期" } else { "" }));
        format!("{}{}", self.pattern, due.unwrap_or_default())
    }
}

/// The offices to remind, by name; those that owe nothing are left out.
pub fn reminders(view: &View<'_>) -> Vec<Reminder> {
    let results = view.results();
    let of_rules = results.iter().flat_map(|(rule, _)| offices(rule));
    let expected = view.dataset.offices.iter().map(|expected| expected.office.as_str());
    let submitting = view.dataset.figures.iter().filter_map(|figure| figure.office.as_deref());
    let names: BTreeSet<&str> = of_rules.chain(expected).chain(submitting).collect();
    let newest: Vec<(&str, Option<Period>)> =
        names.into_iter().map(|name| (name, newest(view.dataset, name))).collect();
    let others = newest.iter().filter_map(|(_, period)| period.map(|period| period.last)).max();
    let all = newest.into_iter().map(|(office, newest)| Reminder {
        office: office.to_owned(),
        absent: absent(view, office),
        newest,
        late: newest.and_then(|period| late(view, &period, others)),
        missing: missing(&results, office),
    });
    all.filter(|reminder| !reminder.absent.is_empty() || reminder.late.is_some() || !reminder.missing.is_empty())
        .collect()
}

/// Whether somebody still has to do something.
pub fn is_open(status: Status) -> bool {
    matches!(status, Status::Violated | Status::Missing | Status::Behind)
}

/// A rule with its result.
pub type Judged<'a> = (&'a Rule, &'a RuleResult);

/// Every office with its rules, by name; those that only a reminder names have none.
pub fn by_office<'a>(view: &View<'a>, reminders: &'a [Reminder]) -> BTreeMap<&'a str, Vec<Judged<'a>>> {
    let mut own: BTreeMap<&str, Vec<Judged<'_>>> = BTreeMap::new();
    for (rule, result) in view.results() {
        for name in offices(rule) {
            let rules = own.entry(name).or_default();
            // A rule that names an office twice is still one rule.
            if rules.last().is_none_or(|(last, _)| !std::ptr::eq(*last, rule)) {
                rules.push((rule, result));
            }
        }
    }
    for reminder in reminders {
        own.entry(&reminder.office).or_default();
    }
    own
}

/// The offices that a rule names, one by one.
pub(super) fn offices(rule: &Rule) -> impl Iterator<Item = &str> {
    let whole = rule.office.as_deref().unwrap_or_default();
    whole.split(['、', '，', ',', ' ', '；', ';']).map(str::trim).filter(|office| !office.is_empty())
}

fn absent(view: &View<'_>, office: &str) -> Vec<Absent> {
    let expected = view.dataset.offices.iter().filter(|expected| expected.office == office && !expected.came);
    let absent = expected.map(|expected| Absent {
        pattern: expected.pattern.clone(),
        due: expected.due,
        overdue: expected.overdue(view.judgement.as_of),
    });
    absent.collect()
}

/// The day that an office's data should reach: where the others' do, and where a period of their length has ended.
fn late(view: &View<'_>, newest: &Period, others: Option<Date>) -> Option<Date> {
    let ended = last_ended(newest, view.judgement.as_of);
    let reached = others.filter(|day| *day <= view.judgement.as_of);
    ended.into_iter().chain(reached).filter(|day| *day > newest.last).max()
}

fn missing(results: &[(&Rule, &RuleResult)], office: &str) -> Vec<String> {
    let missing = results.iter().filter(|(_, result)| result.status == Status::Missing);
    let own = missing.filter(|(rule, _)| offices(rule).any(|named| named == office));
    own.map(|(rule, _)| rule.id.clone()).collect()
}
