//! A data file opened: its format by its name, its tables by what it holds.

use std::path::Path;
use std::sync::Arc;

use super::bytes::{Bytes, Room};
use super::delimited::find_delimiter;
use super::encoding::Charset;
use super::input::Input;
use super::json_keys;
use super::json_rows::{JsonPart, json_parts, lines_part};
use super::read_error::{ReadError, ReadErrorKind};
use super::rows::Origin;
use super::stretches::Shares;
use super::workbook;
use crate::limits::Limit;

/// How much of a text is looked at for its delimiter.
const HEAD: usize = 1 << 16;

/// A file and its tables.
pub(crate) struct Opened {
    /// Its name without extensions.
    pub(crate) stem: String,
    /// Its tables.
    pub(crate) tables: Vec<OpenedTable>,
}

/// A table of a file, not yet matched to the rules.
pub(crate) struct OpenedTable {
    /// The sheet's or the JSON key's name; `None` when the file's name counts.
    pub(crate) name: Option<String>,
    /// The sheet.
    pub(crate) sheet: Option<String>,
    /// The encoding shown to users.
    pub(crate) encoding: String,
    /// Where its rows lie.
    pub(crate) origin: Origin,
}

enum Format {
    Delimited(u8),
    Workbook,
    Json { lines: bool },
}

/// The file's name as shown.
pub(crate) fn file_name(input: &Input) -> String {
    let name = Path::new(&input.shown).file_name().or_else(|| input.path.file_name());
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Opens a file and finds its tables; text encodings are found, JSON is read through.
pub(crate) fn open_file(input: &Input, room: &mut Room) -> Result<Opened, ReadError> {
    let name = input.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let error = |kind| ReadError::new(&input.shown, kind);
    let (name, zipped) = match name.rsplit_once('.') {
        Some((rest, gz)) if gz.eq_ignore_ascii_case("gz") => (rest.to_owned(), true),
        _ => (name, false),
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let metadata = std::fs::metadata(&input.path).map_err(|e| ReadError::from_io(&input.shown, &e))?;
    if metadata.is_dir() {
        return Err(error(ReadErrorKind::NotATable { seems: "文件夹" }));
    }
    // Reading a pipe would wait for whoever writes into it, and a device never ends.
    if !metadata.is_file() {
        return Err(error(ReadErrorKind::NotATable { seems: "管道或设备" }));
    }
    input.limits.hold(Limit::File, metadata.len()).map_err(|exceeded| error(exceeded.into()))?;
    let format = match extension.to_ascii_lowercase().as_str() {
        "csv" => Format::Delimited(b','),
        "tsv" | "txt" | "tab" => Format::Delimited(b'\t'),
        "xlsx" | "xlsm" | "xls" | "ods" => Format::Workbook,
        "json" => Format::Json { lines: false },
        "ndjson" | "jsonl" => Format::Json { lines: true },
        _ => return Err(error(ReadErrorKind::UnknownExtension { extension: extension.to_owned() })),
    };
    let mut bytes = Bytes::new(input.path.clone(), zipped, input.limits);
    if !matches!(format, Format::Workbook) {
        bytes.keep(room).map_err(|e| ReadError::from_io(&input.shown, &e))?;
    }
    let tables = match format {
        Format::Delimited(delimiter) => vec![delimited(input, bytes, delimiter)?],
        Format::Workbook => sheets(input, &bytes)?,
        Format::Json { lines } => json(input, bytes, lines, room.shares())?,
    };
    Ok(Opened { stem: stem.to_owned(), tables })
}

fn declared(input: &Input) -> Result<Option<Charset>, ReadError> {
    match input.encoding.as_deref().map(str::trim) {
        None | Some("" | "auto") => Ok(None),
        Some(name) => Charset::declared(name)
            .map(Some)
            .ok_or_else(|| ReadError::new(&input.shown, ReadErrorKind::UnknownEncoding { name: name.to_owned() })),
    }
}

fn detect(input: &Input, bytes: &mut Bytes, lines: bool) -> Result<(), ReadError> {
    let binary = bytes.detect(declared(input)?, lines).map_err(|e| ReadError::from_io(&input.shown, &e))?;
    let head = head(bytes).map_err(|e| ReadError::from_io(&input.shown, &e))?;
    let seems = match head.as_slice() {
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => "改了后缀的工作簿",
        _ if binary => return Err(ReadError::new(&input.shown, ReadErrorKind::BINARY)),
        _ if looks_like_html(&head) => "网页",
        _ => return Ok(()),
    };
    Err(ReadError::new(&input.shown, ReadErrorKind::NotATable { seems }))
}

fn looks_like_html(head: &[u8]) -> bool {
    let start: Vec<u8> = head.trim_ascii_start().iter().take(9).map(u8::to_ascii_lowercase).collect();
    [&b"<html"[..], b"<!doctype", b"<?xml", b"<table"].iter().any(|word| start.starts_with(word))
}

fn head(bytes: &Bytes) -> std::io::Result<Vec<u8>> {
    let mut window = bytes.window(bytes.start())?;
    let head = window.at_least(HEAD)?;
    Ok(head.get(..HEAD).unwrap_or(head).to_vec())
}

fn delimited(input: &Input, mut bytes: Bytes, default: u8) -> Result<OpenedTable, ReadError> {
    detect(input, &mut bytes, true)?;
    let head = head(&bytes).map_err(|e| ReadError::from_io(&input.shown, &e))?;
    let delimiter = find_delimiter(&head, default);
    let encoding = bytes.charset().name().to_owned();
    Ok(OpenedTable { name: None, sheet: None, encoding, origin: Origin::Delimited { bytes, delimiter } })
}

fn sheets(input: &Input, bytes: &Bytes) -> Result<Vec<OpenedTable>, ReadError> {
    let whole = bytes.whole().map_err(|e| ReadError::from_io(&input.shown, &e))?;
    let sheets = workbook::read(whole, input.sheet.as_deref(), input.limits)
        .map_err(|kind| ReadError::new(&input.shown, kind))?;
    let only = sheets.len() == 1;
    let tables = sheets.into_iter().filter(|sheet| only || !sheet.is_empty());
    let table = |sheet: workbook::Sheet| OpenedTable {
        name: Some(sheet.name.clone()),
        sheet: Some(sheet.name.clone()),
        encoding: String::new(),
        origin: Origin::Sheet(Arc::new(sheet)),
    };
    Ok(tables.map(table).collect())
}

fn json(input: &Input, mut bytes: Bytes, lines: bool, shares: Shares) -> Result<Vec<OpenedTable>, ReadError> {
    let looked_at = lines && declared(input)?.is_none();
    let keys = if looked_at { json_keys::find(&bytes, shares) } else { Ok(None) };
    let parts = match keys.map_err(|e| ReadError::from_io(&input.shown, &e))? {
        Some(keys) => lines_part(&bytes, keys).map(|part| vec![part]),
        None => {
            detect(input, &mut bytes, false)?;
            json_parts(&bytes, lines)
        }
    };
    let parts = parts.map_err(|stopped| stopped.of(&input.shown))?;
    let encoding = bytes.charset().name().to_owned();
    let table =
        |part: JsonPart| OpenedTable { name: part.name, sheet: None, encoding: encoding.clone(), origin: part.origin };
    Ok(parts.into_iter().map(table).collect())
}
