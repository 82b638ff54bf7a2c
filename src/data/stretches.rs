//! The rows of an item table as stretches, in order: one after another, or by several threads at once.
//!
//! Where a record of delimited text begins in the middle of a file nobody can tell without what stands before it: a quote may
//! be open. So each thread guesses that its share begins behind a line end, and whoever puts the shares in order takes one
//! only if it begins exactly where the share before it ended; any other is read again from there. One JSON object a line is
//! divided alike; the rows of a workbook are told apart already. The rows are the same for any number of threads and any
//! size of share.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use super::decoding::{Decoding, Stretch};
use super::rows::{Origin, Rows, Start, Stopped};

/// Rows of a stretch that is read without dividing the file, at least.
const ROWS: usize = 4096;

/// Shares of a thread that may wait to be taken: with fewer threads stand still, more take memory.
const WAITING: usize = 3;

/// Where a thread's rows are numbered from until their place is known: no row has such a number.
const GUESSED: u64 = 1 << 60;

/// Bytes of text that a row of a workbook counts as.
const ROW: u64 = 1 << 8;

/// How far a line end is looked for.
const LINE: usize = 1 << 16;

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

/// Hands over every row below the header, in order.
pub(crate) fn read(decoding: &Decoding<'_>, shares: Shares, visit: &mut dyn FnMut(Stretch)) -> Result<(), Stopped> {
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
            visit(decoding.finish(std::mem::replace(&mut stretch, next)));
        }
    }
    visit(decoding.finish(stretch));
    Ok(())
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

    fn read(&self, visit: &mut dyn FnMut(Stretch)) -> Result<(), Stopped> {
        let mut at = self.begin()?;
        let begin = at.offset;
        let count = self.length.saturating_sub(begin).div_ceil(self.size).max(1);
        let threads = self.shares.threads.min(usize::try_from(count).unwrap_or(usize::MAX));
        std::thread::scope(|scope| {
            let shares: Vec<_> = (0..threads).map(|first| self.start(scope, begin, (first, threads, count))).collect();
            for (index, guesses) in (0..count).zip(shares.iter().cycle()) {
                let guess = guesses.recv().ok().flatten();
                let mut share = match guess.filter(|share| self.holds(share, at)) {
                    Some(share) => share,
                    None => self.share(at, self.end(begin, index, count), 0)?,
                };
                if share.begin.row == GUESSED {
                    share.stretch.renumber(GUESSED, at.row);
                    share.end.row = share.end.row - GUESSED + at.row;
                }
                at = share.end;
                visit(share.stretch);
            }
            Ok(())
        })
    }

    /// Lets a thread read every so manieth share; at most [`WAITING`] wait to be taken.
    fn start<'s, 'e>(
        &'e self,
        scope: &'s Scope<'s, 'e>,
        begin: u64,
        (first, threads, count): (usize, usize, u64),
    ) -> Receiver<Option<Share>> {
        let (give, take) = sync_channel(WAITING);
        scope.spawn(move || {
            let mut room = 0;
            for index in (first as u64..count).step_by(threads) {
                let share = self.guess(begin, index, count, room);
                room = share.as_ref().map_or(room, |share| share.stretch.batch.rows.len() * 9 / 8);
                if give.send(share).is_err() {
                    break;
                }
            }
        });
        take
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
    fn guess(&self, begin: u64, index: u64, count: u64, room: usize) -> Option<Share> {
        let near = begin + index * self.size;
        let from = match &self.decoding.part.origin {
            Origin::Sheet(_) => Start { offset: near, row: 0 },
            Origin::Delimited { bytes, .. } | Origin::Json { bytes, .. } => {
                let mut offset = near;
                if index > 0 {
                    let mut window = bytes.window(near - 1).ok()?;
                    offset += memchr::memchr(b'\n', window.at_least(LINE).ok()?)? as u64;
                }
                Start { offset, row: GUESSED }
            }
        };
        self.share(from, self.end(begin, index, count), room).ok()
    }

    /// Reads the records that begin before `end`, with room for some.
    fn share(&self, begin: Start, end: u64, room: usize) -> Result<Share, Stopped> {
        let mut stretch = self.decoding.stretch(room);
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
