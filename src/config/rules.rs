//! Reads rule files with all they include, each once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Mistake, files};
use crate::diagnostic::Diagnostics;
use crate::language::ast::{self, StatementKind};
use crate::language::parse::{self, parse};
use crate::limits::{Limit, Limits};
use crate::source::{Sources, Span};

/// Reads rule files one by one and follows `引用`.
pub(super) struct Loader<'a> {
    /// No file outside this folder is included.
    pub(super) folder: PathBuf,
    pub(super) sources: &'a mut Sources,
    pub(super) sink: &'a mut Diagnostics,
    pub(super) files: Vec<ast::File>,
    limits: Limits,
    seen: BTreeSet<PathBuf>,
    /// How many statements were read.
    count: u64,
}

impl<'a> Loader<'a> {
    pub(super) fn new(folder: PathBuf, limits: Limits, sources: &'a mut Sources, sink: &'a mut Diagnostics) -> Self {
        Self { folder, sources, sink, files: Vec::new(), limits, seen: BTreeSet::new(), count: 0 }
    }

    /// Reads a file and what it includes, unless it was read before.
    pub(super) fn load(&mut self, path: &Path, included_at: Option<Span>) {
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
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if !self.seen.insert(identity) {
            return None;
        }
        match files::read_text(path, &self.limits) {
            Ok((text, encoding)) => {
                let name = files::shown(path);
                let id = self.sources.add(name.clone(), text);
                if let Some(encoding) = encoding {
                    self.sink.push(Mistake::Encoding { path: name, encoding }.at(Some(Span::new(id, 0, 0))));
                }
                let text = self.sources.get(id).map(|s| s.text.clone()).unwrap_or_default();
                self.count += parse::count(&text);
                if let Err(exceeded) = self.limits.hold(Limit::Rules, self.count) {
                    let path = self.sources.get(id).map(|source| source.name.clone()).unwrap_or_default();
                    self.sink.push(Mistake::OverLimit { path, exceeded }.at(Some(Span::new(id, 0, 0))));
                    return None;
                }
                Some(parse(id, &text, self.sink))
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
