//! The expressions that the conditions of one pass read, each kept once; what several read is computed once a batch.

use super::row::{Term, Vector};
use crate::data::Batch;
use std::cell::OnceCell;
use std::collections::HashMap;

/// So many expressions are kept for a batch; others are computed for every condition anew, which takes no memory.
const SHARED: usize = 64;

/// An expression of a pass, by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read(usize);

/// The expressions of a pass.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    all: Vec<(Term, Uses)>,
    places: HashMap<String, Read>,
    shared: usize,
}

/// How often an expression is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Uses {
    Once,
    Often,
    /// Often, and kept for a batch in a place of its own.
    Shared(usize),
}

impl Terms {
    /// An expression, kept unless it is there already.
    pub(crate) fn once(&mut self, term: Term) -> Read {
        let next = Read(self.all.len());
        let read = *self.places.entry(format!("{term:?}")).or_insert(next);
        match self.all.get_mut(read.0) {
            None => self.all.push((term, Uses::Once)),
            Some((Term::Slot(_) | Term::Fixed(_), _)) => {}
            Some((_, uses)) if *uses == Uses::Once => {
                *uses = if self.shared < SHARED { Uses::Shared(self.shared) } else { Uses::Often };
                self.shared += 1;
            }
            Some(_) => {}
        }
        read
    }

    /// Their values in a batch.
    pub(crate) fn over<'b>(&'b self, batch: &'b Batch) -> Values<'b> {
        Values { terms: self, batch, shared: vec![OnceCell::new(); self.shared.min(SHARED)] }
    }
}

/// The values of a pass's expressions in one batch.
#[derive(Debug)]
pub(crate) struct Values<'b> {
    terms: &'b Terms,
    batch: &'b Batch,
    shared: Vec<OnceCell<Vector<'b>>>,
}

impl<'b> Values<'b> {
    /// Of which batch.
    pub(crate) fn batch(&self) -> &'b Batch {
        self.batch
    }

    /// Lends the values of one expression.
    pub(crate) fn with<R>(&self, read: Read, then: impl FnOnce(&Vector<'_>) -> R) -> R {
        let Some((term, uses)) = self.terms.all.get(read.0) else { return then(&Vector::Made(Vec::new())) };
        let kept = if let Uses::Shared(place) = uses { self.shared.get(*place) } else { None };
        match kept {
            Some(kept) => then(kept.get_or_init(|| term.vector(self.batch))),
            None => then(&term.vector(self.batch)),
        }
    }
}
