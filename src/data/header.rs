//! The header of a table: found among the first rows, in one row or two, with the units said in and above it.

use std::collections::{BTreeMap, BTreeSet};

use crate::value::Units;

use super::preamble::Preamble;
use super::record::{Cells, Record};
use super::rows::{Origin, Start, Stopped};
use super::text::name_key;
use super::title::{Title, TitleUnit, says_single};
use super::unit_line::UnitLine;
use super::unit_said;

/// How many rows are looked at for the header.
const LOOKED_AT: usize = 30;
/// How many rows above a header may group its columns.
const GROUPS: usize = 2;

/// Where a table's header was found and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// Where the header's (lower) row is; in JSON where the first object is.
    pub(crate) start: Start,
    /// Whether a row of the file is the header; in JSON the keys are.
    pub(crate) is_row: bool,
    /// The title of each column.
    pub(crate) titles: Vec<Title>,
    /// The titles as names are compared.
    pub(crate) keys: Vec<String>,
    /// What a line above the table says of units.
    pub(crate) line: UnitLine,
    /// Rows below the header that were taken for 单位 lines.
    pub(crate) lines_below: Vec<u64>,
    /// The column whose numerals part the rows into groups.
    pub(crate) groups: Option<usize>,
    /// What the rows above say of the whole table.
    pub(crate) preamble: Preamble,
    /// Rows above the header that hold something.
    pub(crate) rows_above: u64,
    /// Blank rows above the header.
    pub(crate) blank_above: u64,
    /// Columns without a title that hold something all the same, as far as the first rows show.
    pub(crate) untitled: Vec<Untitled>,
    /// How many fields the rows below have, where most end in the same surplus; otherwise as many as the header.
    pub(crate) fields: usize,
}

/// A column without a title that holds something.
#[derive(Clone, Debug)]
pub(crate) struct Untitled {
    /// Its index.
    pub(crate) index: usize,
    /// Where it holds something first.
    pub(crate) start: Start,
    /// What the first rows hold in it.
    pub(crate) texts: Vec<String>,
}

/// The columns a header may have.
pub(crate) trait Wanted {
    /// How many of the titles it knows.
    fn score(&self, titles: &[Title]) -> usize;
}

struct HeadRow {
    row: u64,
    offset: u64,
    texts: Vec<String>,
}

impl HeadRow {
    fn filled(&self) -> impl Iterator<Item = &String> {
        self.texts.iter().filter(|text| !name_key(text).is_empty())
    }

    /// Whether it says more than one thing, none of them a unit of the whole table.
    fn is_grouping(&self) -> bool {
        let first = self.filled().next();
        self.filled().any(|text| Some(text) != first) && !self.filled().any(|text| unit_said::is_line(&name_key(text)))
    }

    /// Whether it only says a unit: in one text, which a merged cell repeats.
    fn is_line(&self, units: &Units) -> bool {
        let mut filled = self.filled();
        let Some(first) = filled.next().filter(|first| filled.all(|other| other == *first)) else { return false };
        let in_front = self.texts.first().is_some_and(|text| text == first);
        unit_said::is_line(&name_key(first)) || in_front && unit_said::alone(first, false, units).is_some()
    }

    /// Whether it holds nothing but units, with or without brackets, each under the title it is of.
    fn is_units(&self, units: &Units) -> bool {
        let mut filled = self.filled().peekable();
        filled.peek().is_some()
            && !self.is_line(units)
            && filled.all(|text| super::title::unit_alone(text, units).is_some())
    }
}

/// Finds the header; `None` when no row has a known title.
pub(crate) fn find(
    origin: &Origin,
    wanted: &dyn Wanted,
    at: Option<u64>,
    rename: &BTreeMap<String, String>,
    units: &Units,
) -> Result<Option<Header>, Stopped> {
    if let Origin::Json { keys, start, .. } = origin {
        let titles: Vec<Title> = keys.iter().map(|key| renamed(Title::single(key, units), rename)).collect();
        let start = Start { offset: start.offset, row: start.line };
        let (line, preamble) = (UnitLine::None, Preamble::default());
        return Ok(Some(Header {
            start,
            is_row: false,
            keys: keys_of(&titles),
            titles,
            line,
            preamble,
            lines_below: Vec::new(),
            groups: None,
            rows_above: 0,
            blank_above: 0,
            untitled: Vec::new(),
            fields: 0,
        }));
    }
    let head = head(origin, at)?;
    let search = Search { head: &head, is_sheet: matches!(origin, Origin::Sheet(_)), wanted, rename, units };
    Ok(match at {
        Some(row) => search.at(row),
        None => search.best(),
    })
}

/// The first rows as text.
fn head(origin: &Origin, at: Option<u64>) -> Result<Vec<HeadRow>, Stopped> {
    let mut rows = origin.rows(origin.start())?;
    let mut head = Vec::new();
    let enough = at.map_or(LOOKED_AT, |row| usize::try_from(row).unwrap_or(usize::MAX).saturating_add(2));
    while head.len() < enough {
        let Some(record) = rows.next()? else { break };
        head.push(HeadRow { row: record.row, offset: record.offset, texts: texts(&record) });
    }
    Ok(head)
}

fn texts(record: &Record<'_>) -> Vec<String> {
    let width = match record.cells {
        Cells::Sheet(row) => row.width(),
        _ => record.len(),
    };
    (0..width).map(|index| record.cell(index).display()).collect()
}

fn renamed(mut title: Title, rename: &BTreeMap<String, String>) -> Title {
    let target = rename.iter().find(|(from, _)| title.names.iter().any(|(_, name)| *name == name_key(from)));
    if let Some((_, to)) = target {
        title.rename(to);
    }
    title
}

struct Search<'a> {
    head: &'a [HeadRow],
    is_sheet: bool,
    wanted: &'a dyn Wanted,
    rename: &'a BTreeMap<String, String>,
    units: &'a Units,
}

impl Search<'_> {
    /// The row, or pair of rows, whose titles are best known; of equals the first, and one row before two.
    /// A row of which every title is known is the header: nothing below it is looked at.
    fn best(&self) -> Option<Header> {
        let mut best: Option<(usize, Found)> = None;
        let rows = 0..self.head.len();
        let singles = || rows.clone().map(|at| Found { at, rows: 1, titles: self.single(at) });
        if let Some(whole) = singles().find(|found| self.knows_all(found)) {
            return Some(self.header(self.with_neighbour(whole)));
        }
        let doubles = rows.clone().skip(1).map(|at| Found { at, rows: 2, titles: self.double(at) });
        for found in singles().chain(doubles) {
            let score = self.wanted.score(&found.titles);
            if score > best.as_ref().map_or(0, |(score, _)| *score) {
                best = Some((score, found));
            }
        }
        best.map(|(_, found)| self.header(found))
    }

    /// With the row of units below, the row below that parts its columns further, or the row above where its groups make more
    /// columns known.
    fn with_neighbour(&self, whole: Found) -> Found {
        let double = |at| Found { at, rows: 2, titles: self.double(at) };
        if self.head.get(whole.at + 1).is_some_and(|row| row.is_units(self.units)) {
            return double(whole.at + 1);
        }
        let below = double(whole.at + 1);
        let different = distinct(&whole.titles);
        let (gain, known) = (self.wanted.score(&below.titles), self.wanted.score(&different));
        if gain > self.wanted.score(&whole.titles) || gain >= known && different.len() < titled(&whole.titles) {
            return below;
        }
        let above = double(whole.at);
        if self.wanted.score(&above.titles) > self.wanted.score(&whole.titles) { above } else { whole }
    }

    fn knows_all(&self, found: &Found) -> bool {
        let titled = found.titles.iter().filter(|title| !title.is_blank()).count();
        titled >= 2 && self.wanted.score(&found.titles) == titled
    }

    /// The header in the row that the manifest names, together with the row above or below if that knows more.
    fn at(&self, row: u64) -> Option<Header> {
        let at = self.head.iter().position(|head| head.row == row)?;
        let mut best = Found { at, rows: 1, titles: self.single(at) };
        for lower in [at, at + 1] {
            let double = self.double(lower);
            if self.wanted.score(&double) > self.wanted.score(&best.titles) {
                best = Found { at: lower, rows: 2, titles: double };
            }
        }
        Some(self.header(best))
    }

    fn single(&self, at: usize) -> Vec<Title> {
        let texts = self.head.get(at).map_or(&[][..], |row| &row.texts);
        texts.iter().map(|text| renamed(Title::single(text, self.units), self.rename)).collect()
    }

    /// The titles of the header whose lower row is `at`; none when no row stands right above it.
    fn double(&self, at: usize) -> Vec<Title> {
        let upper = at.checked_sub(1).and_then(|upper| self.head.get(upper));
        let (Some(upper), Some(lower)) = (upper, self.head.get(at)) else { return Vec::new() };
        if lower.row != upper.row + 1 {
            return Vec::new();
        }
        let mut group = "";
        let mut titles = Vec::new();
        for index in 0..upper.texts.len().max(lower.texts.len()) {
            let above = upper.texts.get(index).map_or("", String::as_str);
            let below = lower.texts.get(index).map_or("", String::as_str);
            let from_left = name_key(above).is_empty();
            if !from_left {
                group = above;
            }
            titles.push(renamed(Title::double(group, below, from_left, self.units), self.rename));
        }
        titles
    }

    fn header(&self, found: Found) -> Header {
        let start =
            self.head.get(found.at).map_or(Start::default(), |head| Start { offset: head.offset, row: head.row });
        let above = self.head.get(..(found.at + 1).saturating_sub(found.rows)).unwrap_or_default();
        let first_row = self.head.get((found.at + 1).saturating_sub(found.rows)).map_or(1, |head| head.row);
        let filled = above.iter().filter(|row| row.texts.iter().any(|text| !name_key(text).is_empty())).count() as u64;
        let read = |row: &HeadRow| UnitLine::read(row.row, &row.texts, self.units);
        let below = self.head.iter().skip(found.at + 1).filter(|row| row.is_line(self.units));
        let lines_below = below.clone().map(|row| row.row).collect();
        let line = above.iter().rev().chain(below).map(read).fold(UnitLine::None, UnitLine::with);
        let fields = self.fields(&found);
        let rows_below: Vec<&[String]> = self.head.iter().skip(found.at + 1).map(|row| row.texts.as_slice()).collect();
        let untitled = self.untitled(&found);
        let mut titles = found.titles;
        self.units_of_groups(above, &mut titles);
        let blank_above = first_row.saturating_sub(1).saturating_sub(filled);
        let preamble = Preamble::read(above.iter().map(|row| row.texts.as_slice()));
        Header {
            start,
            is_row: true,
            keys: keys_of(&titles),
            titles,
            line,
            preamble,
            lines_below,
            groups: super::groups::column(&rows_below),
            rows_above: filled,
            blank_above,
            untitled,
            fields,
        }
    }

    /// The columns without a title that hold something beside at least two that have one: a row with less is no data. A row of
    /// text that is longer than the header is broken.
    fn untitled(&self, found: &Found) -> Vec<Untitled> {
        let most = if self.is_sheet { usize::MAX } else { found.titles.len() };
        let has_title = |index: usize| found.titles.get(index).is_some_and(|title| !title.is_blank());
        let is_filled = |text: &str| !name_key(text).is_empty();
        let mut columns: BTreeMap<usize, Untitled> = BTreeMap::new();
        for row in self.head.iter().skip(found.at + 1) {
            let filled = row.texts.iter().enumerate().filter(|(_, text)| is_filled(text));
            let (titled, rest): (Vec<_>, Vec<_>) = filled.partition(|(index, _)| has_title(*index));
            let rest = rest.into_iter().filter(|(index, _)| *index < most);
            for (index, text) in rest.filter(|_| titled.len() >= 2) {
                let start = Start { offset: row.offset, row: row.row };
                let column = columns.entry(index).or_insert_with(|| Untitled { index, start, texts: Vec::new() });
                column.texts.push(text.clone());
            }
        }
        columns.into_values().collect()
    }

    /// How many fields most rows below a header have, of equals the fewest. Beside a title that nobody knows it may be the header
    /// that lacks a delimiter.
    fn fields(&self, found: &Found) -> usize {
        let width = found.titles.len();
        if self.wanted.score(&found.titles) < titled(&found.titles) {
            return width;
        }
        let mut counts = BTreeMap::new();
        let below = self.head.iter().skip(found.at + 1).map(|row| row.texts.len());
        below.filter(|fields| *fields >= width).for_each(|fields| *counts.entry(fields).or_insert(0) += 1);
        counts.into_iter().rev().max_by_key(|(_, rows)| *rows).map_or(width, |(fields, _)| fields)
    }
}

impl Search<'_> {
    /// Gives titles without a unit the one of the group that stands over them in the rows right above.
    fn units_of_groups(&self, above: &[HeadRow], titles: &mut [Title]) {
        let close = above.iter().rev().take_while(|row| row.filled().next().is_some()).take(GROUPS);
        for row in close.filter(|row| row.is_grouping()) {
            let mut unit = TitleUnit::None;
            for (index, title) in titles.iter_mut().enumerate() {
                let text = row.texts.get(index).map_or("", String::as_str);
                if !name_key(text).is_empty() {
                    unit = Title::single(text, self.units).unit;
                }
                if let (TitleUnit::None, TitleUnit::Known(unit)) = (&title.unit, &unit) {
                    title.unit = TitleUnit::Known(unit.clone());
                    title.unit_from_left = true;
                }
            }
        }
    }
}

fn keys_of(titles: &[Title]) -> Vec<String> {
    titles.iter().map(|title| name_key(&title.written).into_owned()).collect()
}

/// Titles without those that stand there again, as a merged cell repeats them.
fn distinct(titles: &[Title]) -> Vec<Title> {
    let mut seen = BTreeSet::new();
    titles.iter().filter(|title| !title.is_blank() && seen.insert(name_key(&title.written))).cloned().collect()
}

fn titled(titles: &[Title]) -> usize {
    titles.iter().filter(|title| !title.is_blank()).count()
}

/// A header that was tried: its lower row, in how many rows it stands, its titles.
struct Found {
    at: usize,
    rows: usize,
    titles: Vec<Title>,
}

impl Header {
    /// The columns that answer to a name most surely, by index; a lower name alone must be unique, or nobody knows which is meant.
    pub(crate) fn columns(&self, name: &str) -> Vec<usize> {
        let key = name_key(name);
        let sureness = |title: &Title| title.names.iter().find(|(_, name)| *name == key).map(|(sureness, _)| *sureness);
        let Some(best) = self.titles.iter().filter_map(sureness).min() else { return Vec::new() };
        let titles = self.titles.iter().enumerate();
        titles.filter(|(_, title)| sureness(title) == Some(best)).map(|(index, _)| index).collect()
    }

    /// Other columns that have a name but for the unit in brackets: which of them is meant nobody knows.
    pub(crate) fn also(&self, name: &str, index: usize, declared: &[&str]) -> Vec<usize> {
        let key = name_key(name);
        let is_declared = |title: &Title| declared.iter().any(|other| title.is_whole(&name_key(other)));
        let has = |title: &Title| title.names.iter().any(|(sureness, name)| *sureness <= 1 && *name == key);
        let has = |title: &Title| has(title) && title.is_but_for_a_unit();
        let titles = self.titles.iter().enumerate().filter(|(at, title)| *at != index && has(title));
        titles.filter(|(_, title)| !is_declared(title)).map(|(at, _)| at).collect()
    }

    /// Takes the unit that the sheet's or the file's name says, where no line does.
    pub(crate) fn unit_of_names<'n>(&mut self, names: impl Iterator<Item = &'n str>, units: &Units) {
        for name in names {
            if self.line == UnitLine::None {
                self.line = UnitLine::of_name(name, units);
            }
        }
    }

    /// Takes the unit that stands in the title of a column of names, where nothing else says one: it is that of the whole table.
    pub(crate) fn unit_of_titles(&mut self, is_of_names: &dyn Fn(&Title) -> bool) {
        let mut titles = self.titles.iter().enumerate().filter(|(_, title)| is_of_names(title));
        let found = titles.find_map(|(index, title)| match &title.unit {
            TitleUnit::Known(unit) => Some((unit.clone(), index)),
            TitleUnit::None | TitleUnit::Unknown(_) => None,
        });
        if let (Some((unit, index)), UnitLine::None) = (found, &self.line) {
            self.line = UnitLine::Known(vec![unit], self.start.row, u32::try_from(index).unwrap_or(0));
        }
    }

    /// Lets the lines above the table and the names of file and sheet say that figures are each of their own month or quarter, where
    /// a title says nothing of it.
    pub(crate) fn single_of_names<'n>(&mut self, mut names: impl Iterator<Item = &'n str>) {
        if names.any(says_single) || self.preamble.titles.iter().any(|title| says_single(title)) {
            self.titles.iter_mut().for_each(|title| title.single = title.single.or(Some(true)));
        }
    }

    /// Whether the figures of a column are each of their own month or quarter.
    pub(crate) fn says_single(&self, index: usize) -> bool {
        self.title(index).is_some_and(|title| title.single == Some(true))
    }

    /// The title of a column.
    pub(crate) fn title(&self, index: usize) -> Option<&Title> {
        self.titles.get(index)
    }

    /// How many columns have a title.
    pub(crate) fn titled(&self) -> usize {
        self.keys.iter().filter(|key| !key.is_empty()).count()
    }

    /// How many columns have a title, up to the last.
    pub(crate) fn width(&self) -> usize {
        self.titles.iter().rposition(|title| !title.is_blank()).map_or(0, |last| last + 1)
    }

    /// Titles with something in brackets that is no unit.
    pub(crate) fn unknown_unit(&self, index: usize) -> Option<&str> {
        match self.titles.get(index).map(|title| &title.unit) {
            Some(TitleUnit::Unknown(word)) => Some(word),
            _ => None,
        }
    }
}

/// Whether a title answers to a name.
pub(crate) fn answers(title: &Title, name: &str) -> bool {
    let key = name_key(name);
    title.names.iter().any(|(_, name)| *name == key)
}
