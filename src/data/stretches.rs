//! The rows of an item table as stretches, in order: one after another, or by several threads at once.
//!
//! Where a record of delimited text begins in the middle of a file nobody can tell without what stands before it: a quote may
//! be open. So each thread guesses that its share begins behind a line end, and whoever puts the shares in order takes one
//! only if it begins exactly where the share before it ended; any other is read again from there. The rows are the same
//! for any number of threads and any size of share.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use super::bytes::Bytes;
use super::decoding::{Decoding, Stretch};
use super::delimited::Splitter;
use super::record::{Cells, Record};
use super::rows::{Origin, Start, Stopped};

/// Rows of a stretch that is read without dividing the file.
const ROWS: usize = 4096;

/// Where a thread's rows are numbered from until their place is known: no row has such a number.
const GUESSED: u64 = 1 << 60;

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
        Self { threads: std::thread::available_parallelism().map_or(1, NonZero::get), bytes: 1 << 20 }
    }
}

impl Shares {
    /// With so many threads, or one for each core.
    pub fn by(threads: Option<usize>) -> Self {
        threads.map_or_else(Self::default, |threads| Self { threads: threads.max(1), ..Self::default() })
    }
}

/// Hands over every row below the header, in order.
pub(crate) fn read(decoding: &Decoding<'_>, shares: Shares, visit: &mut dyn FnMut(Stretch)) -> Result<(), Stopped> {
    if let Origin::Delimited { bytes, delimiter } = &decoding.part.origin
        && shares.threads > 1
        && let Some(length) = bytes.divisible()?.filter(|length| *length > 2 * shares.bytes)
    {
        return Divided { decoding, bytes, delimiter: *delimiter, length, shares }.read(visit);
    }
    let mut rows = decoding.part.rows()?;
    let mut stretch = decoding.stretch();
    stretch.tally.begin(&decoding.part.header);
    while let Some(record) = rows.next()? {
        decoding.take(&record, &mut stretch);
        if stretch.batch.rows.len() == ROWS {
            let mut next = decoding.stretch();
            next.tally.follow(&stretch.tally);
            visit(std::mem::replace(&mut stretch, next));
        }
    }
    visit(stretch);
    Ok(())
}

/// A file of delimited text read by several threads.
#[derive(Clone, Copy)]
struct Divided<'a> {
    decoding: &'a Decoding<'a>,
    bytes: &'a Bytes,
    delimiter: u8,
    length: u64,
    shares: Shares,
}

/// What one thread read.
struct Share {
    begin: Start,
    end: Start,
    stretch: Stretch,
}

impl Divided<'_> {
    fn read(&self, visit: &mut dyn FnMut(Stretch)) -> Result<(), Stopped> {
        let header = &self.decoding.part.header;
        let mut at = header.start;
        if header.is_row {
            let mut splitter = self.splitter(at)?;
            let skipped = splitter.next()?.map_or(0, |cut| cut.fields.all().len() as u64);
            at = Start { offset: at.offset + skipped, row: at.row + 1 };
        }
        let begin = at.offset;
        let count = self.length.saturating_sub(begin).div_ceil(self.shares.bytes).max(1);
        let threads = self.shares.threads.min(usize::try_from(count).unwrap_or(usize::MAX));
        std::thread::scope(|scope| {
            let shares: Vec<_> = (0..threads).map(|first| self.start(scope, begin, (first, threads, count))).collect();
            for (index, guesses) in (0..count).zip(shares.iter().cycle()) {
                let guess = guesses.recv().ok().flatten();
                let mut share = match guess.filter(|share| self.holds(share, at)) {
                    Some(share) => share,
                    None => self.share(at, self.end(begin, index, count))?,
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

    /// Lets a thread read every so manieth share; at most one waits to be taken.
    fn start<'s, 'e>(
        &'e self,
        scope: &'s Scope<'s, 'e>,
        begin: u64,
        (first, threads, count): (usize, usize, u64),
    ) -> Receiver<Option<Share>> {
        let (give, take) = sync_channel(1);
        scope.spawn(move || {
            for index in (first as u64..count).step_by(threads) {
                if give.send(self.guess(begin, index, count)).is_err() {
                    break;
                }
            }
        });
        take
    }

    /// Whether a share is what the rows before it leave: it begins where they end, and no row in it has a meaning by its number.
    fn holds(&self, share: &Share, at: Start) -> bool {
        let header = &self.decoding.part.header;
        share.begin.offset == at.offset && at.row > header.line_below.unwrap_or(0).max(header.start.row + 1)
    }

    fn end(&self, begin: u64, index: u64, count: u64) -> u64 {
        if index + 1 == count { u64::MAX } else { begin + (index + 1) * self.shares.bytes }
    }

    /// Reads a share from behind the first line end in it; `None` when there is none near, or reading fails.
    fn guess(&self, begin: u64, index: u64, count: u64) -> Option<Share> {
        let near = begin + index * self.shares.bytes;
        let mut offset = near;
        if index > 0 {
            let mut window = self.bytes.window(near - 1).ok()?;
            let head = window.at_least(LINE).ok()?;
            offset = near + memchr::memchr(b'\n', head)? as u64;
        }
        self.share(Start { offset, row: GUESSED }, self.end(begin, index, count)).ok()
    }

    /// Reads the records that begin before `end`.
    fn share(&self, begin: Start, end: u64) -> Result<Share, Stopped> {
        let mut stretch = self.decoding.stretch();
        let mut splitter = self.splitter(begin)?;
        let charset = self.bytes.handed_charset();
        let mut at = begin;
        while at.offset < end {
            let Some(cut) = splitter.next()? else { break };
            at = Start { offset: cut.offset + cut.fields.all().len() as u64, row: cut.row + 1 };
            let cells = Cells::Fields(cut.fields, charset);
            let record = Record { row: cut.row, offset: cut.offset, fault: cut.fault, cells };
            self.decoding.take(&record, &mut stretch);
        }
        Ok(Share { begin, end: at, stretch })
    }

    fn splitter(&self, from: Start) -> Result<Splitter, Stopped> {
        Ok(Splitter::new(self.bytes.window(from.offset)?, self.delimiter, from.offset, from.row))
    }
}
