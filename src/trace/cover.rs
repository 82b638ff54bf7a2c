//! Which rule covers which figure, by section, value and unit; of several by their words.

use super::ask::{Ask, Claim, claims};
use super::figure::Figure;
use super::line::{Line, lines};
use super::problem::{Near, Problem};
use super::scan::scan;
use super::section::Outline;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::language::program::Program;
use crate::source::{SourceId, Sources, Span};
use crate::value::Number;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Shared characters from which two figures of one value are taken for the same.
const ALIKE: usize = 4;

/// What covers a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cover {
    /// A rule, by its key.
    Rule(String),
    /// A 描述, by its name.
    Description(String),
    /// Nothing.
    None,
}

/// How a section's figures are covered.
#[derive(Clone, Debug, Default)]
pub struct SectionCount {
    /// Its locator; empty before the first heading.
    pub section: String,
    /// Figures in it.
    pub figures: usize,
    /// Those that a rule covers.
    pub by_rule: usize,
    /// Those that a 描述 covers.
    pub by_description: usize,
}

/// The plan's figures against the rules.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The plan's text.
    pub plan: Option<SourceId>,
    /// Every figure with its section and what covers it, in the order of the text.
    pub figures: Vec<(Figure, String, Cover)>,
    /// By section, in the order of the text.
    pub sections: Vec<SectionCount>,
    /// What was found, figures first.
    pub diagnostics: Vec<Diagnostic>,
}

impl Trace {
    /// How many figures are covered.
    pub fn covered(&self) -> usize {
        self.figures.iter().filter(|(_, _, cover)| *cover != Cover::None).count()
    }

    /// Whether every rule's figure is in the section that the rule cites.
    pub fn is_grounded(&self) -> bool {
        let rules = |d: &&Diagnostic| d.severity == Severity::Error && d.code != "plan-figure-uncovered";
        !self.diagnostics.iter().any(|d| rules(&d))
    }
}

/// Compares the figures of the plan's text with the rules; `line` writes a rule for a figure that has none.
pub fn trace(program: &Program, sources: &Sources, plan: SourceId, line: &dyn Fn(&Line, &Figure) -> String) -> Trace {
    let text = sources.get(plan).map_or("", |source| source.text.as_str());
    let lines = lines(text);
    let mut outline = Outline::new(&lines);
    let claims = claims(program, sources);
    for claim in &claims {
        outline.adopt(&claim.locator, lines.len());
    }
    let tokens = scan(&lines, &program.units);
    let covers = vec![Cover::None; tokens.len()];
    let by_value = by_value(&tokens);
    let mut tracer = Tracer { plan, lines, outline, tokens, covers, by_value, found: Vec::new() };
    let ranges = tracer.ranges(&claims);
    let (rules, descriptions): (Vec<_>, Vec<_>) = claims.iter().zip(&ranges).partition(|(claim, _)| !claim.describes);
    tracer.assign(&rules);
    tracer.assign(&descriptions);
    for (claim, range) in &rules {
        tracer.ground(claim, range.as_ref());
    }
    for (claim, range) in &descriptions {
        tracer.use_of(claim, range.as_ref(), program);
    }
    tracer.finish(line)
}

fn by_value(tokens: &[Figure]) -> BTreeMap<Number, Vec<usize>> {
    let mut found: BTreeMap<Number, Vec<usize>> = BTreeMap::new();
    for (index, token) in tokens.iter().enumerate() {
        for number in token.numbers() {
            let base = token.unit.as_ref().map_or_else(|| number.clone(), |unit| unit.to_base(&number));
            found.entry(base).or_default().push(index);
        }
    }
    found
}

struct Tracer {
    plan: SourceId,
    lines: Vec<Line>,
    outline: Outline,
    tokens: Vec<Figure>,
    covers: Vec<Cover>,
    /// Tokens by their value in base units.
    by_value: BTreeMap<Number, Vec<usize>>,
    found: Vec<Diagnostic>,
}

impl Tracer {
    /// The tokens of each claim's section; those of the whole text where no such section is found, and it is said.
    fn ranges(&mut self, claims: &[Claim]) -> Vec<Option<Range<usize>>> {
        let mut known: BTreeMap<&str, Option<Range<usize>>> = BTreeMap::new();
        let mut ranges = Vec::new();
        for claim in claims {
            let first = !known.contains_key(claim.locator.as_str());
            let range =
                known.entry(&claim.locator).or_insert_with(|| self.outline.find(&claim.locator, self.lines.len()));
            if first && range.is_none() {
                let titles: Vec<&str> = self.outline.sections.iter().map(|s| s.title.as_str()).collect();
                let last = claim.locator.rsplit('·').next().unwrap_or("");
                let nearest = nearest(last, titles).map(str::to_owned);
                self.found.push(Problem::NoSection { locator: claim.locator.clone(), nearest }.at(claim.span));
            }
            ranges.push(range.as_ref().map(|lines| self.within(lines)));
        }
        ranges
    }

    /// The tokens of some lines.
    fn within(&self, lines: &Range<usize>) -> Range<usize> {
        let at = |line: usize| self.tokens.partition_point(|token| token.line < line);
        at(lines.start)..at(lines.end)
    }

    /// Gives each amount its likeliest figure, no figure to two; then figures that say the same again.
    fn assign(&mut self, claims: &[(&Claim, &Option<Range<usize>>)]) {
        let mut pairs: Vec<(usize, usize, usize, usize)> = Vec::new();
        for (c, (claim, range)) in claims.iter().enumerate() {
            let Some(range) = range else { continue };
            for (a, ask) in claim.asks.iter().enumerate() {
                for token in self.agreeing(range.clone(), ask) {
                    pairs.push((self.likeness(token, &claim.words), c, a, token));
                }
            }
        }
        pairs.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2, x.3).cmp(&(y.1, y.2, y.3))));
        let mut spent: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut taken = |tracer: &mut Self, again: bool| {
            for (likeness, c, a, token) in &pairs {
                let free = tracer.covers.get(*token) == Some(&Cover::None);
                let fresh = !spent.contains(&(*c, *a));
                if !free || !(fresh || again && *likeness >= ALIKE) {
                    continue;
                }
                spent.insert((*c, *a));
                let Some((claim, _)) = claims.get(*c) else { continue };
                let cover = if claim.describes { Cover::Description } else { Cover::Rule };
                if let Some(slot) = tracer.covers.get_mut(*token) {
                    *slot = cover(claim.id.clone());
                }
            }
        };
        taken(self, false);
        taken(self, true);
    }

    /// The tokens in a range that measure the same amount.
    fn agreeing(&self, range: Range<usize>, ask: &Ask) -> Vec<usize> {
        let base = ask.unit.as_ref().map_or_else(|| ask.number.clone(), |unit| unit.to_base(&ask.number));
        let alike = self.by_value.get(&base).map_or(&[][..], Vec::as_slice);
        let agrees = |token: &usize| self.tokens.get(*token).is_some_and(|t| t.agrees(&ask.number, ask.unit.as_ref()));
        alike.iter().copied().filter(|token| range.contains(token)).filter(agrees).collect()
    }

    /// How many characters in a row a figure's clause shares with a statement's words.
    fn likeness(&self, token: usize, words: &str) -> usize {
        let Some((figure, line)) = self.tokens.get(token).and_then(|f| Some((f, self.lines.get(f.line)?))) else {
            return 0;
        };
        let clause = line.clause(figure.chars.clone());
        let window = clause.start.max(figure.chars.start.saturating_sub(30))..clause.end.min(figure.chars.end + 30);
        let around = line.text(window.start..figure.chars.start) + "\n" + &line.text(figure.chars.end..window.end);
        super::locate::shared(&around, words)
    }

    /// Says which figures of a rule its section does not hold.
    fn ground(&mut self, claim: &Claim, range: Option<&Range<usize>>) {
        let Some(range) = range else { return };
        for ask in claim.asks.iter().filter(|ask| ask.must) {
            if self.agreeing(range.clone(), ask).is_empty() && !self.says_all(ask, range) {
                let near = self.near(ask, range);
                let problem = Problem::Absent { figure: ask.written.clone(), section: claim.locator.clone(), near };
                self.found.push(problem.at(ask.span));
            }
        }
    }

    /// 全覆盖 and the like say 100%.
    fn says_all(&self, ask: &Ask, range: &Range<usize>) -> bool {
        let whole = ask.written == "100%";
        let first = self.tokens.get(range.start).map_or(0, |token| token.line.saturating_sub(1));
        let last = self.tokens.get(range.end).map_or(self.lines.len(), |token| token.line + 1);
        let says = |line: &Line| {
            let text = line.text(0..line.chars.len());
            ["全覆盖", "全部", "全面", "全域", "应保尽保", "全员"].iter().any(|word| text.contains(word))
        };
        whole && self.lines.get(first..last).unwrap_or(&[]).iter().any(says)
    }

    fn near(&self, ask: &Ask, range: &Range<usize>) -> Option<(Span, Near)> {
        let inside = self.tokens.get(range.clone()).unwrap_or(&[]).iter().find(|t| t.counts(&ask.number) && !t.named);
        let elsewhere = self.agreeing(0..self.tokens.len(), ask);
        let elsewhere = elsewhere.first().and_then(|token| self.tokens.get(*token));
        let place = |figure: &Figure| Span::new(self.plan, figure.place.start, figure.place.end);
        let inside = inside.map(|figure| (place(figure), Near::Unit));
        inside.or_else(|| elsewhere.map(|figure| (place(figure), Near::Elsewhere)))
    }

    /// Says a 描述 whose figure its section does not hold, neither as a figure nor as a part of a name.
    fn use_of(&mut self, claim: &Claim, range: Option<&Range<usize>>, program: &Program) {
        let description = program.descriptions.iter().find(|d| d.span == claim.span);
        let (Some(description), Some(range)) = (description, range) else { return };
        let wanted: String =
            description.figure.chars().map(super::line::half_width).filter(|c| !c.is_whitespace()).collect();
        let figures = claim.asks.iter().any(|ask| !self.agreeing(range.clone(), ask).is_empty());
        let lines = self.outline.find(&claim.locator, self.lines.len()).unwrap_or(0..self.lines.len());
        let mut written = self.lines.get(lines).unwrap_or(&[]).iter();
        if !figures && !written.any(|line| line.text(0..line.chars.len()).contains(&wanted)) {
            let problem = Problem::Unused { figure: description.figure.clone(), section: claim.locator.clone() };
            self.found.push(problem.at(claim.span));
        }
    }

    fn finish(mut self, rule: &dyn Fn(&Line, &Figure) -> String) -> Trace {
        let mut figures = Vec::new();
        let mut sections: Vec<SectionCount> = Vec::new();
        let mut diagnostics = Vec::new();
        for (figure, cover) in self.tokens.into_iter().zip(self.covers).filter(|(figure, _)| !figure.named) {
            let section = self.outline.locator(figure.line);
            if sections.last().is_none_or(|last| last.section != section) {
                sections.push(SectionCount { section: section.clone(), ..SectionCount::default() });
            }
            if let Some(count) = sections.last_mut() {
                count.figures += 1;
                count.by_rule += usize::from(matches!(cover, Cover::Rule(_)));
                count.by_description += usize::from(matches!(cover, Cover::Description(_)));
            }
            if let (Cover::None, Some(line)) = (&cover, self.lines.get(figure.line)) {
                let line = rule(line, &figure);
                let problem = Problem::Uncovered { figure: figure.written.clone(), section: section.clone(), line };
                diagnostics.push(problem.at(Span::new(self.plan, figure.place.start, figure.place.end)));
            }
            figures.push((figure, section, cover));
        }
        diagnostics.append(&mut self.found);
        Trace { plan: Some(self.plan), figures, sections, diagnostics }
    }
}
