//! What rule texts mean, and what is said of those that mean nothing.

use plancheck::diagnostic::{Diagnostic, Diagnostics, Severity};
use plancheck::language::check::{CODES, Overrides, ParameterOverride, check};
use plancheck::language::parse::{parse, value};
use plancheck::language::program::{
    Body, Comparison, Deadline, Direction, Expr, ExprKind, Goal, Program, Rule, Schedule, Target, ToleranceAmount,
    Type, Value,
};
use plancheck::source::{SourceId, Sources, Span};
use plancheck::value::Number;

struct Read {
    program: Program,
    sources: Sources,
    said: Vec<Diagnostic>,
}

impl Read {
    /// Code and place of everything said, in order of places.
    fn codes(&self) -> Vec<String> {
        let place = |d: &Diagnostic| d.span().map_or("", |s| self.sources.slice(s)).to_owned();
        self.said.iter().map(|d| format!("{} {}", d.code, place(d))).collect()
    }

    fn rule(&self, id: &str) -> &Rule {
        let ids: Vec<&str> = self.program.rules.iter().map(|r| r.id.as_str()).collect();
        self.program.rules.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("{id} in {ids:?}: {:?}", self.codes()))
    }

    fn target(&self, id: &str) -> &Target {
        match &self.rule(id).body {
            Body::Target(target) => target,
            other => panic!("{other:?}"),
        }
    }

    /// Sign and number (in base units) of a bound.
    fn bound(&self, id: &str) -> (Comparison, String) {
        match &self.target(id).goal {
            Goal::Bound { comparison, value } => (*comparison, number(value).to_string()),
            other => panic!("{other:?}"),
        }
    }
}

fn number(expr: &Expr) -> &Number {
    match &expr.kind {
        ExprKind::Constant(Value::Number(n)) => n,
        other => panic!("{other:?}"),
    }
}

fn unit(expr: &Expr) -> &str {
    match &expr.ty {
        Type::Number(unit) => &unit.name,
        other => panic!("{other:?}"),
    }
}

fn read_under(text: &str, overrides: impl FnOnce(&mut Sources) -> Overrides) -> Read {
    let (mut sources, mut sink) = (Sources::default(), Diagnostics::default());
    let id = sources.add("a.plan", text);
    let overrides = overrides(&mut sources);
    let file = parse(id, text, &mut sink);
    let program = check(&[file], &sources, &overrides, &mut sink);
    Read { program, sources, said: sink.sorted() }
}

fn read(text: &str) -> Read {
    read_under(text, |_| Overrides::default())
}

/// What is said of a text must be exactly this, in order of places.
#[track_caller]
fn says(text: &str, expected: &[&str]) {
    assert_eq!(read(text).codes(), expected, "{text}");
}

#[track_caller]
fn sound(text: &str) -> Read {
    let read = read(text);
    assert_eq!(read.codes(), Vec::<String>::new(), "{text}");
    read
}

const PLAN: &str = "计划 甲\n  期间 2023年\n";
const TABLE: &str = "表 项目\n  列 名称 文本 唯一\n  列 状态 {\"签约\", \"落地\"}\n  列 投资额 亿元\n  列 开工日期 日期\n  列 可网办 是否\n";

/// For each code texts that earn it, the stretch at fault behind a tab.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("name-twice", "企业", "指标 企业 家\n表 企业\n企业 > 3"),
    ("name-twice", "企业", "指标 企业 家\n企业 > 3\n事项 企业 完成"),
    ("name-twice", "箱", "单位 箱 = 3 个\n单位 箱 = 4 个\n企业 > 3箱"),
    ("label-twice", "A", "A：企业 > 3\nA：企业 > 4"),
    ("unused-declaration", "企业", "指标 企业 家"),
    ("unused-declaration", "箱", "单位 箱 = 3 个"),
    ("unused-declaration", "全面", "强度 全面 = 力争"),
    ("missing-space", "企业净增", "企业净增 160家"),
    ("foreign-operator", "企业比上年提高", "企业比上年提高 5%"),
    ("undeclared-name", "数字企也", "指标 数字企业 家\n数字企业 > 3家\n数字企也 > 3家"),
    ("unknown-name", "信用代码", "每个 企业：代码 格式 信用代码"),
    ("unknown-name", "总计", "总计(楼.税收) > 3亿元"),
    ("unknown-name", "\"好\"", "等级 级 {\"低\", \"高\"}\n指标 甲 级\n甲 达到 \"好\""),
    ("two-names", "确宝", "确宝 企业 > 3家"),
    ("two-names", "数字", "数字 企业 > 3家"),
    ("unknown-unit", "佳", "企业 超过 160佳"),
    ("unknown-unit", "级别", "指标 甲 级别\n甲 > 3"),
    ("bad-unit", "家", "单位 家 = 3 个"),
    ("bad-unit", "空", "单位 空 = 0 个"),
    ("bad-steps", "进度 上半年 45% 一季度 20%", "计划 甲\n  期间 2023年\n企业 > 3家\n  进度 上半年 45% 一季度 20%"),
    ("outside-plan", "期限 2025年底", "计划 甲\n  期间 2023年\n企业 > 3家\n  期限 2025年底"),
    ("first-day-meant", "2023年9月底", "表 楼\n  列 开工 日期\n每个 楼：开工 不早于 2023年9月底"),
    ("first-day-meant", "2023年末", "表 楼\n  列 开工 日期\n最小(楼.开工) 早于 2023年末"),
    ("first-day-meant", "2023年6月底", "表 楼\n  列 开工 日期\n计数(楼 其中 开工 ≥ 2023年6月底) > 3"),
    ("unit-mismatch", "5亿元", "指标 企业 家\n企业 > 5亿元"),
    ("unit-mismatch", "3亿美元", "指标 投资 亿元\n投资 > 3亿美元"),
    ("unit-missing", "160", "指标 投资 亿元\n投资 > 160"),
    ("unit-missing", "92", "指标 优良率 %\n优良率 不低于 92"),
    ("unit-missing", "5", "指标 企业 户\n企业 介于 5 至 8万户"),
    ("points-for-ratio", "7.5个百分点", "生产总值 增长 7.5个百分点"),
    ("points-for-ratio", "0.5个百分点", "指标 率 %\n率 增长 0.5个百分点"),
    ("points-for-ratio", "0.5个百分点以上", "指标 率 %\n率 下降 0.5个百分点以上"),
    ("points-for-ratio", "2个百分点", "指标 率 %\n率 不低于 率.上年 + 2个百分点"),
    ("ratio-for-points", "2%", "指标 率 %\n率 净增 2%"),
    ("type-mismatch", "3家", "等级 级 {\"低\", \"高\"}\n指标 甲 级\n甲 超过 3家"),
    ("growth-unit", "100家", "企业 增长 100家"),
    ("misapplied", "不晚于", "指标 企业 家\n企业 不晚于 160家"),
    ("sides-disagree", "以上", "企业 超过 160家以上"),
    ("sides-disagree", "≥", "10 ≤ 企业 ≥ 3"),
    ("no-base-year", "年均增长", "投资 年均增长 10%"),
    ("function-arguments", "计数(楼.税收)", "计数(楼.税收) > 3"),
    ("definition-cycle", "甲", "定义 甲 = 乙\n定义 乙 = 甲\n甲 > 3"),
    ("bad-pattern", "\"[\"", "每个 企业：代码 符合 \"[\""),
    ("bad-date", "9月底前", "每个 项目：开工日期 不晚于 9月底前"),
    ("attribute-misplaced", "别名 乙", "企业 > 3家\n  别名 乙"),
    ("attribute-twice", "期限 2023年", "企业 > 3家\n  期限 2023年底\n  期限 2023年"),
    ("attribute-word", "越低", "企业 > 3家\n  方向 越低"),
    ("bad-tolerance", "0.5个百分点", "指标 投资 亿元\n投资 100亿元左右\n  容差 0.5个百分点"),
    ("bad-tolerance", "3亿元", "计划 甲\n  容差 3亿元\n投资 > 3亿元"),
    ("bad-column", "编号", "表 楼\n  列 编号 文本 非空 可空\n计数(楼) > 3"),
    ("empty-test", "\"空\"", "企业 > 3家\n测试 \"空\"\n  给定 企业 = 3家"),
    ("bad-scale", "\"低\"", "等级 级 {\"低\", \"高\" = \"低\"}\n指标 甲 级\n甲 达到 \"高\""),
    ("many-scopes", "乙[国控、省控]", "甲 > 乙[国控、省控]"),
    ("plan-twice", "乙", "计划 甲\n计划 乙"),
    ("empty-interval", "8-5亿元", "投资 8-5亿元"),
    ("division-by-zero", "0", "投资 ÷ 0 > 3"),
];

#[test]
fn every_mistake_is_said_where_it_stands() {
    for (code, place, text) in MISTAKES {
        let said = read(text).codes();
        assert!(said.contains(&format!("{code} {place}")), "{code} {place} in {said:?}\n{text}");
    }
}

#[test]
fn rows_have_mistakes_of_their_own() {
    let of_rows = [
        ("bare-column", "项目.投资额", "项目.投资额 > 3亿元"),
        ("table-as-value", "项目", "项目 > 3"),
        ("unknown-name", "投资", "计数(项目 其中 投资 > 3亿元) > 3"),
        ("not-in-set", "\"落户\"", "计数(项目 其中 状态 = \"落户\") > 3"),
        ("not-in-set", "\"落户\"", "每个 项目：状态 属于 {\"签约\", \"落户\"}"),
        ("no-order", "状态", "计数(项目 其中 状态 不低于 \"落地\") > 3"),
        ("missing-quotes", "落地", "计数(项目 其中 状态 = 落地) > 3"),
        ("needless-quotes", "\"是\"", "计数(项目 其中 可网办 = \"是\") > 3"),
        ("needless-quotes", "\"2023-01-01\"", "计数(项目 其中 开工日期 早于 \"2023-01-01\") > 3"),
        ("unit-mismatch", "3家", "计数(项目 其中 投资额 > 3家) > 3"),
        ("misapplied", "3亿元", "每个 项目 共 3亿元：名称 非空"),
        ("nested-predicate", "每个 项目：名称 非空", "每个 项目：每个 项目：名称 非空"),
        ("type-mismatch", "项目.名称", "平均(项目.名称) > 3"),
    ];
    for (code, place, rule) in of_rows {
        let said = read(&format!("{TABLE}{rule}")).codes();
        assert!(said.contains(&format!("{code} {place}")), "{code} {place} in {said:?}\n{rule}");
    }
}

#[test]
fn a_test_names_rules_statuses_and_figures_that_exist() {
    let test = "A：企业 > 3家\n测试 \"一\"\n  给定 企业 = 3家\n  期望 A ";
    sound(&format!("{PLAN}{test}未达标"));
    says(&format!("{PLAN}{test}不行"), &["bad-status 不行"]);
    says(&format!("{PLAN}{test}未达标\n  期望 B 达标"), &["unknown-name B"]);
    says(&format!("{PLAN}{test}未达标\n  给定 企也 = 3家"), &["unknown-name 企也"]);
    says(&format!("{PLAN}{test}未达标\n  给定 企业 = 3亿元"), &["unit-mismatch 3亿元"]);
}

#[test]
fn every_code_is_listed_once_and_earned_here() {
    let mut codes = CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), CODES.len());
    let text = include_str!("check.rs");
    let missing: Vec<_> =
        codes.iter().filter(|c| !text.contains(&format!("{c} ")) && !text.contains(&format!("\"{c}\""))).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

#[test]
fn one_fault_hides_no_other() {
    says(
        "A：企业 超过 160佳\nB：投资 超过 3亿元以上\nC：企业 增长 3户\nD：项目数 > 3",
        &["unknown-unit 佳", "sides-disagree 以上", "growth-unit 3户"],
    );
    assert_eq!(read("A：企业 超过 160佳\nD：项目数 > 3").program.rules.len(), 1);
}

#[test]
fn mends_are_computed() {
    let mended = |text: &str| {
        let read = read(text);
        read.said.iter().find_map(|d| d.edit.clone()).map(|e| e.replacement)
    };
    assert_eq!(mended("生产总值 增长 7.5个百分点").as_deref(), Some("7.5%"));
    assert_eq!(mended("指标 率 %\n率 净增 2%").as_deref(), Some("2个百分点"));
    assert_eq!(mended("企业 增长 100家").as_deref(), Some("净增"));
    assert_eq!(mended("指标 企业 家\n企业 > 160佳"), None, "a unit is never guessed");
    assert_eq!(mended("指标 数字企业 家\n数字企业 > 3家\n数字企也 > 3家").as_deref(), Some("数字企业"));
}

#[test]
fn ranges_are_read_by_the_table() {
    use Comparison::{AtLeast, AtMost, Equal, Greater, Less, NotEqual};
    let cases = [
        ("超过", Greater),
        ("超", Greater),
        ("突破", Greater),
        ("多于", Greater),
        ("＞", Greater),
        ("不少于", AtLeast),
        ("不低于", AtLeast),
        ("达到", AtLeast),
        ("至少", AtLeast),
        ("完成", AtLeast),
        (">=", AtLeast),
        ("低于", Less),
        ("不满", Less),
        ("不足", Less),
        ("不超过", AtMost),
        ("不高于", AtMost),
        ("至多", AtMost),
        ("≤", AtMost),
        ("等于", Equal),
        ("为", Equal),
        ("不为", NotEqual),
        ("!=", NotEqual),
    ];
    for (word, comparison) in cases {
        let read = sound(&format!("A：企业 {word} 160家"));
        assert_eq!(read.bound("A"), (comparison, "160".to_owned()), "{word}");
    }
    for (range, comparison) in [
        ("60个以上", AtLeast),
        ("60个以下", AtMost),
        ("60个以内", AtMost),
        ("前 60名", AtMost),
        ("60个", AtLeast),
        ("达到 60个以上", AtLeast),
    ] {
        assert_eq!(sound(&format!("A：排名 {range}")).bound("A"), (comparison, "60".to_owned()), "{range}");
    }
}

#[test]
fn lower_is_better_turns_what_a_bare_quantity_promises() {
    let text = "指标 PM2.5 微克/立方米\n  方向 越低越好\nA：PM2.5 30微克/立方米\nB：PM2.5 达到 30微克/立方米\nC：PM2.5 下降 3%\nD：PM2.5 不低于 3微克/立方米";
    let read = sound(text);
    let sign = |id| read.bound(id).0;
    assert_eq!(
        ["A", "B", "C", "D"].map(sign),
        [Comparison::AtMost, Comparison::AtMost, Comparison::AtLeast, Comparison::AtLeast]
    );
    assert_eq!(read.target("A").direction, Direction::Down);
}

#[test]
fn intervals_keep_their_open_ends() {
    let read =
        sound("A：90亿元 < 资产 ≤ 100亿元\nB：资产 介于 5亿元 至 8亿元\nC：首店 1-3家\nD：100亿元 > 资产 ≥ 90亿元");
    let ends = |id| match &read.target(id).goal {
        Goal::Between { low, low_open, high, high_open } => {
            (number(low).to_string(), *low_open, number(high).to_string(), *high_open)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(ends("A"), ("9000000000".into(), true, "10000000000".into(), false));
    assert_eq!(ends("B"), ("500000000".into(), false, "800000000".into(), false));
    assert_eq!(ends("D"), ("9000000000".into(), false, "10000000000".into(), true));
    let Goal::Promised { low, high } = &read.target("C").goal else { panic!() };
    assert_eq!((unit(low), number(low).to_string(), number(high).to_string()), ("家", "1".into(), "3".into()));
}

#[test]
fn a_value_may_stand_before_its_figure() {
    let read = sound("A：100家 ≤ 企业");
    assert_eq!(read.bound("A"), (Comparison::AtLeast, "100".to_owned()));
    assert!(matches!(read.target("A").measure.level.kind, ExprKind::Figure { .. }));
}

#[test]
fn ratios_numbers_and_points_keep_apart() {
    sound("指标 甲 亿元\n指标 乙 亿元\nA：甲 ÷ 乙 > 0.95\nB：甲 ÷ 乙 > 95%");
    sound("指标 率 %\nA：率 - 率.上年 不低于 2个百分点\nB：率 净增 2个百分点\nC：率 不低于 92%");
    let read = sound("指标 甲 亿元\n指标 丙 户\nA：甲 ÷ 丙 > 3万元/户");
    assert_eq!(unit(&read.target("A").measure.level), "亿元/户");
}

#[test]
fn words_that_begin_with_a_numeral_are_names_where_a_name_stands() {
    let text = "5G基站 达到 100座\n500万元以上固定资产投资 增长 8.5%以上\n三大市场 达到 3个\n千万元楼 超过 34栋";
    let names: Vec<String> = sound(text).program.indicators.iter().map(|i| i.name.clone()).collect();
    assert_eq!(names.len(), 4);
    for name in ["5G基站", "500万元以上固定资产投资", "三大市场", "千万元楼"] {
        assert!(names.iter().any(|n| n == name), "{name} in {names:?}");
    }
    let read = sound("指标 5G基站 座\n指标 塔 座\nA：塔 超过 5G基站");
    assert_eq!(read.program.indicators.len(), 2);
}

#[test]
fn undeclared_names_learn_what_they_are_from_use() {
    let read = sound(
        "A：企业 超过 160家\nB：计数(项目 其中 投资额 > 3亿元) > 3\nC：合计(项目.税收) 不低于 3亿元\nD：计数(项目 其中 收入 大于 支出) > 3",
    );
    assert!(matches!(&read.program.indicators[0].measure, Some(Type::Number(u)) if u.name == "家"));
    let table = &read.program.tables[0];
    let unit = |name: &str| match &table.columns.iter().find(|c| c.name == name).unwrap().ty {
        Type::Number(unit) => unit.name.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!([unit("投资额"), unit("税收"), unit("收入")], ["亿元", "亿元", ""]);
    let read = sound("参数 上限 微克/立方米 = 35\nA：PM2.5 不高于 上限");
    assert!(matches!(&read.program.indicators[0].measure, Some(Type::Number(u)) if u.name == "微克/立方米"));
    says("A：企业 > 160家\nB：企业 > 5亿元", &["unit-mismatch 5亿元"]);
    // A bare number says that a figure is counted; what meets no unit at all is left open.
    let bare = |program: &Program| matches!(&program.indicators[0].measure, Some(Type::Number(u)) if u.is_bare());
    assert!(bare(&sound("企业 > 160").program));
    assert!(bare(&sound("企业 / 2 + 总数 > 160").program));
    let open = sound("甲 > 乙\n丙 增长 5%").program;
    assert!(open.indicators.iter().all(|indicator| indicator.measure.is_none()));
    assert_eq!(open.companies.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    says("A：企业 > 160\n指标 总额 亿元\nB：总额 > 企业", &["undeclared-name 企业", "unit-missing 160"]);
}

#[test]
fn a_figure_without_a_unit_takes_the_declared_one() {
    let read = sound(&format!(
        "{PLAN}指标 企业 万户\n  上年 3\n参数 门槛 亿元 = 5\nA：企业 净增 1万户\nB：企业 不低于 3万户\nC：企业 超过 3万户 或 门槛 > 3亿元\n测试 \"一\"\n  给定 企业 = 4\n  期望 A 达标"
    ));
    assert_eq!(read.program.indicators[0].last_year, Some(Number::from(30_000i64)));
    assert_eq!(read.program.parameters[0].value, Some(Value::Number(Number::from(500_000_000i64))));
    assert!(format!("{:?}", read.program.tests[0].given).contains("Number(40000)"));
}

#[test]
fn scopes_make_rules_and_parameters_follow_them() {
    let text = "参数 上限 微克/立方米 = 40\n参数 上限[国控] = 35微克/立方米\n";
    let read = sound(&format!("{text}HB01：PM2.5[国控、省控] 不高于 上限\nHB02：PM2.5[国控] 不高于 上限"));
    for (id, scope) in [("HB01/国控", "国控"), ("HB01/省控", "省控"), ("HB02", "国控")] {
        let Goal::Bound { value, .. } = &read.target(id).goal else { panic!() };
        assert!(matches!(&value.kind, ExprKind::Parameter { scope: Some(s), .. } if s == scope), "{id}");
    }
    assert_eq!(read.program.indicators[0].scopes, ["国控", "省控"]);
    let read = sound(&format!("{text}HB03：PM2.5[国控、省控] 不高于 上限 且 企业 > 3家"));
    let body = format!("{:?}", read.rule("HB03").body);
    assert!(body.contains("scope: Some(\"省控\") }, ty") && !body.contains("ParameterId(0), scope: None"), "{body}");
}

#[test]
fn a_base_is_that_of_the_figure_without_a_scope() {
    let read = sound("指标 企业 户\n  上年 300户\nA：企业 净增 3户\nB：企业[甲] 净增 3户");
    assert_eq!(read.target("A").measure.last_year, Some(Number::from(300i64)));
    assert_eq!(read.target("B").measure.last_year, None);
}

#[test]
fn aggregates_of_different_scopes_are_not_shared() {
    let read = sound(
        "参数 线 亿元 = 1\n参数 线[甲] = 2亿元\nA：企业[甲] > 计数(楼 其中 税收 > 线)\nB：企业 > 计数(楼 其中 税收 > 线)\nC：企业2 > 计数(楼 其中 税收 > 线)",
    );
    assert_eq!(read.program.aggregates.len(), 2);
}

#[test]
fn named_parts_nest_and_are_shares_of_themselves() {
    let text = format!(
        "{TABLE}定义 落地 = 项目 其中 状态 = \"落地\"\n定义 大项 = 落地 其中 投资额 不低于 1亿元\nA：计数(大项) > 3\nB：占比(大项 其中 可网办) 达到 80%\nC：每个 大项：名称 非空\nD：合计(大项.投资额 其中 可网办) > 3亿元"
    );
    let read = sound(&text);
    let level = &read.target("B").measure.level;
    assert!(matches!(&level.kind, ExprKind::Arithmetic { .. }), "matching rows over the rows of the part");
    let Body::Each(each) = &read.rule("C").body else { panic!() };
    assert!(format!("{:?}", each.filter).starts_with("Some(Condition { kind: And("));
    assert!(matches!(read.target("D").measure.level.kind, ExprKind::Aggregate(_)));
}

#[test]
fn tiers_give_two_rules_each_with_its_own_text() {
    let read = sound("GQ03：确保 资产 突破 100亿元，力争 达到 180亿元\nGQ04：确保 资产 增长 5%，力争 达到 180亿元");
    let (one, two) = (read.rule("GQ03"), read.rule("GQ03/2"));
    assert_eq!((one.text.as_str(), one.severity), ("资产 突破 100亿元", Severity::Error));
    assert_eq!((two.text.as_str(), two.severity), ("资产 达到 180亿元", Severity::Warning));
    assert!(read.target("GQ04").measure.change.is_some() && read.target("GQ04/2").measure.change.is_none());
}

#[test]
fn milestones_give_a_rule_each() {
    let read = sound("SM02：推进 事项 甲、乙 等 推进\nSM03：事项 丙 完成");
    let ids: Vec<&str> = read.program.rules.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["SM02/甲", "SM02/乙", "SM03"]);
    assert!(!read.rule("SM02/甲").notes.is_empty());
    says("A：事项 甲、甲 完成", &["label-twice 甲"]);
}

#[test]
fn keys_do_not_change_when_lines_are_added_below() {
    let ids = |text: &str| sound(text).program.rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
    let before = ids("【一·甲】\n企业 > 160\n企业 增长 5%\n每个 楼：编号 唯一");
    let after = ids(
        "【一·甲】\n企业 > 160\n企业 增长 5%\n每个 楼：编号 唯一\n企业 > 180\n每个 楼：税收 非空\n【二】\n企业 > 160",
    );
    assert_eq!(before, after[..3]);
    assert_eq!(before[0], "一·甲/企业/水平");
}

#[test]
fn strengths_chain_and_the_manifest_weighs_them() {
    let text = "强度 全面2 = 全面\n强度 全面 = 力争\nA：全面2 企业 > 3家\nB：力争 企业2 > 3家\nC：企业3 > 3家\nD：推进 企业4 > 3家";
    let read = sound(text);
    let weight = |id| read.rule(id).severity;
    assert_eq!(
        ["A", "B", "C", "D"].map(weight),
        [Severity::Warning, Severity::Warning, Severity::Error, Severity::Note]
    );
    let weighed = |word: &str| {
        let word = word.to_owned();
        read_under(text, |sources| {
            let id = sources.add("plancheck.toml", word.clone());
            Overrides { severities: vec![(word.clone(), Severity::Error, whole(id, &word))], ..Overrides::default() }
        })
    };
    assert_eq!(weighed("力争").rule("B").severity, Severity::Error);
    assert_eq!(weighed("力挣").codes(), ["unknown-name 力挣"]);
}

fn whole(id: SourceId, text: &str) -> Span {
    Span::new(id, 0, text.len())
}

fn given(sources: &mut Sources, name: &str, scope: Option<&str>, text: &str) -> ParameterOverride {
    let id = sources.add("--set", text);
    let value = value(id, text, &mut Diagnostics::default()).unwrap();
    ParameterOverride { name: name.to_owned(), scope: scope.map(str::to_owned), value, span: whole(id, text) }
}

#[test]
fn overrides_give_parameters_declared_or_not() {
    let set = |text: &str, name: &str, written: &str| {
        read_under(text, |sources| Overrides {
            parameters: vec![given(sources, name, None, written)],
            ..Overrides::default()
        })
    };
    let declared = "参数 上限 微克/立方米 = 40\nPM2.5 不高于 上限";
    let value = |read: &Read| read.program.parameters[0].value.clone();
    assert_ne!(value(&set(declared, "上限", "32微克/立方米")), value(&sound(declared)));
    assert_eq!(set(declared, "上限", "32亿元").codes(), ["unit-mismatch 32亿元"]);
    assert_eq!(set(declared, "上线", "32微克/立方米").codes(), ["unknown-name 32微克/立方米"]);
    let loose = set("A：PM2.5[国控] 不高于 下达", "下达", "32微克/立方米");
    assert_eq!(loose.codes(), Vec::<String>::new());
    assert_eq!((loose.program.parameters.len(), loose.program.indicators.len()), (1, 1));
}

#[test]
fn tolerances_come_from_rule_manifest_plan_or_language() {
    let text = |plan: &str, rule: &str| {
        format!("计划 甲\n{plan}指标 投资 亿元\nA：投资 100亿元左右\n{rule}B：投资 增长 7%左右")
    };
    let of = |read: &Read, id| match &read.target(id).goal {
        Goal::About { tolerance, .. } => (tolerance.text.clone(), tolerance.default),
        other => panic!("{other:?}"),
    };
    let language = sound(&text("", ""));
    assert_eq!([of(&language, "A"), of(&language, "B")], [("5%".into(), true), ("0.5个百分点".into(), true)]);
    let plan = sound(&text("  容差 1个百分点、3%\n", ""));
    assert_eq!([of(&plan, "A"), of(&plan, "B")], [("3%".into(), false), ("1个百分点".into(), false)]);
    let rule = sound(&text("  容差 3%\n", "  容差 2亿元\n"));
    let Goal::About { tolerance, .. } = &rule.target("A").goal else { panic!() };
    assert_eq!(tolerance.amount, ToleranceAmount::Absolute(Number::from(200_000_000i64)));
    let under = |written: &str| {
        read_under(&text("  容差 3%\n", ""), |sources| {
            let value = Some(given(sources, "", None, written).value);
            Overrides { quantity_tolerance: value, ..Overrides::default() }
        })
    };
    assert_eq!(of(&under("4%"), "A").0, "4%");
    assert_eq!(under("1个百分点").codes(), ["bad-tolerance 1个百分点"], "a rule is never dropped without a word");
}

#[test]
fn deadlines_and_schedules_have_their_defaults() {
    let text = "指标 产值 亿元 累计\n指标 资产 亿元 时点\n  上年 80亿元\n指标 率 % 均值\n表 楼 累计\n  列 开工日期 日期\n\
        A：产值 超过 3亿元\nB：资产 超过 100亿元\nC：率 不低于 3%\nD：产值 增长 5%\n  进度 序时\nE：计数(楼) > 3\nF：资产 净增 3亿元\n\
        G：产值 为 3亿元\nH：产值 超过 3亿元\n  进度 一季度 20% 上半年 45%\n  期限 9月底前\nI：产值 超过 3亿元\n  期限 无期限\nJ：每个 楼：开工日期 不晚于 2023年9月底";
    let read = sound(&format!("{PLAN}{text}"));
    let linear = |id| read.rule(id).schedule == Schedule::Linear;
    assert_eq!(["A", "B", "C", "D", "E", "F", "G"].map(linear), [true, true, false, false, true, true, false]);
    let Schedule::Steps(steps) = &read.rule("H").schedule else { panic!() };
    assert_eq!(format!("{steps:?}"), "[(2023-03-31, 0.2), (2023-06-30, 0.45)]");
    let due = |id| match read.rule(id).deadline {
        Deadline::On { date, default } => format!("{date} {default}"),
        other => format!("{other:?}"),
    };
    assert_eq!(["A", "H", "I", "J"].map(due), ["2023-12-31 true", "2023-09-30 false", "Never", "2023-09-30 false"]);
    assert_eq!(sound("企业 > 3").program.rules[0].deadline, Deadline::AtOnce);
}

#[test]
fn data_rules_are_those_of_section_eight() {
    let text = "A：确保 每个 项目：名称 唯一\nB：推进 每个 项目：可网办\nC：每个 项目：可网办\nD：每个 项目：可网办\n  期限 2023年底\nE：每个 项目：开工日期 不晚于 2023年6月\nF：勾稽 企业 = 个体 + 公司\nG：确保 每个 项目：名称 非空 且 状态 属于 {\"签约\"}\n  期限 年内";
    let read = sound(&format!("{PLAN}{TABLE}{text}"));
    let data = |id| read.rule(id).data_rule;
    assert_eq!(["A", "B", "C", "D", "E", "F", "G"].map(data), [true, false, true, false, false, true, true]);
}

#[test]
fn dates_are_first_or_last_days() {
    let text = "A：每个 项目：开工日期 不晚于 2023年6月\nB：每个 项目：开工日期 晚于 2023年6月\nC：每个 项目：开工日期 早于 2023年6月\nD：每个 项目：开工日期 不早于 2023年6月\nE：每个 项目：开工日期 为 2023年6月\nF：每个 项目：开工日期 + 30天 早于 2023-12-31\nG：每个 项目：2023-12-31 - 开工日期 不超过 30天";
    let read = sound(&format!("{TABLE}{text}"));
    let day = |id| format!("{:?}", read.rule(id).body);
    assert!(day("A").contains("2023-06-30") && day("B").contains("2023-06-30"));
    assert!(day("C").contains("2023-06-01") && day("D").contains("2023-06-01"));
    assert!(day("E").contains("During"));
}

#[test]
fn attributes_of_one_word_on_several_lines_are_joined() {
    let read = sound("A：企业 > 3家\n  依据 一·甲\n  依据 二\n  标签 民生\n  标签 重点");
    assert_eq!(read.rule("A").basis.as_deref(), Some("一·甲；二"));
    assert_eq!(read.rule("A").tags, ["民生", "重点"]);
}

#[test]
fn an_indicator_hands_down_office_base_and_calibre() {
    let read = sound(
        "指标 产值 亿元\n  上年 3亿元\n  口径 可比价\n  责任 统计局\nA：产值 增长 5%\nB：产值 增长 5%\n  责任 发改委\n  口径 现价\n  上年 4亿元",
    );
    let measure = |id| &read.target(id).measure;
    assert!(measure("A").reported_only && !measure("B").reported_only);
    assert_eq!(measure("B").last_year, Some(Number::from(400_000_000i64)));
    assert_eq!([read.rule("A").office.as_deref(), read.rule("B").office.as_deref()], [Some("统计局"), Some("发改委")]);
}

#[test]
fn units_may_stand_on_units_that_come_later() {
    let read = sound("单位 大件 = 3 箱\n单位 箱 = 2 标准件\n单位 标准件 = 12 个\nA：企业 超过 2大件");
    assert_eq!(read.bound("A").1, "144");
    says("单位 大件 = 3 箱", &["unknown-unit 箱"]);
}

/// A line written without spaces is mended by putting them in, and by nothing else.
#[test]
fn a_line_without_spaces_keeps_every_word() {
    for subject in ["煤", "碳", "粮", "水", "企业", "煤产量", "前端产值", "单位能耗"] {
        for range in ["低于 5吨", "不高于 5吨", "达到 5万吨", "不少于 5吨", "超过 5吨", "增长 5%", "净增 5吨", "前 5名"]
        {
            let lines = [format!("{subject} {range}"), format!("A1：力争 {subject} {range}")];
            for spaced in lines {
                let fused = spaced.replace(' ', "").replace("力争", "力争 ");
                let said = read(&fused).said;
                let mends: Vec<&str> =
                    said.iter().filter_map(|d| d.edit.as_ref()).map(|edit| edit.replacement.as_str()).collect();
                assert_eq!(mends, [spaced.as_str()], "{fused}");
            }
        }
    }
}
