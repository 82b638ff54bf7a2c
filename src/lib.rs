//! plancheck: judges submitted data against the commitments of an annual plan.
//!
//! Data flows one way, and every stage changes the type of what flows:
//!
//! ```text
//! rule text → ast (what was written) → program (what was meant)
//! data files → dataset (typed, each cell knowing its place)
//! program × dataset × date → judgement → report
//! ```
//!
//! # The rooms
//! - [`source`]: texts, spans, lines and columns
//! - [`limits`]: how much a run takes in
//! - `threads`: work side by side, its results in order
//! - [`diagnostic`]: mistakes in rules, manifest and arguments, and how they are drawn
//! - [`value`]: exact numbers, units, dates and periods, three-valued truth
//! - [`language`]: from rule text to [`language::program::Program`]
//! - [`data`]: from files to [`data::Dataset`]
//! - [`judge`]: what became of every rule; pure
//! - [`lint`]: findings on the rules alone: contradictions, shortfalls, what is left out
//! - [`report`]: one file a format
//! - [`template`]: the workbook that submitters fill in
//! - [`diff`]: what changed between two reviews
//! - [`trace`]: the plan's own text
//! - [`draft`]: a first rule file from the plan's text
//! - [`config`]: `plancheck.toml`, folders and patterns
//! - [`explain`]: what each code means
//! - [`cli`]: one file a subcommand
//!
//! [`read_rules`] and [`review`] are the pipeline.

pub mod cli;
pub mod config;
pub mod data;
pub mod diagnostic;
pub mod diff;
pub mod draft;
pub mod explain;
pub mod judge;
pub mod language;
pub mod limits;
pub mod lint;
pub mod report;
pub mod source;
pub mod template;
mod threads;
pub mod trace;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::{Mistake, Settings, Workspace};
use crate::data::{Dataset, Excerpt, Place, Submission, Tables as _};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::judge::Judgement;
use crate::language::check::UNDECLARED;
use crate::language::program::{Program, TableId};
use crate::source::{SourceId, Sources, Span};
use crate::value::Date;

/// Rules read and understood.
#[derive(Debug)]
pub struct Rules {
    /// Where they come from.
    pub workspace: Workspace,
    /// Their texts.
    pub sources: Sources,
    /// What they mean.
    pub program: Program,
    /// Warnings and notes met on the way.
    pub diagnostics: Diagnostics,
}

/// Rules with the data judged against them.
#[derive(Debug)]
pub struct Review {
    /// The rules.
    pub rules: Rules,
    /// What was submitted.
    pub dataset: Dataset,
    /// What was found.
    pub judgement: Judgement,
    /// The rows of places that reports show.
    pub excerpts: BTreeMap<Place, Excerpt>,
    /// The plan's text.
    pub plan_text: Option<SourceId>,
    /// Warnings and notes met on the way, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why nothing could be judged.
#[derive(Debug)]
pub struct Failure {
    /// The texts that the mistakes stand in.
    pub sources: Sources,
    /// The mistakes, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the rules of a path: every file, every name, every unit.
///
/// # Errors
/// All mistakes of manifest and rules at once.
pub fn read_rules(path: &Path, settings: &Settings) -> Result<Rules, Failure> {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let workspace = Workspace::find(path, settings, &mut sources, &mut sink);
    understand(workspace, path, settings, (sources, sink))
}

/// Reads the rules of a folder that was found.
fn understand(
    mut workspace: Workspace,
    path: &Path,
    settings: &Settings,
    (mut sources, mut sink): (Sources, Diagnostics),
) -> Result<Rules, Failure> {
    workspace.read_rules(path, settings, &mut sources, &mut sink);
    let overrides = workspace.overrides(settings, &mut sources, &mut sink);
    let program = language::check::check(&workspace.files, &sources, &overrides, &mut sink);
    if sink.has_errors() {
        return Err(Failure { sources, diagnostics: sink.sorted() });
    }
    Ok(Rules { workspace, sources, program, diagnostics: sink })
}

/// Judges the data of a path against its rules: the whole pipeline.
///
/// # Errors
/// When rules, manifest or arguments are faulty, data cannot be read, or there is nothing to judge.
pub fn review(path: &Path, settings: &Settings, as_of: Option<Date>) -> Result<Review, Failure> {
    let (mut sources, mut sink, mut later) = (Sources::default(), Diagnostics::default(), Diagnostics::default());
    let workspace = Workspace::find(path, settings, &mut sources, &mut sink);
    let inputs = workspace.inputs(settings, &mut later);
    let shares = data::Shares::by(settings.threads);
    let ahead = data::Ahead::start(&inputs, shares);
    let mut rules = understand(workspace, path, settings, (sources, sink))?;
    let as_of = as_of.or(rules.workspace.as_of(&mut rules.diagnostics));
    let plan_text = rules.workspace.plan_text(&mut rules.sources, &mut rules.diagnostics);
    rules.diagnostics.extend(later);
    let expected = rules.workspace.expected(&inputs, settings, &mut rules.diagnostics);
    if rules.program.rules.is_empty() {
        rules.diagnostics.push(Mistake::NoRules { looked: "规则文件里没有一条规则".to_owned() }.at(None));
    }
    let rules = rules.sound()?;
    let mut submission = match data::open_lazily(&rules.program, &inputs, shares, ahead) {
        Ok(submission) => submission,
        Err(errors) => return Err(rules.failing(errors.into_iter().map(Diagnostic::from))),
    };
    submission.dataset.offices = expected;
    let judging = judge::Settings { as_of, limits: rules.workspace.limits, ..judge::Settings::default() };
    let mut judgement = judge::judge(&rules.program, &submission.dataset, &mut submission.tables, &judging);
    if let Err(errors) = submission.settle() {
        return Err(rules.failing(errors.into_iter().map(Diagnostic::from)));
    }
    set_older_aside(&rules.program, &mut submission, judgement.as_of);
    judgement.findings.extend(data::absent(&submission.dataset, judgement.as_of));
    let excerpts = excerpts(&submission, report::places_shown(&judgement));
    let known = known_names(&rules.program, &submission);
    let unheard = |d: &Diagnostic| d.code != UNDECLARED || d.span().is_none_or(|span| !known.contains(&span));
    let diagnostics = rules.diagnostics.clone().sorted().into_iter().filter(unheard).collect();
    Ok(Review { rules, dataset: submission.dataset, judgement, excerpts, plan_text, diagnostics })
}

/// Sets the rows of files aside that are not of the period judged.
fn set_older_aside(program: &Program, submission: &mut Submission, as_of: Date) {
    for table in (0..program.tables.len()).map(TableId) {
        let files = submission.tables.files(table);
        let (counted, _) = judge::counted_files(&files, program.plan.period, as_of);
        for (file, period) in files.into_iter().filter(|(file, _)| !counted.contains(file)) {
            let later = period.is_some_and(|period| period.last > as_of);
            submission.set_aside(file, if later { "晚于判定日的一期" } else { "不是最新一期" });
        }
    }
}

/// Where names stand that no declaration knows, but the data do: these are no slips.
fn known_names(program: &Program, submission: &Submission) -> BTreeSet<Span> {
    let figures = &submission.dataset.figures;
    let indicators = program.indicators.iter().enumerate();
    let indicators = indicators.filter(|(id, _)| figures.iter().any(|figure| figure.indicator.0 == *id));
    let milestones = program.milestones.iter().enumerate();
    let rows = &submission.dataset.milestones;
    let milestones = milestones.filter(|(id, _)| rows.iter().any(|row| row.milestone.0 == *id));
    let tables = program.tables.iter().enumerate();
    let tables = tables.filter(|(id, _)| !submission.tables.files(TableId(*id)).is_empty());
    indicators.map(|(_, i)| i.span).chain(milestones.map(|(_, m)| m.span)).chain(tables.map(|(_, t)| t.span)).collect()
}

fn excerpts(submission: &Submission, places: Vec<Place>) -> BTreeMap<Place, Excerpt> {
    places.into_iter().filter_map(|place| Some((place.clone(), submission.excerpt(&place)?))).collect()
}

impl Rules {
    /// The rules, unless something found since stops the run.
    fn sound(self) -> Result<Self, Failure> {
        if self.diagnostics.has_errors() { Err(self.failing(std::iter::empty())) } else { Ok(self) }
    }

    fn failing(mut self, errors: impl Iterator<Item = Diagnostic>) -> Failure {
        errors.for_each(|error| self.diagnostics.push(error));
        Failure { sources: self.sources, diagnostics: self.diagnostics.sorted() }
    }
}

impl Review {
    /// What reports look at, reduced to the given results if any are given.
    pub fn view(&self, only: Option<Vec<usize>>) -> report::View<'_> {
        report::View {
            program: &self.rules.program,
            sources: &self.rules.sources,
            dataset: &self.dataset,
            judgement: &self.judgement,
            excerpts: &self.excerpts,
            plan_text: self.plan_text,
            diagnostics: &self.diagnostics,
            only,
        }
    }
}
