//! Batches that were taken in, for their buffers to be filled again: memory that is given back is dear to get anew.

use std::mem::discriminant;
use std::sync::{Mutex, PoisonError};

use super::dataset::{Batch, BatchColumn, ColumnValues, PlaceColumn};

/// Batches nobody needs any more.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Batch>>);

impl Spare {
    /// Takes one in.
    pub(crate) fn put(&self, batch: Batch) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    }

    /// One of them, with no rows.
    pub(crate) fn take(&self) -> Option<Batch> {
        let mut batch = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        batch.rows.clear();
        batch.offsets.clear();
        batch.columns.iter_mut().for_each(BatchColumn::clear);
        Some(batch)
    }
}

/// A column out of some whose buffers hold values of the same type: that of the same place, or any.
pub(crate) fn alike(
    columns: &mut Vec<BatchColumn>,
    place: Option<&PlaceColumn>,
    values: &ColumnValues,
) -> Option<BatchColumn> {
    let is_alike = |column: &BatchColumn| discriminant(&column.values) == discriminant(values);
    let same = columns.iter().position(|column| is_alike(column) && column.place.as_ref() == place);
    let at = same.or_else(|| columns.iter().position(is_alike))?;
    Some(columns.swap_remove(at))
}
