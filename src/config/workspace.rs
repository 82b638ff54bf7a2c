//! The rules and the data that a PATH of the command line stands for.

use std::path::{Path, PathBuf};

use super::manifest::{Manifest, ParameterEntry, Word, split_scope};
use super::rules::Loader;
use super::{Mistake, files, glob};
use crate::diagnostic::{Diagnostics, Severity};
use crate::language::ast;
use crate::language::check::{Overrides, ParameterOverride};
use crate::language::parse;
use crate::limits::{Limit, Limits, Unsettable};
use crate::source::{SourceId, Sources, Span};
use crate::value::{Date, parse_date};

/// The name of a manifest.
const MANIFEST: &str = "plancheck.toml";

/// What the command line says besides the path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `--set NAME=VALUE`, in order.
    pub set: Vec<String>,
    /// `--data PATH`, in order; replaces what manifest and folder say.
    pub data: Vec<PathBuf>,
    /// `--threads N`: how many threads decode large files; one for each core when nobody says.
    pub threads: Option<usize>,
    /// `--limit NAME=VALUE`, in order; they count before the manifest's.
    pub limits: Vec<String>,
}

/// A folder or file with rules, and the manifest that goes with it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder that patterns and `data/` are looked for in.
    pub root: PathBuf,
    /// The manifest; all defaults when there is none.
    pub manifest: Manifest,
    /// What everything is read within.
    pub limits: Limits,
    /// The rule files read, in order.
    pub files: Vec<ast::File>,
}

impl Workspace {
    /// Finds and reads the rules of a path: a folder with a manifest, a manifest, a rule file, a folder of rule files.
    pub fn open(path: &Path, settings: &Settings, sources: &mut Sources, sink: &mut Diagnostics) -> Self {
        let mut workspace = Self::find(path, settings, sources, sink);
        workspace.read_rules(path, settings, sources, sink);
        workspace
    }

    /// Finds the folder of a path and reads its manifest; no rules yet.
    pub fn find(path: &Path, settings: &Settings, sources: &mut Sources, sink: &mut Diagnostics) -> Self {
        let (root, manifest) = find(path);
        let mut workspace = Self { root, manifest: Manifest::default(), limits: Limits::default(), files: Vec::new() };
        if !path.exists() {
            sink.push(files::missing(path).at(None));
            return workspace;
        }
        if let Some(manifest) = manifest {
            workspace.read_manifest(&manifest, sources, sink);
        }
        workspace.limits = limits(&workspace.manifest, settings, sources, sink);
        workspace
    }

    /// Reads the rules, on all cores.
    pub fn read_rules(&mut self, path: &Path, settings: &Settings, sources: &mut Sources, sink: &mut Diagnostics) {
        if !path.exists() {
            return;
        }
        let rules = self.rule_paths(path, sink);
        let mut loader = Loader::new(self.root.clone(), self.limits, sources, sink);
        loader.load_all(rules, crate::threads::count(settings.threads));
        self.files = loader.files;
    }

    fn read_manifest(&mut self, path: &Path, sources: &mut Sources, sink: &mut Diagnostics) {
        match files::read_text(path, &self.limits) {
            Ok((text, _)) => {
                let id = sources.add(files::shown(path), text);
                let text = sources.get(id).map(|s| s.text.clone()).unwrap_or_default();
                self.manifest = Manifest::parse(id, &text, sink);
            }
            Err(mistake) => sink.push(mistake.at(None)),
        }
    }

    /// The rule files, each with the pattern that names it.
    fn rule_paths(&self, path: &Path, sink: &mut Diagnostics) -> Vec<(PathBuf, Option<Span>)> {
        if path.is_file() && !is_manifest(path) {
            return vec![(path.to_path_buf(), None)];
        }
        if self.manifest.rules.is_empty() {
            let found: Vec<_> = files::below(&self.root).into_iter().filter(|p| is_rule_file(p)).collect();
            if found.is_empty() {
                let looked = format!("`{}` 里没有以 .plan 结尾的文件", files::shown(&self.root));
                sink.push(Mistake::NoRules { looked }.at(None));
            }
            return found.into_iter().map(|p| (p, None)).collect();
        }
        let patterns = self.manifest.rules.iter();
        patterns.flat_map(|word| self.rules_of(word, sink).into_iter().map(|p| (p, Some(word.span)))).collect()
    }

    /// The rule files that a pattern, a file's or a folder's name stands for.
    fn rules_of(&self, word: &Word, sink: &mut Diagnostics) -> Vec<PathBuf> {
        let below = |folder: &Path| files::below(folder).into_iter().filter(|p| is_rule_file(p)).collect();
        let found = self.expand(word, sink);
        found.into_iter().flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
    }

    /// The files a pattern of the manifest matches; that there are none is a mistake.
    pub(super) fn expand(&self, word: &Word, sink: &mut Diagnostics) -> Vec<PathBuf> {
        let found = glob::expand(&self.root, &word.text);
        if found.is_empty() {
            let mistake = if glob::is_pattern(&word.text) {
                Mistake::Unmatched { pattern: word.text.clone(), folder: files::shown(&self.root) }
            } else {
                files::missing(&self.root.join(&word.text))
            };
            sink.push(mistake.at(Some(word.span)));
        }
        found
    }

    /// The date of judgement of the manifest.
    pub fn as_of(&self, sink: &mut Diagnostics) -> Option<Date> {
        let word = self.manifest.as_of.as_ref()?;
        let day = date(&word.text);
        if day.is_none() {
            let wanted = "日期，如 2023-12-31".to_owned();
            let mistake = Mistake::Value { key: "as-of".to_owned(), value: word.text.clone(), wanted };
            sink.push(mistake.at(Some(word.span)));
        }
        day
    }

    /// The plan's text, if the manifest names one.
    pub fn plan_text(&self, sources: &mut Sources, sink: &mut Diagnostics) -> Option<SourceId> {
        let word = self.manifest.text.as_ref()?;
        match super::read_document(&self.root.join(&word.text), &self.limits) {
            Ok(text) => Some(sources.add(files::shown(&self.root.join(&word.text)), text)),
            Err(mistake) => {
                sink.push(mistake.at(Some(word.span)));
                None
            }
        }
    }

    /// What manifest and `--set` put in place of what the rules say; `--set` comes last and counts.
    pub fn overrides(&self, settings: &Settings, sources: &mut Sources, sink: &mut Diagnostics) -> Overrides {
        let manifest = &self.manifest;
        let mut parameters: Vec<ParameterOverride> =
            manifest.parameters.iter().filter_map(|entry| parameter(entry, sink)).collect();
        for text in &settings.set {
            let Some(given) = set(text, sources, sink) else {
                continue;
            };
            parameters.retain(|p| (&p.name, &p.scope) != (&given.name, &given.scope));
            parameters.push(given);
        }
        Overrides {
            parameters,
            rate_tolerance: manifest.rate_tolerance.as_ref().and_then(|w| literal(w, sink)),
            quantity_tolerance: manifest.quantity_tolerance.as_ref().and_then(|w| literal(w, sink)),
            severities: manifest.severities.iter().map(severity).collect(),
        }
    }
}

/// The limits of a run: the manifest's, then those of the command line.
pub fn limits(manifest: &Manifest, settings: &Settings, sources: &mut Sources, sink: &mut Diagnostics) -> Limits {
    let mut limits = Limits::default();
    for (name, value) in &manifest.limits {
        if let Err(fault) = limits.set(&name.text, &value.text) {
            let span = if fault == Unsettable::Name { name.span } else { value.span };
            let text = if fault == Unsettable::Name { &name.text } else { &value.text };
            let mistake = Mistake::Value { key: "limits".to_owned(), value: text.clone(), wanted: wanted(fault) };
            sink.push(mistake.at(Some(span)));
        }
    }
    for text in &settings.limits {
        let (name, value) = text.split_once(['=', '＝']).unwrap_or((text, ""));
        if let Err(fault) = limits.set(name, value) {
            let span = Span::new(sources.add("--limit", text), 0, text.len());
            let mistake = Mistake::Value { key: "--limit".to_owned(), value: text.clone(), wanted: wanted(fault) };
            sink.push(mistake.at(Some(span)));
        }
    }
    limits
}

/// What a limit could be set to.
fn wanted(fault: Unsettable) -> String {
    match fault {
        Unsettable::Name => {
            let names: Vec<&str> = Limit::all().map(Limit::name).collect();
            format!("名称=数值，名称是其中之一：{}", names.join("、"))
        }
        Unsettable::Value => "从 1 起的整数，后面可带 KB、MB、GB、TB、万、亿".to_owned(),
        Unsettable::TooMuch(most) => format!("不大于 {most} 的数"),
    }
}

/// Reads one day.
pub fn date(text: &str) -> Option<Date> {
    parse_date(text.trim())
}

fn severity((word, severity): &(Word, Severity)) -> (String, Severity, Span) {
    (word.text.clone(), *severity, word.span)
}

fn parameter(entry: &ParameterEntry, sink: &mut Diagnostics) -> Option<ParameterOverride> {
    let value = literal(&entry.value, sink)?;
    Some(ParameterOverride { name: entry.name.clone(), scope: entry.scope.clone(), value, span: entry.span })
}

/// Reads `NAME=VALUE` or `NAME[范围]=VALUE`.
fn set(text: &str, sources: &mut Sources, sink: &mut Diagnostics) -> Option<ParameterOverride> {
    let source = sources.add("--set", text);
    let whole = Span::new(source, 0, text.len());
    let sign = text.char_indices().find(|(_, c)| ['=', '＝'].contains(c));
    let Some((at, sign)) = sign.filter(|(at, _)| text.get(..*at).is_some_and(|name| !name.trim().is_empty())) else {
        let wanted = "名称=数值，如 市级下达PM2.5=32微克/立方米".to_owned();
        sink.push(Mistake::Value { key: "--set".to_owned(), value: text.to_owned(), wanted }.at(Some(whole)));
        return None;
    };
    let (name, scope) = split_scope(text.get(..at).unwrap_or(""));
    let start = at + sign.len_utf8();
    let word = Word { text: text.get(start..).unwrap_or("").to_owned(), span: Span::new(source, start, text.len()) };
    let value = literal(&word, sink)?;
    Some(ParameterOverride { name, scope, value, span: Span::new(source, 0, at) })
}

/// Reads a literal where it stands: the text before it is blanked, so that places come out right.
fn literal(word: &Word, sink: &mut Diagnostics) -> Option<ast::Expr> {
    let padded = format!("{}{}", " ".repeat(word.span.start as usize), word.text);
    let mut own = Diagnostics::default();
    let value = parse::value(word.span.source, &padded, &mut own);
    for mut diagnostic in own.sorted() {
        // A complaint about the whole text is one about the word, not about what is before it.
        diagnostic.labels.iter_mut().for_each(|label| label.span.start = label.span.start.max(word.span.start));
        sink.push(diagnostic);
    }
    value
}

/// The root folder of a path, and its manifest if it has one.
fn find(path: &Path) -> (PathBuf, Option<PathBuf>) {
    if path.is_dir() {
        let manifest = path.join(MANIFEST);
        return (path.to_path_buf(), manifest.is_file().then_some(manifest));
    }
    let root = path.parent().unwrap_or(Path::new("")).to_path_buf();
    (root, is_manifest(path).then(|| path.to_path_buf()))
}

fn is_manifest(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("plan"))
}
