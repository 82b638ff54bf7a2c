//! 指标 with the periods down the rows, the other way round that statistics offices export: places across, or the indicators
//! of the one place that the lines above name.

use crate::language::ast::FigureAspect;

use super::dataset::{Figure, FigureValue};
use super::figure_value::{FigureReader, Said};
use super::figures::{ALL, Columns, FigureTable, PERIOD, REMARK, Strangers, Who};
use super::findings::Findings;
use super::header::{Header, answers};
use super::indicator_names::Named;
use super::part::Part;
use super::period::Written;
use super::problem::Problem;
use super::record::Record;
use super::region::{Region, region};
use super::title::Title;

/// Whom the figures of a column are about.
pub(crate) struct Across<'p> {
    index: usize,
    who: Who<'p>,
}

impl<'p> FigureTable<'p> {
    /// Whether a header has the periods down the rows: no other column of its own, and columns that rules know or that a
    /// statistics office published.
    pub(crate) fn is_crossed(&self, header: &Header) -> bool {
        is_bare(&header.titles) && (header.preamble.is_export || self.known_across(&header.titles) > 0)
    }

    /// How many titles are places or indicators of the rules, where the periods stand down the rows.
    pub(crate) fn known_across(&self, titles: &[Title]) -> usize {
        if is_bare(titles) { titles.iter().filter(|title| self.is_known(title)).count() } else { 0 }
    }

    fn is_known(&self, title: &Title) -> bool {
        let plan = &self.program.plan;
        let is_place = |name: &str| self.program.indicators.iter().any(|i| region(i, plan, name) != Region::Stranger);
        title.names.iter().any(|(_, name)| self.names.find(name).is_some() || is_place(name))
    }

    /// What the columns are about.
    pub(crate) fn crossed(&self, part: &Part, strangers: &mut Strangers, findings: &mut Findings) -> Columns<'p> {
        let subject = self.subject(&part.header, &part.file_name);
        let is_about_one = subject.is_some() || part.header.preamble.indicator.is_some();
        strangers.is_export |= is_about_one;
        strangers.names.extend(part.header.preamble.indicator.clone().filter(|_| subject.is_none()));
        let mut across = Vec::new();
        for (index, title) in part.header.titles.iter().enumerate().filter(|(_, title)| is_about(title)) {
            if is_about_one && subject.is_none() {
                continue;
            }
            let who = match self.about(title, subject.as_ref()) {
                Some((named, place)) => self.of(named, place.or(part.header.preamble.place.clone()), strangers),
                None => {
                    self.stranger(part, index, title, strangers);
                    None
                }
            };
            across.extend(who.map(|who| Across { index, who }));
        }
        self.note_units(part, across.iter().map(|column| column.index), findings);
        let times = [self.table_period(part), self.year(part)];
        Columns::crossed(part.find(PERIOD, findings).index(), times, across)
    }

    /// The indicator that a title is about, and its place: a place of the whole table's indicator, or an indicator.
    fn about(&self, title: &Title, subject: Option<&Named<'p>>) -> Option<(Named<'p>, Option<String>)> {
        let known = |subject: &Named<'p>| {
            let names = title.names.iter().map(|(_, name)| name);
            let mut places =
                names.filter(|name| region(subject.indicator, &self.program.plan, name) != Region::Stranger);
            places.next().map(|place| (subject.clone(), Some(place.clone())))
        };
        let named = || title.names.iter().find_map(|(_, name)| self.names.find(name)).map(|named| (named, None));
        let stranger = || subject.map(|subject| (subject.clone(), Some(title.written.clone())));
        subject.and_then(known).or_else(named).or_else(stranger)
    }

    fn stranger(&self, part: &Part, index: usize, title: &Title, strangers: &mut Strangers) {
        let name = title.written.clone();
        let problem = Problem::IndicatorUnknown { similar: self.names.similar(&name), name: name.clone() };
        strangers.indicators.push(problem.at(part.title(Some(index))));
        strangers.names.insert(name);
    }

    fn of(&self, named: Named<'p>, place: Option<String>, strangers: &mut Strangers) -> Option<Who<'p>> {
        let by_place = match place {
            Some(place) => self.place(named.indicator, place, strangers).ok()?,
            None => None,
        };
        let unit = named.unit.map_or(Said::Nothing, Said::Unit);
        let scope = named.scope.or(by_place);
        Some(Who { id: named.id, indicator: named.indicator, scope, office: None, unit, kind: named.kind })
    }

    /// The figures of one period; none when no column is wanted.
    pub(crate) fn row_across(
        &self,
        part: &Part,
        record: &Record<'_>,
        across: &[Across<'p>],
        when: Written,
        findings: &mut Findings,
    ) -> Vec<Figure> {
        let read = |Across { index, who }: &Across<'p>| {
            let (aspect, single) = who.kind.unwrap_or((FigureAspect::Level, false));
            let single = when.single || single || aspect == FigureAspect::Level && part.header.says_single(*index);
            let when = Written { single, ..when };
            FigureReader { program: self.program, part, who }.read(record, *index, aspect, when, findings)
        };
        let mut figures: Vec<Figure> = across.iter().map(read).collect();
        figures.retain(|figure| figure.aspect == FigureAspect::Level || figure.value != FigureValue::Blank);
        figures
    }
}

/// Whether of all the columns that a table of figures may have there is the period alone, beside 备注.
fn is_bare(titles: &[Title]) -> bool {
    let has = |names: &[&str]| titles.iter().any(|title| is_one_of(title, names));
    has(PERIOD) && ALL.iter().filter(|names| has(names)).all(|names| [PERIOD, REMARK].contains(names))
}

/// Whether a column holds figures: it has a title, and is neither the period nor 备注.
fn is_about(title: &Title) -> bool {
    !title.is_blank() && !is_one_of(title, PERIOD) && !is_one_of(title, REMARK)
}

fn is_one_of(title: &Title, names: &[&str]) -> bool {
    names.iter().any(|name| answers(title, name))
}
