//! The keys of a large file of one JSON object a line, found by several threads, which also make sure that it is UTF-8.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::bytes::Bytes;
use super::encoding::byte_order_mark;
use super::json::{JsonReader, Spot};
use super::json_rows::JsonRows;
use super::stretches::Shares;
use super::window::Window;

/// A line longer than this is left to who reads one after another.
const LONGEST: usize = 1 << 24;

/// Bytes read at a time to find the end of a line.
const AHEAD: u64 = 1 << 12;

/// Where keys appear first: in which share, and behind how many others that are new in it.
type Appearance = (u64, usize);

/// The keys in order of appearance; `None` when the file is small, or anything in it needs a closer look: bytes that are not
/// UTF-8, a broken line, a key twice.
pub(crate) fn find(bytes: &Bytes, shares: Shares) -> io::Result<Option<Vec<String>>> {
    let Some(length) = bytes.divisible()?.filter(|length| *length > 2 * shares.bytes) else { return Ok(None) };
    let start = bytes.start();
    if byte_order_mark(bytes.window(start)?.at_least(4)?).is_some() {
        return Ok(None);
    }
    let count = (length - start).div_ceil(shares.bytes);
    let threads = u64::try_from(shares.threads).unwrap_or(1).clamp(1, count);
    let found: Vec<Option<Keys>> = std::thread::scope(|scope| {
        let work =
            |first| move || Keys::of(bytes, (first..count).step_by(usize::try_from(threads).unwrap_or(1)), shares);
        let all: Vec<_> = (0..threads).map(|first| scope.spawn(work(first))).collect();
        all.into_iter().map(|one| one.join().ok().and_then(Result::ok).flatten()).collect()
    });
    let mut first: BTreeMap<String, Appearance> = BTreeMap::new();
    for keys in found {
        let Some(keys) = keys else { return Ok(None) };
        for (name, appearance) in keys.names.into_iter().zip(keys.appearances) {
            first.entry(name).and_modify(|known| *known = appearance.min(*known)).or_insert(appearance);
        }
    }
    let mut names: Vec<(Appearance, String)> = first.into_iter().map(|(name, appearance)| (appearance, name)).collect();
    names.sort();
    Ok(Some(names.into_iter().map(|(_, name)| name).collect()))
}

/// The keys that one thread found.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    appearances: Vec<Appearance>,
}

impl Keys {
    /// Those of some shares.
    fn of(bytes: &Bytes, indices: impl Iterator<Item = u64>, shares: Shares) -> io::Result<Option<Self>> {
        let mut keys = Self::default();
        for index in indices {
            let from = bytes.start() + index * shares.bytes;
            let Some((text, begin)) = lines(bytes, from..from + shares.bytes)? else { return Ok(None) };
            if keys.take(text.into(), begin, index).is_none() {
                return Ok(None);
            }
        }
        Ok(Some(keys))
    }

    /// Those of some lines; `None` when they need a closer look.
    fn take(&mut self, text: Arc<[u8]>, begin: u64, index: u64) -> Option<()> {
        let lines = text.get(usize::try_from(begin).ok()?..)?;
        if Encoding::utf8_valid_up_to(lines) < lines.len() {
            return None;
        }
        let spot = Spot { offset: 0, line: 1, column: 1 };
        let mut rows = JsonRows::new(JsonReader::new(Window::whole(text, begin), spot), &self.names, true);
        while let Some(record) = rows.next().ok()? {
            if record.fault.is_some() {
                return None;
            }
        }
        let new = rows.names().get(self.names.len()..)?;
        self.appearances.extend((0..new.len()).map(|at| (index, at)));
        self.names.extend_from_slice(new);
        Some(())
    }
}

/// The lines that begin in a stretch of a file, and where in the bytes read they begin; `None` when one is too long.
fn lines(bytes: &Bytes, stretch: Range<u64>) -> io::Result<Option<(Vec<u8>, u64)>> {
    let before = u64::from(stretch.start > bytes.start());
    let from = stretch.start - before;
    let mut file = bytes.file(from)?;
    let mut text = Vec::with_capacity(usize::try_from(stretch.end - from + AHEAD).unwrap_or(0));
    (&mut file).take(stretch.end - from).read_to_end(&mut text)?;
    let most = text.len() + LONGEST;
    while text.last().is_some_and(|last| *last != b'\n') {
        let length = text.len();
        if (&mut file).take(AHEAD).read_to_end(&mut text)? == 0 {
            break;
        }
        if let Some(end) = text.get(length..).and_then(|more| memchr::memchr(b'\n', more)) {
            text.truncate(length + end + 1);
        } else if length > most {
            return Ok(None);
        }
    }
    let begin = if before == 0 { Some(0) } else { memchr::memchr(b'\n', &text).map(|at| at + 1) };
    let begin = begin.unwrap_or(text.len()) as u64;
    Ok(Some((text, begin)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn lines_are_cut_at_their_ends_wherever_a_share_begins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson");
        for text in ["", "\n", "甲\n\n乙丙\r\n丁", "a\nbb\nccc\ndddd\n", "一行没有换行"] {
            std::fs::write(&path, text).unwrap();
            let bytes = Bytes::new(path.clone(), false, Limits::default());
            for size in 1..9 {
                let count = (text.len() as u64).div_ceil(size);
                let all = (0..count).flat_map(|at| {
                    let (text, begin) = lines(&bytes, at * size..(at + 1) * size).unwrap().unwrap();
                    text.into_iter().skip(usize::try_from(begin).unwrap())
                });
                assert_eq!(String::from_utf8(all.collect()).unwrap(), text, "{size}");
            }
        }
    }
}
