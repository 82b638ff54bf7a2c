//! 指标: figures out of long tables (one a row) and wide ones (a row an indicator, a column a period).

use std::collections::BTreeSet;

use crate::language::ast::FigureAspect;
use crate::language::program::{Indicator, IndicatorId, Program};
use crate::value::{Period, Unit};

use super::aside::{RowKind, SOURCE, Tally, kind};
use super::cell::{self, CellFault, Reading};
use super::crossed::Across;
use super::dataset::{DataFinding, Figure};
use super::figure_value::{FigureReader, Said};
use super::findings::Findings;
use super::header::{Header, Wanted};
use super::indicator_names::{IndicatorNames, Named, known_scope};
use super::part::{Column, Part};
use super::period::Written;
use super::problem::Problem;
use super::record::Record;
use super::region::{Region, region};
use super::rows::Stopped;
use super::text::name_key;
use super::title::{Title, unit_alone};

const INDICATOR: &[&str] = &["指标", "指标名称", "主要指标"];
pub(crate) const PERIOD: &[&str] = &["时期", "期间", "报告期", "统计时期", "时间", "年份", "统计期"];
pub(crate) const VALUE: &[&str] = &["数值", "指标值"];
const UNIT: &[&str] = &["单位", "计量单位"];
pub(crate) const GROWTH: &[&str] = &["同比", "同比增长", "同比增速", "同比增幅"];
pub(crate) const NET: &[&str] = &["净增", "净增长"];
const SCOPE: &[&str] = &["范围"];
const PLACE: &[&str] = &["地区", "地域", "省份", "省(自治区、直辖市)", "城市", "区县", "县区"];
const OFFICE: &[&str] = &["填报单位", "责任单位", "报送单位"];
pub(crate) const REMARK: &[&str] = &["备注"];
pub(crate) const ALL: [&[&str]; 10] = [INDICATOR, PERIOD, VALUE, UNIT, GROWTH, NET, SCOPE, PLACE, OFFICE, REMARK];

/// The reason under which rows of other indicators are counted.
const UNKNOWN: &str = "不认得的指标";

/// The reason under which rows of places are counted that no rule names.
const ELSEWHERE: &str = "规则没有用到的地区";

/// The reason under which rows are counted that give no figure.
const NO_FIGURES: &str = "没有数的行";

/// Reads 指标 tables.
pub(crate) struct FigureTable<'p> {
    pub(crate) program: &'p Program,
    pub(crate) names: IndicatorNames<'p>,
}

/// Where the columns are.
#[derive(Default)]
pub(crate) struct Columns<'p> {
    indicator: Option<usize>,
    /// The indicator of the whole table, where no column names one.
    subject: Option<Named<'p>>,
    pub(super) period: Option<usize>,
    /// The time of rows that do not say, and the year of those that say none.
    pub(super) own: Option<Period>,
    pub(super) year: Option<Period>,
    unit: Option<usize>,
    scope: Option<usize>,
    place: Option<usize>,
    office: Option<usize>,
    /// Whether units stand where they cannot be used: in a column without a title, or in two.
    hides_unit: bool,
    /// Columns with figures: their index, aspect, and in wide tables their period.
    figures: Vec<(usize, FigureAspect, Option<Written>)>,
    /// Where the periods stand down the rows: whom each column is about.
    across: Option<Vec<Across<'p>>>,
}

impl<'p> Columns<'p> {
    /// Those of a table whose periods stand down the rows.
    pub(crate) fn crossed(period: Option<usize>, times: [Option<Period>; 2], across: Vec<Across<'p>>) -> Self {
        let [own, year] = times;
        Self { period, own, year, across: Some(across), ..Self::default() }
    }
}

/// Whom the figures of a row are about.
pub(crate) struct Who<'p> {
    pub(crate) id: IndicatorId,
    pub(crate) indicator: &'p Indicator,
    pub(crate) scope: Option<String>,
    pub(crate) office: Option<String>,
    pub(crate) unit: Said,
    /// The kind of figure that the name itself says.
    pub(crate) kind: Option<(FigureAspect, bool)>,
}

/// Rows and columns about things that the rules do not name.
#[derive(Default)]
pub(crate) struct Strangers {
    pub(crate) indicators: Vec<DataFinding>,
    pub(crate) names: BTreeSet<String>,
    pub(crate) places: BTreeSet<String>,
    /// Whether a statistics office published the table: then most of it is nobody's mistake.
    pub(crate) is_export: bool,
}

impl Wanted for FigureTable<'_> {
    fn score(&self, titles: &[Title]) -> usize {
        let has = |names: &[&str]| titles.iter().any(|t| names.iter().any(|name| super::header::answers(t, name)));
        let fixed = ALL.iter().filter(|names| has(names)).count();
        let periods = if has(INDICATOR) || has(PLACE) {
            titles.iter().filter(|t| self.period_title(t).is_some()).count()
        } else {
            self.known_across(titles)
        };
        fixed + periods
    }
}

impl<'p> FigureTable<'p> {
    /// For the indicators of a program.
    pub(crate) fn new(program: &'p Program) -> Self {
        Self { program, names: IndicatorNames::new(program) }
    }

    /// Whether a title is that of indicators or places.
    pub(crate) fn is_of_names(title: &Title) -> bool {
        [INDICATOR, PLACE].concat().iter().any(|name| super::header::answers(title, name))
    }

    /// The titles a header should have.
    pub(crate) fn expected() -> Vec<String> {
        ["指标", "时期", "数值", "单位"].map(str::to_owned).to_vec()
    }

    /// Whether a header can only be that of figures, whatever its file is called.
    pub(crate) fn owns(&self, header: &Header, file: &str) -> bool {
        let has = |names: &[&str]| names.iter().any(|name| !header.columns(name).is_empty());
        let by_period = header.titles.iter().any(|title| self.period_title(title).is_some());
        let exported = header.preamble.is_export || header.preamble.indicator.is_some();
        match (has(INDICATOR), has(PLACE)) {
            (true, _) => has(VALUE) && has(PERIOD) || by_period,
            (false, true) => by_period && (exported || self.subject(header, file).is_some()),
            (false, false) => {
                let has_subject = || self.subject(header, file).is_some() && self.known_across(&header.titles) > 0;
                self.is_crossed(header) && (exported || has_subject())
            }
        }
    }

    /// The indicator that the lines above the header, or else the file's name, say the whole table is about.
    pub(crate) fn subject(&self, header: &Header, file: &str) -> Option<Named<'p>> {
        match &header.preamble.indicator {
            Some(said) => self.names.find(said),
            None => {
                let pieces = file.split(['_', '-', '—', ' ']);
                let names = header.preamble.titles.iter().map(String::as_str).chain([file]).chain(pieces);
                names.into_iter().find_map(|name| self.names.find(name))
            }
        }
    }

    /// Reads a table's figures.
    pub(crate) fn read(
        &self,
        part: &Part,
        findings: &mut Findings,
        figures: &mut Vec<Figure>,
    ) -> Result<Tally, Stopped> {
        let mut strangers = Strangers { is_export: part.header.preamble.is_export, ..Strangers::default() };
        let columns = if self.is_crossed(&part.header) {
            self.crossed(part, &mut strangers, findings)
        } else {
            self.columns(part, findings)
        };
        part.check_unit_line(findings);
        let mut tally = Tally::below(&part.header);
        let mut rows = part.rows()?;
        strangers.is_export |= columns.indicator.is_none() && columns.place.is_some();
        let is_known = |text: &str| self.names.find(text).is_some();
        while let Some(record) = rows.next()? {
            tally.read(&record);
            match kind(&record, &part.header, &is_known) {
                RowKind::Aside(reason) => {
                    strangers.is_export |= reason == SOURCE;
                    if columns.unit.is_none() {
                        part.check_unit_aside(reason, &record, &self.program.units, findings);
                    }
                    tally.set_aside(reason, 1);
                }
                RowKind::Total => tally.set_aside(super::aside::TOTAL, 1),
                RowKind::Broken(fault) => {
                    findings.at(part.row(&record), Problem::BrokenRow { fault });
                    tally.set_aside("破损的行", 1);
                }
                RowKind::Data | RowKind::Lone => match self.row(part, &record, &columns, &mut strangers, findings) {
                    Ok(mut found) => {
                        tally.used += 1;
                        figures.append(&mut found);
                    }
                    Err(reason) => tally.set_aside(reason, 1),
                },
            }
        }
        strangers.report(part, findings);
        Ok(tally)
    }

    fn columns(&self, part: &Part, findings: &mut Findings) -> Columns<'p> {
        let mut find = |names| part.find(names, findings);
        let (indicator, period, growth, net) = (find(INDICATOR), find(PERIOD), find(GROWTH), find(NET));
        let (scope, place, office, remark) = (find(SCOPE), find(PLACE), find(OFFICE), find(REMARK));
        let (value, unit) = (part.find_only(VALUE, findings), part.find_only(UNIT, findings));
        let subject = if indicator == Column::Missing { self.subject(&part.header, &part.file_name) } else { None };
        let is_about_one =
            subject.is_some() || (indicator == Column::Missing && part.header.preamble.indicator.is_some());
        let mut figures: Vec<(usize, FigureAspect, Option<Written>)> = Vec::new();
        let long = [(value, FigureAspect::Level), (growth, FigureAspect::Growth), (net, FigureAspect::NetIncrease)];
        let wide = self.period_columns(part);
        let is_wide = value == Column::Missing && !wide.is_empty();
        if is_wide {
            figures = wide;
        } else {
            figures.extend(long.iter().filter_map(|(column, aspect)| Some((column.index()?, *aspect, None))));
        }
        let named = if is_about_one { Column::Twice } else { indicator };
        for (name, column) in [("指标", named), ("数值", if figures.is_empty() { value } else { Column::Twice })] {
            if column == Column::Missing && name == "指标" && is_wide && place != Column::Missing {
                findings.at(part.title(None), Problem::SubjectMissing);
            } else if column == Column::Missing {
                part.missing(name, findings);
            }
        }
        if !is_wide && period == Column::Missing && self.table_period(part).is_none() {
            match self.contradiction(part) {
                Some((named, said)) => findings.at(part.title(None), Problem::PeriodsContradict { named, said }),
                None => part.missing("时期", findings),
            }
        }
        let fixed = [indicator, period, value, unit, growth, net, scope, place, office, remark];
        let mut known: Vec<usize> = figures.iter().map(|(index, ..)| *index).collect();
        let idle_in_wide = |column: &Column| is_wide && [growth, net].contains(column);
        known.extend(fixed.iter().filter(|c| !idle_in_wide(c)).filter_map(|column| column.index()));
        part.note_unknown(
            &known,
            &["指标", "时期", "数值", "单位", "同比", "净增", "范围", "地区", "填报单位", "备注"],
            findings,
        );
        self.note_units(part, figures.iter().map(|(index, ..)| *index), findings);
        let hides_unit = unit == Column::Twice || unit == Column::Missing && self.note_hidden_units(part, findings);
        let [indicator, period, _, unit, _, _, scope, place, office, _] = fixed.map(Column::index);
        let (own, year) = (self.table_period(part), self.year(part));
        Columns { indicator, subject, period, own, year, unit, scope, place, office, hides_unit, figures, across: None }
    }

    /// Finds columns without a title that hold units; tells whether there are any.
    fn note_hidden_units(&self, part: &Part, findings: &mut Findings) -> bool {
        let unit = |text: &&String| unit_alone(text, &self.program.units).is_some();
        let mut any = false;
        for column in &part.header.untitled {
            if let Some(text) = column.texts.iter().find(unit) {
                findings.at(part.untitled(column), Problem::UnitUntitled { text: text.clone() });
                any = true;
            }
        }
        any
    }

    /// Finds titles with something in brackets that is no unit.
    pub(crate) fn note_units(&self, part: &Part, columns: impl Iterator<Item = usize>, findings: &mut Findings) {
        for index in columns {
            if let Some(unit) = part.header.unknown_unit(index) {
                let text = part.header.title(index).map(|title| title.written.clone()).unwrap_or_default();
                findings.at(part.title(Some(index)), Problem::HeaderUnit { text, unit: unit.to_owned() });
            }
        }
    }

    /// The figures of one row, or why it is set aside.
    fn row(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns<'p>,
        strangers: &mut Strangers,
        findings: &mut Findings,
    ) -> Result<Vec<Figure>, &'static str> {
        if let Some(across) = &columns.across {
            if across.is_empty() {
                return Err(if strangers.places.is_empty() { UNKNOWN } else { ELSEWHERE });
            }
            let when = self.period(part, record, columns, findings)?;
            let figures = self.row_across(part, record, across, when, findings);
            return if figures.is_empty() { Err(NO_FIGURES) } else { Ok(figures) };
        }
        let who = self.who(part, record, columns, strangers, findings)?;
        let reader = FigureReader { program: self.program, part, who: &who };
        let mut figures: Vec<Figure> = Vec::new();
        let row_period = if columns.figures.iter().any(|(.., when)| when.is_none()) {
            Some(self.period(part, record, columns, findings)?)
        } else {
            None
        };
        for (index, aspect, when) in &columns.figures {
            let Some(mut when) = when.or(row_period) else { continue };
            let (aspect, single) = who.kind.filter(|_| *aspect == FigureAspect::Level).unwrap_or((*aspect, false));
            when.single |= single || aspect == FigureAspect::Level && part.header.says_single(*index);
            figures.push(reader.read(record, *index, aspect, when, findings));
        }
        drop_blank_asides(&mut figures);
        if figures.is_empty() { Err(NO_FIGURES) } else { Ok(figures) }
    }

    fn who(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns<'p>,
        strangers: &mut Strangers,
        findings: &mut Findings,
    ) -> Result<Who<'p>, &'static str> {
        let named = match columns.indicator {
            Some(index) => self.named(part, record, index, strangers, findings)?,
            None => columns.subject.clone().ok_or_else(|| {
                strangers.names.extend(part.header.preamble.indicator.clone());
                UNKNOWN
            })?,
        };
        let text_of = |column: Option<usize>| {
            let cell = record.cell(column?);
            match cell::text(&cell) {
                Reading::Value(text) => Some(text.into_owned()),
                _ => None,
            }
        };
        let place = text_of(columns.place).or_else(|| part.header.preamble.place.clone());
        let by_place = match place {
            Some(place) => self.place(named.indicator, place, strangers)?,
            None => None,
        };
        let scope = text_of(columns.scope).map(|text| known_scope(named.indicator, &text));
        let scope = scope.or(named.scope).or(by_place);
        self.note_scope(part, record, columns.scope, (named.indicator, scope.as_deref()), findings);
        let unit = self.row_unit(part, record, columns, named.unit, findings);
        let office = text_of(columns.office);
        Ok(Who { id: named.id, indicator: named.indicator, scope, office, unit, kind: named.kind })
    }

    /// Notes a figure of a scope that no rule names, beside an indicator that rules name in others.
    fn note_scope(
        &self,
        part: &Part,
        record: &Record<'_>,
        column: Option<usize>,
        (indicator, scope): (&Indicator, Option<&str>),
        findings: &mut Findings,
    ) {
        let Some(scope) = scope.filter(|scope| !indicator.scopes.iter().any(|known| known == scope)) else { return };
        let similar = super::text::similar(scope, indicator.scopes.iter().map(String::as_str));
        let place = column.map_or_else(|| part.row(record), |index| part.cell(record, index));
        let problem = Problem::ScopeUnneeded { name: indicator.name.clone(), scope: scope.to_owned(), similar };
        findings.at(place, problem);
    }

    /// The scope that a place is; what an export says of places that no rule names is set aside.
    pub(crate) fn place(
        &self,
        indicator: &Indicator,
        place: String,
        strangers: &mut Strangers,
    ) -> Result<Option<String>, &'static str> {
        match region(indicator, &self.program.plan, &place) {
            Region::Own => Ok(None),
            Region::Scope(scope) => Ok(Some(scope)),
            Region::Stranger if strangers.is_export => {
                strangers.places.insert(place);
                Err(ELSEWHERE)
            }
            Region::Stranger => Ok(Some(place)),
        }
    }

    /// The indicator that a row names.
    fn named(
        &self,
        part: &Part,
        record: &Record<'_>,
        index: usize,
        strangers: &mut Strangers,
        findings: &mut Findings,
    ) -> Result<Named<'p>, &'static str> {
        const NAMELESS: &str = "没有写指标的行";
        let cell = record.cell(index);
        let problem = match cell::text(&cell) {
            Reading::Value(text) => match self.names.find(&text) {
                Some(named) => return Ok(named),
                None => {
                    let problem =
                        Problem::IndicatorUnknown { name: text.to_string(), similar: self.names.similar(&text) };
                    strangers.names.insert(text.into_owned());
                    strangers.indicators.push(problem.at(part.cell(record, index)));
                    return Err(UNKNOWN);
                }
            },
            Reading::Blank => Problem::NameMissing { column: "指标".to_owned() },
            Reading::Faulty(fault) => Problem::Cell { fault, text: cell.display() },
        };
        findings.at(part.cell(record, index), problem);
        Err(NAMELESS)
    }

    /// The unit that the 单位 column says, else the one in brackets behind the name.
    fn row_unit(
        &self,
        part: &Part,
        record: &Record<'_>,
        columns: &Columns<'p>,
        named: Option<Unit>,
        findings: &mut Findings,
    ) -> Said {
        let Some(index) = columns.unit else {
            return if columns.hides_unit { Said::Unknown } else { named.map_or(Said::Nothing, Said::Unit) };
        };
        let cell = record.cell(index);
        match cell::text(&cell) {
            Reading::Value(text) => match super::unit_said::lookup(&name_key(&text), &self.program.units) {
                Some(unit) if unit.is_bare() => self.unknown_unit(part, record, index, &text, findings),
                Some(unit) => match named.filter(|named| !named.comparable(&unit) || named.factor != unit.factor) {
                    Some(named) => {
                        let problem = Problem::UnitsDiffer { named: named.name, column: unit.name };
                        findings.at(part.cell(record, index), problem);
                        Said::Unknown
                    }
                    None => Said::Unit(unit),
                },
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
}

impl Strangers {
    /// Says what was left: one by one in a submission, in one note for what a statistics office published.
    fn report(self, part: &Part, findings: &mut Findings) {
        if self.is_export {
            for (what, names) in
                [("指标", self.names), ("地区", self.places)].into_iter().filter(|(_, n)| !n.is_empty())
            {
                findings.at(part.title(None), Problem::Unneeded { what, names: names.into_iter().collect() });
            }
        } else {
            for finding in self.indicators {
                findings.push(finding);
            }
        }
    }
}

/// Whether a word is a change's, not a level's.
pub(crate) fn is_change(word: &str) -> bool {
    GROWTH.contains(&word) || NET.contains(&word)
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
