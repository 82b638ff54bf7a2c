//! Trees of the grammar become expressions. Nothing is looked up: a word stays a word.

use super::grammar::{Rule, Tree};
use super::text::Line;
use crate::language::ast::{ArithmeticOperator, Condition, ConditionKind, Expr, ExprKind, Literal, Name, Node};
use crate::source::{SourceId, Span};
use crate::value::{Number, parse_numeral};

/// More terms of one sum than this are refused: every term lies a level deeper, and a stack has an end.
pub(super) const MOST_TERMS: usize = 500;

/// Builds nodes of one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Builder<'a> {
    /// The text that spans point into.
    pub(super) source: SourceId,
    /// The line.
    pub(super) line: &'a Line,
    /// The source text, for what is kept as written.
    pub(super) written: &'a str,
}

impl Builder<'_> {
    /// Where a tree was written.
    pub(super) fn span(self, tree: &Tree) -> Span {
        self.stretch(tree.start, tree.end())
    }

    /// Where a stretch of the line was written.
    pub(super) fn stretch(self, start: usize, end: usize) -> Span {
        let (start, end) = self.line.stretch(start, end);
        Span::new(self.source, start, end)
    }

    /// What a tree was written as, before normalisation.
    pub(super) fn raw(self, tree: &Tree) -> String {
        let (start, end) = self.line.stretch(tree.start, tree.end());
        self.written.get(start..end).unwrap_or("").trim().to_owned()
    }

    /// A name, without its quotation marks.
    pub(super) fn name(self, tree: &Tree) -> Name {
        let text = match tree.rule {
            Rule::quoted_name | Rule::text => tree.children.first().map_or("", |body| body.text),
            _ => tree.text,
        };
        Node::new(text.trim().to_owned(), self.span(tree))
    }

    /// The first child that is a name.
    pub(super) fn first_name(self, tree: &Tree) -> Option<Name> {
        tree.children.iter().find(|c| is_name(c.rule)).map(|c| self.name(c))
    }

    /// Every child that is a name.
    pub(super) fn names(self, tree: &Tree) -> Vec<Name> {
        tree.children.iter().filter(|c| is_name(c.rule)).map(|c| self.name(c)).collect()
    }

    /// A text as it stands between its marks.
    pub(super) fn text(self, tree: &Tree) -> Node<String> {
        Node::new(tree.children.first().map_or("", |body| body.text).to_owned(), self.span(tree))
    }

    /// A number with its unit.
    pub(super) fn literal(self, tree: &Tree) -> Option<Node<Literal>> {
        let digits = tree.children.iter().find(|c| is_number(c.rule))?;
        let unit = tree.child(Rule::unit).map(|u| Node::new(u.text.to_owned(), self.span(u)));
        let number = read_number(digits.text)?;
        let literal = Literal { number, digits: digits.text.to_owned(), unit };
        Some(Node::new(literal, self.span(tree)))
    }

    /// The first child that is a number with a unit.
    pub(super) fn first_literal(self, tree: &Tree) -> Option<Node<Literal>> {
        tree.children.iter().find(|c| is_literal(c.rule)).and_then(|c| self.literal(c))
    }

    /// `A + B - C`, from the left.
    pub(super) fn sum(self, tree: &Tree) -> Option<Expr> {
        self.chain(tree, Self::product)
    }

    fn product(self, tree: &Tree) -> Option<Expr> {
        self.chain(tree, Self::factor)
    }

    fn chain(self, tree: &Tree, operand: fn(Self, &Tree) -> Option<Expr>) -> Option<Expr> {
        if tree.children.len() > 2 * MOST_TERMS {
            return None;
        }
        let mut parts = tree.children.iter();
        let mut left = operand(self, parts.next()?)?;
        while let (Some(sign), Some(right)) = (parts.next(), parts.next()) {
            let right = operand(self, right)?;
            let operator = Node::new(arithmetic(sign.text)?, self.span(sign));
            let span = left.span.to(right.span);
            left = Node::new(ExprKind::Arithmetic { left: left.into(), operator, right: right.into() }, span);
        }
        Some(left)
    }

    fn factor(self, tree: &Tree) -> Option<Expr> {
        let minuses = tree.children.iter().filter(|c| c.rule == Rule::minus).count();
        let value = self.postfix(tree.child(Rule::postfix)?)?;
        let span = self.span(tree);
        Some((0..minuses).fold(value, |inner, _| Node::new(ExprKind::Negate(inner.into()), span)))
    }

    fn postfix(self, tree: &Tree) -> Option<Expr> {
        let mut parts = tree.children.iter();
        let mut base = self.primary(parts.next()?)?;
        for part in parts {
            let span = base.span.to(self.span(part));
            let kind = if part.rule == Rule::scope {
                ExprKind::Scoped { base: base.into(), scopes: self.names(part) }
            } else {
                ExprKind::Member { base: base.into(), field: self.first_name(part)? }
            };
            base = Node::new(kind, span);
        }
        Some(base)
    }

    /// One operand.
    pub(super) fn primary(self, tree: &Tree) -> Option<Expr> {
        let kind = match tree.rule {
            Rule::group => return self.group(tree),
            Rule::call => self.call(tree)?,
            Rule::date | Rule::named_date => ExprKind::Date(tree.text.trim().to_owned()),
            Rule::truth => ExprKind::Truth(tree.text == "是"),
            Rule::quantity | Rule::cn_quantity | Rule::listed_quantity => ExprKind::Quantity(self.literal(tree)?.kind),
            Rule::signed_quantity => ExprKind::Negate(self.primary(tree.children.first()?)?.into()),
            Rule::text => ExprKind::Text(self.text(tree).kind),
            _ => ExprKind::Name(self.name(tree).kind),
        };
        Some(Node::new(kind, self.span(tree)))
    }

    /// Brackets round a value; brackets round a condition are the condition's business.
    fn group(self, tree: &Tree) -> Option<Expr> {
        match self.condition(tree.children.first()?)?.kind {
            ConditionKind::Holds(value) => Some(Node::new(value.kind, self.span(tree))),
            _ => None,
        }
    }

    fn call(self, tree: &Tree) -> Option<ExprKind> {
        let function = self.name(tree.child(Rule::function)?);
        let arguments =
            tree.children.iter().filter(|c| c.rule == Rule::sum).map(|c| self.sum(c)).collect::<Option<_>>()?;
        let filter = match tree.child(Rule::filter) {
            Some(filter) => Some(Box::new(self.filter(filter)?)),
            None => None,
        };
        let group = tree.child(Rule::grouping).and_then(|g| self.first_name(g));
        Some(ExprKind::Call { function, arguments, filter, group })
    }

    /// `其中 COND`
    pub(super) fn filter(self, tree: &Tree) -> Option<Condition> {
        self.condition(tree.child(Rule::condition)?)
    }

    /// A value where only a value can stand: a date by name, a Chinese numeral, or a whole expression.
    pub(super) fn value(self, tree: &Tree) -> Option<Expr> {
        let inner = tree.children.first()?;
        if inner.rule == Rule::sum { self.sum(inner) } else { self.primary(inner) }
    }
}

fn is_name(rule: Rule) -> bool {
    use Rule::{
        copied_name, digit_name, expect_label, keyword_name, milestone_name, own_word, plain_name, quoted_name,
        strength, text, verb, word,
    };
    matches!(
        rule,
        copied_name
            | digit_name
            | expect_label
            | keyword_name
            | milestone_name
            | own_word
            | plain_name
            | quoted_name
            | strength
            | text
            | verb
            | word
    )
}

fn is_number(rule: Rule) -> bool {
    matches!(rule, Rule::number | Rule::plain_number | Rule::cn_number)
}

/// Whether a tree is a number with a unit.
pub(super) fn is_literal(rule: Rule) -> bool {
    matches!(rule, Rule::quantity | Rule::cn_quantity | Rule::listed_quantity)
}

fn read_number(digits: &str) -> Option<Number> {
    Number::parse(&digits.replace(',', "")).or_else(|| parse_numeral(digits))
}

fn arithmetic(sign: &str) -> Option<ArithmeticOperator> {
    match sign {
        "+" => Some(ArithmeticOperator::Add),
        "-" => Some(ArithmeticOperator::Subtract),
        "×" | "*" => Some(ArithmeticOperator::Multiply),
        "÷" | "/" => Some(ArithmeticOperator::Divide),
        _ => None,
    }
}
