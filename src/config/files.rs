//! Folders and files as a run sees them: sorted, hidden ones left out, texts decoded.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Mistake;
use crate::diagnostic::nearest;
use crate::limits::{Limit, Limits};

/// The endings of data files, each also followed by `.gz`.
pub(super) const KINDS: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "json", "ndjson"];

/// Folders are entered this deep at most; deeper ones can only be loops of links.
const DEPTH: usize = 32;

/// A path as users are shown it: with `/`, without a leading `./`.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut text = text.as_str();
    while let Some(rest) = text.strip_prefix("./") {
        text = rest;
    }
    if text.is_empty() { ".".to_owned() } else { text.to_owned() }
}

/// Whether a file's ending is that of a data file.
pub fn is_data_file(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && KINDS.contains(&ending))
}

/// Whether a file is one that nobody means: hidden, or left behind by an open Excel window.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with('.') || name.starts_with("~$")
}

/// The entries of a folder, sorted by name; empty when it cannot be read.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let read = fs::read_dir(here).into_iter().flatten().flatten();
    let paths = read.map(|entry| folder.join(entry.file_name()));
    let mut found: Vec<PathBuf> = paths.filter(|path| !is_hidden(path)).collect();
    found.sort();
    found
}

/// Every file below a folder, sorted by path; hidden ones and those of hidden folders are left out.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, DEPTH, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            if depth > 0 && !path.is_symlink() {
                collect(&path, depth - 1, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// A mistake saying that a path does not exist, with the name beside it that was meant, if any is near.
pub(super) fn missing(path: &Path) -> Mistake {
    let stem = |path: &Path| path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = entries(path.parent().unwrap_or(Path::new("")));
    let stems: Vec<String> = beside.iter().map(|p| stem(p)).collect();
    let wanted = stem(path);
    let near = nearest(&wanted, stems.iter().map(String::as_str));
    let near = near.and_then(|near| beside.iter().find(|p| stem(p) == near)).and_then(|p| p.file_name());
    Mistake::MissingPath { path: shown(path), nearest: near.map(|n| n.to_string_lossy().into_owned()) }
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, Mistake> {
    let most = limits.get(Limit::Text);
    let mut bytes = Vec::new();
    let read = regular(path).and_then(|file| {
        // With room for all of it, it is read at one go.
        let length = file.metadata().map_or(0, |found| found.len()).min(most);
        bytes.reserve_exact(usize::try_from(length).unwrap_or(0).saturating_add(1));
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)
    });
    let unreadable = |reason: String| Mistake::Unreadable { path: shown(path), reason };
    read.map_err(|e| if path.exists() { unreadable(reason(&e)) } else { missing(path) })?;
    if bytes.len() as u64 > most {
        return Err(Mistake::OverLimit { path: shown(path), exceeded: limits.exceeded(Limit::Text, None) });
    }
    Ok(bytes)
}

/// A file opened. Reading a pipe would wait for whoever writes into it, and a device never ends.
fn regular(path: &Path) -> std::io::Result<fs::File> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(std::io::Error::other("不是普通文件")),
        _ => fs::File::open(path),
    }
}

/// The text of a file: UTF-8, else by its byte order mark, else GB18030; with the encoding's name unless UTF-8.
///
/// # Errors
/// When it cannot be read, or is no text in any of these.
pub fn read_text(path: &Path, limits: &Limits) -> Result<(String, Option<&'static str>), Mistake> {
    let unreadable = |reason: String| Mistake::Unreadable { path: shown(path), reason };
    let bytes = read_bytes(path, limits)?;
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(other) => other.into_bytes(),
    };
    let encoding = encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::GB18030, |(found, _)| found);
    let (text, used, broken) = encoding.decode(&bytes);
    let name = if used == encoding_rs::GB18030 { "GB18030" } else { used.name() };
    if broken {
        return Err(unreadable("既不是 UTF-8 也不是 GB18030 编码的文字".to_owned()));
    }
    Ok((text.into_owned(), Some(name)))
}

/// One file under different names is one file.
pub(super) fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// Why the system refused, in Chinese.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件".to_owned(),
        ErrorKind::PermissionDenied => "没有权限".to_owned(),
        ErrorKind::IsADirectory => "是文件夹，不是文件".to_owned(),
        ErrorKind::NotADirectory => "路径中有一段不是文件夹".to_owned(),
        ErrorKind::AlreadyExists => "已经存在".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_known_by_their_ending() {
        for name in ["a.csv", "a.CSV", "表.xlsx", "x.ndjson.gz", "a.b.json"] {
            assert!(is_data_file(Path::new(name)), "{name}");
        }
        for name in ["a.plan", ".csv", "csv", "a.gz", "a.docx"] {
            assert!(!is_data_file(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn a_rule_file_from_a_chinese_windows_is_read_and_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.plan");
        let (bytes, _, _) = encoding_rs::GB18030.encode("企业 超过 160家");
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read_text(&path, &Limits::default()), Ok(("企业 超过 160家".to_owned(), Some("GB18030"))));
    }
}
