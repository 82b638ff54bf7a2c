//! Which data files a run reads: what the command line names, else the manifest, else the folder `data/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::manifest::{DataEntry, Word};
use super::{Mistake, Settings, Workspace, files, glob};
use crate::data::{Expected, Input};
use crate::diagnostic::Diagnostics;
use crate::limits::Limits;
use crate::value::Date;

impl Workspace {
    /// The data files of a run, sorted within each pattern, none twice.
    pub fn inputs(&self, settings: &Settings, sink: &mut Diagnostics) -> Vec<Input> {
        let folder = self.root.join("data");
        let (inputs, looked) = if !settings.data.is_empty() {
            let named: Vec<String> = settings.data.iter().map(|path| files::shown(path)).collect();
            (given(&settings.data, sink), named.join("`、`"))
        } else if !self.manifest.data.is_empty() {
            (self.listed(sink), "[[data]]".to_owned())
        } else {
            (within(&folder, sink), files::shown(&folder))
        };
        if inputs.is_empty() && !sink.has_errors() {
            sink.push(Mistake::NoData { looked: format!("`{looked}` 里没有数据文件") }.at(None));
        }
        inputs.into_iter().map(|input| Input { limits: self.limits, ..input }).collect()
    }

    /// The files of the manifest's entries. One that an entry names by itself is not read again for a pattern.
    fn listed(&self, sink: &mut Diagnostics) -> Vec<Input> {
        let entries = &self.manifest.data;
        let by_name = entries.iter().filter(|entry| !glob::is_pattern(&entry.path.text));
        let mut taken: BTreeSet<PathBuf> =
            by_name.map(|entry| files::identity(&self.root.join(&entry.path.text))).collect();
        let mut inputs = Vec::new();
        for entry in entries {
            let found = if entry.names_offices() {
                glob::expand(&self.root, &entry.path.text)
            } else {
                self.expand(&entry.path, sink)
            };
            let pattern = glob::is_pattern(&entry.path.text);
            let paths: Vec<PathBuf> =
                found.into_iter().filter(|p| !pattern || taken.insert(files::identity(p))).collect();
            inputs
                .extend(paths.into_iter().flat_map(|path| data_at(path, pattern, sink)).map(|path| input(path, entry)));
        }
        inputs
    }

    /// The offices that the manifest expects files of, and whether they came; none when `--data` names the files.
    pub fn expected(&self, inputs: &[Input], settings: &Settings, sink: &mut Diagnostics) -> Vec<Expected> {
        let entries = if settings.data.is_empty() { self.manifest.data.as_slice() } else { &[] };
        entries.iter().flat_map(|entry| self.expected_of(entry, inputs, sink)).collect()
    }

    fn expected_of(&self, entry: &DataEntry, inputs: &[Input], sink: &mut Diagnostics) -> Vec<Expected> {
        let due = entry.due.as_ref().and_then(|word| due(word, sink));
        let whole = entry.office.iter().map(|office| (office.text.clone(), entry.path.text.clone()));
        let single = entry.offices.iter().map(|(office, pattern)| (office.clone(), pattern.text.clone()));
        let came = |office: &str, pattern: &str| {
            let own = inputs.iter().filter(|input| input.office.as_deref() == Some(office));
            let mut own = own.filter(|_| entry.names_offices());
            own.any(|input| {
                entry.office.is_some() && is_of(&self.root, entry, &input.path) || glob::names(pattern, &input.path)
            })
        };
        whole
            .chain(single)
            .map(|(office, pattern)| Expected { came: came(&office, &pattern), office, pattern, due })
            .collect()
    }
}

/// Whether an entry's path is, or matches, a file.
fn is_of(root: &Path, entry: &DataEntry, path: &Path) -> bool {
    glob::expand(root, &entry.path.text).iter().any(|found| path.starts_with(found))
}

/// The day of `due`.
fn due(word: &Word, sink: &mut Diagnostics) -> Option<Date> {
    let day = super::workspace::date(&word.text);
    if day.is_none() {
        let wanted = "日期，如 2023-07-10".to_owned();
        sink.push(Mistake::Value { key: "due".to_owned(), value: word.text.clone(), wanted }.at(Some(word.span)));
    }
    day
}

/// The office that a file of an entry comes from.
fn office(path: &Path, entry: &DataEntry) -> Option<String> {
    let by_name = entry.offices.iter().find(|(_, pattern)| glob::names(&pattern.text, path));
    by_name.map(|(office, _)| office.clone()).or_else(|| entry.office.as_ref().map(|word| word.text.clone()))
}

fn input(path: PathBuf, entry: &DataEntry) -> Input {
    let text = |word: &Option<Word>| word.as_ref().map(|w| w.text.clone());
    Input {
        table: text(&entry.table),
        sheet: text(&entry.sheet),
        encoding: text(&entry.encoding),
        header: entry.header,
        period: text(&entry.period),
        office: office(&path, entry),
        rename: entry.rename.clone(),
        ..plain(path)
    }
}

fn plain(path: PathBuf) -> Input {
    Input {
        shown: files::shown(&path),
        path,
        table: None,
        limits: Limits::default(),
        sheet: None,
        encoding: None,
        header: None,
        period: None,
        office: None,
        rename: BTreeMap::new(),
    }
}

/// What `--data` names: files, folders and patterns.
fn given(paths: &[PathBuf], sink: &mut Diagnostics) -> Vec<Input> {
    let mut taken = BTreeSet::new();
    let mut inputs = Vec::new();
    for path in paths {
        let text = path.to_string_lossy();
        let pattern = !path.exists() && glob::is_pattern(&text);
        let found = if pattern { glob::expand(Path::new(""), &text) } else { vec![path.clone()] };
        if pattern && found.is_empty() {
            sink.push(Mistake::Unmatched { pattern: text.into_owned(), folder: ".".to_owned() }.at(None));
        } else if !pattern && !path.exists() {
            sink.push(files::missing(path).at(None));
            continue;
        }
        let files = found.into_iter().flat_map(|path| data_at(path, pattern, sink));
        inputs.extend(files.filter(|path| taken.insert(files::identity(path))).map(plain));
    }
    inputs
}

fn within(folder: &Path, sink: &mut Diagnostics) -> Vec<Input> {
    keep_data(files::below(folder), sink).into_iter().map(plain).collect()
}

/// A file, or the data files of a folder. A file named by itself is taken as it is: its reader says what is wrong.
fn data_at(path: PathBuf, by_pattern: bool, sink: &mut Diagnostics) -> Vec<PathBuf> {
    match (path.is_dir(), by_pattern) {
        (true, _) => keep_data(files::below(&path), sink),
        (false, true) => keep_data(vec![path], sink),
        (false, false) => vec![path],
    }
}

/// Of files that nobody named one by one those that are data; the others are said.
fn keep_data(paths: Vec<PathBuf>, sink: &mut Diagnostics) -> Vec<PathBuf> {
    let (data, other): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| files::is_data_file(path));
    for path in other {
        sink.push(Mistake::Ignored { path: files::shown(&path) }.at(None));
    }
    data
}
