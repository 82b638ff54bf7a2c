//! Which file a path leads to: one file under different names is one file.

use std::path::{Path, PathBuf};

/// What tells a file from every other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// Its device and its number there.
    Number(u64, u64),
    /// Its path, where the system has no such numbers or the file cannot be looked at.
    Path(PathBuf),
}

impl Identity {
    /// Of the file that a path leads to.
    pub fn of(path: &Path) -> Self {
        number(path).unwrap_or_else(|| Self::Path(path.canonicalize().unwrap_or_else(|_| path.to_path_buf())))
    }
}

#[cfg(unix)]
fn number(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(path).ok()?;
    Some(Identity::Number(found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn number(_path: &Path) -> Option<Identity> {
    None
}
