//! The value of one figure: which unit it is in, whether that fits its indicator.

use crate::language::ast::FigureAspect;
use crate::language::program::{Program, Type};
use crate::value::{Flavor, Number, Unit};

use super::cell::{self, Amount, CellFault, Reading, Suffix, UnitFault, fits};
use super::dataset::{Figure, FigureValue};
use super::figures::Who;
use super::findings::Findings;
use super::part::Part;
use super::period::Written;
use super::problem::Problem;
use super::record::{RawCell, Record};
use super::title::TitleUnit;
use super::unit_line::{Says, UnitLine};

/// What is said of a unit outside the cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    /// This unit.
    Unit(Unit),
    /// Nothing.
    Nothing,
    /// Something that is no unit; then no number without a unit of its own can be used.
    Unknown,
}

/// Reads the figures of one row.
pub(crate) struct FigureReader<'a> {
    pub(crate) program: &'a Program,
    pub(crate) part: &'a Part,
    pub(crate) who: &'a Who<'a>,
}

impl FigureReader<'_> {
    /// The figure in a column.
    pub(crate) fn read(
        &self,
        record: &Record<'_>,
        index: usize,
        aspect: FigureAspect,
        when: Written,
        findings: &mut Findings,
    ) -> Figure {
        let place = self.part.cell(record, index);
        let cell = record.cell(index);
        let value = match self.value(&cell, index, aspect) {
            Ok((value, note)) => {
                findings_of(note, &place, findings);
                value
            }
            Err(problem) => {
                findings_of(problem, &place, findings);
                FigureValue::Faulty
            }
        };
        Figure {
            indicator: self.who.id,
            scope: self.who.scope.clone(),
            period: when.period,
            single: when.single,
            aspect,
            value,
            office: self.who.office.clone(),
            place,
        }
    }

    /// The value with a note, or why there is none (`None` when that was said already).
    fn value(
        &self,
        cell: &RawCell<'_>,
        index: usize,
        aspect: FigureAspect,
    ) -> Result<(FigureValue, Option<Problem>), Option<Problem>> {
        let text = super::text::trim(&cell.display()).to_owned();
        let problem = |fault: CellFault| Some(Problem::Cell { fault, text: text.clone() });
        if let (FigureAspect::Level, Some(Type::Grade(scale))) = (aspect, &self.who.indicator.measure) {
            let Some(scale) = self.program.scale(*scale) else { return Err(None) };
            return match cell::grade(cell, scale) {
                Reading::Value(rank) => Ok((FigureValue::Grade { rank, text }, None)),
                Reading::Blank => Ok((FigureValue::Blank, None)),
                Reading::Faulty(fault) => Err(problem(fault)),
            };
        }
        match cell::amount(cell, &self.program.units) {
            Reading::Value(amount) => self.number(&amount, &text, index, aspect),
            Reading::Blank => Ok((FigureValue::Blank, None)),
            Reading::Faulty(fault) => Err(problem(fault)),
        }
    }

    fn number(
        &self,
        amount: &Amount,
        text: &str,
        index: usize,
        aspect: FigureAspect,
    ) -> Result<(FigureValue, Option<Problem>), Option<Problem>> {
        let wanted = self.wanted(aspect);
        let is_ratio = wanted.as_ref().is_some_and(|unit| unit.flavor.is_rate());
        if amount.hidden && is_ratio && !amount.value.is_zero() {
            return Err(Some(Problem::Cell { fault: CellFault::HiddenPercent, text: text.to_owned() }));
        }
        let said = match (self.said(index, aspect), &amount.unit) {
            // `12.5万` of a count that only the rules measure in 万户: the cell's own 万 is the nearer word.
            (Said::Unit(unit), Suffix::Multiplier(_))
                if unit.dimension.is_count() && self.is_declared_only(index, aspect) =>
            {
                Some(single_unit(&unit, self.program))
            }
            (Said::Unit(unit), _) => Some(unit),
            (Said::Unknown, Suffix::Unit(_)) | (Said::Nothing, _) => None,
            (Said::Unknown, _) => return Err(None),
        };
        let fault = |fault: UnitFault| Some(self.unit_problem(fault, text, wanted.as_ref()));
        let (unit, note) = match cell::unit_of(&amount.unit, said.as_ref(), &self.program.units) {
            Ok(unit) => (unit, None),
            Err(UnitFault::Needed) => {
                self.assumed(amount, text, wanted.as_ref()).ok_or_else(|| fault(UnitFault::Needed))?
            }
            Err(other) => return Err(fault(other)),
        };
        if wanted.as_ref().is_some_and(|wanted| !fits(&unit, wanted)) {
            return Err(fault(UnitFault::Dimension { found: unit }));
        }
        let is_small = !amount.value.is_zero() && amount.value.abs() < Number::one();
        let is_bare_rate = unit.flavor == Flavor::Ratio && amount.unit == Suffix::None && is_small;
        let note = note.or_else(|| {
            let assumed = is_bare_rate && self.is_declared_only(index, aspect);
            assumed.then(|| Problem::RateAssumed { text: text.to_owned(), unit: unit.name.clone() })
        });
        let value = unit.to_base(&amount.value);
        if aspect == FigureAspect::Level && (value < Number::one() || !value.is_integer()) {
            self.not_ranked(text)?;
        }
        Ok((FigureValue::Number { value, unit, places: amount.places, text: text.to_owned() }, note))
    }

    /// Refuses what is no rank, where figures are ranks.
    fn not_ranked(&self, text: &str) -> Result<(), Option<Problem>> {
        let ranked = self.program.indicator(self.who.id).filter(|indicator| indicator.ranked);
        let problem = |name: String| Some(Problem::NoRank { name, text: text.to_owned() });
        ranked.map_or(Ok(()), |indicator| Err(problem(indicator.name.clone())))
    }

    /// The unit of a number that nobody gives one: a count is that many; of anything else only 0 is sure.
    fn assumed(&self, amount: &Amount, text: &str, wanted: Option<&Unit>) -> Option<(Unit, Option<Problem>)> {
        let Some(wanted) = wanted else { return Some((Unit::bare(), None)) };
        if wanted.dimension.is_count() {
            let unit = single_unit(wanted, self.program);
            let name = unit.name.clone();
            return Some((unit, Some(Problem::CountAssumed { text: text.to_owned(), unit: name })));
        }
        (wanted.is_bare() || amount.value.is_zero()).then(|| (wanted.clone(), None))
    }

    fn unit_problem(&self, fault: UnitFault, text: &str, wanted: Option<&Unit>) -> Problem {
        let wanted = wanted.cloned().unwrap_or_else(Unit::bare);
        let measures = measure_name(&wanted);
        Problem::Unit { fault, text: text.to_owned(), wanted: wanted.name, measures }
    }

    /// The unit that a figure of this aspect is compared in.
    fn wanted(&self, aspect: FigureAspect) -> Option<Unit> {
        let level = match &self.who.indicator.measure {
            Some(Type::Number(unit)) => Some(unit.clone()),
            _ => None,
        };
        match aspect {
            FigureAspect::Growth => Some(Unit::percent()),
            FigureAspect::NetIncrease if level.as_ref().is_some_and(|unit| unit.flavor == Flavor::Ratio) => {
                Some(Unit::points())
            }
            FigureAspect::Level | FigureAspect::NetIncrease => level,
        }
    }

    /// Whether nothing in the file says a unit: the rules alone do.
    fn is_declared_only(&self, index: usize, aspect: FigureAspect) -> bool {
        let column = aspect != FigureAspect::Growth && self.who.unit != Said::Nothing;
        let title = self.part.header.title(index).is_some_and(|title| title.unit != TitleUnit::None);
        !column && !title && self.part.header.line == UnitLine::None
    }

    /// The unit said outside the cell, the nearest first. The 单位 column and line are about levels, not rates.
    fn said(&self, index: usize, aspect: FigureAspect) -> Said {
        let of_levels = aspect != FigureAspect::Growth;
        if self.part.header.unknown_unit(index).is_some() {
            return Said::Unknown;
        }
        if (of_levels || self.who.kind.is_some()) && self.who.unit != Said::Nothing {
            return self.who.unit.clone();
        }
        let strange = |unit: &Unit| self.wanted(aspect).is_some_and(|wanted| !fits(unit, &wanted));
        match self.part.header.title(index).map(|title| (&title.unit, title.unit_from_left)) {
            Some((TitleUnit::Known(unit), true)) if strange(unit) => {}
            Some((TitleUnit::Known(unit), _)) => return Said::Unit(unit.clone()),
            Some((TitleUnit::Unknown(_), _)) => return Said::Unknown,
            Some((TitleUnit::None, _)) | None => {}
        }
        if !of_levels {
            return Said::Nothing;
        }
        match &self.part.header.line {
            UnitLine::Known(units, ..) => self.of_line(units, self.wanted(aspect).as_ref()),
            UnitLine::Unknown(..) => Said::Unknown,
            UnitLine::None if self.who.indicator.unit_declared => self.wanted(aspect).map_or(Said::Nothing, Said::Unit),
            UnitLine::None => Said::Nothing,
        }
    }
}

impl FigureReader<'_> {
    /// What a line of several units says; a single one is meant whatever is measured.
    fn of_line(&self, units: &[Unit], wanted: Option<&Unit>) -> Said {
        // `万元/人` is one unit here: indicators stand below each other, and no column tells that two were meant.
        if let [quotient, _, ..] = units
            && quotient.name.contains('/')
        {
            return Said::Unit(quotient.clone());
        }
        match (units, wanted.map(|wanted| self.part.header.line.says(wanted))) {
            ([unit], _) => Said::Unit(unit.clone()),
            (_, Some(Says::Unit(unit))) => Said::Unit(unit),
            (_, Some(Says::Unclear)) => Said::Unknown,
            (_, Some(Says::Nothing)) if self.who.indicator.unit_declared => {
                wanted.cloned().map_or(Said::Nothing, Said::Unit)
            }
            _ => Said::Nothing,
        }
    }
}

fn findings_of(problem: Option<Problem>, place: &super::dataset::Place, findings: &mut Findings) {
    if let Some(problem) = problem {
        findings.at(place.clone(), problem);
    }
}

/// The unit without 万 and 亿 before it.
pub(crate) fn single_unit(unit: &Unit, program: &Program) -> Unit {
    let single =
        program.units.lookup(unit.word()).filter(|single| single.comparable(unit) && single.factor == Number::one());
    single.unwrap_or_else(Unit::bare)
}

/// What a unit measures, in words.
pub(crate) fn measure_name(unit: &Unit) -> String {
    match unit.flavor {
        Flavor::Plain => unit.dimension.name(),
        Flavor::Ratio => "百分率".to_owned(),
        Flavor::Points => "百分点".to_owned(),
        Flavor::Intensity => "两个数之比".to_owned(),
    }
}
