//! 唯一 of every row of a table: the rows whose value an earlier row holds, told when all of them were seen.
//!
//! Asking a table of millions of values at every row is waiting for memory at every row. So values are only put down, in parts,
//! and each part, which a processor's cache holds, is asked at the end; earlier where much may repeat, so that memory is taken by
//! values that differ.

use crate::data::{Batch, Passed};
use crate::value::{Mark, Print};
use std::collections::BTreeMap;

/// How many parts: as many as a byte of a print tells apart.
const PARTS: usize = 1 << 8;

/// Values of a part put down in one piece: what grows by pieces is never copied as a whole.
const PIECE: usize = 1 << 10;

/// Rows of a batch that are read again together.
const TOGETHER: usize = 1 << 8;

/// A value with its row: three words of its print, of which the part says the last byte; the row's number among all rows, whose
/// upper bits stand in that byte's place beside whether the row is surely inside.
type Seen = [u32; 4];

/// The values of a part.
#[derive(Clone, Debug, Default)]
struct Pieces {
    last: Vec<Seen>,
    full: Vec<Vec<Seen>>,
    /// How many at the front are told already: they stand for those that were let go of.
    old: usize,
    /// As many as may stand there before those that repeat a value are told and let go of.
    most: usize,
    told: Told,
}

/// Values of a part that are put down before it is looked through for the first time, and how many times as many as then differ
/// before it is again.
const MANY: usize = 1 << 10;
const TIMES: usize = 4;

impl Pieces {
    #[inline]
    fn push(&mut self, seen: Seen) {
        if self.last.len() == PIECE {
            self.full.push(std::mem::replace(&mut self.last, Vec::with_capacity(PIECE)));
        }
        self.last.push(seen);
    }

    fn len(&self) -> usize {
        self.full.len() * PIECE + self.last.len()
    }

    fn iter(&self) -> impl Iterator<Item = &Seen> {
        self.full.iter().flatten().chain(&self.last)
    }

    fn get(&self, at: usize) -> Option<&Seen> {
        self.full.get(at / PIECE).unwrap_or(&self.last).get(at % PIECE)
    }

    /// Tells which of them repeat a value, and lets go of those.
    fn shrink(&mut self, asked: &Asked) {
        let mut kept = Self::default();
        let told = std::mem::take(&mut self.told);
        kept.told = Values::of(self).tell(asked, told, &mut |seen| kept.push(seen));
        kept.old = kept.len();
        kept.most = TIMES * kept.old.max(MANY);
        *self = kept;
    }

    /// Tells which of them repeat a value.
    fn told(mut self, asked: &Asked) -> Told {
        let told = std::mem::take(&mut self.told);
        Values::of(&self).tell(asked, told, &mut |_| {})
    }
}

/// What is to be told of rows that repeat a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// How many of either kind are told each by itself.
    listed: usize,
    /// The rows of which each is told by itself in any case, if its value certainly repeats, and what it is to be called.
    rows: BTreeMap<u64, u64>,
}

/// Values put down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeats {
    parts: Vec<Pieces>,
    rows: u64,
    passed: Vec<(u64, Passed)>,
    asked: Asked,
}

/// A row whose value was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Repeat {
    /// Its number among all rows, from 0.
    pub(crate) row: u64,
    /// Whether it is surely in scope.
    pub(crate) inside: bool,
    /// Whether the row before it surely is, too: then the value repeats for certain.
    pub(crate) certain: bool,
}

impl Repeats {
    /// None yet; so many of those that repeat a value are to be told each by itself.
    pub(crate) fn listing(listed: usize) -> Self {
        Self { asked: Asked { listed, rows: BTreeMap::new() }, ..Self::default() }
    }

    /// Lets a row of the batch that comes next be told by itself, under a name, if its value repeats.
    pub(crate) fn ask(&mut self, row: usize, name: u64) {
        self.asked.rows.insert(self.rows + row as u64, name);
    }

    /// Puts down the values of a batch, of rows that are perhaps in scope.
    pub(crate) fn see(&mut self, batch: &Batch, prints: &[Print], scope: Option<&[Mark]>) {
        self.parts.resize_with(PARTS, || Pieces { most: MANY, ..Pieces::default() });
        for row in (0..batch.rows.len()).step_by(TOGETHER) {
            self.passed.extend(Passed::of(batch, row, TOGETHER).map(|passed| (self.rows + row as u64, passed)));
        }
        for (row, print) in prints.iter().enumerate().filter(|(_, print)| **print != Print::NONE) {
            match scope.map_or(Some(Mark::True), |scope| scope.get(row).copied()) {
                Some(Mark::True) => self.put(*print, row, true),
                Some(Mark::Unknown) => self.put(*print, row, false),
                Some(Mark::False | Mark::Blank) | None => {}
            }
        }
        self.rows += batch.rows.len() as u64;
        for part in self.parts.iter_mut().filter(|part| part.len() > part.most) {
            part.shrink(&self.asked);
        }
    }

    #[inline]
    fn put(&mut self, print: Print, row: usize, inside: bool) {
        let (part, seen) = packed(print, self.rows + row as u64, inside);
        if let Some(part) = self.parts.get_mut(part) {
            part.push(seen);
        }
    }

    /// How many rows repeat a value, and the first of them, told by so many threads.
    pub(crate) fn told(&mut self, threads: usize) -> Told {
        let (parts, asked) = (std::mem::take(&mut self.parts), &self.asked);
        let threads = if self.rows > 1 << 16 { threads } else { 1 };
        let told = crate::threads::in_parallel(parts, threads, &|part| part.told(asked));
        let mut all = told.into_iter().fold(Told::default(), Told::and);
        all.first.sort_unstable();
        let (mut failing, mut doubtful) = (asked.listed, asked.listed);
        all.first.retain(|repeat| {
            let left = if repeat.fails() { &mut failing } else { &mut doubtful };
            let is_first = *left > 0;
            *left = left.saturating_sub(1);
            is_first
        });
        all
    }

    /// Where a row stands: the rows it is read again with, and its place among them.
    pub(crate) fn place(&self, row: u64) -> Option<(Passed, usize)> {
        let before = self.passed.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        let (first, passed) = self.passed.get(before)?;
        Some((*passed, usize::try_from(row - first).ok()?))
    }
}

fn packed(print: Print, row: u64, inside: bool) -> (usize, Seen) {
    let [first, second, third] = print.words();
    let [.., high, a, b, c, d] = row.to_be_bytes();
    let rest = u32::from(high << 1 | u8::from(inside));
    ((third & 0xff) as usize, [first, second, third & !0xff | rest, u32::from_be_bytes([a, b, c, d])])
}

fn row(seen: &Seen) -> u64 {
    u64::from(seen[2] & 0xff) >> 1 << 32 | u64::from(seen[3])
}

fn is_inside(seen: &Seen) -> bool {
    seen[2] & 1 == 1
}

fn is_same(one: &Seen, other: &Seen) -> bool {
    one[0] == other[0] && one[1] == other[1] && (one[2] ^ other[2]) & !0xff == 0
}

/// The rows that repeat a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// How many certainly do and are surely in scope.
    pub(crate) failing: u64,
    /// How many perhaps do, or are perhaps in scope.
    pub(crate) doubtful: u64,
    /// How many of all are surely in scope.
    pub(crate) inside: u64,
    /// The first of both kinds, in order.
    pub(crate) first: Vec<Repeat>,
    /// The names of those of the rows asked for that fail.
    pub(crate) asked: Vec<u64>,
}

impl Told {
    fn add(&mut self, repeat: Repeat, asked: &Asked) {
        let count = if repeat.fails() { &mut self.failing } else { &mut self.doubtful };
        *count += 1;
        self.first.extend(Some(repeat).filter(|_| *count <= asked.listed as u64));
        self.inside += u64::from(repeat.inside);
        self.asked.extend(asked.rows.get(&repeat.row).filter(|_| repeat.fails()));
    }

    fn and(mut self, other: Self) -> Self {
        self.failing += other.failing;
        self.doubtful += other.doubtful;
        self.inside += other.inside;
        self.first.extend(other.first);
        self.asked.extend(other.asked);
        self
    }
}

impl Repeat {
    /// Whether it is a fault, whatever else is unknown.
    pub(crate) fn fails(&self) -> bool {
        self.inside && self.certain
    }
}

/// What became of a value: the row that holds it first, from 1, and the kinds of rows that hold it.
#[derive(Clone, Copy, Default)]
struct Met {
    first: u32,
    inside: bool,
    perhaps: bool,
}

/// The values of a part, each in the first free place from its own on.
struct Values<'p> {
    part: &'p Pieces,
    met: Vec<Met>,
    used: usize,
}

/// Places that values are given at first: more are taken only when so many differ.
const FEW: usize = 1 << 16;

impl<'p> Values<'p> {
    fn of(part: &'p Pieces) -> Self {
        let count = part.len();
        let places = (count + count / 2).next_power_of_two().min(FEW);
        Self { part, met: vec![Met::default(); places], used: 0 }
    }

    /// Tells which of them repeat a value; of every value one of each kind is to be kept.
    fn tell(mut self, asked: &Asked, mut told: Told, keep: &mut impl FnMut(Seen)) -> Told {
        let part = self.part;
        for (at, seen) in part.iter().enumerate() {
            let inside = is_inside(seen);
            let Some(met) = self.met(at, seen) else { continue };
            if at >= part.old && (met.inside || met.perhaps) {
                told.add(Repeat { row: row(seen), inside, certain: met.inside }, asked);
            }
            if inside && !met.inside || !inside && !met.perhaps {
                keep(*seen);
            }
            met.inside |= inside;
            met.perhaps |= !inside;
        }
        told
    }

    /// What became of a value until now; of a new one it is taken down.
    fn met(&mut self, at: usize, seen: &Seen) -> Option<&mut Met> {
        if self.used * 4 > self.met.len() * 3 {
            self.grow();
        }
        let place = self.place(seen)?;
        let met = self.met.get_mut(place)?;
        if met.first == 0 {
            met.first = u32::try_from(at + 1).ok()?;
            self.used += 1;
        }
        Some(met)
    }

    fn place(&self, seen: &Seen) -> Option<usize> {
        let mask = self.met.len().checked_sub(1)?;
        let mut place = seen[0] as usize & mask;
        loop {
            let other = (self.met.get(place)?.first as usize).checked_sub(1).and_then(|first| self.part.get(first));
            if other.is_none_or(|other| is_same(other, seen)) {
                return Some(place);
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let more = vec![Met::default(); 2 * self.met.len()];
        for met in std::mem::replace(&mut self.met, more) {
            let seen = (met.first as usize).checked_sub(1).and_then(|first| self.part.get(first));
            if let Some(place) = seen.and_then(|seen| self.place(seen))
                && let Some(free) = self.met.get_mut(place)
            {
                *free = met;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::FileId;
    use proptest::prelude::*;

    fn batch(rows: std::ops::Range<u64>) -> Batch {
        let offsets = rows.clone().map(|row| 10 * row).collect();
        Batch { file: FileId(0), rows: rows.collect(), offsets, columns: Vec::new() }
    }

    /// What a row comes to among those before it, asked row by row.
    fn plainly(before: &[(u8, Mark)], value: u8, inside: Mark) -> Option<bool> {
        let met = |wanted: Mark| before.iter().any(|(other, mark)| *other == value && *mark == wanted);
        (matches!(inside, Mark::True | Mark::Unknown) && (met(Mark::True) || met(Mark::Unknown)))
            .then(|| met(Mark::True))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_repeats_is_what_a_look_at_every_row_before_finds(
            rows in prop::collection::vec((0u8..40, prop::sample::select(vec![Mark::True, Mark::True, Mark::Unknown, Mark::False, Mark::Blank])), 0..300),
            size in 1usize..90,
            threads in 1usize..3,
        ) {
            let mut repeats = Repeats::listing(usize::MAX);
            (0..rows.len()).step_by(3).for_each(|row| repeats.ask(row, row as u64));
            let print = |value: u8| if value == 0 { Print::NONE } else { Print::of(&value) };
            for (at, rows) in rows.chunks(size).enumerate() {
                let first = (at * size) as u64;
                let (prints, scope): (Vec<_>, Vec<_>) = rows.iter().map(|(value, mark)| (print(*value), *mark)).unzip();
                repeats.see(&batch(first..first + rows.len() as u64), &prints, Some(&scope));
            }
            let told = repeats.told(threads);
            let wanted = rows.iter().enumerate().filter(|(_, (value, _))| *value != 0).filter_map(|(at, (value, inside))| {
                let certain = plainly(&rows[..at], *value, *inside)?;
                Some(Repeat { row: at as u64, inside: *inside == Mark::True, certain })
            });
            let wanted: Vec<_> = wanted.collect();
            let count = |fails| wanted.iter().filter(|repeat| repeat.fails() == fails).count() as u64;
            prop_assert_eq!((told.failing, told.doubtful), (count(true), count(false)));
            prop_assert_eq!(&told.first, &wanted);
            let mut asked = told.asked.clone();
            asked.sort_unstable();
            let fails = wanted.iter().filter(|repeat| repeat.fails() && repeat.row % 3 == 0).map(|repeat| repeat.row);
            prop_assert_eq!(asked, fails.collect::<Vec<_>>());
            for repeat in &told.first {
                let (passed, at) = repeats.place(repeat.row).unwrap();
                prop_assert_eq!(passed.row + at as u64, repeat.row);
                prop_assert!(at < passed.rows);
            }
        }
    }

    #[test]
    fn many_rows_of_one_value_and_of_many_are_told_by_any_number_of_threads() {
        let count = 70_000u64;
        let all = batch(0..count);
        let told = |threads, of: &dyn Fn(u64) -> u64| {
            let mut repeats = Repeats::listing(2);
            repeats.see(&all, &(0..count).map(|row| Print::of(&of(row))).collect::<Vec<_>>(), None);
            let told = repeats.told(threads);
            let first: Vec<u64> = told.first.iter().map(|repeat| repeat.row).collect();
            (told.failing, first)
        };
        for threads in [1, 4] {
            assert_eq!(told(threads, &|_| 7), (count - 1, vec![1, 2]));
            assert_eq!(told(threads, &|row| row), (0, vec![]));
            assert_eq!(told(threads, &|row| row % 69_999), (1, vec![69_999]));
            assert_eq!(told(threads, &|row| row / 2).0, count / 2);
        }
    }

    #[test]
    fn it_does_not_matter_how_often_repeats_are_let_go_of() {
        let marks = [Mark::Unknown, Mark::True, Mark::False, Mark::Unknown, Mark::True, Mark::True, Mark::Blank];
        let scope = |row: u64| marks[(row / 3 % 7) as usize];
        let told = |size: usize| {
            let mut repeats = Repeats::listing(40);
            (0..30_000).step_by(97).for_each(|row| repeats.ask(row, row as u64));
            for first in (0..30_000u64).step_by(size) {
                let rows = first..(first + size as u64).min(30_000);
                let prints: Vec<Print> = rows.clone().map(|row| Print::of(&(row * row % 11))).collect();
                repeats.see(&batch(rows.clone()), &prints, Some(&rows.map(scope).collect::<Vec<_>>()));
            }
            let mut told = repeats.told(1);
            told.asked.sort_unstable();
            told
        };
        let whole = told(30_000);
        assert!(whole.failing > 1_000 && whole.doubtful > 1_000 && whole.asked.len() > 10);
        assert_eq!((told(1_000), told(77)), (whole.clone(), whole));
    }

    #[test]
    fn rows_of_more_than_a_word_keep_their_number() {
        for number in [0, 1, u64::from(u32::MAX), u64::from(u32::MAX) + 1, (1 << 38) + 5] {
            for inside in [true, false] {
                let (_, seen) = packed(Print::of("甲"), number, inside);
                assert_eq!((row(&seen), is_inside(&seen)), (number, inside));
            }
        }
    }
}
