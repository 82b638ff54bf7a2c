//! Reads rule files with all they include, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Mistake, files};
use crate::diagnostic::Diagnostics;
use crate::language::ast::{self, StatementKind};
use crate::language::parse::{self, parse};
use crate::limits::{Limit, Limits};
use crate::source::{SourceId, Sources, Span};
use crate::threads::in_parallel;

/// Reads rule files one by one and follows `引用`.
pub(super) struct Loader<'a> {
    /// No file outside this folder is included.
    pub(super) folder: PathBuf,
    pub(super) sources: &'a mut Sources,
    pub(super) sink: &'a mut Diagnostics,
    pub(super) files: Vec<ast::File>,
    limits: Limits,
    seen: BTreeSet<PathBuf>,
    /// Files parsed and not yet taken in; `None` of those that could not be read.
    ahead: BTreeMap<PathBuf, Option<ast::File>>,
    /// How many statements were read.
    count: u64,
}

impl<'a> Loader<'a> {
    pub(super) fn new(folder: PathBuf, limits: Limits, sources: &'a mut Sources, sink: &'a mut Diagnostics) -> Self {
        Self {
            folder,
            sources,
            sink,
            files: Vec::new(),
            limits,
            seen: BTreeSet::new(),
            ahead: BTreeMap::new(),
            count: 0,
        }
    }

    /// Reads files and what they include, in their order; those listed are parsed side by side.
    pub(super) fn load_all(&mut self, listed: Vec<(PathBuf, Option<Span>)>, threads: usize) {
        let mut texts = Vec::new();
        for (path, span) in &listed {
            let identity = files::identity(path);
            if !self.ahead.contains_key(&identity) {
                let text = self.text(path, *span);
                self.ahead.insert(identity.clone(), None);
                texts.extend(text.map(|(id, text)| (identity, id, text)));
            }
        }
        let parsed = in_parallel(texts, threads, &|(identity, id, text): (PathBuf, SourceId, String)| {
            let mut sink = Diagnostics::default();
            (identity, parse(id, &text, &mut sink), sink)
        });
        for (identity, file, sink) in parsed {
            self.sink.extend(sink);
            self.ahead.insert(identity, Some(file));
        }
        for (path, span) in listed {
            self.load(&path, span);
        }
    }

    /// Reads a file and what it includes, unless it was read before.
    fn load(&mut self, path: &Path, included_at: Option<Span>) {
        let mut waiting = vec![(path.to_path_buf(), included_at)];
        while let Some((path, span)) = waiting.pop() {
            let Some(file) = self.read(&path, span) else {
                continue;
            };
            let includes = includes(&file);
            self.files.push(file);
            let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
            let targets = includes.into_iter().filter_map(|(name, span)| self.target(&base, &name, span));
            let mut targets: Vec<_> = targets.collect();
            targets.reverse();
            waiting.append(&mut targets);
        }
    }

    fn read(&mut self, path: &Path, span: Option<Span>) -> Option<ast::File> {
        let identity = files::identity(path);
        if !self.seen.insert(identity.clone()) {
            return None;
        }
        if let Some(parsed) = self.ahead.remove(&identity) {
            return parsed;
        }
        let (id, text) = self.text(path, span)?;
        Some(parse(id, &text, self.sink))
    }

    /// The text of a file, counted against the limits.
    fn text(&mut self, path: &Path, span: Option<Span>) -> Option<(SourceId, String)> {
        match files::read_text(path, &self.limits) {
            Ok((text, encoding)) => {
                let name = files::shown(path);
                let id = self.sources.add(name.clone(), text.clone());
                let at = Some(Span::new(id, 0, 0));
                if let Some(encoding) = encoding {
                    self.sink.push(Mistake::Encoding { path: name.clone(), encoding }.at(at));
                }
                self.count += parse::count(&text);
                if let Err(exceeded) = self.limits.hold(Limit::Rules, self.count) {
                    self.sink.push(Mistake::OverLimit { path: name, exceeded }.at(at));
                    return None;
                }
                Some((id, text))
            }
            Err(mistake) => {
                self.sink.push(mistake.at(span));
                None
            }
        }
    }

    /// The file that an `引用` means, if it lies inside the rule directory.
    fn target(&mut self, base: &Path, name: &str, span: Span) -> Option<(PathBuf, Option<Span>)> {
        let path = base.join(name.replace('\\', "/"));
        let root = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        let inside = match path.canonicalize() {
            Ok(real) => real.starts_with(&root),
            Err(_) => !climbs(name),
        };
        if !inside {
            let mistake = Mistake::Outside { path: name.to_owned(), folder: files::shown(&self.folder) };
            self.sink.push(mistake.at(Some(span)));
        }
        inside.then_some((path, Some(span)))
    }
}

/// Whether a path that does not exist points out of its folder by its form.
fn climbs(name: &str) -> bool {
    Path::new(name).is_absolute() || name.replace('\\', "/").split('/').any(|part| part == "..")
}

fn includes(file: &ast::File) -> Vec<(String, Span)> {
    let of = |statement: &ast::Statement| match &statement.kind {
        StatementKind::Include(path) => Some((path.kind.clone(), path.span)),
        _ => None,
    };
    file.statements.iter().filter_map(of).collect()
}
