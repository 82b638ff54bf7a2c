//! Writes an [`ast::File`](crate::language::ast::File) back as text, in one layout: what is read from it is the same file again.

use crate::language::ast::{
    ArithmeticOperator, Attribute, Column, ColumnFlag, ColumnType, Commitment, Condition, ConditionKind, Expr,
    ExprKind, FigureAspect, File, Literal, Member, Name, Nature, Node, Operator, Range, RangeKind, Set, Side, State,
    Statement, StatementKind, TestLine,
};
use std::fmt::Write;

mod spacing;
mod tidy;

pub use tidy::{canonical, comments};

/// The text of a file, a statement a line, attributes below it.
pub fn print(file: &File) -> String {
    let mut text = String::new();
    for statement in &file.statements {
        print_statement(&mut text, statement);
    }
    text
}

fn print_statement(out: &mut String, statement: &Statement) {
    let line = match &statement.kind {
        StatementKind::Commitment(commitment) => self::commitment(commitment),
        other => declaration(other),
    };
    out.push_str(&line);
    out.push('\n');
    for line in inner_lines(&statement.kind).into_iter().chain(statement.attributes.iter().map(|a| attribute(&a.kind)))
    {
        let _ = writeln!(out, "  {line}");
    }
}

fn inner_lines(kind: &StatementKind) -> Vec<String> {
    match kind {
        StatementKind::Table { columns, .. } => columns.iter().map(|c| column(&c.kind)).collect(),
        StatementKind::Test { lines, .. } => lines.iter().map(|l| test_line(&l.kind)).collect(),
        _ => Vec::new(),
    }
}

fn declaration(kind: &StatementKind) -> String {
    match kind {
        StatementKind::Plan(text) => format!("计划 {}", text.kind),
        StatementKind::Heading(parts) => {
            format!("【{}】", parts.iter().map(|p| p.kind.as_str()).collect::<Vec<_>>().join("·"))
        }
        StatementKind::Indicator { name: n, measure, nature } => {
            spaced([Some(format!("指标 {}", name(n))), word(measure.as_ref()), nature.as_ref().map(self::nature)])
        }
        StatementKind::Milestone(n) => format!("事项 {}", name(n)),
        StatementKind::Table { name: n, nature, .. } => {
            spaced([Some(format!("表 {}", name(n))), nature.as_ref().map(self::nature), None])
        }
        StatementKind::Scale { name: n, members } => {
            format!("等级 {} {{{}}}", name(n), list(members, member))
        }
        StatementKind::Parameter { name: n, scope: s, unit, value } => {
            let value = value.as_ref().map(|v| format!("= {}", expr(v)));
            spaced([Some(format!("参数 {}{}", name(n), scope(s.as_ref()))), word(unit.as_ref()), value])
        }
        StatementKind::Unit { name: n, value } => format!("单位 {} = {}", n.kind, literal(value)),
        StatementKind::Strength { name: n, like } => format!("强度 {} = {}", name(n), name(like)),
        StatementKind::Definition { name: n, body, filter } => {
            let filter = filter.as_ref().map(|f| format!("其中 {}", condition(f)));
            spaced([Some(format!("定义 {} =", name(n))), Some(expr(body)), filter])
        }
        StatementKind::Identity { label: l, left, operator: o, right, tolerance } => {
            let tolerance = tolerance.as_ref().map(|t| format!(" 容差 {}", literal(&t.kind))).unwrap_or_default();
            format!("{}勾稽 {} {} {}{tolerance}", label(l.as_ref()), expr(left), operator(o), expr(right))
        }
        StatementKind::Include(path) => format!("引用 {}", text(&path.kind)),
        StatementKind::Description { figure, name: n, reason } => {
            let reason = reason.as_ref().map(|r| format!("说明 {}", text(&r.kind)));
            spaced([Some(format!("描述 {}", described(&figure.kind))), Some(name(n)), reason])
        }
        StatementKind::Test { name: n, .. } => format!("测试 {}", text(&n.kind)),
        StatementKind::Commitment(commitment) => self::commitment(commitment),
    }
}

/// A figure without marks where it reads back the same, else as a text.
fn described(figure: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || ".%+~-/".contains(c);
    let starts_comment = figure.contains("//");
    let is_figure = figure.contains(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十百千万亿".contains(c));
    if figure.chars().all(plain) && is_figure && !starts_comment { figure.to_owned() } else { text(figure) }
}

fn commitment(c: &Commitment) -> String {
    let predicate = condition(&c.predicate);
    if c.copied {
        // Read back from the form it was copied in: the subject, a colon, the range.
        if let ConditionKind::Measure { subject, change, range: r, .. } = &c.predicate.kind {
            let change = change.as_ref().map(|w| format!("{} ", w.kind.word)).unwrap_or_default();
            return format!("1.{}：{change}{}", bare_name(subject), range(r));
        }
    }
    let strength = c.strength.as_ref().map(|s| format!("{} ", s.kind)).unwrap_or_default();
    let verb = c.verb.as_ref().map(|v| format!("{} ", v.kind)).unwrap_or_default();
    let tier = c.tier.as_ref().map(|t| {
        let change = t.change.as_ref().map(|w| format!("{} ", w.kind.word)).unwrap_or_default();
        format!("，{} {change}{}", t.strength.kind, range(&t.range))
    });
    format!("{}{strength}{verb}{predicate}{}", label(c.label.as_ref()), tier.unwrap_or_default())
}

fn bare_name(subject: &Expr) -> String {
    match &subject.kind {
        ExprKind::Name(name) => name.clone(),
        _ => expr(subject),
    }
}

fn label(label: Option<&Name>) -> String {
    label.map(|l| format!("{}：", l.kind)).unwrap_or_default()
}

fn spaced<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn list<T>(items: &[T], each: impl Fn(&T) -> String) -> String {
    items.iter().map(each).collect::<Vec<_>>().join(", ")
}

fn word(word: Option<&Name>) -> Option<String> {
    word.map(|w| w.kind.clone())
}

fn scope(scope: Option<&Name>) -> String {
    scope.map(|s| format!("[{}]", name(s))).unwrap_or_default()
}

/// A name in its quotation marks: always right, whatever is in it.
fn name(name: &Name) -> String {
    format!("「{}」", name.kind)
}

fn text(text: &str) -> String {
    if text.contains('"') { format!("“{text}”") } else { format!("\"{text}\"") }
}

fn nature(nature: &Node<Nature>) -> String {
    match nature.kind {
        Nature::Flow => "累计",
        Nature::Stock => "时点",
        Nature::Mean => "均值",
    }
    .to_owned()
}

fn member(member: &Member) -> String {
    let names: Vec<String> = std::iter::once(&member.name).chain(&member.aliases).map(|n| text(&n.kind)).collect();
    names.join(" = ")
}

fn column(column: &Column) -> String {
    let ty = match &column.ty.kind {
        ColumnType::Text => "文本".to_owned(),
        ColumnType::Integer => "整数".to_owned(),
        ColumnType::Number => "数值".to_owned(),
        ColumnType::Date => "日期".to_owned(),
        ColumnType::Truth => "是否".to_owned(),
        ColumnType::Named(word) => word.clone(),
        ColumnType::Set(members) => format!("{{{}}}", list(members, |m| text(m))),
    };
    let flags = column.flags.iter().map(|flag| match flag.kind {
        ColumnFlag::NotNull => " 非空",
        ColumnFlag::Unique => " 唯一",
        ColumnFlag::Nullable => " 可空",
        ColumnFlag::NonNegative => " 非负",
    });
    format!("列 {} {ty}{}", name(&column.name), flags.collect::<String>())
}

/// A number with its unit.
fn literal(literal: &Literal) -> String {
    literal.word()
}

/// A condition, brackets only where they are needed.
pub fn condition(c: &Condition) -> String {
    match &c.kind {
        ConditionKind::Or(parts) => parts.iter().map(|p| inside(p, 2)).collect::<Vec<_>>().join(" 或 "),
        ConditionKind::And(parts) => parts.iter().map(|p| inside(p, 3)).collect::<Vec<_>>().join(" 且 "),
        ConditionKind::Not(part) => format!("非 {}", inside(part, 3)),
        ConditionKind::If { premise, then } => {
            format!("若 {} 则 {}", inside(premise, 1), condition(then))
        }
        ConditionKind::Each { table, count, filter, body } => {
            let count = count.as_ref().map(|c| format!(" 共 {}", literal(&c.kind))).unwrap_or_default();
            let filter = filter.as_ref().map(|f| format!(" 其中 {}", condition(f))).unwrap_or_default();
            format!("每个 {}{count}{filter}：{}", name(table), condition(body))
        }
        ConditionKind::Milestones { names, open, state } => {
            let state = match state.kind {
                State::Start => "启动",
                State::Advance => "推进",
                State::Finish => "完成",
            };
            format!(
                "事项 {}{} {state}",
                names.iter().map(name).collect::<Vec<_>>().join("、"),
                if *open { " 等" } else { "" }
            )
        }
        ConditionKind::Measure { subject, change, since, range: r } => {
            let change = change.as_ref().map(|w| w.kind.word.clone());
            let since = since.as_ref().map(|s| format!("自 {}", s.kind));
            spaced([Some(expr(subject)), change, Some(range(r)), since])
        }
        ConditionKind::Chain { low, low_operator, subject, high_operator, high } => {
            format!(
                "{} {} {} {} {}",
                expr(low),
                operator(low_operator),
                expr(subject),
                operator(high_operator),
                expr(high)
            )
        }
        ConditionKind::Holds(value) => expr(value),
    }
}

/// A part of a condition, in brackets if it binds less than what it is a part of.
fn inside(part: &Condition, least: u8) -> String {
    let binds = match part.kind {
        ConditionKind::If { .. } | ConditionKind::Each { .. } => 0,
        ConditionKind::Or(_) => 1,
        ConditionKind::And(_) => 2,
        _ => 3,
    };
    if binds < least { format!("({})", condition(part)) } else { condition(part) }
}

fn operator(operator: &Node<Operator>) -> String {
    operator.kind.word.clone()
}

fn range(range: &Range) -> String {
    match &range.kind {
        RangeKind::Bound { operator: o, value, side } => {
            let side = side.as_ref().map(|s| match s.kind {
                Side::OrMore => "以上",
                Side::OrLess => "以下",
                Side::Within => "以内",
                Side::About => "左右",
                Side::Before => "前",
            });
            spaced([o.as_ref().map(operator), Some(bound(value)), side.map(str::to_owned)])
        }
        RangeKind::Between { low, high } => format!("介于 {} 至 {}", expr(low), expr(high)),
        RangeKind::Promised { low, high } => {
            format!("{}至{}", literal(&low.kind), literal(&high.kind))
        }
        RangeKind::Top(rank) => format!("前 {}", literal(&rank.kind)),
        RangeKind::LastYear(o) => format!("{} 上年", operator(o)),
        RangeKind::Within { negated, set } => {
            let set = match set {
                Set::Listed(items) => format!("{{{}}}", list(items, expr)),
                Set::Column(column) => expr(column),
            };
            format!("{} {set}", if *negated { "不属于" } else { "属于" })
        }
        RangeKind::Matches(pattern) => format!("符合 {}", text(&pattern.kind)),
        RangeKind::Format(format) => format!("格式 {}", name(format)),
        RangeKind::NotNull => "非空".to_owned(),
        RangeKind::Null => "为空".to_owned(),
        RangeKind::Unique => "唯一".to_owned(),
    }
}

/// What is compared with; a difference of two figures stands in brackets, or it would look like an interval.
fn bound(value: &Expr) -> String {
    let is_figure = |e: &Expr| matches!(e.kind, ExprKind::Quantity(_));
    match &value.kind {
        ExprKind::Arithmetic { left, operator, right }
            if operator.kind == ArithmeticOperator::Subtract && is_figure(left) && is_figure(right) =>
        {
            format!("({})", expr(value))
        }
        _ => expr(value),
    }
}

/// An expression, brackets only where they are needed.
pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Quantity(value) => literal(value),
        ExprKind::Date(written) => written.clone(),
        ExprKind::Text(value) => text(value),
        ExprKind::Truth(value) => if *value { "是" } else { "否" }.to_owned(),
        ExprKind::Name(value) => format!("「{value}」"),
        ExprKind::Scoped { base, scopes } => {
            format!("{}[{}]", operand(base, 3), scopes.iter().map(name).collect::<Vec<_>>().join("、"))
        }
        ExprKind::Member { base, field } => format!("{}.{}", operand(base, 3), name(field)),
        ExprKind::Call { function, arguments, filter, group } => {
            let filter = filter.as_ref().map(|f| format!(" 其中 {}", condition(f))).unwrap_or_default();
            let group = group.as_ref().map(|g| format!(" 按 {}", name(g))).unwrap_or_default();
            format!("{}({}{filter}{group})", function.kind, list(arguments, expr))
        }
        ExprKind::Negate(value) => format!("-{}", operand(value, 3)),
        ExprKind::Arithmetic { left, operator, right } => {
            let (sign, least) = match operator.kind {
                ArithmeticOperator::Add => ("+", 1),
                ArithmeticOperator::Subtract => ("-", 1),
                ArithmeticOperator::Multiply => ("×", 2),
                ArithmeticOperator::Divide => ("÷", 2),
            };
            format!("{} {sign} {}", operand(left, least), operand(right, least + 1))
        }
    }
}

/// An operand, in brackets if it binds less than asked.
fn operand(value: &Expr, least: u8) -> String {
    let binds = match &value.kind {
        ExprKind::Arithmetic { operator, .. } => match operator.kind {
            ArithmeticOperator::Add | ArithmeticOperator::Subtract => 1,
            ArithmeticOperator::Multiply | ArithmeticOperator::Divide => 2,
        },
        ExprKind::Negate(_) if least == 3 => 2,
        _ => 3,
    };
    if binds < least { format!("({})", expr(value)) } else { expr(value) }
}

fn attribute(attribute: &Attribute) -> String {
    let body = match attribute {
        Attribute::Office(text)
        | Attribute::Remark(text)
        | Attribute::Basis(text)
        | Attribute::Number(text)
        | Attribute::Region(text) => text.clone(),
        Attribute::Period(date) | Attribute::Deadline(date) => date.clone(),
        Attribute::NoDeadline => "无期限".to_owned(),
        Attribute::Linear => "序时".to_owned(),
        Attribute::NotScheduled => "不考核".to_owned(),
        Attribute::Steps(steps) => steps
            .iter()
            .map(|(date, share)| format!("{} {}", date.kind, literal(&share.kind)))
            .collect::<Vec<_>>()
            .join(" "),
        Attribute::Optional => String::new(),
        Attribute::Tolerance(amounts) => list(amounts, |a| literal(&a.kind)),
        Attribute::Binding(word) | Attribute::Audit(word) | Attribute::Direction(word) | Attribute::Calibre(word) => {
            word.kind.clone()
        }
        Attribute::Tags(names) | Attribute::Aliases(names) => names.iter().map(name).collect::<Vec<_>>().join("、"),
        Attribute::LastYear(value) => expr(value),
    };
    format!("{} {body}", attribute.word()).trim_end().to_owned()
}

fn test_line(line: &TestLine) -> String {
    let on = |date: &Option<Node<String>>| date.as_ref().map(|d| format!(" 于 {}", d.kind)).unwrap_or_default();
    match line {
        TestLine::Figure { name: n, scope: s, aspect, value, period, single } => {
            let aspect = match aspect {
                FigureAspect::Level => "",
                FigureAspect::Growth => " 同比",
                FigureAspect::NetIncrease => " 净增",
            };
            let single = if *single { " 当月" } else { "" };
            format!("给定 {}{}{aspect} = {}{}{single}", name(n), scope(s.as_ref()), expr(value), on(period))
        }
        TestLine::Parameter { name: n, scope: s, value } => {
            format!("给定 参数 {}{} = {}", name(n), scope(s.as_ref()), expr(value))
        }
        TestLine::Milestone { name: n, state, date } => format!("给定 事项 {} {}{}", name(n), state.kind, on(date)),
        TestLine::Table { name: n, columns, rows } => {
            let header = columns.iter().map(name).collect::<Vec<_>>().join(", ");
            let row = |cells: &Node<Vec<Option<Expr>>>| {
                format!(" / {}", list(&cells.kind, |c| c.as_ref().map(expr).unwrap_or_default()))
            };
            format!("给定 表 {} {{ {header}{} }}", name(n), rows.iter().map(row).collect::<String>())
        }
        TestLine::AsOf(date) => format!("判定日 {}", date.kind),
        TestLine::Expect { rule, status, rows } => {
            let rows = rows.as_ref().map(|n| format!(" {}行", n.kind)).unwrap_or_default();
            format!("期望 {} {}{rows}", name(rule), status.kind)
        }
    }
}
