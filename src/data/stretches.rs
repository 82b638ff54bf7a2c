//! The rows of an item table as stretches, in order: one after another, or by several threads at once.
//!
//! Where a record of delimited text begins in the middle of a file nobody can tell without what stands before it: a quote may
//! be open. So each thread guesses that its share begins behind a line end, and whoever puts the shares in order takes one
//! only if it begins exactly where the share before it ended; any other is read again from there. One JSON object a line is
//! divided alike; the rows of a workbook are told apart already. The rows are the same for any number of threads and any
//! size of share.

use std::sync::Arc;

use super::board::{Board, Closing};
use super::dataset::{Batch, Passed};
use super::decoding::{Decoding, Stretch};
use super::rows::{Origin, Rows, Start, Stopped};

/// Rows of a stretch that is read without dividing the file, at least.
const ROWS: usize = 4096;

/// Shares for each thread that may be begun before those in front of them are taken: with fewer threads stand still, more take
/// memory.
const AHEAD: usize = 2;

/// Where a thread's rows are numbered from until their place is known: no row has such a number.
const GUESSED: u64 = 1 << 60;

/// Bytes of text that a row of a workbook counts as.
const ROW: u64 = 1 << 8;

/// How far a line end usually is, and how far it is looked for.
const USUAL: u64 = 1 << 10;
const LINE: u64 = 1 << 16;

/// How files are divided.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// How many threads decode.
    pub threads: usize,
    /// Bytes of a share; a file of no more than two is not divided.
    pub bytes: u64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { threads: crate::threads::count(None), bytes: 1 << 20 }
    }
}

impl Shares {
    /// With so many threads, or one for each core.
    pub fn by(threads: Option<usize>) -> Self {
        Self { threads: crate::threads::count(threads), ..Self::default() }
    }
}

/// Who is handed stretches; a batch that is not kept comes back.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(Stretch) -> Option<Batch>;

/// Hands over every row below the header, in order.
pub(crate) fn read(decoding: &Decoding<'_>, shares: Shares, visit: Visit<'_>) -> Result<(), Stopped> {
    if shares.threads > 1
        && let Some(divided) = Divided::new(decoding, shares)?
    {
        return divided.read(visit);
    }
    let mut rows = decoding.part.rows()?;
    let mut stretch = decoding.stretch(0);
    stretch.tally.begin(&decoding.part.header);
    while take(decoding, &mut rows, u64::MAX, &mut stretch)? {
        if stretch.batch.rows.len() >= ROWS {
            let mut next = decoding.stretch(stretch.batch.rows.len());
            next.tally.follow(&stretch.tally);
            decoding.spare(visit(decoding.finish(std::mem::replace(&mut stretch, next))));
        }
    }
    visit(decoding.finish(stretch));
    Ok(())
}

/// Reads rows again.
pub(crate) fn again(decoding: &Decoding<'_>, passed: &Passed) -> Result<Stretch, Stopped> {
    let mut rows = decoding.part.origin.rows(Start { offset: passed.offset, row: passed.row })?;
    let mut stretch = decoding.stretch(passed.rows);
    while stretch.batch.rows.len() < passed.rows && take(decoding, &mut rows, passed.last + 1, &mut stretch)? {}
    Ok(stretch)
}

/// Takes in the rows that come next: many at once where they lie alike and begin before `until`; `false` when none comes.
fn take(decoding: &Decoding<'_>, rows: &mut Rows, until: u64, stretch: &mut Stretch) -> Result<bool, Stopped> {
    if let Some(block) = rows.block(decoding.part.header.titles.len(), until) {
        decoding.take_block(&block, stretch);
        return Ok(true);
    }
    let Some(record) = rows.next()? else { return Ok(false) };
    decoding.take(&record, stretch);
    Ok(true)
}

/// A table read by several threads.
#[derive(Clone, Copy)]
struct Divided<'a> {
    decoding: &'a Decoding<'a>,
    shares: Shares,
    /// Where the rows end, in bytes; in a workbook by their place.
    length: u64,
    /// How much of that a share is.
    size: u64,
}

/// What one thread read.
struct Share {
    begin: Start,
    end: Start,
    stretch: Stretch,
}

impl<'a> Divided<'a> {
    /// Divides the rows of a table, if they can be read from anywhere and are many.
    fn new(decoding: &'a Decoding<'a>, shares: Shares) -> Result<Option<Self>, Stopped> {
        let (length, size) = match &decoding.part.origin {
            Origin::Delimited { bytes, .. } => (bytes.divisible()?, shares.bytes),
            Origin::Json { bytes, lines: true, .. } if bytes.is_utf_8() => (bytes.divisible()?, shares.bytes),
            Origin::Json { .. } => (None, shares.bytes),
            Origin::Sheet(sheet) => (Some(sheet.len() as u64), (shares.bytes / ROW).max(1)),
        };
        Ok(length.filter(|length| *length > 2 * size).map(|length| Self { decoding, shares, length, size }))
    }

    /// Where the rows below the header begin.
    fn begin(&self) -> Result<Start, Stopped> {
        Ok(self.decoding.part.rows()?.place())
    }

    fn read(&self, visit: Visit<'_>) -> Result<(), Stopped> {
        let mut at = self.begin()?;
        let begin = at.offset;
        let count = self.length.saturating_sub(begin).div_ceil(self.size).max(1);
        let threads = self.shares.threads.min(usize::try_from(count).unwrap_or(usize::MAX));
        let board = Board::new(count, (threads * AHEAD) as u64);
        let guess = |index| self.guess(begin, index, count);
        std::thread::scope(|scope| {
            let _closing = Closing(&board);
            for _ in 1..threads {
                scope.spawn(|| board.help(&guess));
            }
            for index in 0..count {
                let mut share = match board.take(index, &guess).filter(|share| self.holds(share, at)) {
                    Some(share) => share,
                    None => self.share(at, self.end(begin, index, count))?,
                };
                if share.begin.row == GUESSED {
                    share.stretch.renumber(GUESSED, at.row);
                    share.end.row = share.end.row - GUESSED + at.row;
                }
                at = share.end;
                self.decoding.spare(visit(share.stretch));
            }
            Ok(())
        })
    }

    /// Whether a share is what the rows before it leave: it begins where they end, and no row in it has a meaning by its number.
    fn holds(&self, share: &Share, at: Start) -> bool {
        let header = &self.decoding.part.header;
        let numbered = header.lines_below.iter().copied().max().unwrap_or(0).max(header.start.row + 1);
        share.begin.offset == at.offset && (share.begin.row != GUESSED || at.row > numbered)
    }

    fn end(&self, begin: u64, index: u64, count: u64) -> u64 {
        if index + 1 == count { u64::MAX } else { begin + (index + 1) * self.size }
    }

    /// Reads a share: in text from behind the first line end in it, `None` when there is none near or reading fails.
    fn guess(&self, begin: u64, index: u64, count: u64) -> Option<Share> {
        let near = begin + index * self.size;
        let from = match &self.decoding.part.origin {
            Origin::Sheet(_) => Start { offset: near, row: 0 },
            Origin::Delimited { bytes, .. } | Origin::Json { bytes, .. } => {
                let mut offset = near;
                if index > 0 {
                    let line_end = |reach| Some(memchr::memchr(b'\n', &bytes.glimpse(near - 1, reach).ok()?)? as u64);
                    offset += line_end(USUAL).or_else(|| line_end(LINE))?;
                }
                Start { offset, row: GUESSED }
            }
        };
        self.share(from, self.end(begin, index, count)).ok()
    }

    /// Reads the records that begin before `end`.
    fn share(&self, begin: Start, end: u64) -> Result<Share, Stopped> {
        let mut stretch = self.decoding.stretch(0);
        let mut rows = match &self.decoding.part.origin {
            Origin::Sheet(sheet) => {
                let next = usize::try_from(begin.offset).unwrap_or(usize::MAX);
                let before = next.checked_sub(1).and_then(|before| sheet.row_at(before));
                stretch.tally.go_on_behind(before.map_or(0, |row| row.number));
                Rows::Sheet { sheet: Arc::clone(sheet), next }
            }
            origin => origin.rows(begin)?,
        };
        while rows.place().offset < end && take(self.decoding, &mut rows, end, &mut stretch)? {}
        Ok(Share { begin, end: rows.place(), stretch: self.decoding.finish(stretch) })
    }
}
