//! How much a run takes in. What is larger is refused with the limit that it breaks, its value and the way to raise it, so that
//! no file, however made, stops, fools or exhausts a run.

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Bytes of a file of delimited text or JSON, decompressed.
    File,
    /// Bytes of a workbook's file, which is read whole.
    Book,
    /// Bytes of a rule file, a manifest, a plan's text: read whole.
    Text,
    /// Bytes of one part of a workbook, decompressed.
    Unpacked,
    /// How many times its packed size something may hold, once it is larger than [`UNSUSPICIOUS`].
    Ratio,
    /// Columns of a table.
    Columns,
    /// Bytes of one record of delimited text.
    Line,
    /// Bytes of one cell of a workbook with its markup, or of one JSON text.
    Cell,
    /// Cells of a workbook that hold something, merged ones counted in every cell they cover.
    Cells,
    /// Bytes of text of a workbook.
    Texts,
    /// Merged regions of a sheet.
    Merged,
    /// How deep JSON may nest.
    Depth,
    /// Rules of a run, declarations counted.
    Rules,
    /// Findings of one kind in one column, and rows of one rule, that are listed one by one.
    Listed,
}

/// Bytes up to which nothing decompressed is suspicious.
pub const UNSUSPICIOUS: u64 = 8 << 20;

/// A limit as it is written and as it stands when nobody says otherwise.
#[derive(Clone, Copy)]
struct Entry {
    limit: Limit,
    name: &'static str,
    key: &'static str,
    code: &'static str,
    standard: u64,
    most: u64,
    bytes: bool,
}

const fn entry(limit: Limit, names: (&'static str, &'static str), code: &'static str, standard: u64) -> Entry {
    Entry { limit, name: names.0, key: names.1, code, standard, most: u64::MAX, bytes: false }
}

const fn bytes(entry: Entry) -> Entry {
    Entry { bytes: true, ..entry }
}

const fn most(entry: Entry, most: u64) -> Entry {
    Entry { most, ..entry }
}

/// In the order of [`Limit`]. A full sheet of 11 columns has 11.5 million cells; sheets pack to a tenth or a fortieth.
const TABLE: [Entry; 14] = [
    bytes(entry(Limit::File, ("文件大小", "file-size"), "file-too-big", 64 << 30)),
    bytes(entry(Limit::Book, ("工作簿大小", "workbook-size"), "workbook-too-big", 128 << 20)),
    bytes(entry(Limit::Text, ("文本大小", "text-size"), "file-too-big", 16 << 20)),
    bytes(entry(Limit::Unpacked, ("解压大小", "unpacked-size"), "unpacked-too-big", 1 << 30)),
    entry(Limit::Ratio, ("解压倍数", "unpacked-ratio"), "unpacked-too-big", 250),
    most(entry(Limit::Columns, ("列数", "columns"), "too-many-columns", 1 << 14), 1 << 16),
    most(bytes(entry(Limit::Line, ("行长度", "line-length"), "line-too-long", 4 << 20)), 1 << 30),
    most(bytes(entry(Limit::Cell, ("单元格长度", "cell-length"), "cell-too-long", 4 << 20)), 1 << 30),
    most(entry(Limit::Cells, ("单元格数", "cells"), "workbook-too-big", 12 << 20), u32::MAX as u64),
    most(bytes(entry(Limit::Texts, ("文字总量", "texts"), "workbook-too-big", 128 << 20)), u32::MAX as u64),
    entry(Limit::Merged, ("合并单元格数", "merged"), "too-many-merged", 1 << 17),
    most(entry(Limit::Depth, ("嵌套层数", "depth"), "json-too-deep", 64), 512),
    entry(Limit::Rules, ("规则数", "rules"), "too-many-rules", 100_000),
    most(entry(Limit::Listed, ("列出条数", "listed"), "", 100), 1_000_000),
];

/// The limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([u64; TABLE.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(TABLE.map(|entry| entry.standard))
    }
}

/// Why a limit cannot be set so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettable {
    /// No limit of that name.
    Name,
    /// No number from 1.
    Value,
    /// More than the program can do.
    TooMuch(u64),
}

impl Limit {
    fn entry(self) -> &'static Entry {
        // INVARIANT: the table has an entry for every limit, in their order; a test reads it through.
        TABLE.get(self as usize).unwrap_or(&TABLE[0])
    }

    /// Every limit.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|entry| entry.limit)
    }

    /// How it is called on the command line.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// How it is called in a manifest.
    pub fn key(self) -> &'static str {
        self.entry().key
    }

    /// The code of what breaks it; what is not listed breaks nothing, and is counted.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// A number of what it counts, as people write it.
    pub fn written(self, number: u64) -> String {
        let units = [(1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
        let whole =
            units.into_iter().find(|(size, _)| self.entry().bytes && number >= *size && number.is_multiple_of(*size));
        match whole {
            Some((size, unit)) => format!("{}{unit}", number / size),
            None if self.entry().bytes => format!("{number}字节"),
            None => number.to_string(),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::all().find(|limit| limit.name() == name || limit.key() == name)
    }

    fn read(text: &str) -> Option<u64> {
        let text = text.trim().to_ascii_uppercase();
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let factor = match text.get(digits.len()..)?.trim().trim_end_matches('B') {
            "" | "字节" => 1,
            "K" => 1 << 10,
            "M" => 1 << 20,
            "G" => 1 << 30,
            "T" => 1 << 40,
            "万" => 10_000,
            "亿" => 100_000_000,
            _ => return None,
        };
        digits.parse::<u64>().ok()?.checked_mul(factor).filter(|value| *value > 0)
    }
}

impl Limits {
    /// What a limit is.
    pub fn get(&self, limit: Limit) -> u64 {
        self.0.get(limit as usize).copied().unwrap_or_default()
    }

    /// The same as a number of things in memory.
    pub fn count(&self, limit: Limit) -> usize {
        usize::try_from(self.get(limit)).unwrap_or(usize::MAX)
    }

    /// Sets a limit as it is written: `列数` to `20000`, `文件大小` to `2GB`.
    ///
    /// # Errors
    /// When there is no such limit, no such number, or it is beyond what the program can do.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Unsettable> {
        let limit = Limit::named(name.trim()).ok_or(Unsettable::Name)?;
        let value = Limit::read(value).ok_or(Unsettable::Value)?;
        if value > limit.entry().most {
            return Err(Unsettable::TooMuch(limit.entry().most));
        }
        if let Some(place) = self.0.get_mut(limit as usize) {
            *place = value;
        }
        Ok(())
    }

    /// Holds a number against its limit.
    ///
    /// # Errors
    /// When it is larger.
    pub fn hold(&self, limit: Limit, found: u64) -> Result<(), Exceeded> {
        if found > self.get(limit) { Err(self.exceeded(limit, Some(found))) } else { Ok(()) }
    }

    /// Holds what comes out of something packed against its own limit and against the ratio.
    ///
    /// # Errors
    /// When it is too much of either.
    pub fn unpacked(&self, given: u64, packed: u64) -> Result<(), Exceeded> {
        if given > self.get(Limit::Unpacked) {
            return Err(self.exceeded(Limit::Unpacked, None));
        }
        self.ratio(given, packed)
    }

    /// Holds what comes out of something packed against the ratio.
    ///
    /// # Errors
    /// When it is more than so many times as much.
    pub fn ratio(&self, given: u64, packed: u64) -> Result<(), Exceeded> {
        let most = packed.saturating_mul(self.get(Limit::Ratio)).max(UNSUSPICIOUS);
        if given > most { Err(self.exceeded(Limit::Ratio, None)) } else { Ok(()) }
    }

    /// A limit broken; by how much is not always known.
    pub fn exceeded(&self, limit: Limit, found: Option<u64>) -> Exceeded {
        Exceeded { limit, found, allowed: self.get(limit), row: None }
    }
}

/// A limit that something breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// Which.
    pub limit: Limit,
    /// What was found, where that is known.
    pub found: Option<u64>,
    /// What is allowed.
    pub allowed: u64,
    /// The row it was found in, from 1.
    pub row: Option<u64>,
}

impl Exceeded {
    /// What is too much, how much, and how much is allowed.
    pub fn message(&self) -> String {
        let (name, allowed) = (self.limit.name(), self.limit.written(self.allowed));
        match self.found {
            Some(found) => format!("{name}超过上限：{}，上限 {allowed}", self.limit.written(found)),
            None => format!("{name}超过上限 {allowed}"),
        }
    }

    /// How to raise the limit.
    pub fn help(&self) -> String {
        let wanted = self.found.unwrap_or(self.allowed.saturating_mul(2)).min(self.limit.entry().most);
        let (name, key, wanted) = (self.limit.name(), self.limit.key(), self.limit.written(wanted).replace("字节", ""));
        if wanted == self.limit.written(self.allowed) {
            return "这个上限不能再放宽".to_owned();
        }
        format!("确实要读，用 `--limit {name}={wanted}` 放宽，或在清单 [limits] 中写 {key} = \"{wanted}\"")
    }
}

impl std::fmt::Display for Exceeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Exceeded {}

impl From<Exceeded> for std::io::Error {
    fn from(exceeded: Exceeded) -> Self {
        Self::other(exceeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_limits() {
        for limit in Limit::all() {
            assert_eq!(limit.entry().limit, limit);
            assert!(limit.entry().standard <= limit.entry().most);
        }
    }

    #[test]
    fn limits_are_set_as_they_are_written() {
        let mut limits = Limits::default();
        for (name, value) in [("列数", "20000"), ("file-size", "2 gb"), ("规则数", "20万"), ("行长度", "5MB")]
        {
            assert_eq!(limits.set(name, value), Ok(()), "{name}");
        }
        let set = [Limit::Columns, Limit::File, Limit::Rules, Limit::Line].map(|limit| limits.get(limit));
        assert_eq!(set, [20_000, 2 << 30, 200_000, 5 << 20]);
        assert_eq!(limits.set("行数", "1"), Err(Unsettable::Name));
        assert_eq!(limits.set("列数", "0"), Err(Unsettable::Value));
        assert_eq!(limits.set("列数", "-3"), Err(Unsettable::Value));
        assert_eq!(limits.set("嵌套层数", "10万"), Err(Unsettable::TooMuch(512)));
    }

    #[test]
    fn what_breaks_a_limit_says_how_to_raise_it() {
        let broken = Limits::default().hold(Limit::Columns, 20_001).unwrap_err();
        assert_eq!(broken.message(), "列数超过上限：20001，上限 16384");
        assert!(broken.help().contains("--limit 列数=20001"), "{}", broken.help());
        let broken = Limits::default().exceeded(Limit::Unpacked, None);
        assert_eq!((broken.message().as_str(), broken.help().contains("解压大小=2GB")), ("解压大小超过上限 1GB", true));
    }
}
