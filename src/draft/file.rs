//! The drafted rule file; it is read and checked before it is handed over.

use super::target::quoted;
use super::{Commitment, Promise, commitments, review};
use crate::diagnostic::{Diagnostics, Severity};
use crate::language::check::{Overrides, check};
use crate::language::parse::parse;
use crate::source::Sources;
use crate::trace::line::lines;
use crate::value::Units;
use std::collections::BTreeMap;
use std::fmt::Write as _; // writing to a String cannot fail

/// Marks that a heading cannot hold, or not one of them alone.
const MARKS: &str = "【】#/[]《》";

/// A drafted rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// Its text.
    pub text: String,
    /// How many rules it holds.
    pub rules: usize,
    /// How many of them are marked 待核.
    pub unsure: usize,
}

/// Writes a first rule file: every commitment found in a plan's text, by section.
pub fn draft(text: &str) -> Drafted {
    let found = commitments(text);
    let mut writer = Writer { text: head(text), ..Writer::default() };
    let mut rest = found.as_slice();
    while let Some((commitment, after)) = rest.split_first() {
        let upper = after.first().and_then(|next| upper_tier(commitment, next));
        writer.commitment(commitment, upper.as_deref());
        rest = if upper.is_some() { after.get(1..).unwrap_or_default() } else { after };
    }
    let unsure = writer.unsure;
    let (text, dropped) = sound(writer.text);
    Drafted { text, rules: writer.count - dropped.min(writer.count), unsure }
}

/// The second tier of a promise (`，力争 突破 25家`), where the next one only raises it.
fn upper_tier(lower: &Commitment, next: &Commitment) -> Option<String> {
    let (
        Promise::Target { strength, subject, change, unit, deadline, .. },
        Promise::Target {
            strength: own_strength,
            subject: own_subject,
            change: own_change,
            unit: own_unit,
            deadline: own_deadline,
            range,
            ..
        },
    ) = (&lower.promise, &next.promise)
    else {
        return None;
    };
    let same = lower.line == next.line
        && (subject, change, unit) == (own_subject, own_change, own_unit)
        && within_year(deadline) == within_year(own_deadline);
    let raised = !own_strength.is_empty() && own_strength != strength;
    (same && raised).then(|| format!("，{own_strength} {range}"))
}

/// The plan's statement: its name and its year.
fn head(text: &str) -> String {
    let lines = lines(text);
    let year = review::plan_year(&lines);
    let titled = lines.iter().map(|line| line.text(0..line.chars.len()));
    let titled = titled.filter(|line| line.chars().count() <= 60 && (line.contains("计划") || line.contains("报告")));
    let title = titled.max_by_key(|line| (line.ends_with("计划") || line.ends_with("报告"), line.contains('年')));
    // A document that calls itself neither is called as its first line, where that names the year.
    let first = || lines.iter().find(|line| !line.chars.is_empty()).map(|line| line.text(0..line.chars.len()));
    let dated = |line: &String| line.chars().count() <= 60 && review::years(line).into_iter().max() == year;
    let title = title.or_else(|| first().filter(|line| year.is_some() && dated(line)));
    let title = super::subject::clean(&title.unwrap_or_else(|| "未名计划".to_owned())).replace("//", "");
    let mut head = String::from("# 由 plancheck draft 起草：须逐条对照原文核对，标「待核」的尤其要核\n");
    let _ = writeln!(head, "计划 {title}");
    if let Some(year) = year {
        let _ = writeln!(head, "  期间 {year}年");
    }
    head
}

#[derive(Default)]
struct Writer {
    text: String,
    section: Option<String>,
    /// Names in use, each with what it is measured in, or that it is a milestone.
    names: BTreeMap<String, Option<String>>,
    count: usize,
    unsure: usize,
}

impl Writer {
    fn commitment(&mut self, commitment: &Commitment, upper: Option<&str>) {
        if self.section.as_ref() != Some(&commitment.section) {
            self.section = Some(commitment.section.clone());
            let heading: String =
                super::subject::clean(&commitment.section).chars().filter(|c| !MARKS.contains(*c)).collect();
            if !heading.trim_matches('·').is_empty() {
                let _ = writeln!(self.text, "\n【{}】", heading.trim_matches('·'));
            }
        }
        self.count += 1;
        let at = commitment.line + 1;
        match &commitment.promise {
            Promise::Target { strength, subject, change, range, unit, deadline, doubt } => {
                let name = self.indicator(subject, unit);
                self.doubt(at, doubt);
                let range = format!("{range}{}", upper.unwrap_or_default());
                let parts = [*strength, &quoted(&name), change, &range];
                self.rule(&parts);
                self.deadline(deadline);
            }
            Promise::Milestone { strength, name, state, deadline } => {
                let name = self.milestone(name);
                self.doubt(at, "事项的名称和完成的标志");
                self.rule(&[strength, &format!("事项 {}", quoted(&name)), state]);
                self.deadline(deadline);
            }
        }
    }

    fn rule(&mut self, parts: &[&str]) {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(self.text, "T{:03}：{}", self.count, parts.join(" "));
    }

    fn doubt(&mut self, line: usize, doubt: &str) {
        if doubt.is_empty() {
            let _ = writeln!(self.text, "# 原文第 {line} 行");
        } else {
            self.unsure += 1;
            let _ = writeln!(self.text, "# 原文第 {line} 行；待核：{doubt}");
        }
    }

    fn deadline(&mut self, deadline: &str) {
        if let Some(deadline) = within_year(deadline) {
            let _ = writeln!(self.text, "  期限 {deadline}");
        }
    }

    /// Declares an indicator unless one of that name and unit is there.
    fn indicator(&mut self, name: &str, unit: &str) -> String {
        let kind = Some(dimension(unit));
        // A growth rate may be asked of an indicator whatever its level is measured in.
        let known = matches!(self.names.get(name), Some(Some(_))) && unit.is_empty();
        if known {
            return name.to_owned();
        }
        // Declared for its growth alone, it takes the unit of the first rule on its level.
        if let Some(Some(rate)) = self.names.get_mut(name).filter(|_| !unit.is_empty())
            && rate.is_empty()
        {
            *rate = dimension(unit);
            return name.to_owned();
        }
        let name = self.free(name, unit, kind.as_ref());
        if self.names.insert(name.clone(), kind).is_none() {
            let measure = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            let _ = writeln!(self.text, "指标 {}{measure}", quoted(&name));
            let _ = self.text.write_str(direction(&name));
        }
        name
    }

    fn milestone(&mut self, name: &str) -> String {
        let name = self.free(name, "事项", None);
        if self.names.insert(name.clone(), None).is_none() {
            let _ = writeln!(self.text, "事项 {}", quoted(&name));
        }
        name
    }

    /// The name, or the name with what tells it apart from another thing of that name.
    fn free(&self, name: &str, mark: &str, kind: Option<&String>) -> String {
        let mut free = name.to_owned();
        for number in 1.. {
            if self.names.get(&free).is_none_or(|own| own.as_ref() == kind) {
                break;
            }
            free = if number == 1 { format!("{name}（{mark}）") } else { format!("{name}（{mark}{number}）") };
        }
        free
    }
}

/// A deadline that is not the plan's own end.
fn within_year(deadline: &str) -> Option<&str> {
    let whole = matches!(deadline, "" | "全年" | "今年" | "年内" | "年底" | "年末");
    (!whole).then_some(deadline)
}

/// What a unit measures, as a word; growth rates measure nothing of their own.
fn dimension(unit: &str) -> String {
    let known = Units::builtin().lookup(unit);
    known.map_or_else(String::new, |unit| format!("{:?}{:?}", unit.dimension, unit.flavor))
}

/// Which way is better, where the name says so.
fn direction(name: &str) -> &'static str {
    const LOWER: [&str; 12] =
        ["排名", "位次", "失业率", "PM2.5", "PM10", "浓度", "能耗", "排放", "负债率", "死亡", "事故", "水耗"];
    if name.contains("居民消费价格") || name.contains("CPI") {
        "  方向 双侧\n"
    } else if LOWER.iter().any(|word| name.contains(word)) {
        "  方向 越低越好\n"
    } else {
        ""
    }
}

/// The text with every line that cannot be read or understood turned into a comment, and how many rules that took away.
fn sound(mut text: String) -> (String, usize) {
    let mut dropped = 0;
    for _ in 0..8 {
        let faulty = faulty_lines(&text);
        if faulty.is_empty() {
            break;
        }
        let lines = text.lines().enumerate().map(|(index, line)| {
            let bad = faulty.contains(&(index + 1)) && !line.starts_with('#');
            dropped += usize::from(bad && line.starts_with('T'));
            if bad { format!("# 待人工：{}\n", line.trim()) } else { format!("{line}\n") }
        });
        text = lines.collect();
    }
    (text, dropped)
}

/// The lines that errors stand in, from 1.
fn faulty_lines(text: &str) -> Vec<usize> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let id = sources.add("draft.plan", text);
    let file = parse(id, text, &mut sink);
    check(&[file], &sources, &Overrides::default(), &mut sink);
    let errors = sink.iter().filter(|d| d.severity == Severity::Error);
    errors.filter_map(crate::diagnostic::Diagnostic::span).map(|span| sources.locate(span).position.line).collect()
}
