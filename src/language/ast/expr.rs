//! Expressions and literals, as written.

use super::{Condition, Name, Node};
use crate::value::Number;

/// An expression.
pub type Expr = Node<ExprKind>;

/// The forms of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `160` `10万户` `三条`; a word that begins with a numeral and may yet turn out to be a name.
    Quantity(Literal),
    /// A date or period as written, in half-width form: `2023-09-30` `9月底前` `年内`.
    Date(String),
    /// `"现代商贸"`
    Text(String),
    /// `是` `否`
    Truth(bool),
    /// A name.
    Name(String),
    /// `X[国控]`, `X[国控、省控]`
    Scoped {
        /// What.
        base: Box<Expr>,
        /// The scopes.
        scopes: Vec<Name>,
    },
    /// `X.上年`, `项目.投资额`, `项目.「列」`
    Member {
        /// Of what.
        base: Box<Expr>,
        /// Which.
        field: Name,
    },
    /// `计数(项目 其中 … 按 街道)`, `绝对值(X)`
    Call {
        /// The function's name.
        function: Name,
        /// What it is applied to.
        arguments: Vec<Expr>,
        /// 其中 …
        filter: Option<Box<Condition>>,
        /// 按 …
        group: Option<Name>,
    },
    /// `-X`
    Negate(Box<Expr>),
    /// `A + B`
    Arithmetic {
        /// Left.
        left: Box<Expr>,
        /// Which.
        operator: Node<ArithmeticOperator>,
        /// Right.
        right: Box<Expr>,
    },
}

/// `+ - × ÷`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `×` `*`
    Multiply,
    /// `÷` `/`
    Divide,
}

/// A number with or without a unit, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The number.
    pub number: Number,
    /// How it was written, in half-width form: `1,376`, `三`.
    pub digits: String,
    /// The letters behind it, not looked up: `家`, `万户`, `%`, `微克/立方米`.
    pub unit: Option<Node<String>>,
}

impl Literal {
    /// The whole word, as a name would read: `500万元以上固定资产投资`.
    pub fn word(&self) -> String {
        format!("{}{}", self.digits, self.unit.as_ref().map_or("", |u| u.kind.as_str()))
    }
}
