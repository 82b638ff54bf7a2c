//! The old container of xls: a file system in sectors, of which one stream is wanted ([MS-CFB]).

/// Ids from here on mark ends and gaps.
const LAST: u32 = 0xffff_fffa;
const ENTRY: usize = 128;
const MINI: usize = 64;

/// Numbers of a record or header, little-endian.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)
}

/// The stream of one of some names; `None` when the container is not what it should be.
pub(super) fn stream(file: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let shift = u32::from(u16_at(file, 0x1e)?);
    let container = Container { file, size: 1_usize.checked_shl(shift).filter(|size| (512..=4096).contains(size))? };
    let table = container.table()?;
    let directory = container.chain(u32_at(file, 0x30)?, &table)?;
    let entries = || directory.chunks_exact(ENTRY);
    let entry = names.iter().find_map(|name| entries().find(|entry| is_named(entry, name)))?;
    let (start, size) = (u32_at(entry, 0x74)?, usize::try_from(u32_at(entry, 0x78)?).ok()?);
    let mut found = if size >= usize::try_from(u32_at(file, 0x38)?).ok()? {
        container.chain(start, &table)?
    } else {
        let root = entries().next()?;
        let small = container.chain(u32_at(root, 0x74)?, &table)?;
        let minis = numbers(&container.chain(u32_at(file, 0x3c)?, &table)?);
        follow(start, &minis, |id| sector(&small, id.checked_mul(MINI)?, MINI))?
    };
    found.truncate(size);
    Some(found)
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry.starts_with(&wanted)
}

struct Container<'a> {
    file: &'a [u8],
    size: usize,
}

impl Container<'_> {
    fn sector(&self, id: usize) -> Option<&[u8]> {
        sector(self.file, id.checked_add(1)?.checked_mul(self.size)?, self.size)
    }

    fn chain(&self, start: u32, table: &[u32]) -> Option<Vec<u8>> {
        follow(start, table, |id| self.sector(id))
    }

    /// Which sector follows which: listed in the header, and in sectors of lists when there are many.
    fn table(&self) -> Option<Vec<u32>> {
        let mut ids = numbers(self.file.get(0x4c..512)?);
        let mut more = u32_at(self.file, 0x44)?;
        while more < LAST && ids.len() <= self.file.len() / self.size {
            let mut list = numbers(self.sector(usize::try_from(more).ok()?)?);
            more = list.pop()?;
            ids.append(&mut list);
        }
        let mut table = Vec::new();
        for id in ids.into_iter().filter(|id| *id < LAST) {
            table.extend(numbers(self.sector(usize::try_from(id).ok()?)?));
        }
        Some(table)
    }
}

/// A sector; the last one of a file may be cut short.
fn sector(bytes: &[u8], at: usize, size: usize) -> Option<&[u8]> {
    let end = at.checked_add(size)?.min(bytes.len());
    bytes.get(at..end).filter(|sector| !sector.is_empty())
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// The sectors of a chain one after another; one that never ends is none.
fn follow<'a>(start: u32, table: &[u32], sector: impl Fn(usize) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let (mut all, mut id, mut left) = (Vec::new(), start, table.len());
    while id < LAST {
        left = left.checked_sub(1)?;
        let at = usize::try_from(id).ok()?;
        all.extend_from_slice(sector(at)?);
        id = table.get(at).copied()?;
    }
    Some(all)
}
