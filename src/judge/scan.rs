//! Passes over tables: sets, aggregates and row rules, each in the earliest pass in which what it needs is known.

use super::compile::{Compiler, Slots};
use super::conditions::Conditions;
use super::each::{Checker, Extent, Reach, Tally};
use super::explanation::Explanations;
use super::fold::{Folder, Tally as Sum};
use super::groups::Groups;
use super::known::KnownSet;
use super::role::Role;
use super::row::column_cell;
use super::scalar::World;
use super::walk::{self, Leaf, Needs};
use crate::data::{Batch, FileId, Tables};
use crate::language::program::{AggregateId, Body, ColumnId, Condition, ExprKind, Fold, Program, TableId};
use crate::value::{Date, Marks, Period};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Something that needs a pass over a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Job {
    /// Index of a column looked into by 属于.
    Set(usize),
    /// An aggregate.
    Fold(AggregateId),
    /// Index of a rule over rows.
    Each(usize),
}

/// What the passes found of rules over rows, by rule.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// The rows of each rule.
    pub(crate) each: BTreeMap<usize, (Extent, Tally)>,
}

/// Runs every pass that the rules need; aggregates and sets go into the world, the rows of rules come back.
pub(crate) fn run(world: &mut World<'_>, tables: &mut dyn Tables, explanations: &Explanations<'_>) -> Scanned {
    let mut scanned = Scanned::default();
    for level in levels(world.program) {
        for (table, jobs) in level {
            pass(world, tables, explanations, (table, &jobs), &mut scanned);
        }
    }
    scanned
}

type Level = BTreeMap<TableId, Vec<Job>>;

/// The jobs by level and table: what a job needs lies in a level before its own.
fn levels(program: &Program) -> Vec<Level> {
    let mut depths = BTreeMap::new();
    for (index, rule) in program.rules.iter().enumerate() {
        match &rule.body {
            Body::Each(_) => {
                depth(program, Job::Each(index), &mut depths);
            }
            body => {
                let needs = needs_of(body);
                for job in needs_jobs(&needs) {
                    depth(program, job, &mut depths);
                }
            }
        }
    }
    let mut levels: Vec<Level> = Vec::new();
    for (job, depth) in depths {
        let Some(table) = table_of(program, job) else { continue };
        if levels.len() <= depth {
            levels.resize(depth + 1, Level::new());
        }
        if let Some(level) = levels.get_mut(depth) {
            level.entry(table).or_default().push(job);
        }
    }
    levels
}

fn depth(program: &Program, job: Job, depths: &mut BTreeMap<Job, usize>) -> usize {
    if let Some(known) = depths.get(&job) {
        return *known;
    }
    depths.insert(job, 0);
    let needed = needs_jobs(&job_needs(program, job));
    let depth = needed.into_iter().map(|j| depth(program, j, depths) + 1).max().unwrap_or(0);
    depths.insert(job, depth);
    depth
}

fn needs_jobs(needs: &Needs) -> Vec<Job> {
    needs.sets.iter().map(|s| Job::Set(*s)).chain(needs.aggregates.iter().map(|a| Job::Fold(*a))).collect()
}

fn job_needs(program: &Program, job: Job) -> Needs {
    let mut needs = Needs::default();
    let mut take = |leaf: Leaf<'_>| needs.take(leaf);
    match job {
        Job::Set(_) => {}
        Job::Fold(id) => {
            if let Some(aggregate) = program.aggregate(id) {
                aggregate.filter.iter().for_each(|f| walk::condition(f, &mut take));
                aggregate.value.iter().for_each(|v| walk::expr(v, &mut take));
            }
        }
        Job::Each(rule) => {
            if let Some(Body::Each(each)) = program.rules.get(rule).map(|r| &r.body) {
                each.filter.iter().for_each(|f| walk::condition(f, &mut take));
                walk::condition(&each.body, &mut take);
            }
        }
    }
    needs
}

fn needs_of(body: &Body) -> Needs {
    let mut needs = Needs::default();
    let mut take = |leaf: Leaf<'_>| needs.take(leaf);
    match body {
        Body::Target(target) => walk::target(target, &mut take),
        Body::Identity(identity) => {
            walk::expr(&identity.left, &mut take);
            walk::expr(&identity.right, &mut take);
        }
        Body::Composite(condition) => walk::condition(condition, &mut take),
        Body::Each(_) | Body::Milestone { .. } => {}
    }
    needs
}

fn table_of(program: &Program, job: Job) -> Option<TableId> {
    match job {
        Job::Set(index) => program.sets.get(index).map(|s| s.table),
        Job::Fold(id) => program.aggregate(id).map(|a| a.table),
        Job::Each(rule) => match &program.rules.get(rule)?.body {
            Body::Each(each) => Some(each.table),
            _ => None,
        },
    }
}

/// The files of a table that count: those without a period, and of the others the newest in the plan and not after the date.
pub(crate) fn counted_files(
    files: &[(FileId, Option<Period>)],
    plan: Option<Period>,
    as_of: Date,
) -> (Vec<FileId>, Option<Period>) {
    let fits = |p: &Period| p.last <= as_of && plan.is_none_or(|plan| p.within(&plan));
    let periods = files.iter().filter_map(|(_, p)| *p).filter(fits);
    let newest = periods.max_by_key(|p| (p.last, std::cmp::Reverse(p.first)));
    let counts = |period: &Option<Period>| period.is_none() || *period == newest;
    (files.iter().filter(|(_, p)| counts(p)).map(|(file, _)| *file).collect(), newest)
}

/// What one pass computes.
#[derive(Debug, Default)]
struct Work {
    conditions: Conditions,
    sets: Vec<(usize, usize, bool, KnownSet)>,
    folds: Vec<Folder>,
    checks: Vec<Checker>,
}

impl Work {
    fn add(&mut self, world: &World<'_>, batch: &Batch, marks: &Marks) {
        for (_, slot, nullable, set) in &mut self.sets {
            collect(set, batch, *slot, *nullable);
        }
        self.folds.iter_mut().for_each(|fold| fold.add(batch, marks));
        self.checks.iter_mut().for_each(|check| check.add(world, batch, marks));
    }
}

fn collect(set: &mut KnownSet, batch: &Batch, slot: usize, nullable: bool) {
    let Some(column) = batch.columns.get(slot) else { return };
    for row in 0..batch.rows.len() {
        let cell = column_cell(column, row, nullable);
        set.rows += 1;
        set.missing += u64::from(matches!(cell, super::row::Cell::Missing));
        set.insert(&cell);
    }
}

fn pass(
    world: &mut World<'_>,
    tables: &mut dyn Tables,
    explanations: &Explanations<'_>,
    (table, jobs): (TableId, &[Job]),
    scanned: &mut Scanned,
) {
    let mut slots = Slots::default();
    let mut work = prepare(world, explanations, table, jobs, &mut slots);
    let lost = tables.lost(table);
    let submitted: Vec<_> = tables.files(table).into_iter().chain(lost.iter().copied()).collect();
    let (files, period) = counted_files(&submitted, world.program.plan.period, world.as_of);
    let is_lost = |file: &FileId| lost.iter().any(|(other, _)| other == file);
    work.checks.iter_mut().for_each(|check| check.know(world, table, &slots));
    let mut extent = Extent::default();
    if !files.is_empty() {
        let known = tables.findings().len();
        let conditions = std::mem::take(&mut work.conditions);
        let mut memories = conditions.memories();
        tables.scan(table, &files, slots.columns(), &|batch| conditions.ahead(batch), &mut |batch, ahead| {
            extent.rows += batch.rows.len() as u64;
            work.add(world, batch, &conditions.rest(batch, ahead, &mut memories));
        });
        work.checks.iter_mut().for_each(|check| check.settle(world, table, slots.columns(), tables));
        let broken = tables.findings().len() > known || files.iter().any(is_lost);
        extent.reach = if broken { Reach::Broken } else { Reach::Whole };
    }
    for (index, _, _, mut set) in work.sets {
        set.submitted = extent.reach == Reach::Whole;
        world.sets.insert(index, Arc::new(set));
    }
    for fold in work.folds {
        let text = world.program.aggregate(fold.id).map_or("", |a| a.text.as_str());
        world.folded.insert(fold.id, fold.finish(table, extent, period, text));
    }
    for check in work.checks {
        scanned.each.insert(check.rule, (extent, check.finish()));
    }
}

fn prepare(
    world: &World<'_>,
    explanations: &Explanations<'_>,
    table: TableId,
    jobs: &[Job],
    slots: &mut Slots,
) -> Work {
    let mut work = Work::default();
    for job in jobs {
        let conditions = &mut work.conditions;
        let mut compiler = Compiler { world, table, slots, conditions, scope: None, optional: false };
        match job {
            Job::Set(index) => {
                let Some(set) = world.program.sets.get(*index) else { continue };
                let slot = compiler.slot(set.column);
                work.sets.push((*index, slot.index, slot.nullable, KnownSet::default()));
            }
            Job::Fold(id) => work.folds.extend(folder(&mut compiler, *id)),
            Job::Each(rule) => {
                let Some(whole) = world.program.rules.get(*rule) else { continue };
                let Body::Each(each) = &whole.body else { continue };
                compiler.optional = whole.optional;
                let rows: BTreeSet<u64> = explanations.rows_of(*rule);
                work.checks.push(Checker::compile(&mut compiler, *rule, each, world.as_of, rows));
            }
        }
    }
    work
}

fn folder(compiler: &mut Compiler<'_, '_>, id: AggregateId) -> Option<Folder> {
    let program = compiler.world.program;
    let aggregate = program.aggregate(id)?;
    let column = |id: ColumnId| program.column(aggregate.table, id);
    let counts = matches!(aggregate.function, Fold::Count | Fold::Share);
    let value = aggregate.value.as_ref().filter(|_| !counts);
    let non_negative =
        value.is_some_and(|v| matches!(&v.kind, ExprKind::Column(id) if column(*id).is_some_and(|c| c.non_negative)));
    let filter = |c: &Condition, compiler: &mut Compiler<'_, '_>| compiler.node(c, Role::Filter);
    Some(Folder {
        id,
        function: aggregate.function,
        ty: value.map(|v| v.ty.clone()),
        non_negative,
        filter: aggregate.filter.as_ref().map(|c| filter(c, compiler)),
        value: value.map(|v| compiler.term(v)),
        group: aggregate.group.map(|g| compiler.slot(g)),
        group_ty: aggregate.group.and_then(|g| column(g).map(|c| c.ty.clone())),
        whole: Sum::default(),
        groups: Groups::default(),
        unkeyed: Sum::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_of_the_plan_counts_and_files_without_a_period_are_joined() {
        let month = |m| Period::month(2023, m);
        let files = [
            (FileId(0), month(3)),
            (FileId(1), month(6)),
            (FileId(2), month(9)),
            (FileId(3), None),
            (FileId(4), Period::year(2022)),
        ];
        let june = Date::new(2023, 6, 30).unwrap();
        assert_eq!(counted_files(&files, Period::year(2023), june), (vec![FileId(1), FileId(3)], month(6)));
        assert_eq!(counted_files(&files[4..], Period::year(2023), june).0, vec![]);
    }
}
