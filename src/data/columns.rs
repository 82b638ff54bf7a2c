//! Columns of item tables: where a file has them, in which unit, and how their cells are decoded.

use std::borrow::Cow;

use crate::language::program::{Column as Declared, ColumnId, Program, Scale, Table, Type};
use crate::value::{Date, Flavor, Number, NumberColumn, Unit, Units};

use super::cell::{self, Amount, CellFault, Reading, Suffix, UnitFault, fits};
use super::dataset::{BatchColumn, CellState, ColumnValues, Place};
use super::encoding::Charset;
use super::figure_value::{Said, measure_name, single_unit};
use super::findings::Findings;
use super::header::{Wanted, answers};
use super::part::{Column, Part};
use super::problem::Problem;
use super::record::RawCell;
use super::rows::Origin;
use super::spare::alike;
use super::text_column::TextColumn;
use super::title::{Title, TitleUnit};
use super::unit_line::{Says, UnitLine};

/// A column of a table, as one file has it.
#[derive(Clone, Debug)]
pub(crate) struct ColumnPlan {
    /// Its id in the table.
    pub(crate) id: ColumnId,
    /// What the rules say of it.
    pub(crate) declared: Declared,
    /// Where the file has it.
    pub(crate) index: Option<usize>,
    decoder: Decoder,
    /// The members of its set as names are compared.
    allowed: Vec<String>,
}

#[derive(Clone, Debug)]
enum Decoder {
    /// `assumed` when the rules alone say the unit; `power` of ten in the base unit, where the unit said is one.
    Number {
        wanted: Unit,
        said: Said,
        assumed: bool,
        power: Option<i8>,
    },
    Date,
    Text,
    Truth,
    Grade(Scale),
}

/// A decoded value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Number(Number),
    Date(Date),
    Text(Cow<'a, str>),
    Truth(bool),
    Grade(u32),
}

/// What became of a cell.
pub(crate) enum Decoded<'a> {
    Value(Value<'a>),
    Blank,
    /// `None` when the reason was said for the whole column.
    Faulty(Option<Problem>),
}

/// The titles that an item table may have.
pub(crate) struct ItemTitles<'p>(pub(crate) &'p Table);

impl Wanted for ItemTitles<'_> {
    fn score(&self, titles: &[Title]) -> usize {
        self.0.columns.iter().filter(|column| titles.iter().any(|title| answers(title, &column.name))).count()
    }
}

/// Finds every column of a table in a file, with findings for those it lacks and those it has too many of.
pub(crate) fn plan(program: &Program, table: &Table, part: &Part, findings: &mut Findings) -> Vec<ColumnPlan> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let mut known = Vec::new();
    let plans = table.columns.iter().enumerate().map(|(id, column)| {
        let found = part.find_among(&[&column.name], &names, findings);
        if found == Column::Missing && column.used {
            part.missing(&column.name, findings);
        }
        known.extend(found.index());
        let decoder = decoder(program, table, column, part, found.index(), findings);
        let members = column.allowed.iter().flatten();
        let allowed = members.map(|member| super::text::name_key(member).into_owned()).collect();
        ColumnPlan { id: ColumnId(id), declared: column.clone(), index: found.index(), decoder, allowed }
    });
    let plans: Vec<ColumnPlan> = plans.collect();
    for plan in &plans {
        plan.note_merged(part, findings);
    }
    part.note_unknown(&known, &names, findings);
    part.check_unit_line(findings);
    plans
}

fn decoder(
    program: &Program,
    table: &Table,
    column: &Declared,
    part: &Part,
    index: Option<usize>,
    findings: &mut Findings,
) -> Decoder {
    match &column.ty {
        Type::Date => Decoder::Date,
        Type::Text => Decoder::Text,
        Type::Truth => Decoder::Truth,
        Type::Grade(scale) => program.scale(*scale).map_or(Decoder::Text, |scale| Decoder::Grade(scale.clone())),
        Type::Number(wanted) => {
            let mut said = index.map_or(Said::Nothing, |index| said(part, index, wanted, findings));
            let assumed = said == Said::Nothing;
            if said == Said::Nothing && table.declared {
                said = Said::Unit(wanted.clone());
            }
            if said == Said::Nothing && wanted.dimension.is_count() && index.is_some() {
                let unit = single_unit(wanted, program);
                let problem = Problem::CountAssumed { text: column.name.clone(), unit: unit.name.clone() };
                findings.at(part.title(index), problem);
                said = Said::Unit(unit);
            }
            let power = match &said {
                Said::Unit(unit) => unit.factor.power_of_ten(),
                Said::Unknown | Said::Nothing => None,
            };
            Decoder::Number { wanted: wanted.clone(), said, assumed, power }
        }
    }
}

/// The unit that a file says for a column: in its title, or in the 单位 line if that measures the same.
fn said(part: &Part, index: usize, wanted: &Unit, findings: &mut Findings) -> Said {
    let title = part.header.title(index);
    let written = || title.map(|title| title.written.clone()).unwrap_or_default();
    match title.map(|title| (&title.unit, title.unit_from_left)) {
        Some((TitleUnit::Known(unit), _)) if fits(unit, wanted) => return Said::Unit(unit.clone()),
        Some((TitleUnit::Known(_), true)) => {}
        Some((TitleUnit::Known(unit), false)) => {
            let problem =
                Problem::HeaderDimension { column: written(), unit: unit.name.clone(), wanted: wanted.name.clone() };
            findings.at(part.title(Some(index)), problem);
            return Said::Unknown;
        }
        Some((TitleUnit::Unknown(unit), _)) => {
            findings.at(part.title(Some(index)), Problem::HeaderUnit { text: written(), unit: unit.clone() });
            return Said::Unknown;
        }
        Some((TitleUnit::None, _)) | None => {}
    }
    let line = &part.header.line;
    if line.hides(wanted) {
        if let (UnitLine::Known(..), None) = (line, line.contradiction()) {
            findings.at(part.title(Some(index)), Problem::LineUnclear { column: written(), units: line.written() });
        }
        return Said::Unknown;
    }
    match line.says(wanted) {
        Says::Unit(unit) => Said::Unit(unit),
        Says::Nothing | Says::Unclear => Said::Nothing,
    }
}

impl ColumnPlan {
    /// An empty column to decode into: one of those to be filled again, or a new one with room for some rows.
    pub(crate) fn column(&self, part: &Part, room: usize, spare: &mut Vec<BatchColumn>) -> BatchColumn {
        let place = self.index.map(|index| part.column(index));
        let values = |room| match self.decoder {
            Decoder::Number { .. } => ColumnValues::Number(NumberColumn::with_room(room)),
            Decoder::Date => ColumnValues::Date(Vec::with_capacity(room)),
            Decoder::Text => ColumnValues::Text(TextColumn::default()),
            Decoder::Truth => ColumnValues::Truth(Vec::with_capacity(room)),
            Decoder::Grade(_) => ColumnValues::Grade(Vec::with_capacity(room)),
        };
        match alike(spare, place.as_ref(), &values(0)) {
            Some(column) => BatchColumn { place, ..column },
            None => BatchColumn { place, states: Vec::with_capacity(room), values: values(room) },
        }
    }

    /// Says which numbers stand in cells merged over several rows: a sum takes them once for each row.
    fn note_merged(&self, part: &Part, findings: &mut Findings) {
        let sums_up = self.declared.used && self.unit().is_some_and(|unit| unit.flavor == Flavor::Plain);
        let (true, Some(index), Origin::Sheet(sheet)) = (sums_up, self.index, &part.origin) else { return };
        for (first, rows, _) in
            sheet.tall.iter().filter(|(row, _, column)| *column == index && *row > part.header.start.row)
        {
            let cell = sheet.row_at(sheet.rows_before(*first)).filter(|row| row.number == *first);
            if let Some(RawCell::Number { text, .. }) = cell.map(|row| row.cell(index)) {
                let place = Place { file: part.file, row: *first, column: Some(part.column(index)), offset: 0 };
                findings.at(place, Problem::MergedNumber { text: text.into_owned(), rows: *rows });
            }
        }
    }

    /// The unit of a column of numbers.
    pub(crate) fn unit(&self) -> Option<&Unit> {
        match &self.decoder {
            Decoder::Number { wanted, .. } => Some(wanted),
            _ => None,
        }
    }

    /// The unit of a rate below 1 that no sign says to be in hundredths: it may be a fraction of the whole.
    pub(crate) fn assumed_rate(&self, cell: &RawCell<'_>, number: &Number) -> Option<&Unit> {
        let Decoder::Number { wanted, assumed: true, .. } = &self.decoder else { return None };
        let is_small = wanted.flavor == Flavor::Ratio && !number.is_zero() && number.abs() < wanted.factor;
        let is_signed = || cell.display().contains(['%', '％', '‰']);
        Some(wanted).filter(|_| is_small && !is_signed())
    }

    /// Reads a cell.
    pub(crate) fn decode<'a>(&self, cell: &'a RawCell<'a>, units: &Units) -> Decoded<'a> {
        match &self.decoder {
            Decoder::Number { wanted, said, .. } => match cell::amount(cell, units) {
                Reading::Value(amount) => match number(&amount, wanted, said, units) {
                    Ok(number) => Decoded::Value(Value::Number(number)),
                    Err(None) => Decoded::Faulty(None),
                    Err(Some(Fault::Cell(fault))) => faulty(fault, cell),
                    Err(Some(Fault::Unit(fault))) => {
                        let (text, measures) = (cell.display(), measure_name(wanted));
                        Decoded::Faulty(Some(Problem::Unit { fault, text, wanted: wanted.name.clone(), measures }))
                    }
                },
                Reading::Blank => Decoded::Blank,
                Reading::Faulty(fault) => faulty(fault, cell),
            },
            Decoder::Date => decoded(cell::date(cell), cell, Value::Date),
            Decoder::Text => self.text(cell),
            Decoder::Truth => decoded(cell::truth(cell), cell, Value::Truth),
            Decoder::Grade(scale) => {
                decoded(cell::grade(cell, scale), cell, |rank| Value::Grade(u32::try_from(rank).unwrap_or(u32::MAX)))
            }
        }
    }

    /// Whether a text is, to the letter, a member of the column's set; `None` where the column has none.
    pub(crate) fn is_member(&self, text: &str) -> Option<bool> {
        self.declared.allowed.as_ref().map(|members| members.iter().any(|member| member == text))
    }

    /// Adds a number written as digits and at most one point, in base units, where the unit is said elsewhere; it breaks nothing that
    /// the column promises, but that every value stands there once.
    #[inline]
    pub(crate) fn plain_number(&self, bytes: &[u8], into: &mut NumberColumn) -> Option<()> {
        match &self.decoder {
            // A rate whose unit nobody wrote may be a fraction of the whole, which is to be said.
            Decoder::Number { wanted, assumed: true, .. } if wanted.flavor == Flavor::Ratio => None,
            Decoder::Number { power: Some(power), .. } => {
                let (mantissa, places) = Number::parse_decimal(bytes, *power)?;
                (!self.declared.integer || places == 0).then(|| into.push_decimal(mantissa, places))
            }
            Decoder::Number { said: Said::Unit(unit), .. } => {
                let value = in_base(unit, &Number::parse_short(bytes)?);
                (!self.declared.integer || value.is_integer()).then(|| into.push(value))
            }
            _ => None,
        }
    }

    /// A text; of a set, the member as declared, even one that is a word for nothing elsewhere.
    fn text<'a>(&self, cell: &'a RawCell<'a>) -> Decoded<'a> {
        if let (Some(allowed), Some(written)) = (&self.declared.allowed, cell.text()) {
            let key = super::text::name_key(&written);
            let at = self.allowed.iter().position(|member| *member == key && !key.is_empty());
            if let Some(member) = at.and_then(|at| allowed.get(at)) {
                return Decoded::Value(Value::Text(Cow::Owned(member.clone())));
            }
        }
        decoded(cell::text(cell), cell, Value::Text)
    }
}

fn decoded<'a, T>(reading: Reading<T>, cell: &RawCell<'_>, value: impl FnOnce(T) -> Value<'a>) -> Decoded<'a> {
    match reading {
        Reading::Value(read) => Decoded::Value(value(read)),
        Reading::Blank => Decoded::Blank,
        Reading::Faulty(fault) => faulty(fault, cell),
    }
}

fn faulty<'a>(fault: CellFault, cell: &RawCell<'_>) -> Decoded<'a> {
    Decoded::Faulty(Some(Problem::Cell { fault, text: cell.display() }))
}

enum Fault {
    Cell(CellFault),
    Unit(UnitFault),
}

/// A number in base units.
fn number(amount: &Amount, wanted: &Unit, said: &Said, units: &Units) -> Result<Number, Option<Fault>> {
    if amount.hidden && wanted.flavor.is_rate() && !amount.value.is_zero() {
        return Err(Some(Fault::Cell(CellFault::HiddenPercent)));
    }
    let said = match said {
        Said::Unit(unit) if amount.unit == Suffix::None => return Ok(in_base(unit, &amount.value)),
        Said::Unit(unit) => Some(unit),
        Said::Unknown if !matches!(amount.unit, Suffix::Unit(_)) => return Err(None),
        Said::Unknown | Said::Nothing => None,
    };
    let found = match cell::unit_of(&amount.unit, said, units) {
        Ok(found) => found,
        Err(UnitFault::Needed) if amount.value.is_zero() || wanted.is_bare() => return Ok(amount.value.clone()),
        Err(fault) => return Err(Some(Fault::Unit(fault))),
    };
    if fits(&found, wanted) {
        Ok(in_base(&found, &amount.value))
    } else {
        Err(Some(Fault::Unit(UnitFault::Dimension { found })))
    }
}

fn in_base(unit: &Unit, value: &Number) -> Number {
    if unit.factor == Number::one() { value.clone() } else { unit.to_base(value) }
}

impl BatchColumn {
    /// Whether its cells are read faster out of text than out of the bytes of an encoding, all of them at once.
    pub(crate) fn wants_text(&self, charset: Charset) -> bool {
        !charset.is_utf_8()
            && match &self.values {
                // Grades are looked at one by one in any case.
                ColumnValues::Number(_) | ColumnValues::Date(_) | ColumnValues::Grade(_) => false,
                ColumnValues::Text(texts) => texts.coded().is_none(),
                ColumnValues::Truth(_) => true,
            }
    }

    /// Whether every cell holds a value; without a branch, so that many are looked at at once.
    pub(crate) fn is_full(&self) -> bool {
        self.states.iter().fold(0, |other, state| other | (*state as u8 ^ CellState::Value as u8)) == 0
    }

    /// Lets go of all cells, but not of the room they took.
    pub(crate) fn clear(&mut self) {
        self.states.clear();
        match &mut self.values {
            ColumnValues::Number(all) => all.clear(),
            ColumnValues::Date(all) => all.clear(),
            ColumnValues::Text(all) => all.clear(),
            ColumnValues::Truth(all) => all.clear(),
            ColumnValues::Grade(all) => all.clear(),
        }
    }

    /// Adds a cell.
    pub(crate) fn push(&mut self, decoded: Decoded<'_>) {
        let (state, value) = match decoded {
            Decoded::Value(value) => (CellState::Value, Some(value)),
            Decoded::Blank => (CellState::Blank, None),
            Decoded::Faulty(_) => (CellState::Faulty, None),
        };
        self.states.push(state);
        match (&mut self.values, value) {
            (ColumnValues::Number(all), Some(Value::Number(number))) => all.push(number),
            (ColumnValues::Date(all), Some(Value::Date(date))) => all.push(date),
            (ColumnValues::Text(all), Some(Value::Text(text))) => all.push(&text),
            (ColumnValues::Truth(all), Some(Value::Truth(truth))) => all.push(truth),
            (ColumnValues::Grade(all), Some(Value::Grade(rank))) => all.push(rank),
            // A cell without a value still takes a place.
            (ColumnValues::Number(all), _) => all.push_decimal(0, 0),
            (ColumnValues::Date(all), _) => all.push(Date::ZERO),
            (ColumnValues::Text(all), _) => all.push(""),
            (ColumnValues::Truth(all), _) => all.push(false),
            (ColumnValues::Grade(all), _) => all.push(0),
        }
    }
}
