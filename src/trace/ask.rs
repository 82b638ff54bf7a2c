//! The figures that a rule, or a 描述, speaks of.

use super::figure::Figure;
use super::scan::amounts;
use crate::language::program::{Body, Description, Program, Rule};
use crate::source::{Sources, Span};
use crate::value::{Number, Unit};

/// One amount that a statement names.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) number: Number,
    pub(super) unit: Option<Unit>,
    /// As written, number and unit.
    pub(super) written: String,
    /// Where.
    pub(super) span: Span,
    /// Whether the plan must say it: what is promised, not what a filter sorts by.
    pub(super) must: bool,
}

/// A statement that may cover figures of the plan.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The rule's key, or the name of what is described.
    pub(super) id: String,
    /// Its words, to tell figures of one value apart.
    pub(super) words: String,
    /// The section it cites.
    pub(super) locator: String,
    /// Its line.
    pub(super) span: Span,
    /// What it speaks of.
    pub(super) asks: Vec<Ask>,
    /// Whether it is a 描述.
    pub(super) describes: bool,
}

/// The rules of a program, each statement once, then its descriptions.
pub(super) fn claims(program: &Program, sources: &Sources) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for rule in &program.rules {
        match claims.iter_mut().rev().find(|claim| claim.span == rule.span) {
            Some(claim) => claim.bind(rule),
            None => claims.push(of_rule(rule, program, sources)),
        }
    }
    claims.extend(program.descriptions.iter().map(|description| of_description(description, program)));
    claims
}

impl Claim {
    /// Another tier or scope of the same statement: what it promises must be in the plan too.
    fn bind(&mut self, rule: &Rule) {
        let bound = |ask: &Ask| ask.span.start >= rule.target_span.start && ask.span.end <= rule.target_span.end;
        self.asks.iter_mut().filter(|ask| bound(ask)).for_each(|ask| ask.must = true);
    }
}

fn of_rule(rule: &Rule, program: &Program, sources: &Sources) -> Claim {
    let line = sources.slice(rule.span);
    let label =
        rule.label.as_deref().and_then(|label| line.strip_prefix(label)).map_or(0, |rest| line.len() - rest.len());
    let body = line.get(label..).unwrap_or(line);
    let body = body.split(['#', '＃']).next().unwrap_or(body);
    let asks = amounts(body, &program.units).into_iter().filter(|figure| {
        let front = body.get(..figure.place.start).unwrap_or("").trim_end();
        !front.ends_with("容差") && !front.ends_with('自')
    });
    let asks = asks.map(|figure| ask(&figure, rule, body, label)).collect();
    Claim {
        id: rule.id.clone(),
        words: rule.text.clone(),
        locator: rule.basis.clone().unwrap_or_else(|| rule.section.clone()),
        span: rule.span,
        asks,
        describes: false,
    }
}

fn ask(figure: &Figure, rule: &Rule, body: &str, label: usize) -> Ask {
    let base = rule.span.start as usize + label;
    let span = Span::new(rule.span.source, base + figure.place.start, base + figure.place.end);
    let counted = body.get(..figure.place.start).is_some_and(|front| front.trim_end().ends_with('共'));
    let filtered = body.get(..figure.place.start).is_some_and(|front| {
        front.rfind("其中").is_some_and(|at| {
            front.get(at..).is_some_and(|inside| !inside.contains([')', '）']) && inside.contains(['(', '（', ' ']))
        })
    });
    let inside = span.start >= rule.target_span.start && span.end <= rule.target_span.end;
    let measured = matches!(rule.body, Body::Target(_) | Body::Identity(_)) && inside && !filtered;
    Ask {
        number: figure.low.clone(),
        unit: figure.unit.clone(),
        written: figure.written.clone(),
        span,
        must: counted || measured,
    }
}

fn of_description(description: &Description, program: &Program) -> Claim {
    let asks = amounts(&description.figure, &program.units).into_iter().map(|figure| Ask {
        number: figure.low,
        unit: figure.unit,
        written: figure.written,
        span: description.span,
        must: false,
    });
    Claim {
        id: description.name.clone(),
        words: description.name.clone(),
        locator: description.section.clone(),
        span: description.span,
        asks: asks.collect(),
        describes: true,
    }
}
