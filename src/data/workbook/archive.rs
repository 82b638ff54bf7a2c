//! The zip that a workbook is: its directory, and its parts decompressed a block at a time within limits.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::limits;
use crate::data::read_error::ReadErrorKind;
use crate::limits::Limits;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// A zip in memory.
pub(super) struct Archive {
    bytes: Vec<u8>,
    /// What it is read within.
    pub(super) limits: Limits,
    entries: Vec<Entry>,
}

/// A part as the directory has it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    name: String,
    locked: bool,
    method: u16,
    crc: u32,
    packed: u64,
    /// Its size decompressed, as the directory says.
    pub(super) size: u64,
    header: u64,
}

/// Little-endian numbers at places of some bytes.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn number(&self, at: usize, length: usize) -> Option<u64> {
        let bytes = self.0.get(at..at.checked_add(length)?)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn size(&self, at: usize, length: usize) -> Option<usize> {
        usize::try_from(self.number(at, length)?).ok()
    }
}

fn cut_short() -> ReadErrorKind {
    ReadErrorKind::BadWorkbook { reason: "文件不完整，可能没有传完".to_owned() }
}

impl Archive {
    /// Reads the directory.
    pub(super) fn new(bytes: Vec<u8>, limits: Limits) -> Result<Self, ReadErrorKind> {
        let (start, count, shift) = directory(&bytes).ok_or_else(cut_short)?;
        if count > limits::ENTRIES {
            return limits::broken("压缩包里的文件数", limits::ENTRIES);
        }
        let mut entries = Vec::with_capacity(count);
        let mut at = start;
        for _ in 0..count {
            let (entry, length) = entry(&bytes, at, shift).ok_or_else(cut_short)?;
            entries.push(entry);
            at += length;
        }
        Ok(Self { bytes, limits, entries })
    }

    /// The part of a name, however its letters are cased and its folders divided.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        let same = |entry: &&Entry| {
            entry.name.len() == name.len()
                && entry.name.bytes().zip(name.bytes()).all(|(a, b)| {
                    let a = if a == b'\\' { b'/' } else { a };
                    a.eq_ignore_ascii_case(&b)
                })
        };
        self.entries.iter().find(|entry| entry.name == name).or_else(|| self.entries.iter().find(same))
    }

    /// The content of a part, to be read in blocks.
    pub(super) fn part(&self, entry: &Entry) -> Result<Part<'_>, ReadErrorKind> {
        if entry.locked {
            return Err(ReadErrorKind::Locked);
        }
        let data = self.data(entry).ok_or_else(cut_short)?;
        let inflater = match entry.method {
            0 => None,
            8 => Some(Decompress::new(false)),
            _ => return Err(ReadErrorKind::BadWorkbook { reason: "压缩方法不认得".to_owned() }),
        };
        Ok(Part {
            data,
            inflater,
            crc: Crc::new(),
            expected: entry.crc,
            given: 0,
            size: entry.size,
            packed: entry.packed,
            limits: self.limits,
            ended: false,
        })
    }

    fn data(&self, entry: &Entry) -> Option<&[u8]> {
        let at = usize::try_from(entry.header).ok()?;
        let header = self.bytes.get(at..)?;
        header.starts_with(LOCAL).then_some(())?;
        let fields = Fields(header);
        let start = 30 + fields.size(26, 2)? + fields.size(28, 2)?;
        header.get(start..start.checked_add(usize::try_from(entry.packed).ok()?)?)
    }

    /// Whether a part begins with some words.
    pub(super) fn begins(&self, name: &str, words: &[u8]) -> bool {
        let Some(Ok(mut part)) = self.entry(name).map(|entry| self.part(entry)) else { return false };
        let mut block = [0; 256];
        part.read(&mut block).is_ok_and(|length| block.get(..length).unwrap_or_default().starts_with(words))
    }
}

/// Where the directory begins, how many entries it has, and how far the archive is moved in its file.
fn directory(bytes: &[u8]) -> Option<(usize, usize, u64)> {
    let from = bytes.len().saturating_sub(22 + 0xffff);
    let end = from + memchr::memmem::rfind(bytes.get(from..)?, END)?;
    let fields = Fields(bytes.get(end..)?);
    let (mut count, mut size, mut offset) = (fields.number(10, 2)?, fields.number(12, 4)?, fields.number(16, 4)?);
    let mut close = end;
    let locator = end.checked_sub(20).and_then(|at| bytes.get(at..)).filter(|bytes| bytes.starts_with(LOCATOR_64));
    if let Some(locator) = locator {
        let told = Fields(locator).size(8, 8)?;
        let at = if bytes.get(told..)?.starts_with(END_64) { told } else { end.checked_sub(76)? };
        let wide = Fields(bytes.get(at..).filter(|bytes| bytes.starts_with(END_64))?);
        (count, size, offset) = (wide.number(32, 8)?, wide.number(40, 8)?, wide.number(48, 8)?);
        close = at;
    }
    let start = (close as u64).checked_sub(size)?;
    Some((usize::try_from(start).ok()?, usize::try_from(count).ok()?, start.checked_sub(offset)?))
}

fn entry(bytes: &[u8], at: usize, shift: u64) -> Option<(Entry, usize)> {
    let bytes = bytes.get(at..).filter(|bytes| bytes.starts_with(ENTRY))?;
    let fields = Fields(bytes);
    let (name, extra, comment) = (fields.size(28, 2)?, fields.size(30, 2)?, fields.size(32, 2)?);
    let (mut packed, mut size, mut header) = (fields.number(20, 4)?, fields.number(24, 4)?, fields.number(42, 4)?);
    let mut wide = wide_sizes(bytes.get(46 + name..46 + name + extra)?);
    for number in [&mut size, &mut packed, &mut header] {
        if *number == u64::from(u32::MAX) {
            *number = wide.next()?;
        }
    }
    let entry = Entry {
        name: String::from_utf8_lossy(bytes.get(46..46 + name)?).into_owned(),
        locked: fields.number(8, 2)? & 1 == 1,
        method: u16::try_from(fields.number(10, 2)?).ok()?,
        crc: u32::try_from(fields.number(16, 4)?).ok()?,
        packed,
        size,
        header: header.checked_add(shift)?,
    };
    Some((entry, 46 + name + extra + comment))
}

/// The numbers of the zip64 field, which has only those that did not fit.
fn wide_sizes(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while let Some((head, rest)) = extra.split_at_checked(4) {
        let length = Fields(head).size(2, 2).unwrap_or(0);
        let Some((body, rest)) = rest.split_at_checked(length) else { break };
        if Fields(head).number(0, 2) == Some(1) {
            found = body;
        }
        extra = rest;
    }
    found.chunks_exact(8).filter_map(|chunk| Fields(chunk).number(0, 8))
}

/// A part being read.
pub(super) struct Part<'a> {
    data: &'a [u8],
    inflater: Option<Decompress>,
    crc: Crc,
    expected: u32,
    given: u64,
    size: u64,
    packed: u64,
    /// What it is read within.
    pub(super) limits: Limits,
    ended: bool,
}

impl Part<'_> {
    /// Whether everything was read.
    pub(super) fn is_ended(&self) -> bool {
        self.ended
    }

    /// How large it is, as the directory says.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Fills a block as far as the part reaches; 0 at its end.
    pub(super) fn read(&mut self, block: &mut [u8]) -> Result<usize, ReadErrorKind> {
        let mut length = 0;
        while let Some(rest) = block.get_mut(length..).filter(|rest| !rest.is_empty() && !self.ended) {
            length += match &mut self.inflater {
                None => {
                    let taken = rest.len().min(self.data.len());
                    let (now, later) = self.data.split_at_checked(taken).unwrap_or_default();
                    rest.get_mut(..taken).unwrap_or_default().copy_from_slice(now);
                    self.data = later;
                    self.ended = later.is_empty();
                    taken
                }
                Some(inflater) => inflate(inflater, &mut self.data, rest, &mut self.ended)?,
            };
        }
        self.count(block.get(..length).unwrap_or_default())?;
        Ok(length)
    }

    /// Holds what came against the limits, and at the end against the directory.
    fn count(&mut self, block: &[u8]) -> Result<(), ReadErrorKind> {
        self.given += block.len() as u64;
        // By what was taken so far: a bomb is known long before its end.
        self.limits.unpacked(self.given, self.packed.saturating_sub(self.data.len() as u64))?;
        self.crc.update(block);
        if self.ended && self.crc.sum() != self.expected {
            return Err(ReadErrorKind::Damaged);
        }
        Ok(())
    }
}

fn inflate(
    inflater: &mut Decompress,
    data: &mut &[u8],
    out: &mut [u8],
    ended: &mut bool,
) -> Result<usize, ReadErrorKind> {
    let (before_in, before_out) = (inflater.total_in(), inflater.total_out());
    let status = inflater.decompress(data, out, FlushDecompress::None).map_err(|_| ReadErrorKind::Damaged)?;
    let taken = usize::try_from(inflater.total_in() - before_in).unwrap_or(usize::MAX);
    let given = usize::try_from(inflater.total_out() - before_out).unwrap_or(0);
    *data = data.get(taken..).unwrap_or_default();
    match status {
        Status::StreamEnd => *ended = true,
        _ if taken == 0 && given == 0 => return Err(ReadErrorKind::Damaged),
        _ => {}
    }
    Ok(given)
}
