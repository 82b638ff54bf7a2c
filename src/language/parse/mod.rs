//! From the text of a rule file to its [`File`]: written down, not looked up.
//!
//! Text → half-width lines (`text`) → joined lines (`layout`) → trees of the grammar (`grammar`) → nodes (`expression`, `condition`,
//! `statement`). A line that cannot be read is looked at by `slip`; the others still count.

mod condition;
mod doubt;
mod expression;
mod grammar;
mod layout;
mod problem;
mod slip;
mod statement;
mod text;
mod trend;
mod words;
pub(in crate::language) mod written;

pub use problem::CODES;

use crate::diagnostic::Diagnostics;
use crate::language::ast::{
    Attribute, Commitment, ConditionKind, Expr, ExprKind, File, Node, Statement, StatementKind,
};
use crate::language::words::STRENGTHS;
use crate::source::{SourceId, Span};
use expression::Builder;
use grammar::{Entry, Rule};
use problem::{Problem, ProblemKind};
use statement::Parsed;

/// Reads a rule file; what is wrong with it goes into the sink, every mistake once, and the rest is read all the same.
pub fn parse(source: SourceId, text: &str, sink: &mut Diagnostics) -> File {
    let lines = layout::join(text::lines(text), &slip::complete);
    let mut file = Assembly { file: File { source, statements: Vec::new() }, broken: false };
    for line in &lines {
        let builder = Builder { source, line, written: text };
        match read(builder, sink) {
            Ok(parsed) => file.take(parsed, builder.stretch(0, line.text.len()), sink),
            Err(problem) => {
                file.broken = problem.kind.code() != "attribute-form" || file.broken;
                sink.push(problem);
            }
        }
    }
    file.file
}

/// How many statements a text has, at a glance: lines that are neither indented nor blank nor comments nor headings. It may be more
/// than there are, never fewer.
pub fn count(text: &str) -> u64 {
    let begins = |line: &&str| line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | '＃' | '【'));
    text.lines().filter(begins).count() as u64
}

/// Reads one value alone: `32微克/立方米`, `7.5%`, `"AA+"`, `2023-09-30`.
pub fn value(source: SourceId, text: &str, sink: &mut Diagnostics) -> Option<Expr> {
    let line = text::lines(text).into_iter().next().unwrap_or_default();
    let builder = Builder { source, line: &line, written: text };
    let value = match grammar::read(Entry::Value, &line.text) {
        Ok(tree) if layout::brackets(&line.text) == layout::Brackets::Closed => builder.value(&tree),
        _ => None,
    };
    if value.is_none() {
        sink.push(Problem { kind: ProblemKind::NotAValue, span: Span::new(source, 0, text.len()), mended: None });
    }
    value
}

/// The same word with the spaces that were forgotten in it, if that makes a rule: `企业超过160家` → `企业 超过 160家`.
pub fn spaced(word: &str) -> Option<String> {
    let tree = grammar::read(Entry::Statement, word).ok()?;
    let subject = slip::without_range(&tree)?;
    let slip = slip::bare(word, subject);
    slip.mended.filter(|_| matches!(slip.kind, ProblemKind::MissingSpace { .. }))
}

fn read(builder: Builder<'_>, sink: &mut Diagnostics) -> Result<Parsed, Problem> {
    let line = builder.line;
    if let Some((word, text)) = &line.free {
        return Ok(Parsed::Attribute(free(word, text.clone())));
    }
    if let Some(at) = line.unclosed {
        return Err(unclosed(builder, at));
    }
    if let Some(slip) = slip::bracket(&line.text, layout::brackets(&line.text)) {
        return Err(problem(builder, slip));
    }
    if let Some(word) = leading_attribute(&line.text) {
        return attribute(builder, word);
    }
    let tree = grammar::read(Entry::Statement, &line.text)
        .map_err(|failure| problem(builder, slip::statement(&line.text, &failure)))?;
    let slip = slip::without_range(&tree).map(|subject| slip::bare(&line.text, subject));
    let slip = slip.or_else(|| slip::fused_label(&line.text)).or_else(|| doubt::rank(&line.text));
    let slip = slip.or_else(|| if tree.rule == Rule::own_strength { slip::two_words(&line.text, &tree) } else { None });
    if let Some(slip) = slip {
        return Err(problem(builder, slip));
    }
    let parsed = builder.statement(&tree).ok_or_else(|| misread(builder))?;
    if let Parsed::Statement(StatementKind::Commitment(commitment)) = &parsed {
        strength_label(builder, commitment)?;
        fused_strength(builder, commitment)?;
        if let Some(value) = doubt::difference(commitment) {
            let slip = doubt::interval(&line.text.replace(" - ", "-")).ok_or_else(|| misread(builder))?;
            return Err(Problem { kind: slip.kind, span: value.span, mended: None });
        }
    }
    if tree.rule == Rule::copied && line.text.starts_with(|c: char| c.is_ascii()) {
        let kind = ProblemKind::NoSubject;
        return Err(Problem { kind, span: builder.stretch(0, line.text.len()), mended: None });
    }
    if let Parsed::Statement(StatementKind::Commitment(commitment)) = &parsed
        && let (true, ConditionKind::Measure { subject, .. }) = (commitment.copied, &commitment.predicate.kind)
    {
        let kind = ProblemKind::Copied { subject: slip::shown(&subject_text(subject)) };
        sink.push(Problem { kind, span: builder.stretch(0, line.text.len()), mended: None });
    }
    Ok(parsed)
}

fn subject_text(subject: &Expr) -> String {
    match &subject.kind {
        ExprKind::Name(name) => name.clone(),
        _ => String::new(),
    }
}

/// `力争：企业 超过 5家`: the colon makes a label of the strength, and the rule would be a firm one without a word.
fn strength_label(builder: Builder<'_>, commitment: &Commitment) -> Result<(), Problem> {
    let copied = match &commitment.predicate.kind {
        ConditionKind::Measure { subject, .. } if commitment.copied => Some(subject_text(subject)),
        _ => None,
    };
    let word = commitment.label.as_ref().map(|label| label.kind.clone()).or(copied);
    let Some(word) = word.filter(|word| STRENGTHS.contains(&word.as_str())) else { return Ok(()) };
    let text = &builder.line.text;
    let behind = text.strip_prefix(word.as_str()).and_then(|rest| rest.trim_start().strip_prefix(':'));
    let mended = behind.map(|behind| format!("{word} {}", behind.trim_start())).filter(|line| slip::complete(line));
    let at = 0..word.len();
    Err(problem(builder, slip::Slip { kind: ProblemKind::StrengthLabel { word }, at, mended }))
}

/// `力争数字经济核心产业企业 超过 160家`: a strength word that no indicator's name begins with.
fn fused_strength(builder: Builder<'_>, commitment: &Commitment) -> Result<(), Problem> {
    let ConditionKind::Measure { subject, .. } = &commitment.predicate.kind else {
        return Ok(());
    };
    let ExprKind::Name(name) = &subject.kind else {
        return Ok(());
    };
    let fused = ["确保", "力争", "必须", "争取", "全力"]
        .iter()
        .find(|s| name.strip_prefix(**s).is_some_and(|rest| !rest.is_empty()));
    let written = builder.written.get(subject.span.start as usize..subject.span.end as usize).unwrap_or("");
    let (Some(strength), None, false) = (fused, &commitment.strength, written.starts_with(['「', '“', '`', '《', '"']))
    else {
        return Ok(());
    };
    let mended = builder.line.text.replacen(name.as_str(), &name.replacen(strength, &format!("{strength} "), 1), 1);
    let span = builder.stretch(0, builder.line.text.len());
    Err(Problem {
        kind: ProblemKind::MissingSpace { word: name.clone() },
        span: subject.span,
        mended: Some((span, as_written(builder, &mended))),
    })
}

fn problem(builder: Builder<'_>, slip: slip::Slip) -> Problem {
    let whole = builder.stretch(0, builder.line.text.len());
    Problem {
        kind: slip.kind,
        span: builder.stretch(slip.at.start, slip.at.end),
        mended: slip.mended.map(|mended| (whole, as_written(builder, &mended))),
    }
}

/// A mended line with everything that the mend leaves alone as the user wrote it, full-width signs and all.
fn as_written(builder: Builder<'_>, mended: &str) -> String {
    let text = builder.line.text.as_str();
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let front = same(&mut text.chars(), &mut mended.chars());
    let back =
        same(&mut text.chars().rev(), &mut mended.chars().rev()).min(text.len() - front).min(mended.len() - front);
    let written = |start: usize, end: usize| {
        let (start, end) = builder.line.stretch(start, end);
        builder.written.get(start..end).unwrap_or("")
    };
    let changed = slip::shown(mended.get(front..mended.len() - back).unwrap_or(""));
    format!("{}{changed}{}", written(0, front), written(text.len() - back, text.len()))
}

fn misread(builder: Builder<'_>) -> Problem {
    let text = &builder.line.text;
    if let Some(doubt) = doubt::numeral(text) {
        return problem(builder, doubt);
    }
    if text.len() > expression::MOST_TERMS {
        return Problem { kind: ProblemKind::TooComplex, span: builder.stretch(0, text.len()), mended: None };
    }
    let kind =
        ProblemKind::Unexpected { found: slip::shown(text), expected: Vec::new(), form: Some(words::form(text)) };
    Problem { kind, span: builder.stretch(0, text.len()), mended: None }
}

fn unclosed(builder: Builder<'_>, at: usize) -> Problem {
    let mark = builder.written.get(at..).and_then(|t| t.chars().next()).unwrap_or('“');
    let span = Span::new(builder.source, at, at + mark.len_utf8());
    Problem { kind: ProblemKind::UnclosedQuotation { mark }, span, mended: None }
}

/// The attribute word that a line begins with.
fn leading_attribute(text: &str) -> Option<&'static str> {
    let behind_word = text.char_indices().find(|(_, c)| !(c.is_alphanumeric() || *c == '_' || *c == '·'));
    let word = text.get(..behind_word.map_or(text.len(), |(at, _)| at))?;
    let known = layout::ATTRIBUTES.iter().find(|a| **a == word);
    let touching = || {
        layout::ATTRIBUTES
            .iter()
            .find(|a| word.strip_prefix(**a).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
    };
    let behind = text.get(word.len()..).unwrap_or("");
    known.or_else(touching).filter(|_| behind.is_empty() || behind.starts_with([' ', ':', ',', '.', '%', '-'])).copied()
}

fn attribute(builder: Builder<'_>, word: &'static str) -> Result<Parsed, Problem> {
    let text = &builder.line.text;
    let tree = grammar::read(Entry::Attribute, text).ok();
    let attribute = tree.and_then(|tree| builder.attribute(&tree)).map(Parsed::Attribute);
    attribute.ok_or_else(|| {
        let kind = ProblemKind::Attribute { word: word.to_owned(), form: problem::attribute_form(word) };
        Problem { kind, span: builder.stretch(0, text.len()), mended: None }
    })
}

fn free(word: &str, text: String) -> Attribute {
    match word {
        "说明" => Attribute::Remark(text),
        "依据" => Attribute::Basis(text),
        "文号" => Attribute::Number(text),
        _ => Attribute::Office(text),
    }
}

/// A file being put together: lines that belong below a statement find it here.
struct Assembly {
    file: File,
    /// Whether the statement above could not be read: what belongs to it is passed over.
    broken: bool,
}

impl Assembly {
    fn take(&mut self, parsed: Parsed, span: Span, sink: &mut Diagnostics) {
        let last = self.file.statements.last_mut().filter(|_| !self.broken);
        let orphan = match (parsed, last.map(|s| (&mut s.kind, &mut s.attributes))) {
            (Parsed::Statement(kind), _) => return self.begin(kind, span),
            (Parsed::Column(column), Some((StatementKind::Table { columns, .. }, _))) => {
                return columns.push(Node::new(column, span));
            }
            (Parsed::Test(line), Some((StatementKind::Test { lines, .. }, _))) => {
                return lines.push(Node::new(line, span));
            }
            (Parsed::Attribute(attribute), Some((kind, attributes))) if !matches!(kind, StatementKind::Heading(_)) => {
                return attributes.push(Node::new(attribute, span));
            }
            _ if self.broken => return,
            (Parsed::Column(_), _) => ("`列` 行", "`表` 语句"),
            (Parsed::Test(_), _) => ("`给定`、`期望` 行", "`测试` 语句"),
            (Parsed::Attribute(_), _) => ("属性行", "它所说的语句"),
        };
        let (what, below) = orphan;
        sink.push(Problem { kind: ProblemKind::Orphan { what, below }, span, mended: None });
    }

    fn begin(&mut self, kind: StatementKind, span: Span) {
        self.broken = false;
        self.file.statements.push(Statement { kind, span, attributes: Vec::new() });
    }
}
