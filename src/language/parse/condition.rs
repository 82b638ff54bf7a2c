//! Trees of the grammar become conditions and ranges.

use super::expression::{Builder, is_literal};
use super::grammar::{Rule, Tree};
use crate::language::ast::{
    Change, ChangeKind, Condition, ConditionKind, Expr, ExprKind, Node, Operator, OperatorKind, Range, RangeKind, Set,
    Side, State,
};

impl Builder<'_> {
    /// A whole condition.
    pub(super) fn condition(self, tree: &Tree) -> Option<Condition> {
        let inner = tree.children.first()?;
        if inner.rule == Rule::implication { self.implication(inner) } else { self.either(inner) }
    }

    fn implication(self, tree: &Tree) -> Option<Condition> {
        let premise = self.either(tree.child(Rule::either)?)?.into();
        let then = self.condition(tree.child(Rule::condition)?)?.into();
        Some(Node::new(ConditionKind::If { premise, then }, self.span(tree)))
    }

    fn either(self, tree: &Tree) -> Option<Condition> {
        self.several(tree, Rule::both, Self::both, ConditionKind::Or)
    }

    fn both(self, tree: &Tree) -> Option<Condition> {
        self.several(tree, Rule::negation, Self::negation, ConditionKind::And)
    }

    fn several(
        self,
        tree: &Tree,
        part: Rule,
        build: fn(Self, &Tree) -> Option<Condition>,
        kind: fn(Vec<Condition>) -> ConditionKind,
    ) -> Option<Condition> {
        let mut parts: Vec<_> =
            tree.children.iter().filter(|c| c.rule == part).map(|c| build(self, c)).collect::<Option<_>>()?;
        if parts.len() == 1 { parts.pop() } else { Some(Node::new(kind(parts), self.span(tree))) }
    }

    fn negation(self, tree: &Tree) -> Option<Condition> {
        let nots = tree.children.iter().filter(|c| c.rule == Rule::not_word).count();
        let atom = self.atom(tree.children.last()?)?;
        let span = self.span(tree);
        Some((0..nots).fold(atom, |inner, _| Node::new(ConditionKind::Not(inner.into()), span)))
    }

    fn atom(self, tree: &Tree) -> Option<Condition> {
        match tree.rule {
            Rule::each => self.each(tree),
            Rule::milestones => self.milestones(tree),
            _ => self.comparison(tree),
        }
    }

    fn each(self, tree: &Tree) -> Option<Condition> {
        let filter = match tree.child(Rule::filter) {
            Some(filter) => Some(Box::new(self.filter(filter)?)),
            None => None,
        };
        let kind = ConditionKind::Each {
            table: self.first_name(tree)?,
            count: tree.child(Rule::count).and_then(|c| self.first_literal(c)),
            filter,
            body: self.condition(tree.child(Rule::condition)?)?.into(),
        };
        Some(Node::new(kind, self.span(tree)))
    }

    fn milestones(self, tree: &Tree) -> Option<Condition> {
        let mut names = self.names(tree);
        let mut open = tree.has(Rule::others);
        // `西湖名人堂等 推进`: behind a list, a 等 that touches the last name is the 等 of the list.
        if let [_, .., last] = names.as_mut_slice()
            && let Some(stem) = last.kind.strip_suffix('等')
            && !stem.is_empty()
        {
            last.kind = stem.to_owned();
            open = true;
        }
        let state = tree.child(Rule::state)?;
        let kind = match state.text.trim() {
            "启动" => State::Start,
            "推进" => State::Advance,
            _ => State::Finish,
        };
        let state = Node::new(kind, self.span(state));
        Some(Node::new(ConditionKind::Milestones { names, open, state }, self.span(tree)))
    }

    fn comparison(self, tree: &Tree) -> Option<Condition> {
        let subject = tree.child(Rule::sum)?;
        let Some(range) = tree.child(Rule::range) else {
            return self.alone(subject, tree);
        };
        let subject = named(self.sum(subject)?, range);
        let span = self.span(tree);
        if let Some(chain) = tree.child(Rule::chain) {
            return self.chained(subject, range, chain).map(|kind| Node::new(kind, span));
        }
        let kind = ConditionKind::Measure {
            subject,
            change: tree.child(Rule::change).map(|c| self.change(c)),
            since: tree
                .child(Rule::since)
                .and_then(|s| s.child(Rule::date))
                .map(|d| Node::new(d.text.to_owned(), self.span(d))),
            range: self.range(range)?,
        };
        Some(Node::new(kind, span))
    }

    /// A value without a range: a 是否 column, or brackets round a condition.
    fn alone(self, sum: &Tree, tree: &Tree) -> Option<Condition> {
        if let Some(group) = lone_group(sum) {
            let inner = self.condition(group.children.first()?)?;
            if !matches!(inner.kind, ConditionKind::Holds(_)) {
                return Some(Node::new(inner.kind, self.span(group)));
            }
        }
        Some(Node::new(ConditionKind::Holds(self.sum(sum)?), self.span(tree)))
    }

    /// `A ≤ X ≤ B`
    fn chained(self, low: Expr, range: &Tree, chain: &Tree) -> Option<ConditionKind> {
        let bound = range.child(Rule::bound)?;
        Some(ConditionKind::Chain {
            low,
            low_operator: self.operator(bound.child(Rule::operator)?)?,
            subject: self.value(bound.child(Rule::value)?)?,
            high_operator: self.operator(chain.child(Rule::operator)?)?,
            high: self.value(chain.child(Rule::value)?)?,
        })
    }

    /// 增长, 净增 …
    pub(super) fn change(self, tree: &Tree) -> Node<Change> {
        let word = tree.text.trim().to_owned();
        let kind = match word.as_str() {
            "增长" => ChangeKind::Growth,
            "下降" => ChangeKind::Decline,
            "年均增长" => ChangeKind::AnnualGrowth,
            _ => ChangeKind::NetIncrease,
        };
        Node::new(Change { kind, word }, self.span(tree))
    }

    /// A whole range.
    pub(super) fn range(self, tree: &Tree) -> Option<Range> {
        let inner = tree.children.first()?;
        let kind = match inner.rule {
            Rule::last_year => RangeKind::LastYear(self.operator(inner.child(Rule::operator)?)?),
            Rule::within => self.within(inner)?,
            Rule::matches => RangeKind::Matches(self.text(inner.child(Rule::text)?)),
            Rule::format => RangeKind::Format(self.first_name(inner)?),
            Rule::not_null => RangeKind::NotNull,
            Rule::null => RangeKind::Null,
            Rule::unique => RangeKind::Unique,
            Rule::between => self.between(inner)?,
            Rule::top => RangeKind::Top(self.first_literal(inner)?),
            Rule::promised => RangeKind::Promised {
                low: self.literal(inner.child(Rule::low)?)?,
                high: self.literal(inner.child(Rule::high)?)?,
            },
            _ => self.bound(inner)?,
        };
        Some(Node::new(kind, self.span(tree)))
    }

    fn within(self, tree: &Tree) -> Option<RangeKind> {
        let negated = tree.child(Rule::within_word)?.text.starts_with('不');
        let set = match tree.child(Rule::set) {
            Some(set) => Set::Listed(set.children.iter().map(|c| self.item(c)).collect::<Option<_>>()?),
            None => Set::Column(self.sum(tree.child(Rule::sum)?)?),
        };
        Some(RangeKind::Within { negated, set })
    }

    /// A member of a list; a bare word there is a text.
    fn item(self, tree: &Tree) -> Option<Expr> {
        let item = self.primary(tree)?;
        let kind = match item.kind {
            ExprKind::Name(word) => ExprKind::Text(word),
            other => other,
        };
        Some(Node::new(kind, item.span))
    }

    fn between(self, tree: &Tree) -> Option<RangeKind> {
        let mut ends = tree.children.iter().filter(|c| c.rule == Rule::value);
        Some(RangeKind::Between { low: self.value(ends.next()?)?, high: self.value(ends.next()?)? })
    }

    fn bound(self, tree: &Tree) -> Option<RangeKind> {
        let operator = match tree.child(Rule::operator) {
            Some(operator) => Some(self.operator(operator)?),
            None => None,
        };
        let value = match tree.child(Rule::value) {
            Some(value) => self.value(value)?,
            None => self.primary(
                tree.children.iter().find(|c| is_literal(c.rule) || matches!(c.rule, Rule::date | Rule::named_date))?,
            )?,
        };
        let side = tree.child(Rule::side).map(|s| Node::new(side(s.text.trim()), self.span(s)));
        Some(RangeKind::Bound { operator, value, side })
    }

    /// An operator, in words or signs.
    pub(super) fn operator(self, tree: &Tree) -> Option<Node<Operator>> {
        let word = tree.text.trim().to_owned();
        Some(Node::new(Operator { kind: operator_kind(&word)?, word }, self.span(tree)))
    }
}

/// A subject in text marks is a name, unless it is compared with a name (`"已落地" = 状态`).
fn named(subject: Expr, range: &Tree) -> Expr {
    let compares = range.child(Rule::bound).and_then(|b| b.child(Rule::value)).is_some_and(|v| {
        let text = v.text.trim();
        text.chars().next().is_some_and(char::is_alphabetic) && v.children.iter().all(|c| c.rule == Rule::sum)
    });
    match subject.kind {
        ExprKind::Text(text) if !compares => Node::new(ExprKind::Name(text), subject.span),
        kind => Node::new(kind, subject.span),
    }
}

/// The brackets that are all of a sum, if they are.
fn lone_group<'t, 'a>(sum: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
    let mut tree = sum;
    loop {
        match tree.children.as_slice() {
            [only] if only.rule == Rule::group => return Some(only),
            [only] => tree = only,
            _ => return None,
        }
    }
}

fn side(word: &str) -> Side {
    match word {
        "以上" => Side::OrMore,
        "以下" => Side::OrLess,
        "以内" => Side::Within,
        _ => Side::About,
    }
}

fn operator_kind(word: &str) -> Option<OperatorKind> {
    Some(match word {
        ">" | "超过" | "超" | "大于" | "高于" | "多于" | "突破" => OperatorKind::Greater,
        ">=" | "≥" | "不少于" | "不低于" | "不小于" | "至少" => OperatorKind::AtLeast,
        "达到" | "达" | "完成" | "实现" => OperatorKind::Reach,
        "<" | "低于" | "小于" | "少于" | "不满" | "不足" => OperatorKind::Less,
        "<=" | "≤" | "不超过" | "不高于" | "不大于" | "不多于" | "至多" => OperatorKind::AtMost,
        "=" | "等于" | "为" | "是" => OperatorKind::Equal,
        "!=" | "<>" | "≠" | "不等于" | "不为" | "不是" => OperatorKind::NotEqual,
        "≈" | "约" => OperatorKind::About,
        "不晚于" => OperatorKind::NotAfter,
        "早于" => OperatorKind::Before,
        "不早于" => OperatorKind::NotBefore,
        "晚于" => OperatorKind::After,
        _ => return None,
    })
}
