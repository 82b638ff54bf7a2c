//! Rule files over a few declared names, with what is submitted of them.

use super::facts::{Cell, Facts, Rows, Submitted};
use super::shapes::CODES;
use plancheck::language::ast::FigureAspect;
use plancheck::language::program::{Program, SubmittedState, Type, Value};
use plancheck::value::{Date, Number, Period};
use proptest::prelude::*;
use proptest::sample::select;

const DECLARATIONS: &str = "计划 甲
  期间 2023年
指标 流量 家 累计
  上年 100家
指标 存量 家 时点
  上年 100家
指标 均值数 微克/立方米 均值
  方向 越低越好
指标 双侧数 亿元 时点
  方向 双侧
指标 可比产值 亿元 累计
  口径 可比价
指标 产值 亿元 累计
指标 浓度 微克/立方米 均值
指标 信用 等第
等级 等第 {\"低\", \"中\", \"高\"}
参数 门槛 家 = 50
参数 未定 家
表 项目
  列 名称 文本 唯一
  列 金额 亿元 非负
  列 差额 亿元
  列 面积 平方米 可空
  列 开工 日期
  列 街道 文本
  列 投产 是否
  列 备选 文本
  列 评级 等第
  列 号码 文本
";

const INDICATORS: [&str; 8] = ["流量", "存量", "均值数", "双侧数", "可比产值", "产值", "浓度", "信用"];

/// A rule file with the data for it and the day of judgement.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) text: String,
    pub(super) as_of: Date,
    pub(super) batch: usize,
    figures: Vec<DrawnFigure>,
    milestones: Vec<(&'static str, Option<SubmittedState>, Option<Date>)>,
    files: Vec<(Option<Period>, Vec<Row>)>,
}

/// A number (by its index), or blank, or faulty, for every column.
type Row = [Draw; COLUMNS];

const COLUMNS: usize = 10;

#[derive(Clone, Copy, Debug)]
enum Draw {
    Value(u8),
    Blank,
    Faulty,
}

impl Case {
    /// What is submitted, by the program's own ids.
    pub(super) fn facts(&self, program: &Program) -> Facts {
        let mut facts = Facts::default();
        for (name, scope, aspect, period, number, blank, single) in &self.figures {
            let Some(indicator) = program.indicators.iter().position(|i| i.name == *name) else { continue };
            if let Some(Type::Grade(scale)) = program.indicators[indicator].measure {
                let rank = |n: &i64| usize::try_from(n.rem_euclid(3)).unwrap();
                let cell = match number {
                    Some(n) => Cell::Value(Value::Grade(scale, rank(n))),
                    None if *blank => Cell::Blank,
                    None => Cell::Faulty,
                };
                let aspect = FigureAspect::Level;
                facts.figures.push(Submitted { indicator, scope: None, aspect, period: *period, single: false, cell });
                continue;
            }
            let unit = match (&program.indicators[indicator].measure, aspect) {
                (Some(Type::Number(unit)), FigureAspect::Level | FigureAspect::NetIncrease) => unit.clone(),
                _ => plancheck::value::Unit::percent(),
            };
            let cell = match number {
                Some(n) => Cell::Value(Value::Number(unit.to_base(&Number::from_decimal(i128::from(*n), 1)))),
                None if *blank => Cell::Blank,
                None => Cell::Faulty,
            };
            // A blank 同比 or 净增 beside nothing is no row of its own.
            if cell == Cell::Blank && *aspect != FigureAspect::Level {
                continue;
            }
            let scope = scope.map(str::to_owned);
            // Of one indicator a part comes by quarters.
            let quarter = by_quarter(*period).filter(|_| *single && *name == "流量" && *aspect == FigureAspect::Level);
            let (single, period) = (quarter.is_some(), quarter.unwrap_or(*period));
            facts.figures.push(Submitted { indicator, scope, aspect: *aspect, period, single, cell });
        }
        for (name, state, date) in &self.milestones {
            if let Some(id) = program.milestones.iter().position(|m| m.name == *name) {
                facts.milestones.push((id, *state, *date));
            }
        }
        let cells = |row: &Row| (0..COLUMNS).map(|i| cell(program, i, row[i])).collect();
        let files = self.files.iter().map(|(period, rows)| (*period, rows.iter().map(cells).collect()));
        facts.files = files.collect();
        facts.period = self.newest(&facts.files);
        let counted = self.counted(&facts.files);
        facts.present = program.tables.iter().map(|_| !counted.is_empty()).collect();
        facts.tables = program.tables.iter().map(|_| counted.iter().flat_map(|rows| rows.to_vec()).collect()).collect();
        facts
    }

    /// The files without a period, and those of the newest one of the plan's year that is over.
    fn counted<'f>(&self, files: &'f [(Option<Period>, Rows)]) -> Vec<&'f Rows> {
        let newest = self.newest(files);
        files.iter().filter(|(period, _)| period.is_none() || *period == newest).map(|(_, rows)| rows).collect()
    }

    fn newest(&self, files: &[(Option<Period>, Rows)]) -> Option<Period> {
        let over = |p: &Period| p.last.year() == 2023 && p.last <= self.as_of;
        files.iter().filter_map(|(period, _)| *period).filter(over).max_by_key(|p| p.last)
    }
}

/// The last quarter of some months.
fn by_quarter(months: Period) -> Option<Period> {
    Period::months(months.last.year(), months.last.month() - 2, months.last.month())
}

fn cell(program: &Program, column: usize, draw: Draw) -> Cell {
    let n = match draw {
        Draw::Value(n) => n,
        Draw::Blank => return Cell::Blank,
        Draw::Faulty => return Cell::Faulty,
    };
    let small = i128::from(n % 7);
    let decimal = |n| Number::from_decimal(n, 1);
    Cell::Value(match (column, &program.tables[0].columns[column].ty) {
        (2, Type::Number(unit)) => Value::Number(unit.to_base(&decimal(small * 5 - 15))),
        (_, Type::Number(unit)) => Value::Number(unit.to_base(&decimal(small * 5))),
        (0, _) => Value::Text(format!("项{}", n % 20)),
        (7, _) => Value::Text(["东", "西", "南", "北", "中"][usize::from(n % 5)].to_owned()),
        (_, Type::Grade(scale)) => Value::Grade(*scale, usize::from(n % 3)),
        (4, _) => Value::Date(Date::new(2023, i8::try_from(n % 12 + 1).unwrap(), 15).unwrap()),
        (6, _) => Value::Truth(n % 2 == 0),
        (9, _) => Value::Text(CODES[usize::from(n) % CODES.len()].to_owned()),
        _ => Value::Text(["东", "西", "南"][usize::from(n % 3)].to_owned()),
    })
}

/// Mostly values.
fn draw() -> impl Strategy<Value = Draw> {
    prop_oneof![16 => any::<u8>().prop_map(Draw::Value), 1 => Just(Draw::Blank), 1 => Just(Draw::Faulty)]
}

fn words(list: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    select(list).prop_map(str::to_owned)
}

fn row_condition() -> impl Strategy<Value = String> {
    let atom = words(&[
        "金额 不低于 1亿元",
        "金额 超过 差额",
        "差额 低于 0亿元",
        "街道 为 \"东\"",
        "街道 不为 \"西\"",
        "街道 属于 {\"东\", \"南\"}",
        "开工 不晚于 2023年6月",
        "开工 晚于 2023年9月",
        "开工 为 2023年上半年",
        "投产",
        "金额 + 差额 大于 2亿元",
        "金额 非空",
        "街道 不属于 {\"东\"}",
        "金额 介于 1亿元 至 2亿元",
        "街道 属于 项目.备选",
        "街道 不属于 项目.备选",
        "评级 不低于 \"中\"",
        "评级 低于 \"高\"",
        "评级 不为 \"低\"",
        "绝对值(差额) 不超过 1亿元",
        "四舍五入(差额, 0) 达到 1亿元",
        "四舍五入(金额 - 差额) 不超过 1亿元",
        "长度(名称) 超过 2",
        "天数(开工, 2023-12-31) 超过 100天",
        "天数(开工) 不超过 90天",
        "最大(金额, 差额) 超过 1亿元",
        "最小(金额, 差额 + 1亿元) 低于 1亿元",
        "名称 符合 \"^项[0-9]$\"",
        "名称 符合 \"^项1?[02468]$\"",
        "名称 符合 \"项(3|7)\"",
        "号码 格式 手机号",
        "号码 格式 身份证号",
    ]);
    atom.prop_recursive(2, 4, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| format!("({a}) 且 ({b})")),
            pair.prop_map(|(a, b)| format!("({a}) 或 ({b})")),
            inner.prop_map(|a| format!("非 ({a})")),
        ]
    })
}

fn aggregate() -> impl Strategy<Value = (String, &'static str)> {
    let filter = proptest::option::of(prop_oneof![4 => row_condition(), 1 => words(&["面积 超过 1平方米"])]);
    let of = select(vec![
        ("计数(项目", "个"),
        ("占比(项目", "%"),
        ("合计(项目.金额", "亿元"),
        ("合计(项目.差额", "亿元"),
        ("合计(项目.面积", "平方米"),
        ("平均(项目.差额", "亿元"),
        ("中位数(项目.差额", "亿元"),
        ("最大(项目.差额", "亿元"),
        ("最小(项目.面积", "平方米"),
        ("去重计数(项目.街道", "个"),
    ]);
    (of, filter).prop_map(|((head, unit), filter)| match filter {
        Some(filter) => (format!("{head} 其中 {filter}"), unit),
        None if unit == "%" => (format!("{head} 其中 投产"), unit),
        None => (head.to_owned(), unit),
    })
}

/// A range round `n`, in a unit.
fn range(unit: &'static str) -> impl Strategy<Value = String> {
    let n = select(vec!["0", "1", "2", "3", "4.5", "10", "50", "57.1"]);
    (n, 0..9u8).prop_map(move |(n, form)| match form {
        0 => format!("超过 {n}{unit}"),
        1 => format!("不少于 {n}{unit}"),
        2 => format!("低于 {n}{unit}"),
        3 | 4 => format!("不超过 {n}{unit}"),
        5 => format!("等于 {n}{unit}"),
        6 => format!("介于 {n}{unit} 至 60{unit}"),
        7 => format!("达到 {n}{unit}"),
        _ => format!("不等于 {n}{unit}"),
    })
}

fn figure_rule() -> impl Strategy<Value = String> {
    let level = select(vec![("流量", "家"), ("存量", "家"), ("均值数", "微克/立方米"), ("双侧数", "亿元")])
        .prop_flat_map(|(name, unit)| range(unit).prop_map(move |range| format!("{name} {range}")));
    let other = words(&[
        "流量 不低于 门槛",
        "流量 不低于 未定",
        "流量 达到 50家左右",
        "存量 达到 60家左右",
        "双侧数 达到 50亿元左右",
        "均值数 等于 50微克/立方米左右",
        "流量 40-60家",
        "流量 超过 40家，力争 达到 60家",
        "产值 增长 10%",
        "产值 增长 8%左右",
        "可比产值 增长 5%以上",
        "浓度 下降 5%",
        "流量 增长 5%",
        "存量 净增 20家",
        "存量 净增 20家左右",
        "存量 多于 上年",
        "均值数[国控、省控] 不高于 35微克/立方米",
        "流量 + 存量 不低于 100家",
        "流量 多于 流量.上期",
        "存量 不少于 存量.上期",
        "均值数 不高于 均值数.上期",
        "流量 少于 流量.上年",
        "流量 不超过 存量",
        "存量 不低于 流量",
        "产值 年均增长 5% 自 2021年",
        "产值 年均增长 不低于 3% 自 2022年",
        "存量 年均增长 5%左右 自 2021年",
        "可比产值 年均增长 5% 自 2021年",
    ]);
    let graded =
        words(&["信用 达到 \"中\"", "信用 超过 \"低\"", "信用 低于 \"高\"", "信用 等于 \"中\"", "信用 不为 \"低\""])
            .prop_map(|rule| format!("确保 {rule}"));
    let counted =
        (prop_oneof![level, other], attributes()).prop_map(|(rule, attributes)| format!("确保 {rule}{attributes}"));
    prop_oneof![5 => counted, 1 => graded]
}

fn attributes() -> impl Strategy<Value = String> {
    let deadline = words(&["", "", "\n  期限 2023年9月底", "\n  无期限"]);
    let schedule = words(&["", "", "\n  进度 不考核", "\n  进度 序时", "\n  进度 一季度 20% 上半年 45% 三季度 75%"]);
    (deadline, schedule).prop_map(|(d, s)| if d.contains("无期限") { d } else { d + &s })
}

fn row_rule() -> impl Strategy<Value = String> {
    let filter = proptest::option::of(row_condition());
    let body = prop_oneof![3 => row_condition(), 1 => words(&[
        "面积 超过 1平方米", "名称 唯一", "街道 非空", "开工 不晚于 2023年9月底", "若 投产 则 金额 超过 1亿元",
    ])];
    let tail = words(&["", "", "\n  可无", "\n  期限 2023年9月底"]);
    (words(&["", "确保 "]), words(&["", "", " 共 3个"]), filter, body, tail).prop_map(
        |(s, count, filter, body, tail)| {
            let filter = filter.map_or_else(String::new, |f| format!(" 其中 {f}"));
            format!("{s}每个 项目{count}{filter}：{body}{tail}")
        },
    )
}

fn aggregate_rule() -> impl Strategy<Value = String> {
    let group = words(&["", "", "", " 按 街道"]);
    (aggregate(), group, words(&["", "\n  可无", "\n  期限 2023年9月底"])).prop_flat_map(
        |((head, unit), group, tail)| range(unit).prop_map(move |range| format!("确保 {head}{group}) {range}{tail}")),
    )
}

fn composite_rule() -> impl Strategy<Value = String> {
    let atom = words(&[
        "流量 超过 40家",
        "流量 不超过 60家",
        "流量 少于 存量",
        "存量 不高于 50家",
        "双侧数 大于 10亿元",
        "计数(项目) 不少于 3个",
        "流量 不低于 未定",
        "事项 开馆 完成",
        "事项 开馆 启动",
    ]);
    let tail = words(&["", "", "\n  期限 2023年9月底"]);
    (atom.clone(), atom.clone(), atom, 0..5u8, tail).prop_map(|(a, b, c, form, tail)| match form {
        0 => format!("确保 {a} 且 {b}{tail}"),
        1 => format!("确保 {a} 或 {b}{tail}"),
        2 => format!("确保 若 {a} 则 {b}{tail}"),
        3 => format!("确保 {a} 且 (非 ({b}) 或 {c}){tail}"),
        _ => format!("确保 非 ({a}) 或 ({b} 且 {c}){tail}"),
    })
}

fn rule() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => figure_rule(),
        3 => row_rule(),
        4 => aggregate_rule(),
        2 => composite_rule(),
        1 => words(&[
            "勾稽 流量 = 存量", "勾稽 流量 ≤ 存量", "勾稽 流量 = 存量 容差 5家", "勾稽 流量 ≥ 存量 + 1家",
            "勾稽 合计(项目.差额) = 双侧数 容差 10%",
        ]),
        1 => words(&["事项 开馆 完成", "事项 开馆 启动", "事项 开馆 推进", "事项 开馆 完成\n  期限 2023年9月底"]),
    ]
}

/// An indicator's name, its scope, what is said of it and when; a number, or blank or not; whether it comes by quarters.
type DrawnFigure = (&'static str, Option<&'static str>, FigureAspect, Period, Option<i64>, bool, bool);

fn figure() -> impl Strategy<Value = DrawnFigure> {
    let months: Vec<Period> = [2021, 2022, 2022, 2023, 2023, 2023]
        .into_iter()
        .flat_map(|year| [3, 6, 9, 12].map(|month| Period::months(year, 1, month).unwrap()))
        .collect();
    let aspect = prop_oneof![5 => Just(FigureAspect::Level), 1 => Just(FigureAspect::Growth)];
    let number = prop_oneof![9 => select(vec![-5i64, 10, 45, 47, 80, 100, 400, 475, 500, 505, 525, 571, 600, 1200]).prop_map(Some),
        1 => Just(None)];
    let name = select(INDICATORS.to_vec());
    let scope = select(vec![None, None, Some("国控")]);
    (name, scope, aspect, select(months), number, any::<bool>(), any::<bool>()).prop_map(
        |(name, scope, aspect, period, number, blank, single)| {
            let scope = scope.filter(|_| name == "均值数");
            (name, scope, aspect, period, number, blank, single)
        },
    )
}

pub(super) fn case() -> impl Strategy<Value = Case> {
    let state = select(vec![
        None,
        Some(SubmittedState::NotStarted),
        Some(SubmittedState::Started),
        Some(SubmittedState::Finished),
    ]);
    let date = proptest::option::of(select(vec![Date::constant(2023, 5, 1), Date::constant(2023, 10, 1)]));
    let milestones = prop::collection::vec((Just("开馆"), state, date), 0..3);
    let rows = || prop::collection::vec(prop::array::uniform10(draw()), 0..8);
    let one = rows().prop_map(|rows| vec![(None, rows)]);
    let period = select(vec![None, Period::year(2022), Period::months(2023, 1, 6), Period::months(2023, 1, 12)]);
    let files = prop_oneof![8 => one, 3 => prop::collection::vec((period, rows()), 0..4)];
    let day = select(vec![
        Date::constant(2023, 3, 31),
        Date::constant(2023, 6, 30),
        Date::constant(2023, 7, 31),
        Date::constant(2023, 9, 30),
        Date::constant(2023, 12, 31),
        Date::constant(2024, 2, 1),
    ]);
    let figures = prop::collection::vec(figure(), 0..20);
    (prop::collection::vec(rule(), 1..4), day, 1..5usize, figures, milestones, files).prop_map(
        |(rules, as_of, batch, figures, milestones, files)| {
            let text = format!("{DECLARATIONS}{}\n", rules.join("\n"));
            Case { text, as_of, batch, figures, milestones, files }
        },
    )
}
