//! Trees of the grammar become lines of a rule file: statements, columns, attributes, lines of tests.

use super::expression::Builder;
use super::grammar::{Rule, Tree};
use crate::language::ast::{
    Attribute, Column, ColumnFlag, ColumnType, Commitment, ConditionKind, Expr, FigureAspect, Literal, Member, Name,
    Nature, Node, StatementKind, TestLine, Tier,
};

/// One line, by where it belongs.
#[derive(Debug, PartialEq)]
pub(super) enum Parsed {
    /// A statement of its own.
    Statement(StatementKind),
    /// A `列` line.
    Column(Column),
    /// A line of a test.
    Test(TestLine),
    /// An attribute line.
    Attribute(Attribute),
}

impl Builder<'_> {
    /// A whole statement.
    pub(super) fn statement(self, tree: &Tree) -> Option<Parsed> {
        let kind = match tree.rule {
            Rule::column => return Some(Parsed::Column(self.column(tree)?)),
            Rule::given_figure
            | Rule::given_parameter
            | Rule::given_milestone
            | Rule::given_table
            | Rule::as_of
            | Rule::expect => {
                return Some(Parsed::Test(self.test_line(tree)?));
            }
            Rule::identity => self.identity(tree)?,
            Rule::commitment | Rule::own_strength => StatementKind::Commitment(Box::new(self.commitment(tree)?)),
            Rule::description => self.description(tree)?,
            Rule::copied | Rule::numbered => StatementKind::Commitment(Box::new(self.copied(tree)?)),
            _ => self.declaration(tree)?,
        };
        Some(Parsed::Statement(kind))
    }

    fn declaration(self, tree: &Tree) -> Option<StatementKind> {
        let name = || self.first_name(tree);
        Some(match tree.rule {
            Rule::plan => {
                let rest = tree.child(Rule::rest)?;
                StatementKind::Plan(Node::new(self.raw(rest), self.span(rest)))
            }
            Rule::heading => {
                let parts = tree.children.iter().map(|c| Node::new(self.raw(c), self.span(c)));
                StatementKind::Heading(parts.collect())
            }
            Rule::indicator => {
                StatementKind::Indicator { name: name()?, measure: self.unit(tree), nature: self.nature(tree) }
            }
            Rule::declared_milestone => StatementKind::Milestone(name()?),
            Rule::table => StatementKind::Table { name: name()?, nature: self.nature(tree), columns: Vec::new() },
            Rule::scale => {
                let members = tree
                    .children
                    .iter()
                    .filter(|c| c.rule == Rule::grade)
                    .map(|c| self.grade(c))
                    .collect::<Option<_>>()?;
                StatementKind::Scale { name: name()?, members }
            }
            Rule::parameter => StatementKind::Parameter {
                name: name()?,
                scope: self.scope(tree),
                unit: self.unit(tree),
                value: tree.child(Rule::given_value).and_then(|v| self.value(v)),
            },
            Rule::unit_decl => {
                StatementKind::Unit { name: name().or_else(|| self.unit(tree))?, value: self.first_literal(tree)?.kind }
            }
            Rule::strength_decl => {
                let mut names = self.names(tree).into_iter();
                StatementKind::Strength { name: names.next()?, like: names.next()? }
            }
            Rule::definition => self.definition(tree)?,
            Rule::include => StatementKind::Include(self.text(tree.child(Rule::text)?)),
            Rule::test => StatementKind::Test { name: self.text(tree.child(Rule::text)?), lines: Vec::new() },
            _ => return None,
        })
    }

    fn definition(self, tree: &Tree) -> Option<StatementKind> {
        let filter = match tree.child(Rule::filter) {
            Some(filter) => Some(Box::new(self.filter(filter)?)),
            None => None,
        };
        Some(StatementKind::Definition {
            name: self.first_name(tree)?,
            body: self.sum(tree.child(Rule::sum)?)?,
            filter,
        })
    }

    fn unit(self, tree: &Tree) -> Option<Name> {
        tree.child(Rule::unit).map(|u| Node::new(u.text.to_owned(), self.span(u)))
    }

    fn scope(self, tree: &Tree) -> Option<Name> {
        tree.child(Rule::scope).and_then(|s| self.first_name(s))
    }

    fn nature(self, tree: &Tree) -> Option<Node<Nature>> {
        let nature = tree.child(Rule::nature)?;
        let kind = match nature.text.trim() {
            "累计" => Nature::Flow,
            "时点" => Nature::Stock,
            _ => Nature::Mean,
        };
        Some(Node::new(kind, self.span(nature)))
    }

    fn grade(self, tree: &Tree) -> Option<Member> {
        let mut texts = tree.children.iter().filter(|c| c.rule == Rule::text).map(|c| self.text(c));
        Some(Member { name: texts.next()?, aliases: texts.collect() })
    }

    fn column(self, tree: &Tree) -> Option<Column> {
        let ty = tree.children.iter().rev().find(|c| matches!(c.rule, Rule::unit | Rule::text_set))?;
        let kind = if ty.rule == Rule::text_set {
            ColumnType::Set(ty.children.iter().map(|c| self.text(c).kind).collect())
        } else {
            column_type(ty.text)
        };
        let flags =
            tree.children.iter().filter(|c| c.rule == Rule::flag).map(|c| Node::new(column_flag(c.text), self.span(c)));
        Some(Column { name: self.first_name(tree)?, ty: Node::new(kind, self.span(ty)), flags: flags.collect() })
    }

    fn description(self, tree: &Tree) -> Option<StatementKind> {
        let mut parts = tree.children.iter().skip(1);
        let (figure, name) = (parts.next()?, parts.next()?);
        let reason = parts.find(|part| part.rule == Rule::text).map(|reason| self.text(reason));
        let figure = match figure.rule {
            Rule::text => self.text(figure),
            _ => Node::new(figure.text.to_owned(), self.span(figure)),
        };
        Some(StatementKind::Description { figure, name: self.name(name), reason })
    }

    fn label(self, tree: &Tree) -> Option<Name> {
        let text = tree.child(Rule::label)?.children.first()?;
        Some(Node::new(text.text.to_owned(), self.span(text)))
    }

    fn identity(self, tree: &Tree) -> Option<StatementKind> {
        let mut sides = tree.children.iter().filter(|c| c.rule == Rule::sum);
        Some(StatementKind::Identity {
            label: self.label(tree),
            left: self.sum(sides.next()?)?,
            operator: self.operator(tree.child(Rule::operator)?)?,
            right: self.sum(sides.next()?)?,
            tolerance: tree.child(Rule::allowance).and_then(|a| self.first_literal(a)),
        })
    }

    fn commitment(self, tree: &Tree) -> Option<Commitment> {
        let strength = tree.children.iter().find(|c| matches!(c.rule, Rule::strength | Rule::own_word));
        let tier = match tree.child(Rule::tier) {
            Some(tier) => Some(self.tier(tier)?),
            None => None,
        };
        Some(Commitment {
            label: self.label(tree),
            strength: strength.map(|s| self.name(s)),
            verb: tree.child(Rule::verb).map(|v| self.name(v)),
            predicate: self.condition(tree.child(Rule::condition)?)?,
            tier,
            copied: false,
        })
    }

    fn tier(self, tree: &Tree) -> Option<Tier> {
        Some(Tier {
            strength: self.first_name(tree)?,
            change: tree.child(Rule::change).map(|c| self.change(c)),
            range: self.range(tree.child(Rule::range)?)?,
        })
    }

    fn copied(self, tree: &Tree) -> Option<Commitment> {
        let subject = self.first_name(tree)?;
        let range = self.range(tree.child(Rule::range)?)?;
        let span = subject.span.to(range.span);
        let subject = Node::new(crate::language::ast::ExprKind::Name(subject.kind), subject.span);
        let change = tree.child(Rule::change).map(|c| self.change(c));
        let predicate = Node::new(ConditionKind::Measure { subject, change, since: None, range }, span);
        Some(Commitment { label: None, strength: None, verb: None, predicate, tier: None, copied: true })
    }

    /// An attribute line that is not free text.
    pub(super) fn attribute(self, tree: &Tree) -> Option<Attribute> {
        let date = || {
            tree.children
                .iter()
                .find(|c| matches!(c.rule, Rule::date | Rule::named_date))
                .map(|d| d.text.trim().to_owned())
        };
        let word = || self.first_name(tree);
        Some(match tree.rule {
            Rule::no_deadline => Attribute::NoDeadline,
            Rule::deadline => Attribute::Deadline(date()?),
            Rule::period => Attribute::Period(date()?),
            Rule::region => Attribute::Region(self.raw(tree.child(Rule::rest)?)),
            Rule::linear => Attribute::Linear,
            Rule::not_scheduled => Attribute::NotScheduled,
            Rule::steps => Attribute::Steps(self.steps(tree)?),
            Rule::optional => Attribute::Optional,
            Rule::tolerance => Attribute::Tolerance(tree.children.iter().filter_map(|c| self.literal(c)).collect()),
            Rule::binding => Attribute::Binding(word()?),
            Rule::audit => Attribute::Audit(word()?),
            Rule::tags => Attribute::Tags(self.names(tree)),
            Rule::direction => Attribute::Direction(word()?),
            Rule::aliases => Attribute::Aliases(self.names(tree)),
            Rule::calibre => Attribute::Calibre(word()?),
            Rule::last_year_base => Attribute::LastYear(self.value(tree.child(Rule::given_value)?)?),
            _ => return None,
        })
    }

    fn steps(self, tree: &Tree) -> Option<Vec<(Node<String>, Node<Literal>)>> {
        let steps = tree.children.iter().filter(|c| c.rule == Rule::step);
        steps
            .map(|step| {
                let date = step.children.first()?;
                Some((Node::new(date.text.trim().to_owned(), self.span(date)), self.first_literal(step)?))
            })
            .collect()
    }

    fn test_line(self, tree: &Tree) -> Option<TestLine> {
        let name = || self.first_name(tree);
        let date = || {
            let date = tree.children.iter().find(|c| matches!(c.rule, Rule::date | Rule::named_date));
            date.map(|d| Node::new(d.text.trim().to_owned(), self.span(d)))
        };
        let value = || tree.child(Rule::given_value).and_then(|v| self.value(v));
        Some(match tree.rule {
            Rule::given_figure => TestLine::Figure {
                name: name()?,
                scope: self.scope(tree),
                aspect: aspect(tree.child(Rule::aspect).map_or("", |a| a.text.trim())),
                value: value()?,
                period: date(),
                single: tree.has(Rule::single),
            },
            Rule::given_parameter => TestLine::Parameter { name: name()?, scope: self.scope(tree), value: value()? },
            Rule::given_milestone => {
                let state = tree.child(Rule::submitted)?;
                TestLine::Milestone {
                    name: name()?,
                    state: Node::new(state.text.trim().to_owned(), self.span(state)),
                    date: date(),
                }
            }
            Rule::given_table => TestLine::Table {
                name: name()?,
                columns: self.names(tree.child(Rule::table_header)?),
                rows: self.rows(tree)?,
            },
            Rule::as_of => TestLine::AsOf(date()?),
            _ => self.expect(tree)?,
        })
    }

    fn expect(self, tree: &Tree) -> Option<TestLine> {
        let mut names = self.names(tree).into_iter();
        let rows = tree
            .child(Rule::expect_rows)
            .and_then(|r| Some(Node::new(r.text.trim_end_matches('行').trim().parse().ok()?, self.span(r))));
        Some(TestLine::Expect { rule: names.next()?, status: names.next()?, rows })
    }

    fn rows(self, tree: &Tree) -> Option<Vec<Node<Vec<Option<Expr>>>>> {
        let rows = tree.children.iter().filter(|c| c.rule == Rule::table_row);
        rows.map(|row| {
            let cells = row.children.iter().map(|cell| match cell.children.first() {
                Some(value) => self.primary(value).map(Some),
                None => Some(None),
            });
            Some(Node::new(cells.collect::<Option<_>>()?, self.span(row)))
        })
        .collect()
    }
}

fn aspect(word: &str) -> FigureAspect {
    match word {
        "同比" => FigureAspect::Growth,
        "净增" => FigureAspect::NetIncrease,
        _ => FigureAspect::Level,
    }
}

fn column_type(word: &str) -> ColumnType {
    match word {
        "文本" => ColumnType::Text,
        "整数" => ColumnType::Integer,
        "数值" => ColumnType::Number,
        "日期" => ColumnType::Date,
        "是否" => ColumnType::Truth,
        other => ColumnType::Named(other.to_owned()),
    }
}

fn column_flag(word: &str) -> ColumnFlag {
    match word {
        "非空" => ColumnFlag::NotNull,
        "唯一" => ColumnFlag::Unique,
        "可空" => ColumnFlag::Nullable,
        _ => ColumnFlag::NonNegative,
    }
}
