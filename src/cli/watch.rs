//! `plancheck check --watch`: judges again when rules, manifest or data change.
//!
//! Files are looked at every so often rather than waited for: that works on network drives, and needs nothing of the system.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, UNIX_EPOCH};

use super::args::Check;
use super::check::{Output, once};
use super::{Mistake, Terminal};
use crate::config::{Settings, Workspace, below, is_data_file, shown};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::value::Date;

/// Files that go on changing are judged after so many looks all the same.
const PATIENCE: usize = 20;

/// Runs until standard output is closed; the status is that of the last run.
///
/// Reports go where they go without `--watch`; a line that counts the runs stands on the stream of diagnostics before each.
pub(super) fn run(
    arguments: &Check,
    outputs: &[Output],
    date: Option<Date>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Mistake> {
    let wait = Duration::from_millis(arguments.interval);
    let mut number = 1_usize;
    loop {
        let watched = Watched::of(arguments, outputs);
        let before = watched.stamps();
        let _ = writeln!(terminal.err, "—— 第 {number} 次核对 ——").and_then(|()| terminal.err.flush());
        let (status, closed) = judged(arguments, outputs, date, terminal);
        if closed {
            return Ok(status);
        }
        watched.wait(&before, wait);
        number += 1;
    }
}

/// One run, and whether nobody reads standard output any more. A mistake ends the run, not the watching.
fn judged(arguments: &Check, outputs: &[Output], date: Option<Date>, terminal: &mut Terminal<'_>) -> (u8, bool) {
    let mut pipe = Pipe { inner: &mut *terminal.out, closed: false };
    let mut inner = Terminal {
        out: &mut pipe,
        err: &mut *terminal.err,
        out_is_terminal: terminal.out_is_terminal,
        err_is_terminal: terminal.err_is_terminal,
        plain: terminal.plain,
    };
    let status = once(arguments, outputs, date, &mut inner).unwrap_or_else(|mistake| inner.refuse(&mistake));
    (status, pipe.closed)
}

/// Standard output, remembering that its reader went away.
struct Pipe<'a> {
    inner: &'a mut dyn Write,
    closed: bool,
}

impl Pipe<'_> {
    fn note<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        self.closed |= done.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        done
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let done = self.inner.write(bytes);
        self.note(done)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = self.inner.flush();
        self.note(done)
    }
}

/// Size and time of change of each file, by path; a file that is gone has none.
type Stamps = BTreeMap<PathBuf, (u64, Option<Duration>)>;

/// What is looked at.
struct Watched {
    /// Folders with all below them, and single files.
    roots: BTreeSet<PathBuf>,
    /// Folders without those below them: where the files of the last run stand.
    folders: BTreeSet<PathBuf>,
    /// Files read by the last run, whatever their ending.
    files: BTreeSet<PathBuf>,
    /// Files that the runs themselves write.
    written: BTreeSet<PathBuf>,
}

impl Watched {
    fn of(arguments: &Check, outputs: &[Output]) -> Self {
        let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
        let settings = Settings { data: arguments.data.clone(), ..arguments.rules.settings() };
        let workspace = Workspace::open(&arguments.rules.path, &settings, &mut sources, &mut sink);
        workspace.plan_text(&mut sources, &mut sink);
        let inputs = workspace.inputs(&settings, &mut sink);
        let read = sources.iter().map(|(_, source)| PathBuf::from(&source.name));
        let files: BTreeSet<PathBuf> = read.chain(inputs.into_iter().map(|input| input.path)).collect();
        let folders = files.iter().filter_map(|file| file.parent()).map(Path::to_path_buf).collect();
        let path = arguments.rules.path.clone();
        let root = if path.is_dir() { path } else { workspace.root };
        let roots = std::iter::once(root).chain(arguments.data.iter().cloned()).collect();
        let written = outputs.iter().filter_map(|(_, file)| file.as_ref()).map(|file| real(file)).collect();
        Self { roots, folders, files, written }
    }

    fn stamps(&self) -> Stamps {
        let below = self.roots.iter().flat_map(|root| if root.is_file() { vec![root.clone()] } else { below(root) });
        let beside = self.folders.iter().flat_map(|folder| beside(folder));
        let named = below.chain(beside).filter(|path| is_watched(path)).chain(self.files.iter().cloned());
        let paths: BTreeMap<String, PathBuf> = named.map(|path| (shown(&path), path)).collect();
        paths
            .into_values()
            .filter(|path| self.written.is_empty() || !self.written.contains(&real(path)))
            .filter_map(stamp)
            .collect()
    }

    /// Returns when something has changed, and has stopped changing: a file may still be being written.
    fn wait(&self, before: &Stamps, wait: Duration) {
        let mut now = before.clone();
        while now == *before {
            sleep(wait);
            now = self.stamps();
        }
        for _ in 0..PATIENCE {
            sleep(wait);
            let again = self.stamps();
            if again == now {
                return;
            }
            now = again;
        }
    }
}

fn stamp(path: PathBuf) -> Option<(PathBuf, (u64, Option<Duration>))> {
    let metadata = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Some((path, (metadata.len(), changed)))
}

fn beside(folder: &Path) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let read = std::fs::read_dir(here).into_iter().flatten().flatten();
    read.map(|entry| entry.path()).collect()
}

/// Rules, manifests and data.
fn is_watched(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    is_data_file(path) || matches!(ending.as_deref(), Some("plan" | "toml"))
}

/// A path by which a file is known whether it is there yet or not.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default();
    folder.canonicalize().map_or_else(|_| path.to_path_buf(), |folder| folder.join(name))
}
