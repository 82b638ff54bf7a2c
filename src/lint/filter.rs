//! Filters that no row can meet.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::diagnostic::Severity;
use crate::language::program::{
    ColumnId, Comparison, Condition, ConditionKind, Expr, ExprKind, Program, TableId, Value,
};
use crate::source::Span;
use crate::value::{Date, Number};

/// What a cell is compared with; a column holds one kind of them only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    Number(Number),
    Date(Date),
    Text(String),
    Truth(bool),
    Grade(usize),
}

/// The ends that the parts of a filter leave to one column, and whether they are open.
#[derive(Default)]
struct Ends {
    low: Option<(Point, bool)>,
    high: Option<(Point, bool)>,
}

impl Ends {
    fn meets_nothing(&self) -> bool {
        match (&self.low, &self.high) {
            (Some((low, low_open)), Some((high, high_open))) => {
                low > high || (low == high && (*low_open || *high_open))
            }
            _ => false,
        }
    }

    fn narrow(&mut self, operator: Comparison, point: &Point) {
        let open = matches!(operator, Comparison::Greater | Comparison::Less);
        if matches!(operator, Comparison::Greater | Comparison::AtLeast | Comparison::Equal) {
            let tighter = self.low.as_ref().is_none_or(|(low, was)| point > low || (point == low && open && !was));
            if tighter {
                self.low = Some((point.clone(), open));
            }
        }
        if matches!(operator, Comparison::Less | Comparison::AtMost | Comparison::Equal) {
            let tighter = self.high.as_ref().is_none_or(|(high, was)| point < high || (point == high && open && !was));
            if tighter {
                self.high = Some((point.clone(), open));
            }
        }
    }
}

/// The filter of a rule or of an aggregate over a table, if no row can meet it.
pub(super) fn empty(program: &Program, rule: Option<usize>, table: TableId, filter: &Condition) -> Option<Finding> {
    let mut columns: BTreeMap<ColumnId, Ends> = BTreeMap::new();
    let mut parts = vec![filter];
    while let Some(part) = parts.pop() {
        if let ConditionKind::And(inner) = &part.kind {
            parts.extend(inner);
        } else if let Some((id, operator, point)) = compared(part) {
            let never_below = program.column(table, id).is_some_and(|column| column.non_negative);
            let ends = columns.entry(id).or_insert_with(|| Ends {
                low: never_below.then(|| (Point::Number(Number::default()), false)),
                high: None,
            });
            ends.narrow(operator, &point);
        }
    }
    let closed = columns.values().any(Ends::meets_nothing);
    closed.then(|| said(program, rule, filter.span))
}

fn said(program: &Program, rule: Option<usize>, span: Span) -> Finding {
    let parts: Vec<(usize, String)> = rule.map(|rule| (rule, String::new())).into_iter().collect();
    let message = "这个筛选没有一行能满足".to_owned();
    let mut finding = Finding::about(program, "empty-filter", Severity::Error, message, &parts);
    finding.places = vec![(span, "各条件互相排斥".to_owned())];
    finding.help("核对数值，或把 且 改成 或")
}

/// A column, how it is compared, and with what.
fn compared(part: &Condition) -> Option<(ColumnId, Comparison, Point)> {
    match &part.kind {
        ConditionKind::Compare { left, operator, right } => {
            match (column(left), point(right), point(left), column(right)) {
                (Some(id), Some(point), ..) => Some((id, *operator, point)),
                (.., Some(point), Some(id)) => Some((id, operator.flipped(), point)),
                _ => None,
            }
        }
        ConditionKind::Holds(expr) => Some((column(expr)?, Comparison::Equal, Point::Truth(true))),
        ConditionKind::Not(inner) => match &inner.kind {
            ConditionKind::Holds(expr) => Some((column(expr)?, Comparison::Equal, Point::Truth(false))),
            _ => None,
        },
        _ => None,
    }
}

fn column(expr: &Expr) -> Option<ColumnId> {
    match expr.kind {
        ExprKind::Column(id) => Some(id),
        _ => None,
    }
}

fn point(expr: &Expr) -> Option<Point> {
    let ExprKind::Constant(value) = &expr.kind else { return None };
    Some(match value {
        Value::Number(number) => Point::Number(number.clone()),
        Value::Date(date) => Point::Date(*date),
        Value::Text(text) => Point::Text(text.clone()),
        Value::Truth(truth) => Point::Truth(*truth),
        Value::Grade(_, rank) => Point::Grade(*rank),
    })
}
