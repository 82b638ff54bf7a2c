//! An expression as it was at an earlier moment: its figures of last year's same period, or of the period before.

use super::Checker;
use crate::language::ast;
use crate::language::program::{Aspect, Expr, ExprKind, Type};
use crate::source::Span;
use crate::value::Unit;

impl Checker<'_> {
    /// `定义.上年`, `定义.上期`: every figure in it taken earlier; what has no earlier figure is unknown, and why is said.
    pub(super) fn earlier(&mut self, level: Expr, base: &ast::Expr, aspect: Aspect, span: Span) -> Expr {
        let written = self.written(base.span);
        match moved(&level, aspect).map_err(|hindrance| hindrance.reason(&written, aspect)) {
            Ok(kind) => Expr { kind, span, ..level },
            Err(reason) => {
                let ty = if aspect == Aspect::Growth { Type::Number(Unit::percent()) } else { level.ty };
                Expr { kind: ExprKind::Unknown(reason), ty, span }
            }
        }
    }
}

/// What has no earlier figure.
enum Hindrance {
    Table,
    Parameter,
    Nested,
    Growth,
}

impl Hindrance {
    fn reason(&self, written: &str, aspect: Aspect) -> String {
        let word = if aspect == Aspect::Previous { "上期" } else { "上年" };
        match self {
            Self::Table => format!(
                "`{written}` 由本期的表汇总，没有{word}的表可以比；请把它作为指标报送（连同{word}的数），或把{word}的数直接写进规则"
            ),
            Self::Parameter => format!("`{written}` 里有参数，参数没有{word}；请把{word}的数直接写进规则"),
            Self::Nested => format!("`{written}` 里已有上年、上期或同比，不能再取{word}；请分开写"),
            Self::Growth => {
                format!("`{written}` 不是指标，没有人填报它的同比；请写成 `{written} 增长 …`，由两年的数计算")
            }
        }
    }
}

fn moved(expr: &Expr, aspect: Aspect) -> Result<ExprKind, Hindrance> {
    let inner = |expr: &Expr| moved(expr, aspect).map(|kind| Expr { kind, ..expr.clone() });
    Ok(match &expr.kind {
        ExprKind::Figure { indicator, scope, aspect: Aspect::Level } => {
            ExprKind::Figure { indicator: *indicator, scope: scope.clone(), aspect }
        }
        // Growth of a sum is not the sum of growths.
        _ if aspect == Aspect::Growth => return Err(Hindrance::Growth),
        ExprKind::Figure { .. } => return Err(Hindrance::Nested),
        ExprKind::Parameter { .. } => return Err(Hindrance::Parameter),
        ExprKind::Aggregate(_) | ExprKind::Column(_) => return Err(Hindrance::Table),
        ExprKind::Constant(_) | ExprKind::Unknown(_) => expr.kind.clone(),
        ExprKind::Negate(value) => ExprKind::Negate(inner(value)?.into()),
        ExprKind::Arithmetic { left, operator, right } => {
            ExprKind::Arithmetic { left: inner(left)?.into(), operator: *operator, right: inner(right)?.into() }
        }
        ExprKind::Call { function, arguments } => {
            ExprKind::Call { function: *function, arguments: arguments.iter().map(inner).collect::<Result<_, _>>()? }
        }
    })
}
