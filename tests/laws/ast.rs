//! Any file that the language can say.

use plancheck::language::ast::*;
use plancheck::source::{SourceId, Span};
use plancheck::value::{Number, parse_numeral};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn node<T>(kind: T) -> Node<T> {
    Node::new(kind, Span::default())
}

fn name() -> impl Strategy<Value = Name> {
    "[企业营收园区甲乙丙a-zA-Z0-9《》#(（，、：“”.]([企业营收 0-9,<>#()且超过至\"]{0,6}[企业营收a-z0-9])?"
        .prop_map(node)
}

fn text() -> impl Strategy<Value = String> {
    "[现代商贸 a-z0-9#（），：「」'/<>]{0,8}"
}

fn literal() -> impl Strategy<Value = Literal> {
    let digits =
        select(vec!["160", "1,376", "7.5", "0.50", "12345678901234567890123456789.5", "三", "十二", "一百零二", "两"]);
    let unit = option::of(select(vec!["家", "亿元", "万户", "%", "个百分点", "微克/立方米", "元/人"]));
    (digits, unit).prop_map(|(digits, unit)| Literal {
        number: Number::parse(&digits.replace(',', "")).or_else(|| parse_numeral(digits)).expect("a number"),
        digits: digits.to_owned(),
        unit: unit.map(|u| node(u.to_owned())),
    })
}

/// Digits only: a Chinese numeral reads as a value only right behind an operator.
fn ascii_literal() -> impl Strategy<Value = Literal> {
    literal().prop_filter("digits", |l| l.digits.is_ascii())
}

fn listed_literal() -> impl Strategy<Value = Literal> {
    ascii_literal().prop_filter("no groups in lists", |l| !l.digits.contains(','))
}

fn date() -> impl Strategy<Value = String> {
    select(vec!["2023-09-30", "2023年9月底", "9月底前", "2023年上半年", "2021-2025年", "6月"]).prop_map(str::to_owned)
}

fn expr() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        4 => name().prop_map(|n| ExprKind::Name(n.kind)),
        2 => ascii_literal().prop_map(ExprKind::Quantity),
        1 => date().prop_map(ExprKind::Date),
        1 => (name(), vec(name(), 1..3)).prop_map(|(n, scopes)| ExprKind::Scoped { base: node(ExprKind::Name(n.kind)).into(), scopes }),
    ]
    .prop_map(node);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let operator = select(vec![
            ArithmeticOperator::Add,
            ArithmeticOperator::Subtract,
            ArithmeticOperator::Multiply,
            ArithmeticOperator::Divide,
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(left, o, right)| {
                ExprKind::Arithmetic { left: left.into(), operator: node(o), right: right.into() }
            }),
            inner.clone().prop_map(|e| ExprKind::Negate(e.into())),
            (name(), name())
                .prop_map(|(base, field)| ExprKind::Member { base: node(ExprKind::Name(base.kind)).into(), field }),
            (select(vec!["计数", "合计", "四舍五入"]), vec(inner, 1..3), option::of(name())).prop_map(
                |(f, arguments, group)| ExprKind::Call { function: node(f.to_owned()), arguments, filter: None, group }
            ),
        ]
        .prop_map(node)
    })
    .boxed()
}

fn operator() -> impl Strategy<Value = Node<Operator>> {
    use OperatorKind::*;
    select(vec![
        (Greater, "超过"),
        (Greater, ">"),
        (AtLeast, "不低于"),
        (AtLeast, "≥"),
        (Reach, "达到"),
        (Less, "不满"),
        (AtMost, "<="),
        (AtMost, "不超过"),
        (Equal, "="),
        (NotEqual, "!="),
        (NotAfter, "不晚于"),
        (Before, "早于"),
        (About, "约"),
    ])
    .prop_map(|(kind, word)| node(Operator { kind, word: word.to_owned() }))
}

fn side() -> impl Strategy<Value = Option<Node<Side>>> {
    option::of(select(vec![Side::OrMore, Side::OrLess, Side::Within, Side::About]).prop_map(node))
}

fn range() -> impl Strategy<Value = Range> {
    let item = prop_oneof![
        text().prop_map(ExprKind::Text),
        listed_literal().prop_map(ExprKind::Quantity),
        date().prop_map(ExprKind::Date),
    ];
    let plain = || ascii_literal().prop_filter("plain", |l| !l.digits.contains(',')).prop_map(node);
    prop_oneof![
        (operator(), expr(), side()).prop_map(|(o, value, side)| RangeKind::Bound { operator: Some(o), value, side }),
        (operator(), literal(), side()).prop_map(|(o, l, side)| RangeKind::Bound {
            operator: Some(o),
            value: node(ExprKind::Quantity(l)),
            side
        }),
        (operator(), text()).prop_map(|(o, t)| RangeKind::Bound {
            operator: Some(o),
            value: node(ExprKind::Text(t)),
            side: None
        }),
        (ascii_literal(), side()).prop_map(|(l, side)| RangeKind::Bound {
            operator: None,
            value: node(ExprKind::Quantity(l)),
            side
        }),
        (expr(), expr()).prop_map(|(low, high)| RangeKind::Between { low, high }),
        (plain(), plain()).prop_map(|(low, high)| RangeKind::Promised { low, high }),
        literal().prop_map(|l| RangeKind::Top(node(l))),
        operator().prop_map(RangeKind::LastYear),
        (any::<bool>(), vec(item.prop_map(node), 1..4))
            .prop_map(|(negated, items)| { RangeKind::Within { negated, set: Set::Listed(items) } }),
        text().prop_map(|t| RangeKind::Matches(node(t))),
        name().prop_map(RangeKind::Format),
        Just(RangeKind::NotNull),
        Just(RangeKind::Null),
        Just(RangeKind::Unique),
    ]
    .prop_map(node)
}

fn change() -> impl Strategy<Value = Option<Node<Change>>> {
    use ChangeKind::*;
    let words = vec![
        (Growth, "增长"),
        (Decline, "下降"),
        (NetIncrease, "净增长"),
        (NetIncrease, "新增"),
        (AnnualGrowth, "年均增长"),
    ];
    option::of(select(words).prop_map(|(kind, word)| node(Change { kind, word: word.to_owned() })))
}

fn leaf_condition() -> impl Strategy<Value = Condition> {
    let milestone = select(vec![State::Start, State::Advance, State::Finish]);
    let plain_name = || "[甲乙丙丁]{1,4}".prop_map(node);
    prop_oneof![
        4 => (expr(), change(), option::of(Just(node("2020年".to_owned()))), range())
            .prop_map(|(subject, change, since, range)| ConditionKind::Measure { subject, change, since, range }),
        1 => (ascii_literal(), operator(), name(), operator(), expr()).prop_map(|(low, low_operator, subject, high_operator, high)| ConditionKind::Chain {
            low: node(ExprKind::Quantity(low)), low_operator, subject: node(ExprKind::Name(subject.kind)), high_operator, high,
        }),
        1 => (vec(plain_name(), 1..3), any::<bool>(), milestone)
            .prop_map(|(names, open, state)| ConditionKind::Milestones { names, open, state: node(state) }),
    ]
    .prop_map(node)
}

fn condition() -> BoxedStrategy<Condition> {
    let row = (name(), option::of(literal()), leaf_condition(), leaf_condition(), any::<bool>()).prop_map(
        |(table, count, filter, body, filtered)| {
            node(ConditionKind::Each {
                table,
                count: count.map(node),
                filter: filtered.then(|| Box::new(filter)),
                body: body.into(),
            })
        },
    );
    prop_oneof![4 => leaf_condition(), 1 => row]
        .prop_recursive(3, 10, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 2..4).prop_map(ConditionKind::And),
                vec(inner.clone(), 2..4).prop_map(ConditionKind::Or),
                inner.clone().prop_map(|c| ConditionKind::Not(c.into())),
                (inner.clone(), inner)
                    .prop_map(|(premise, then)| ConditionKind::If { premise: premise.into(), then: then.into() }),
            ]
            .prop_map(node)
        })
        .boxed()
}

fn commitment() -> impl Strategy<Value = StatementKind> {
    let strength = || select(vec!["确保", "力争", "争取", "推进"]).prop_map(|s| node(s.to_owned()));
    let label = option::of("[A-Z]{2}[0-9]{2}(-[0-9])?".prop_map(node));
    let tier = option::of((strength(), range()).prop_map(|(strength, range)| Tier { strength, change: None, range }));
    (label, option::of(strength()), condition(), tier).prop_map(|(label, strength, predicate, tier)| {
        StatementKind::Commitment(Box::new(Commitment { label, strength, verb: None, predicate, tier, copied: false }))
    })
}

fn declaration() -> impl Strategy<Value = StatementKind> {
    let word = || "[甲乙丙丁]{1,5}".prop_map(node);
    let nature = || option::of(select(vec![Nature::Flow, Nature::Stock, Nature::Mean]).prop_map(node));
    let ty = prop_oneof![
        Just(ColumnType::Text),
        Just(ColumnType::Integer),
        Just(ColumnType::Number),
        Just(ColumnType::Date),
        Just(ColumnType::Truth),
        Just(ColumnType::Named("亿元".into())),
        vec(text(), 1..3).prop_map(ColumnType::Set),
    ];
    let flags = vec(
        select(vec![ColumnFlag::NotNull, ColumnFlag::Unique, ColumnFlag::Nullable, ColumnFlag::NonNegative])
            .prop_map(node),
        0..3,
    );
    let column = (name(), ty, flags).prop_map(|(name, ty, flags)| node(Column { name, ty: node(ty), flags }));
    let table_nature = option::of(select(vec![Nature::Flow, Nature::Stock]).prop_map(node));
    let member = (text(), vec(text(), 0..2))
        .prop_map(|(n, aliases)| Member { name: node(n), aliases: aliases.into_iter().map(node).collect() });
    prop_oneof![
        word().prop_map(StatementKind::Plan),
        vec(word(), 1..3).prop_map(StatementKind::Heading),
        (name(), option::of(Just(node("亿元".to_owned()))), nature())
            .prop_map(|(name, measure, nature)| StatementKind::Indicator { name, measure, nature }),
        name().prop_map(StatementKind::Milestone),
        (name(), table_nature, vec(column, 0..3))
            .prop_map(|(name, nature, columns)| { StatementKind::Table { name, nature, columns } }),
        (name(), vec(member, 1..4)).prop_map(|(name, members)| StatementKind::Scale { name, members }),
        (name(), option::of(name()), option::of(Just(node("亿元".to_owned()))), option::of(ascii_literal())).prop_map(
            |(name, scope, unit, value)| {
                StatementKind::Parameter { name, scope, unit, value: value.map(|l| node(ExprKind::Quantity(l))) }
            }
        ),
        ascii_literal().prop_map(|value| StatementKind::Unit { name: node("标准件".into()), value }),
        (name(), name()).prop_map(|(name, like)| StatementKind::Strength { name, like }),
        (name(), expr(), option::of(leaf_condition())).prop_map(|(name, body, filter)| {
            StatementKind::Definition { name, body, filter: filter.map(Box::new) }
        }),
        (option::of(Just(node("TZ01".to_owned()))), expr(), expr(), option::of(ascii_literal())).prop_map(
            |(label, left, right, tolerance)| {
                let operator = node(Operator { kind: OperatorKind::Equal, word: "=".into() });
                StatementKind::Identity { label, left, operator, right, tolerance: tolerance.map(node) }
            }
        ),
        text().prop_map(|t| StatementKind::Include(node(t))),
        (described(), name(), option::of(text().prop_map(node)))
            .prop_map(|(figure, name, reason)| StatementKind::Description { figure: node(figure), name, reason }),
        (text(), vec(test_line(), 0..4))
            .prop_map(|(n, lines)| StatementKind::Test { name: node(n), lines: lines.into_iter().map(node).collect() }),
    ]
}

/// Figures as plans write them, and texts that need quotation marks.
fn described() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9一三十超]{1,3}[家栋%a.+-]{0,3}[0-9]", "[三大 0-9#/（'、]{1,6}[家0-9]"]
}

fn test_line() -> impl Strategy<Value = TestLine> {
    let quantity = || ascii_literal().prop_map(|l| node(ExprKind::Quantity(l)));
    let cell = option::of(prop_oneof![
        text().prop_map(|t| node(ExprKind::Text(t))),
        listed_literal().prop_map(|l| node(ExprKind::Quantity(l))),
        date().prop_map(|d| node(ExprKind::Date(d))),
    ]);
    let when = || option::of(date().prop_map(node));
    prop_oneof![
        (
            name(),
            option::of(name()),
            select(vec![FigureAspect::Level, FigureAspect::Growth, FigureAspect::NetIncrease]),
            quantity(),
            when(),
            any::<bool>()
        )
            .prop_map(|(name, scope, aspect, value, period, single)| TestLine::Figure {
                name,
                scope,
                aspect,
                value,
                period,
                single
            }),
        (name(), option::of(name()), quantity()).prop_map(|(name, scope, value)| TestLine::Parameter {
            name,
            scope,
            value
        }),
        (name(), select(vec!["未启动", "已启动", "推进中", "已完成"]), when())
            .prop_map(|(name, state, date)| TestLine::Milestone { name, state: node(state.to_owned()), date }),
        (name(), vec(name(), 2..4), vec(vec(cell, 2..4).prop_map(node), 0..3))
            .prop_map(|(name, columns, rows)| TestLine::Table { name, columns, rows }),
        date().prop_map(|d| TestLine::AsOf(node(d))),
        (name(), select(vec!["达标", "未达标"]), option::of(0u64..99)).prop_map(|(rule, status, rows)| {
            TestLine::Expect { rule, status: node(status.to_owned()), rows: rows.map(node) }
        }),
    ]
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let word = |words: Vec<&'static str>| select(words).prop_map(|w| node(w.to_owned()));
    let free = || "[区重点办a-z#（）]{1,8}";
    let step =
        (select(vec!["一季度", "上半年", "9月底"]).prop_map(|d| node(d.to_owned())), ascii_literal().prop_map(node));
    prop_oneof![
        free().prop_map(Attribute::Office),
        free().prop_map(Attribute::Remark),
        free().prop_map(Attribute::Basis),
        free().prop_map(Attribute::Number),
        "[云溪区]{1,3}".prop_map(Attribute::Region),
        date().prop_map(Attribute::Period),
        date().prop_map(Attribute::Deadline),
        Just(Attribute::NoDeadline),
        Just(Attribute::Linear),
        Just(Attribute::NotScheduled),
        vec(step, 1..3).prop_map(Attribute::Steps),
        Just(Attribute::Optional),
        vec(ascii_literal().prop_filter("plain", |l| !l.digits.contains(',')).prop_map(node), 1..3)
            .prop_map(Attribute::Tolerance),
        word(vec!["约束性", "预期性"]).prop_map(Attribute::Binding),
        word(vec!["强制", "核实"]).prop_map(Attribute::Audit),
        vec(name(), 1..3).prop_map(Attribute::Tags),
        word(vec!["越高越好", "越低越好", "双侧"]).prop_map(Attribute::Direction),
        vec(name(), 1..3).prop_map(Attribute::Aliases),
        word(vec!["可比价"]).prop_map(Attribute::Calibre),
        ascii_literal().prop_map(|l| Attribute::LastYear(node(ExprKind::Quantity(l)))),
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    let kind = prop_oneof![3 => commitment(), 2 => declaration()];
    (kind, vec(attribute(), 0..3)).prop_map(|(kind, attributes)| {
        let attributes = if matches!(kind, StatementKind::Heading(_)) { Vec::new() } else { attributes };
        Statement { kind, span: Span::default(), attributes: attributes.into_iter().map(node).collect() }
    })
}

/// Any file.
pub(super) fn file() -> impl Strategy<Value = File> {
    vec(statement(), 1..4).prop_map(|statements| File { source: SourceId::default(), statements })
}
