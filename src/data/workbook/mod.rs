//! Workbooks (xlsx, xlsm, xls, ods) as sparse sheets: values, what their formats show, merged cells filled.
//!
//! xlsx and ods are read here, part by part: their formats decide what a number means. xls is read by calamine, its formats here.

#[cfg(test)]
#[allow(clippy::pedantic, reason = "a test's casts are of small numbers")]
mod agreement;
mod archive;
mod biff;
mod binary;
mod binary_looks;
mod cell;
mod container;
mod limits;
mod look;
mod markup;
mod merged;
mod opendocument;
mod package;
mod sections;
mod sheet;
mod texts;
mod worksheet;

pub use binary::READER;
pub(crate) use cell::UNCACHED;
pub(crate) use sheet::{Sheet, SheetRow};

use archive::Archive;

use super::read_error::ReadErrorKind;
use super::text::name_key;
use crate::limits::{Limit, Limits};

/// Reads every sheet, or only the one named.
pub(crate) fn read(bytes: Vec<u8>, only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>, ReadErrorKind> {
    limits.hold(Limit::Book, bytes.len() as u64)?;
    match bytes.as_slice() {
        [b'P', b'K', ..] => zipped(bytes, only, limits),
        [0xd0, 0xcf, 0x11, 0xe0, ..] if is_encrypted(&bytes) => Err(ReadErrorKind::Locked),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => binary::read_xls(bytes, only, limits),
        [b'<', ..] | [0xef, 0xbb, 0xbf, b'<', ..] => Err(ReadErrorKind::NotATable { seems: "网页" }),
        [] => Err(ReadErrorKind::NotATable { seems: "空文件" }),
        _ => Err(ReadErrorKind::NotATable { seems: "改了后缀的文本" }),
    }
}

fn zipped(bytes: Vec<u8>, only: Option<&str>, limits: Limits) -> Result<Vec<Sheet>, ReadErrorKind> {
    let archive = Archive::new(bytes, limits)?;
    if archive.begins("mimetype", b"application/vnd.oasis.opendocument") {
        return opendocument::read(&archive, only);
    }
    package::read(&archive, only)
}

/// Whether an old container holds an encrypted new book: the stream is called so in MS-OFFCRYPTO.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &name).is_some()
}

fn select(names: Vec<String>, only: Option<&str>) -> Result<Vec<String>, ReadErrorKind> {
    let Some(only) = only else { return Ok(names) };
    let found =
        names.iter().find(|name| *name == only).or_else(|| names.iter().find(|name| name_key(name) == name_key(only)));
    match found {
        Some(name) => Ok(vec![name.clone()]),
        None => Err(ReadErrorKind::SheetMissing { sheet: only.to_owned(), sheets: names }),
    }
}
