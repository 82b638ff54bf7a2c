//! The old container of xls: a file system in sectors, of which one stream is wanted ([MS-CFB]); looked through before calamine reads it: calamine follows chains of sectors without end and takes
//! sectors that the table does not have for granted.

/// No more of a chain, and the lowest number that is no sector.
const END: u32 = 0xffff_fffe;
const RESERVED: u32 = 0xffff_fffa;
/// Bytes of a mini sector, and of a directory's entry.
const MINI: usize = 64;
const ENTRY: usize = 128;
/// Streams shorter than this lie in mini sectors.
const SHORT: u64 = 4096;

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
}

/// Numbers of a record or header, little-endian.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0))
}

/// The stream of a workbook, if every chain that leads to it comes to an end.
pub(super) fn book(bytes: &[u8]) -> Option<Vec<u8>> {
    let sector = match bytes.get(30..32)? {
        [9, 0] => 512,
        [12, 0] => 4096,
        _ => return None,
    };
    let mut container = Container { bytes, sector, table: Vec::new() };
    container.read_table()?;
    let directory = container.content(u32_at(bytes, 48)?, u64::MAX)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
    let mini_count = u64::from(u32_at(bytes, 64)?);
    let (mut mini_table, mut mini) = (Vec::new(), Vec::new());
    if mini_count > 0 {
        let (start, length) = stream(entries.first()?, sector)?;
        mini = container.content(start, length)?;
        let table = container.content(u32_at(bytes, 60)?, mini_count.checked_mul(sector as u64)?)?;
        mini_table = numbers(&table).collect();
    }
    let named = |wanted: &str| entries.iter().find(|entry| name(entry) == wanted);
    let (start, length) = stream(named("workbook").or_else(|| named("book"))?, sector)?;
    if length >= SHORT {
        return container.content(start, length);
    }
    let chain = follow(start, &mini_table, mini.len() / MINI, length, MINI)?;
    let parts = chain.into_iter().map(|id| (id as usize).saturating_mul(MINI)).filter_map(|at| mini.get(at..at + MINI));
    let mut content = parts.collect::<Vec<_>>().concat();
    content.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    Some(content)
}

/// The name of a directory's entry, in small letters.
fn name(entry: &[u8]) -> String {
    let units =
        entry.chunks_exact(2).take(32).map(|pair| pair.iter().rev().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
    let name: String = char::decode_utf16(units).map(|c| c.unwrap_or(' ')).take_while(|c| *c != '\0').collect();
    name.to_ascii_lowercase()
}

/// Where a directory's entry says that its stream begins, and how long it is.
fn stream(entry: &[u8], sector: usize) -> Option<(u32, u64)> {
    let high = if sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) };
    Some((u32_at(entry, 116)?, high << 32 | u64::from(u32_at(entry, 120)?)))
}

/// Follows a chain; its sectors, as far as its length goes.
fn follow(start: u32, table: &[u32], count: usize, length: u64, size: usize) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    let mut at = start;
    while at != END {
        if found.len() > count || (at as usize) > count {
            return None;
        }
        found.push(at);
        if (found.len() as u64).saturating_mul(size as u64) >= length {
            break;
        }
        at = *table.get(at as usize)?;
    }
    Some(found)
}

impl Container<'_> {
    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    /// A sector, as far as the file has it.
    fn get(&self, id: u32) -> &[u8] {
        let start = (id as usize).saturating_add(1).saturating_mul(self.sector);
        let rest = self.bytes.get(start..).unwrap_or_default();
        rest.get(..self.sector).unwrap_or(rest)
    }

    /// Reads the table of sectors: its places are in the header, those that do not fit in a chain of sectors.
    fn read_table(&mut self) -> Option<()> {
        let mut places: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let (mut at, mut met) = (u32_at(self.bytes, 68)?, 0);
        while at < RESERVED {
            met += 1;
            if met > self.sectors() + 1 || at as usize > self.sectors() {
                return None;
            }
            places.extend(numbers(self.get(at)));
            at = places.pop()?;
        }
        for place in places.into_iter().filter(|place| *place < RESERVED) {
            if place as usize > self.sectors() {
                return None;
            }
            let part: Vec<u32> = numbers(self.get(place)).collect();
            self.table.extend(part);
        }
        Some(())
    }

    /// What a chain holds.
    fn content(&self, start: u32, length: u64) -> Option<Vec<u8>> {
        let chain = follow(start, &self.table, self.sectors(), length, self.sector)?;
        let mut content: Vec<u8> = chain.into_iter().flat_map(|id| self.get(id)).copied().collect();
        content.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Some(content)
    }
}
