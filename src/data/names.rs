//! Which table a file, sheet or JSON key is, by its name.

use crate::language::program::{Program, TableId};
use crate::value::Period;

use super::period::{part_of_year, split_name};
use super::sheet_name::short_sheet_name;
use super::text::{name_key, similar};

/// The kinds of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TableKind {
    /// 指标
    Figures,
    /// 事项
    Milestones,
    /// 说明
    Explanations,
    /// An item table.
    Items(TableId),
}

/// The tables that are there whatever the rules say.
const FIXED: [(&str, TableKind); 3] =
    [("指标", TableKind::Figures), ("事项", TableKind::Milestones), ("说明", TableKind::Explanations)];

impl TableKind {
    /// The table that bears exactly this name.
    pub(crate) fn named(program: &Program, name: &str) -> Option<Self> {
        let key = name_key(name);
        let items = program.tables.iter().enumerate();
        let mut items = items.map(|(index, table)| (table.name.as_str(), Self::Items(TableId(index))));
        let found = items.find(|(name, _)| name_key(name) == key);
        let short = || {
            let mut tables = program.tables.iter().enumerate().filter(|_| key.contains('~'));
            let found = tables.find(|(_, table)| name_key(&short_sheet_name(&table.name)) == key);
            found.map(|(index, table)| (table.name.as_str(), Self::Items(TableId(index))))
        };
        found.or_else(short).or_else(|| FIXED.into_iter().find(|(name, _)| *name == key)).map(|(_, kind)| kind)
    }

    /// The table that a file's or sheet's name means, with the period it names: the table's name alone, with a period
    /// before or behind it, or with something behind a separator (`项目-商务局`).
    pub(crate) fn of_name(program: &Program, name: &str) -> Option<(Self, Option<Period>)> {
        if let Some(kind) = Self::named(program, name) {
            return Some((kind, None));
        }
        let (rest, period) = split_name(name);
        if let Some(kind) = Self::named(program, &rest) {
            return Some((kind, period));
        }
        if is_copy(&rest) {
            return None;
        }
        let is_separator = |c: char| matches!(c, '-' | '_' | '—' | '(' | ')' | '.' | '·' | '+');
        let mut heads: Vec<&str> = rest.match_indices(is_separator).filter_map(|(at, _)| rest.get(..at)).collect();
        heads.sort_by_key(|head| std::cmp::Reverse(head.len()));
        let (head, kind) = heads.into_iter().find_map(|head| Some((head, Self::named(program, head)?)))?;
        let tail = rest.get(head.len()..).unwrap_or_default().trim_matches(is_separator);
        Some((kind, period.or_else(|| part_of_year(tail, program.plan.period.as_ref()))))
    }

    /// The name shown to users.
    pub(crate) fn name(self, program: &Program) -> String {
        match self {
            Self::Items(id) => program.table(id).map(|table| table.name.clone()).unwrap_or_default(),
            fixed => {
                FIXED.iter().find(|(_, kind)| *kind == fixed).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
            }
        }
    }

    /// The table that a name was probably meant to be.
    pub(crate) fn similar(program: &Program, name: &str) -> Option<String> {
        let names = program.tables.iter().map(|table| table.name.as_str());
        similar(&split_name(name).0, FIXED.iter().map(|(name, _)| *name).chain(names))
    }
}

/// What the names of copies have.
const MARKS: [&str; 8] = ["副本", "备份", "复制", "作废", "copy", "Copy", "backup", "复件"];

/// What a name is that of a copy of: `项目` of `项目(1)`, `项目 - 副本` and `项目-备份2`.
pub(crate) fn original(name: &str) -> Option<String> {
    let key = name_key(name);
    let bare = key.trim_end_matches(|c: char| c.is_ascii_digit() || "()-_—的".contains(c));
    let marked = MARKS.iter().find_map(|mark| bare.strip_suffix(mark)).or_else(|| {
        let rest = key.strip_suffix(')')?.rsplit_once('(')?;
        rest.1.bytes().all(|byte| byte.is_ascii_digit()).then_some(rest.0)
    });
    let found = marked?.trim_end_matches(['-', '_', '—', '(']);
    (!found.is_empty()).then(|| found.to_owned())
}

/// Whether a name is that of a copy (`项目(1)`, `项目-副本`): read beside the original, every row would count twice.
pub(crate) fn is_copy(name: &str) -> bool {
    let numbered = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let numbered = numbered.is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    numbered || MARKS.iter().any(|word| name.contains(word))
}
