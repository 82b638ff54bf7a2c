//! Files written beside their place and put there whole, so that no reader ever meets half of one, whatever happens on the way.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file in place of what may be there. A device or a pipe is written to as it is.
pub(super) fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return fill(File::options().write(true).open(path)?, write);
    }
    if there.as_ref().is_some_and(|there| there.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    // A link stays a link: what it leads to is replaced.
    let place = if there.is_some() { path.canonicalize()? } else { path.to_path_buf() };
    let beside = beside(&place);
    let made = File::create(&beside).and_then(|file| fill(file, write));
    let rights = || there.map_or(Ok(()), |there| fs::set_permissions(&beside, there.permissions()));
    let placed = made.and_then(|()| rights()).and_then(|()| fs::rename(&beside, &place));
    if placed.is_err() {
        let _ = fs::remove_file(&beside); // the first error is the one to tell
    }
    placed
}

fn fill(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush()
}

/// A hidden name in the same folder that no other run has.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A name in Chinese takes three bytes a character, and a folder's entry has room for 255.
    let short: String = name.chars().take(64).collect();
    path.with_file_name(format!(".{short}.plancheck-{}", std::process::id()))
}
