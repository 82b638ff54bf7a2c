//! A subject that swallowed the word behind it: `企业超过 160家`, `企业比上年提高 5%`.

use super::goal::Subject;
use super::names::Symbol;
use super::{Checker, Problem};
use crate::language::ast::{self, RangeKind};
use crate::language::words::{self, CHANGES, OPERATORS, Trend};

impl Checker<'_> {
    /// A name that nothing declares, ending in an operator or a change, before a bare quantity.
    pub(super) fn fused_subject(&mut self, subject: Subject<'_>, range: &ast::Range) -> Option<()> {
        let (ast::ExprKind::Name(name), RangeKind::Bound { operator: None, value, .. }, None) =
            (&subject.expr.kind, &range.kind, subject.change)
        else {
            return Some(());
        };
        let written = self.sources.slice(subject.expr.span);
        if self.is_declared(name) || written.starts_with(['「', '`', '“', '"']) {
            return Some(());
        }
        let unit = match &value.kind {
            ast::ExprKind::Quantity(literal) => literal.unit.as_ref().map_or("", |unit| unit.kind.as_str()),
            _ => "",
        };
        let problem = change(name, unit).map(|spaced| Problem::FusedChange { name: name.clone(), spaced });
        let fused = || Some(Problem::FusedName { name: name.clone(), spaced: parted(name, unit)? });
        let Some(problem) = problem.or_else(fused) else { return Some(()) };
        self.report(problem, subject.expr.span);
        None
    }

    fn is_declared(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(
            |s| !matches!(s, Symbol::Indicator(id) if self.program.indicator(id).is_some_and(|i| !i.declared)),
        )
    }
}

/// The name and the change that it swallowed, in our words.
fn change(name: &str, unit: &str) -> Option<String> {
    let rate = unit.contains(['%', '‰']);
    let (stem, trend) = words::trend_behind(name)?;
    let word = match trend {
        Trend::Up if rate => "增长",
        Trend::Up => "净增",
        Trend::Down if rate => "下降",
        Trend::UpTo => "达到",
        Trend::DownTo => "不高于",
        // The figure would have to change too.
        Trend::Down => return None,
    };
    Some(format!("{stem} {word}"))
}

/// The name and the word that it swallowed, before a quantity in a unit.
fn parted(name: &str, unit: &str) -> Option<String> {
    if let Some(stem) = name.strip_suffix('前').filter(|stem| !stem.is_empty() && ["名", "位", "强"].contains(&unit))
    {
        return Some(format!("{stem} 前"));
    }
    let mut words = OPERATORS.iter().filter(|word| !word.starts_with('不')).chain(&CHANGES);
    let word = words.find(|w| name.strip_suffix(**w).is_some_and(|rest| !rest.is_empty()))?;
    let stem = name.strip_suffix(word)?.trim_end_matches('不');
    Some(format!("{stem} {}", name.strip_prefix(stem)?))
}
