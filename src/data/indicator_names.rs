//! Indicators by the names that submissions give them: numbered, with a unit, a scope or a kind of figure behind them.

use std::collections::BTreeMap;

use crate::language::ast::FigureAspect;
use crate::language::program::{Indicator, IndicatorId, Program};
use crate::value::Unit;

use super::text::{name_key, similar};
use super::title::{TitlePart, TitleUnit};

/// The indicators of a program, by name and alias.
pub(crate) struct IndicatorNames<'p> {
    program: &'p Program,
    names: BTreeMap<String, IndicatorId>,
}

/// An indicator as a submission names it.
#[derive(Clone, Debug)]
pub(crate) struct Named<'p> {
    pub(crate) id: IndicatorId,
    pub(crate) indicator: &'p Indicator,
    /// The scope in brackets behind the name.
    pub(crate) scope: Option<String>,
    /// The unit in brackets behind the name.
    pub(crate) unit: Option<Unit>,
    /// The kind of figure that the name ends with, and whether it is its month's or quarter's alone.
    pub(crate) kind: Option<(FigureAspect, bool)>,
}

/// How statistics offices end a name: `社会消费品零售总额_累计增长(%)`.
const KINDS: [(&str, FigureAspect, bool); 9] = [
    ("累计值", FigureAspect::Level, false),
    ("期末值", FigureAspect::Level, false),
    ("当期值", FigureAspect::Level, true),
    ("当月值", FigureAspect::Level, true),
    ("当季值", FigureAspect::Level, true),
    ("累计增长", FigureAspect::Growth, false),
    ("累计同比增长", FigureAspect::Growth, false),
    ("同比增长", FigureAspect::Growth, true),
    ("当期同比增长", FigureAspect::Growth, true),
];

impl<'p> IndicatorNames<'p> {
    /// Those of a program; a name goes before an alias.
    pub(crate) fn new(program: &'p Program) -> Self {
        let mut names = BTreeMap::new();
        for (index, indicator) in program.indicators.iter().enumerate() {
            for alias in &indicator.aliases {
                names.insert(name_key(alias).into_owned(), IndicatorId(index));
            }
        }
        for (index, indicator) in program.indicators.iter().enumerate() {
            names.insert(name_key(&indicator.name).into_owned(), IndicatorId(index));
        }
        Self { program, names }
    }

    /// The name that was probably meant.
    pub(crate) fn similar(&self, written: &str) -> Option<String> {
        let names = self.program.indicators.iter().flat_map(|i| i.aliases.iter().chain([&i.name]));
        similar(written, names.map(String::as_str))
    }

    /// The indicator that a name means: as it stands, without its number in a list, without what stands in brackets.
    pub(crate) fn find(&self, written: &str) -> Option<Named<'p>> {
        let key = name_key(written).into_owned();
        let plain = unnumbered(&key);
        let whole = [key.as_str(), plain].into_iter().find_map(|name| self.kinded(name));
        whole.or_else(|| self.bracketed(plain))
    }

    fn bracketed(&self, plain: &str) -> Option<Named<'p>> {
        let part = TitlePart::read(plain, &self.program.units);
        let mut named = self.kinded(&part.base).filter(|_| part.base != plain)?;
        match part.unit {
            TitleUnit::Known(unit) => named.unit = Some(unit),
            TitleUnit::Unknown(word) => {
                let is_scope = plain.ends_with([']', '】']) || named.indicator.scopes.contains(&word);
                named.scope = is_scope.then(|| known_scope(named.indicator, &word));
                named.scope.as_ref()?;
            }
            TitleUnit::None => return None,
        }
        Some(named)
    }

    /// A name with or without a kind of figure behind it.
    fn kinded(&self, key: &str) -> Option<Named<'p>> {
        self.lookup(key).or_else(|| {
            let (name, kind) = key.rsplit_once('_')?;
            let (_, aspect, single) = KINDS.iter().find(|(word, ..)| *word == kind)?;
            Some(Named { kind: Some((*aspect, *single)), ..self.lookup(name)? })
        })
    }

    fn lookup(&self, key: &str) -> Option<Named<'p>> {
        let id = *self.names.get(key)?;
        let indicator = self.program.indicators.get(id.0)?;
        Some(Named { id, indicator, scope: None, unit: None, kind: None })
    }
}

/// Without a number in a list, or `其中：`, before it.
fn unnumbered(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let numbered = rest.len() < name.len() && rest.starts_with(['.', '、']);
    let rest = if numbered { rest.trim_start_matches(['.', '、']) } else { name };
    rest.strip_prefix("其中:").unwrap_or(rest)
}

/// A scope as the rules write it.
pub(crate) fn known_scope(indicator: &Indicator, text: &str) -> String {
    let key = name_key(text);
    let known = indicator.scopes.iter().find(|scope| name_key(scope) == key);
    known.cloned().unwrap_or_else(|| super::text::trim(text).to_owned())
}
