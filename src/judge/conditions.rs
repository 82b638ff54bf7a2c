//! The conditions that one pass over a table asks of every row, each kept once however many rules ask it.
//!
//! What a condition says of a row rests on that row alone, so the threads that decode rows answer it there and then; only
//! 唯一, which rests on the rows before, is answered when batches are in order again.

use super::compare::compare;
use super::role::Role;
use super::row::{Cell, Slot, Term, Test, column_cell};
use super::terms::{Read, Terms, Values};
use crate::data::{Batch, CellState, ColumnValues};
use crate::language::program::Comparison;
use crate::value::{Mark, Marks, Print, Prints, Told};
use std::collections::HashMap;

/// So many conditions are answered where rows are decoded; a pass with more answers all of them a batch at a time, which
/// keeps the marks of one batch in memory and not those of every thread's.
const AHEAD: usize = 1024;

/// A condition of a pass, by its place among them: those it is made of come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked(usize);

/// A condition over one row.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// The same for every row.
    Fixed(Mark),
    /// `A < B`
    Compare {
        /// Left.
        left: Read,
        /// How.
        comparison: Comparison,
        /// Right.
        right: Read,
        /// What a 可空 blank comes to.
        blank: Mark,
    },
    /// A test of one value.
    Test {
        /// Of what.
        value: Read,
        /// Which.
        test: Test,
        /// What a 可空 blank comes to.
        blank: Mark,
    },
    /// 为空, and 非空 when negated.
    Null {
        /// The column.
        slot: Slot,
        /// 非空
        negated: bool,
    },
    /// 唯一 among the rows that a filter lets in.
    Unique {
        /// The column.
        slot: Slot,
        /// The filter.
        scope: Option<Asked>,
        /// Which of the pass's memories.
        memory: usize,
    },
    /// What tells a column's values apart, for a 唯一 that is told when all rows were seen.
    Print(Slot),
    /// 且
    And(Role, Vec<Asked>),
    /// 或
    Or(Role, Vec<Asked>),
    /// 非
    Not(Asked),
    /// 若 … 则 …
    If(Role, Asked, Asked),
}

impl Node {
    fn parts(&self) -> &[Asked] {
        match self {
            Self::And(_, parts) | Self::Or(_, parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            _ => &[],
        }
    }
}

/// The conditions of a pass.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    nodes: Vec<Node>,
    terms: Terms,
    /// Whether each rests on rows before its own.
    late: Vec<bool>,
    places: HashMap<String, Asked>,
    memories: usize,
}

/// What a 唯一 has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// Values of rows surely in scope.
    seen: Prints,
    /// Values of rows perhaps in scope.
    perhaps: Prints,
}

impl Conditions {
    /// The condition of that name, made unless it is among them already.
    pub(crate) fn once(&mut self, name: String, make: impl FnOnce() -> Node) -> Asked {
        if let Some(known) = self.places.get(&name) {
            return *known;
        }
        let place = self.add(make());
        self.places.insert(name, place);
        place
    }

    /// What a condition reads.
    pub(crate) fn read(&mut self, term: Term) -> Read {
        self.terms.once(term)
    }

    fn add(&mut self, node: Node) -> Asked {
        let is_late = |part: &Asked| self.late.get(part.0).copied().unwrap_or(false);
        let late = match &node {
            Node::Unique { .. } | Node::Print(_) => true,
            Node::If(_, premise, then) => is_late(premise) || is_late(then),
            other => other.parts().iter().any(is_late),
        };
        self.late.push(late);
        self.nodes.push(node);
        Asked(self.nodes.len() - 1)
    }

    /// A 唯一 with a memory of its own.
    pub(crate) fn unique(&mut self, slot: Slot, scope: Option<Asked>) -> Asked {
        self.memories += 1;
        self.add(Node::Unique { slot, scope, memory: self.memories - 1 })
    }

    /// Joined by 且, 或 or otherwise out of conditions that are here.
    pub(crate) fn joined(&mut self, node: Node) -> Asked {
        self.once(format!("{node:?}"), || node)
    }

    /// What every 唯一 has seen before the first row.
    pub(crate) fn memories(&self) -> Vec<Memory> {
        vec![Memory::default(); self.memories]
    }

    /// What they say of each row of a batch; of those that rest on rows before, nothing but the prints of a 唯一.
    pub(crate) fn ahead(&self, batch: &Batch) -> Marks {
        let mut marks = Marks::with_capacity(self.nodes.len());
        if self.nodes.len() > AHEAD {
            return marks;
        }
        let values = self.terms.over(batch);
        for (node, late) in self.nodes.iter().zip(&self.late) {
            let told = match node {
                Node::Unique { slot, .. } | Node::Print(slot) => Told::Prints(prints(batch, *slot)),
                _ if *late => Told::Marks(Vec::new()),
                node => Told::Marks(mark(node, &values, &marks)),
            };
            marks.push(told);
        }
        marks
    }

    /// The rest of what [`Self::ahead`] says, when the batches before this one were all asked.
    pub(crate) fn rest(&self, batch: &Batch, ahead: Marks, memories: &mut [Memory]) -> Marks {
        let mut marks = Marks::with_capacity(self.nodes.len());
        let mut ahead = ahead.into_iter();
        let values = self.terms.over(batch);
        for (node, late) in self.nodes.iter().zip(&self.late) {
            let told = match (ahead.next(), node) {
                (Some(told @ Told::Marks(_)), _) if !late => told,
                (told, Node::Print(slot)) => Told::Prints(told_prints(told, batch, *slot)),
                (told, Node::Unique { slot, scope, memory }) => {
                    let prints = told_prints(told, batch, *slot);
                    let scope = scope.map(|scope| said(&marks, scope));
                    let memory = memories.get_mut(*memory);
                    Told::Marks(memory.map_or_else(Vec::new, |memory| memory.marks(batch, *slot, &prints, scope)))
                }
                (_, node) => Told::Marks(mark(node, &values, &marks)),
            };
            marks.push(told);
        }
        marks
    }
}

/// What tells the values of a column apart.
pub(crate) fn printed(marks: &Marks, asked: Asked) -> &[Print] {
    match marks.get(asked.0) {
        Some(Told::Prints(prints)) => prints,
        Some(Told::Marks(_)) | None => &[],
    }
}

/// What one condition says of each row.
pub(crate) fn said(marks: &Marks, asked: Asked) -> &[Mark] {
    match marks.get(asked.0) {
        Some(Told::Marks(marks)) => marks,
        Some(Told::Prints(_)) | None => &[],
    }
}

/// What a condition says of each row, given what those before it say.
fn mark(node: &Node, values: &Values<'_>, before: &Marks) -> Vec<Mark> {
    let (batch, rows) = (values.batch(), values.batch().rows.len());
    match node {
        Node::Fixed(mark) => vec![*mark; rows],
        Node::Compare { left, comparison, right, blank } => {
            values.with(*left, |left| values.with(*right, |right| compare(left, *comparison, right, *blank, rows)))
        }
        Node::Test { value, test, blank } => values.with(*value, |value| test.marks(value, *blank, rows)),
        Node::Null { slot, negated } => null_marks(batch, *slot, *negated),
        Node::Unique { .. } | Node::Print(_) => Vec::new(),
        Node::And(role, parts) => combine(parts, before, rows, Mark::True, |a, b| role.and(a, b)),
        Node::Or(role, parts) => combine(parts, before, rows, Mark::False, |a, b| role.or(a, b)),
        Node::Not(part) => said(before, *part).iter().map(|mark| mark.not()).collect(),
        Node::If(role, premise, then) => {
            let both = said(before, *premise).iter().zip(said(before, *then));
            both.map(|(premise, then)| role.implies(*premise, *then)).collect()
        }
    }
}

fn combine(
    parts: &[Asked],
    before: &Marks,
    rows: usize,
    neutral: Mark,
    with: impl Fn(Mark, Mark) -> Mark,
) -> Vec<Mark> {
    let Some((first, rest)) = parts.split_first() else { return vec![neutral; rows] };
    let mut marks = said(before, *first).to_vec();
    for part in rest {
        for (mark, other) in marks.iter_mut().zip(said(before, *part)) {
            *mark = with(*mark, *other);
        }
    }
    marks
}

fn null_marks(batch: &Batch, slot: Slot, negated: bool) -> Vec<Mark> {
    let Some(column) = batch.columns.get(slot.index) else { return vec![Mark::Unknown; batch.rows.len()] };
    let mark = |state: &CellState| match state {
        CellState::Value => Mark::from(negated),
        CellState::Blank => Mark::from(!negated),
        CellState::Faulty => Mark::Unknown,
    };
    column.states.iter().map(mark).collect()
}

/// The prints of a column's values, as told ahead or made now.
fn told_prints(told: Option<Told>, batch: &Batch, slot: Slot) -> Vec<Print> {
    match told {
        Some(Told::Prints(prints)) => prints,
        _ => prints(batch, slot),
    }
}

fn prints(batch: &Batch, slot: Slot) -> Vec<Print> {
    let Some(column) = batch.columns.get(slot.index) else { return vec![Print::NONE; batch.rows.len()] };
    if let ColumnValues::Text(texts) = &column.values {
        let mut prints = texts.told(Print::of);
        let valued = column.states.iter().map(|state| *state == CellState::Value);
        prints.iter_mut().zip(valued).filter(|(_, valued)| !valued).for_each(|(print, _)| *print = Print::NONE);
        return prints;
    }
    (0..batch.rows.len()).map(|row| print(&column_cell(column, row, slot.nullable))).collect()
}

fn print(cell: &Cell<'_>) -> Print {
    match cell {
        Cell::Number(number) => Print::of(number),
        Cell::Date(date) => Print::of(date),
        Cell::Text(text) => Print::of(*text),
        Cell::Truth(truth) => Print::of(truth),
        Cell::Grade(rank) => Print::of(rank),
        Cell::Range(_) | Cell::Blank | Cell::Missing => Print::NONE,
    }
}

/// Rows whose prints are brought near at once.
const NEAR: usize = 64;

impl Memory {
    fn marks(&mut self, batch: &Batch, slot: Slot, prints: &[Print], scope: Option<&[Mark]>) -> Vec<Mark> {
        let blank = |row: usize| {
            let state = batch.columns.get(slot.index).and_then(|column| column.states.get(row));
            if slot.nullable && state == Some(&CellState::Blank) { Mark::Blank } else { Mark::Unknown }
        };
        let inside = |row: usize| scope.map_or(Mark::True, |scope| scope.get(row).copied().unwrap_or(Mark::True));
        let mut marks = Vec::with_capacity(prints.len());
        for near in prints.chunks(NEAR) {
            self.seen.near(near);
            for print in near {
                let row = marks.len();
                marks.push(self.mark(*print, inside(row), || blank(row)));
            }
        }
        marks
    }

    /// What a value comes to in a row that is inside or not; without a value, what that comes to.
    fn mark(&mut self, print: Print, inside: Mark, none: impl FnOnce() -> Mark) -> Mark {
        match inside {
            Mark::False => Mark::True,
            Mark::Blank => Mark::Blank,
            _ if print == Print::NONE => none(),
            Mark::Unknown if self.seen.contains(print) => Mark::False,
            Mark::Unknown if self.perhaps.insert(print) => Mark::True,
            Mark::Unknown => Mark::Unknown,
            Mark::True if !self.seen.insert(print) => Mark::False,
            Mark::True if self.perhaps.contains(print) => Mark::Unknown,
            Mark::True => Mark::True,
        }
    }
}
