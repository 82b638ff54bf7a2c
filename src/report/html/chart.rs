//! What the charts draw; every drawing has its figures in words beside it.

use serde::Serialize;

use crate::language::program::Status;

use super::Section;
use super::row::{Row, gravity};

/// How many figures the chart of progress shows.
const PROGRESS_SHOWN: usize = 40;

/// A stretch of a bar: counts are its coordinates.
#[derive(Serialize)]
pub(super) struct Segment {
    key: &'static str,
    word: &'static str,
    count: usize,
    start: usize,
}

/// A section's bar.
#[derive(Serialize)]
pub(super) struct Band {
    name: String,
    total: usize,
    segments: Vec<Segment>,
}

/// A figure's bar against its schedule.
#[derive(Serialize)]
pub(super) struct Progress {
    id: String,
    subject: String,
    key: &'static str,
    word: &'static str,
    share: super::row::Share,
}

impl Band {
    pub(super) fn of(section: &Section) -> Self {
        let segments = segments(section.rows.iter().map(|row| row.status));
        Self { name: section.name.clone(), total: section.total, segments }
    }
}

/// A bar of statuses, in the order of summaries.
pub(super) fn segments(statuses: impl Iterator<Item = Status>) -> Vec<Segment> {
    let statuses: Vec<Status> = statuses.collect();
    let mut start = 0;
    let mut segments = Vec::new();
    for status in Status::ALL {
        let count = statuses.iter().filter(|own| **own == status).count();
        if count > 0 {
            segments.push(Segment { key: status.key(), word: status.word(), count, start });
        }
        start += count;
    }
    segments
}

/// The figures that are not there yet, the least complete first, and how many are left out.
pub(super) fn progress<'a>(rows: impl Iterator<Item = &'a Row>) -> (Vec<Progress>, usize) {
    let unfinished = |row: &&Row| row.share.is_some() && !matches!(row.status, Status::Met);
    let mut rows: Vec<&Row> = rows.filter(unfinished).collect();
    rows.sort_by_key(|row| (row.share.as_ref().map(|share| share.percent), gravity(row.status)));
    let left = rows.len().saturating_sub(PROGRESS_SHOWN);
    let one = |row: &Row| {
        let share = row.share.clone()?;
        Some(Progress { id: row.id.clone(), subject: row.subject.clone(), key: row.key, word: row.word, share })
    };
    (rows.into_iter().take(PROGRESS_SHOWN).filter_map(one).collect(), left)
}
