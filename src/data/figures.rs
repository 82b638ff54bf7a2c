//! 指标: figures out of long tables (one a row) and wide ones (a row an indicator, a column a period).

use std::collections::BTreeMap;

use crate::language::ast::FigureAspect;
use crate::language::program::{Indicator, IndicatorId, Program};
use crate::value::Unit;

use super::aside::{RowKind, Tally, kind};
use super::cell::{self, CellFault, Reading};
use super::dataset::Figure;
use super::figure_value::{FigureReader, Said};
use super::findings::Findings;
use super::header::Wanted;
use super::part::{Column, Part};
use super::period::{self, Written};
use super::problem::Problem;
use super::record::Record;
use super::rows::Stopped;
use super::text::{name_key, similar};
use super::title::{Title, TitlePart, TitleUnit};

const INDICATOR: &[&str] = &["指标", "指标名称", "主要指标"];
const PERIOD: &[&str] = &["时期", "期间", "报告期", "统计时期"];
const VALUE: &[&str] = &["数值", "指标值"];
const UNIT: &[&str] = &["单位", "计量单位"];
const GROWTH: &[&str] = &["同比", "同比增长", "同比增速", "同比增幅"];
const NET: &[&str] = &["净增", "净增长"];
const SCOPE: &[&str] = &["范围"];
const OFFICE: &[&str] = &["填报单位", "责任单位", "报送单位"];
const REMARK: &[&str] = &["备注"];
const ALL: [&[&str]; 9] = [INDICATOR, PERIOD, VALUE, UNIT, GROWTH, NET, SCOPE, OFFICE, REMARK];

/// Reads 指标 tables.
pub(crate) struct FigureTable<'p> {
    program: &'p Program,
    names: BTreeMap<String, IndicatorId>,
}

/// Where the columns are.
struct Columns {
    indicator: Option<usize>,
    period: Option<usize>,
    unit: Option<usize>,
    scope: Option<usize>,
    office: Option<usize>,
    /// Columns with figures: their index, aspect, and in wide tables their period.
    figures: Vec<(usize, FigureAspect, Option<Written>)>,
}

/// Whom the figures of a row are about.
pub(crate) struct Who<'p> {
    pub(crate) id: IndicatorId,
    pub(crate) indicator: &'p Indicator,
    pub(crate) scope: Option<String>,
    pub(crate) office: Option<String>,
    pub(crate) unit: Said,
}

impl Wanted for FigureTable<'_> {
    fn score(&self, titles: &[Title]) -> usize {
        let has = |names: &[&str]| titles.iter().any(|t| names.iter().any(|name| super::header::answers(t, name)));
        let fixed = ALL.iter().filter(|names| has(names)).count();
        let periods = if has(INDICATOR) { titles.iter().filter(|t| self.period_title(t).is_some()).count() } else { 0 };
        fixed + periods
    }
}

impl<'p> FigureTable<'p> {
    /// For the indicators of a program.
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

    /// The titles a header should have.
    pub(crate) fn expected() -> Vec<String> {
        ["指标", "时期", "数值", "单位"].map(str::to_owned).to_vec()
    }

    /// Reads a table's figures.
    pub(crate) fn read(
        &self,
        part: &Part,
        findings: &mut Findings,
        figures: &mut Vec<Figure>,
    ) -> Result<Tally, Stopped> {
        let columns = self.columns(part, findings);
        part.check_unit_line(findings);
        let mut tally = Tally::below(&part.header);
        let mut rows = part.rows()?;
        let is_known = |text: &str| self.names.contains_key(name_key(text).as_ref());
        while let Some(record) = rows.next()? {
            tally.read(&record);
            match kind(&record, &part.header, &is_known) {
                RowKind::Aside(reason) => tally.set_aside(reason, 1),
                RowKind::Total => tally.set_aside(super::aside::TOTAL, 1),
                RowKind::Broken(fault) => {
                    findings.at(part.row(&record), Problem::BrokenRow { fault });
                    tally.set_aside("破损的行", 1);
                }
                RowKind::Data => match self.row(part, &record, &columns, findings) {
                    Ok(mut found) => {
                        tally.used += 1;
                        figures.append(&mut found);
                    }
                    Err(reason) => tally.set_aside(reason, 1),
                },
            }
        }
        Ok(tally)
    }

    fn columns(&self, part: &Part, findings: &mut Findings) -> Columns {
        let mut find = |names| part.find(names, findings);
        let (indicator, period, value) = (find(INDICATOR), find(PERIOD), find(VALUE));
        let (unit, growth, net) = (find(UNIT), find(GROWTH), find(NET));
        let (scope, office, remark) = (find(SCOPE), find(OFFICE), find(REMARK));
        let mut figures: Vec<(usize, FigureAspect, Option<Written>)> = Vec::new();
        let long = [(value, FigureAspect::Level), (growth, FigureAspect::Growth), (net, FigureAspect::NetIncrease)];
        let wide = self.period_columns(part);
        let is_wide = value == Column::Missing && !wide.is_empty();
        if is_wide {
            figures = wide;
        } else {
            figures.extend(long.iter().filter_map(|(column, aspect)| Some((column.index()?, *aspect, None))));
        }
        for (name, column) in [("指标", indicator), ("数值", if figures.is_empty() { value } else { Column::Twice })]
        {
            if column == Column::Missing {
                part.missing(name, findings);
            }
        }
        if !is_wide && period == Column::Missing && part.period.is_none() {
            part.missing("时期", findings);
        }
        let fixed = [indicator, period, value, unit, growth, net, scope, office, remark];
        let mut known: Vec<usize> = figures.iter().map(|(index, ..)| *index).collect();
        let idle_in_wide = |column: &Column| is_wide && [growth, net].contains(column);
        known.extend(fixed.iter().filter(|c| !idle_in_wide(c)).filter_map(|column| column.index()));
        part.note_unknown(
            &known,
            &["指标", "时期", "数值", "单位", "同比", "净增", "范围", "填报单位", "备注"],
            findings,
        );
        self.note_units(part, &figures, findings);
        let [indicator, period, _, unit, _, _, scope, office, _] = fixed.map(Column::index);
        Columns { indicator, period, unit, scope, office, figures }
    }

    fn note_units(&self, part: &Part, figures: &[(usize, FigureAspect, Option<Written>)], findings: &mut Findings) {
        for (index, ..) in figures {
            if let Some(unit) = part.header.unknown_unit(*index) {
                let text = part.header.title(*index).map(|title| title.written.clone()).unwrap_or_default();
                findings.at(part.title(Some(*index)), Problem::HeaderUnit { text, unit: unit.to_owned() });
            }
        }
    }

    fn period_columns(&self, part: &Part) -> Vec<(usize, FigureAspect, Option<Written>)> {
        let titles = part.header.titles.iter().enumerate();
        titles
            .filter_map(|(index, title)| self.period_title(title).map(|(when, aspect)| (index, aspect, Some(when))))
            .collect()
    }

    /// The period and aspect that a title of a wide table names.
    fn period_title(&self, title: &Title) -> Option<(Written, FigureAspect)> {
        let plan = self.program.plan.period.as_ref();
        title.names.iter().find_map(|(_, name)| {
            let aspects = [(GROWTH, FigureAspect::Growth), (NET, FigureAspect::NetIncrease)];
            let aspect = aspects.iter().find_map(|(words, aspect)| {
                let rest = words.iter().filter_map(|word| name.strip_suffix(word)).min_by_key(|rest| rest.len())?;
                Some((rest.trim_end_matches('/'), *aspect))
            });
            let (rest, aspect) = aspect.unwrap_or((name, FigureAspect::Level));
            let is_period = rest.contains(|c: char| c.is_ascii_digit() || "年月季".contains(c));
            period::read(rest, plan).filter(|_| is_period).map(|when| (when, aspect))
        })
    }

    /// The figures of one row, or why it is set aside.
    fn row(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns,
        findings: &mut Findings,
    ) -> Result<Vec<Figure>, &'static str> {
        let who = self.who(part, record, columns, findings)?;
        let reader = FigureReader { program: self.program, part, who: &who };
        let mut figures: Vec<Figure> = Vec::new();
        let row_period = if columns.figures.iter().any(|(.., when)| when.is_none()) {
            Some(self.period(part, record, columns, findings)?)
        } else {
            None
        };
        for (index, aspect, when) in &columns.figures {
            let Some(when) = when.or(row_period) else { continue };
            figures.push(reader.read(record, *index, *aspect, when, findings));
        }
        drop_blank_asides(&mut figures);
        if figures.is_empty() { Err("没有数的行") } else { Ok(figures) }
    }

    fn who(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns,
        findings: &mut Findings,
    ) -> Result<Who<'p>, &'static str> {
        const NAMELESS: &str = "没有写指标的行";
        let Some(index) = columns.indicator else { return Err(NAMELESS) };
        let cell = record.cell(index);
        let written = match cell::text(&cell) {
            Reading::Value(text) => text.into_owned(),
            Reading::Blank => {
                findings.at(part.cell(record, index), Problem::NameMissing { column: "指标".to_owned() });
                return Err(NAMELESS);
            }
            Reading::Faulty(fault) => {
                findings.at(part.cell(record, index), Problem::Cell { fault, text: cell.display() });
                return Err(NAMELESS);
            }
        };
        let Some(named) = self.named(&written) else {
            let names = self.program.indicators.iter().flat_map(|i| i.aliases.iter().chain([&i.name]));
            let similar = similar(&written, names.map(String::as_str));
            findings.at(part.cell(record, index), Problem::IndicatorUnknown { name: written, similar });
            return Err("不认得的指标");
        };
        let text_of = |column: Option<usize>| {
            let cell = record.cell(column?);
            match cell::text(&cell) {
                Reading::Value(text) => Some(text.into_owned()),
                _ => None,
            }
        };
        let scope = text_of(columns.scope).map(|text| known_scope(named.indicator, &text)).or(named.scope);
        let unit = self.row_unit(part, record, columns, named.unit, findings);
        Ok(Who { id: named.id, indicator: named.indicator, scope, office: text_of(columns.office), unit })
    }

    /// The unit that the 单位 column says, else the one in brackets behind the name.
    fn row_unit(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns,
        named: Option<Unit>,
        findings: &mut Findings,
    ) -> Said {
        let Some(index) = columns.unit else { return named.map_or(Said::Nothing, Said::Unit) };
        let cell = record.cell(index);
        match cell::text(&cell) {
            Reading::Value(text) => match self.program.units.lookup(&name_key(&text)) {
                Some(unit) if unit.is_bare() => self.unknown_unit(part, record, index, &text, findings),
                Some(unit) => Said::Unit(unit),
                None => self.unknown_unit(part, record, index, &text, findings),
            },
            Reading::Blank => named.map_or(Said::Nothing, Said::Unit),
            Reading::Faulty(fault) => {
                findings.at(part.cell(record, index), Problem::Cell { fault, text: cell.display() });
                Said::Unknown
            }
        }
    }

    fn unknown_unit(
        &self,
        part: &Part,
        record: &Record<'_>,
        index: usize,
        text: &str,
        findings: &mut Findings,
    ) -> Said {
        let fault = CellFault::UnknownUnit(text.to_owned());
        findings.at(part.cell(record, index), Problem::Cell { fault, text: text.to_owned() });
        Said::Unknown
    }

    fn period(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns,
        findings: &mut Findings,
    ) -> Result<Written, &'static str> {
        const BAD: &str = "时期不明的行";
        let text = columns.period.map(|index| record.cell(index));
        let text = match text.as_ref().map(cell::text) {
            Some(Reading::Value(text)) => text.into_owned(),
            Some(Reading::Faulty(_)) => text.as_ref().map(super::record::RawCell::display).unwrap_or_default(),
            Some(Reading::Blank) | None => String::new(),
        };
        let plan = self.program.plan.period.as_ref();
        if let Some(when) = period::read_or(&text, plan, part.period) {
            return Ok(when);
        }
        let place = columns.period.map_or_else(|| part.row(record), |index| part.cell(record, index));
        match (text.is_empty(), columns.period) {
            (true, Some(_)) => findings.at(place, Problem::PeriodMissing),
            // That the column is missing was said once.
            (true, None) => {}
            (false, _) => findings.at(place, Problem::PeriodBad { text }),
        }
        Err(BAD)
    }

    /// The indicator that a name means: as it stands, without its number in a list, without a scope or unit in brackets.
    fn named(&self, written: &str) -> Option<Named<'p>> {
        let key = name_key(written).into_owned();
        let plain = unnumbered(&key);
        for name in [key.as_str(), plain] {
            if let Some(named) = self.lookup(name) {
                return Some(named);
            }
        }
        let part = TitlePart::read(plain, &self.program.units);
        let mut named = self.lookup(&part.base).filter(|_| part.base != plain)?;
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

    fn lookup(&self, key: &str) -> Option<Named<'p>> {
        let id = *self.names.get(key)?;
        let indicator = self.program.indicators.get(id.0)?;
        Some(Named { id, indicator, scope: None, unit: None })
    }
}

struct Named<'p> {
    id: IndicatorId,
    indicator: &'p Indicator,
    scope: Option<String>,
    unit: Option<Unit>,
}

/// Without a number in a list, or `其中：`, before it.
fn unnumbered(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let numbered = rest.len() < name.len() && rest.starts_with(['.', '、']);
    let rest = if numbered { rest.trim_start_matches(['.', '、']) } else { name };
    rest.strip_prefix("其中:").unwrap_or(rest)
}

/// A scope as the rules write it.
fn known_scope(indicator: &Indicator, text: &str) -> String {
    let key = name_key(text);
    let known = indicator.scopes.iter().find(|scope| name_key(scope) == key);
    known.cloned().unwrap_or_else(|| super::text::trim(text).to_owned())
}

/// A row with 同比 or 净增 and no 数值 gives those figures only; blank 同比 and 净增 give none.
fn drop_blank_asides(figures: &mut Vec<Figure>) {
    use super::dataset::FigureValue::Blank;
    let is_change = |figure: &Figure| figure.aspect != FigureAspect::Level;
    figures.retain(|figure| !is_change(figure) || figure.value != Blank);
    if figures.iter().any(is_change) {
        let said: Vec<_> = figures.iter().filter(|f| is_change(f)).map(|f| f.period).collect();
        figures.retain(|figure| is_change(figure) || figure.value != Blank || !said.contains(&figure.period));
    }
}
