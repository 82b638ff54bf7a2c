//! Reports of a judgement made by hand: what every format says of every status.

mod office;

use std::collections::BTreeMap;

use plancheck::data::{DataFile, DataFinding, Dataset, Excerpt, FileId, Place, PlaceColumn};
use plancheck::diagnostic::{Diagnostic, Severity, Style};
use plancheck::judge::{Amount, AsOfSource, GroupResult, Judgement, Light, RowShown, Rows, RuleResult, TargetShown};
use plancheck::language::ast::State;
use plancheck::language::program::{
    Aspect, Audit, Body, Comparison, Deadline, Direction, Expr, ExprKind, Goal, Indicator, IndicatorId, Measure,
    Milestone, MilestoneId, Plan, Program, Rule, Schedule, Status, Target, Type, Value,
};
use plancheck::report::{View, html, json, schema, text};
use plancheck::source::{SourceId, Sources, Span};
use plancheck::value::{Date, Number, Period, Unit};

const RULES: &str = "\
【一·做大数字经济】
SZ04：力争 数字经济核心产业企业 超过 160家
SZ05：力争 数字经济核心产业营业收入 超过 100亿元
【二·扩大有效投资】
SB06：确保 城镇新增就业 达到 6000人
LY05：达到 12栋
SX01：确保 吴齐美术馆对外开放 完成
";

const PLAN: &str =
    "某区计划\n一、产业\n（一）做大数字经济。力争数字经济核心产业企业超过160家、营业收入超过100亿元。\n二、投资\n";

struct World {
    sources: Sources,
    program: Program,
    dataset: Dataset,
    judgement: Judgement,
    excerpts: BTreeMap<Place, Excerpt>,
    plan_text: SourceId,
}

impl World {
    fn view(&self) -> View<'_> {
        View {
            program: &self.program,
            sources: &self.sources,
            dataset: &self.dataset,
            judgement: &self.judgement,
            excerpts: &self.excerpts,
            plan_text: Some(self.plan_text),
            diagnostics: &[],
            only: None,
        }
    }
}

fn day(month: i8, day: i8) -> Date {
    Date::new(2023, month, day).unwrap()
}

fn span(source: SourceId, words: &str) -> Span {
    let start = RULES.find(words).unwrap();
    Span::new(source, start, start + words.len())
}

fn rule(source: SourceId, id: &str, section: &str, text: &str, range: &str) -> Rule {
    let at = span(source, text);
    Rule {
        id: id.to_owned(),
        label: Some(id.to_owned()),
        section: section.to_owned(),
        strength: "力争".to_owned(),
        severity: Severity::Warning,
        text: text.to_owned(),
        span: at,
        target_span: span(source, range),
        body: Body::Milestone { milestone: MilestoneId(0), state: State::Finish },
        data_rule: false,
        deadline: Deadline::On { date: day(12, 31), default: true },
        schedule: Schedule::None,
        optional: false,
        office: None,
        audit: Audit::Mandatory,
        binding: None,
        basis: None,
        remark: None,
        tags: Vec::new(),
        notes: Vec::new(),
    }
}

fn target(indicator: usize, at: Span) -> Body {
    let expr = |kind| Expr { kind, ty: Type::Number(Unit::bare()), span: at };
    let figure = ExprKind::Figure { indicator: IndicatorId(indicator), scope: None, aspect: Aspect::Level };
    let value = expr(ExprKind::Constant(Value::Number(Number::from(160_i64))));
    Body::Target(Target {
        measure: Measure { level: expr(figure), change: None, last_year: None, nature: None, reported_only: false },
        goal: Goal::Bound { comparison: Comparison::Greater, value },
        direction: Direction::Up,
        subject_span: at,
        goal_span: at,
    })
}

fn indicator(name: &str) -> Indicator {
    Indicator {
        name: name.to_owned(),
        aliases: Vec::new(),
        declared: true,
        unit_declared: true,
        measure: None,
        nature: None,
        last_year: None,
        comparable_prices: false,
        ranked: false,
        direction: Direction::Up,
        office: None,
        scopes: Vec::new(),
        span: Span::default(),
    }
}

fn amount(value: &str, unit: &str) -> Amount {
    Amount { number: None, value: value.to_owned(), unit: unit.to_owned(), period: Period::year(2023) }
}

fn place(file: u32, row: u64, index: u32, name: &str) -> Place {
    Place { file: FileId(file), row, column: Some(PlaceColumn { index, name: name.to_owned() }), offset: 0 }
}

fn result(rule: usize, status: Status, weight: Option<Severity>) -> RuleResult {
    RuleResult {
        rule,
        status,
        weight,
        light: None,
        reason: None,
        target: None,
        actual: None,
        gap: None,
        completion: None,
        applied: Vec::new(),
        notes: Vec::new(),
        data_at: Vec::new(),
        rows: Rows::default(),
        groups: Vec::new(),
        explained: false,
        evidence: Vec::new(),
    }
}

fn program(source: SourceId) -> Program {
    let first = "一·做大数字经济";
    let mut rules = vec![
        rule(source, "SZ04", first, "数字经济核心产业企业 超过 160家", "超过 160家"),
        rule(source, "SZ05", first, "数字经济核心产业营业收入 超过 100亿元", "超过 100亿元"),
        rule(source, "SB06", "二·扩大有效投资", "城镇新增就业 达到 6000人", "达到 6000人"),
        rule(source, "LY05", "二·扩大有效投资", "达到 12栋", "达到 12栋"),
        rule(source, "SX01", "二·扩大有效投资", "吴齐美术馆对外开放 完成", "完成"),
    ];
    for (index, rule) in rules.iter_mut().take(3).enumerate() {
        rule.body = target(index, rule.span);
    }
    rules[2].office = Some("区人社局".to_owned());
    rules[2].schedule = Schedule::Linear;
    let milestone =
        Milestone {
            name: "吴齐美术馆对外开放".to_owned(), declared: false, office: None, span: Span::default()
        };
    Program {
        plan: Plan { name: "某区2023年计划".to_owned(), period: Period::year(2023), ..Plan::default() },
        indicators: ["数字经济核心产业企业", "数字经济核心产业营业收入", "城镇新增就业"].map(indicator).to_vec(),
        milestones: vec![milestone],
        rules,
        ..Program::default()
    }
}

fn results() -> Vec<RuleResult> {
    let shown =
        |row, missing, value: &str| RowShown { place: place(1, row, 2, "年税收"), missing, value: value.into() };
    vec![
        RuleResult {
            target: Some(TargetShown { op: ">".into(), value: "160".into(), unit: "家".into() }),
            actual: Some(amount("152", "家")),
            gap: Some(amount("9", "家")),
            completion: Some("95%".into()),
            data_at: vec![place(0, 3, 2, "数值")],
            ..result(0, Status::Violated, Some(Severity::Warning))
        },
        RuleResult {
            reason: Some("没有报送 2023年 的数值".into()),
            target: Some(TargetShown { op: ">".into(), value: "100".into(), unit: "亿元".into() }),
            ..result(1, Status::Missing, Some(Severity::Warning))
        },
        RuleResult {
            light: Some(Light::Red),
            target: Some(TargetShown { op: ">=".into(), value: "6000".into(), unit: "人".into() }),
            actual: Some(amount("0.31", "人")),
            gap: Some(amount("5999.69", "人")),
            completion: Some("100%".into()),
            applied: vec!["序时 6/12，应达 3000人".into()],
            data_at: vec![place(0, 4, 2, "数值")],
            ..result(2, Status::Behind, Some(Severity::Warning))
        },
        RuleResult {
            rows: Rows {
                checked: 14,
                failed: 6,
                missing: 1,
                shown: (3..10).map(|r| shown(r, r == 9, "0.9")).collect(),
            },
            groups: vec![GroupResult {
                name: "丁公路街道".into(),
                status: Status::Violated,
                actual: Some(amount("0", "栋")),
                gap: Some(amount("1", "栋")),
                reason: None,
            }],
            ..result(3, Status::Violated, Some(Severity::Error))
        },
        RuleResult {
            evidence: vec!["状态 推进中，佐证 已完成布展".into()],
            ..result(4, Status::Manual, Some(Severity::Note))
        },
    ]
}

fn file(path: &str, sheet: Option<&str>, table: &str) -> DataFile {
    DataFile {
        path: path.into(),
        sheet: sheet.map(Into::into),
        has_cells: true,
        table: table.into(),
        period: None,
        office: None,
        encoding: "UTF-8".into(),
        rows_read: 5,
        rows_used: 3,
        rows_set_aside: vec![("合计行".into(), 1), ("空行".into(), 1)],
    }
}

fn excerpts() -> BTreeMap<Place, Excerpt> {
    let line = "数字经济核心产业企业,2023年,152,家";
    let start = line.find("152").unwrap();
    let grid = [("A", "楼宇名称", "甲大厦"), ("B", "地址", ""), ("C", "年税收", "0.9")];
    let grid = grid.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())).to_vec();
    let line = Excerpt::Line { line: 3, text: line.into(), mark: start..start + 3, column: 18 };
    let row = Excerpt::Grid { row: 3, columns: grid, mark: Some(2) };
    BTreeMap::from([(place(0, 3, 2, "数值"), line), (place(1, 3, 2, "年税收"), row)])
}

fn world() -> World {
    let mut sources = Sources::default();
    let source = sources.add("rules/一.plan", RULES);
    let plan_text = sources.add("plan.txt", PLAN);
    let finding = DataFinding {
        code: "figure-not-number",
        severity: Severity::Error,
        message: "`约3千` 不是数字".into(),
        help: vec!["写成 3000".into()],
        place: Some(place(0, 7, 2, "数值")),
        also: Vec::new(),
    };
    World {
        program: program(source),
        dataset: Dataset {
            files: vec![file("data/指标.csv", None, "指标"), file("data/b.xlsx", Some("楼宇"), "楼宇")],
            ..Dataset::default()
        },
        judgement: Judgement {
            as_of: day(6, 30),
            as_of_source: AsOfSource::Data,
            results: results(),
            findings: vec![finding],
        },
        sources,
        excerpts: excerpts(),
        plan_text,
    }
}

#[test]
fn the_text_report_shows_cells_rules_and_the_plan() {
    insta::assert_snapshot!(text::render(&world().view(), Style::default()));
}

#[test]
fn on_a_terminal_lines_are_drawn_and_signs_coloured() {
    let style = Style { color: true, drawn: true, verbose: true };
    let report = text::render(&world().view(), style);
    assert!(report.contains('╭') && report.contains("\u{1b}[31;1m×"), "{report}");
}

#[test]
fn what_is_not_met_never_shows_a_hundred_percent() {
    let world = world();
    let plain = text::render(&world.view(), Style::default());
    assert!(!plain.contains("100%") && !json::render(&world.view()).contains("100%"), "{plain}");
}

#[test]
fn the_page_says_what_the_text_report_says() {
    let mut world = world();
    let page = html::render(&world.view());
    assert_eq!(page, html::render(&world.view()));
    assert!(!page.contains("报告未能生成"), "{page}");
    for status in Status::ALL.into_iter().filter(|status| world.view().count(*status) > 0) {
        assert!(page.contains(&format!("<b class=\"tag\">{}</b>", status.word())), "{}", status.word());
    }
    for said in ["<table id=\"rules\">", "<th scope=\"col\">上年基数</th>", "SZ04", "一·做大数字经济", "计划原文"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    world.program.plan.name = "甲</script>\u{202e}<b>".to_owned();
    let page = html::render(&world.view());
    assert!(page.contains("<h1>甲&lt;/script&gt;&lt;U+202E&gt;&lt;b&gt;</h1>"), "{page}");
}

#[test]
fn rows_that_the_page_leaves_out_are_counted() {
    let mut world = world();
    let row = RowShown { place: place(0, 3, 2, "数值"), missing: false, value: "甲乙丙".to_owned() };
    world.judgement.results[0].rows = Rows { checked: 1_000_000, failed: 1_000_000, missing: 0, shown: vec![row; 100] };
    let page = html::render(&world.view());
    assert_eq!(page.matches("：甲乙丙").count(), 20, "{page}");
    assert!(page.contains("另有 999980 行没有列出"), "{page}");
}

#[test]
fn the_json_result_fits_its_schema() {
    let world = world();
    let result = json::render(&world.view());
    assert_fits(&result);
    insta::assert_snapshot!(result);
    let diagnostic = Diagnostic::placeless("rules-none", "没有找到规则");
    assert_fits(&json::render_failure(&world.sources, [&diagnostic]));
}

/// Holds a result against the schema that `plancheck schema` prints.
pub(crate) fn assert_fits(result: &str) {
    let schema: serde_json::Value = serde_json::from_str(schema::SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let instance: serde_json::Value = serde_json::from_str(result).unwrap();
    let problems: Vec<String> =
        validator.iter_errors(&instance).map(|e| format!("{} {e}", e.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn only_the_chosen_results_are_shown_and_counted() {
    let world = world();
    let view = View { only: Some(vec![1]), ..world.view() };
    let value: serde_json::Value = serde_json::from_str(&json::render(&view)).unwrap();
    assert_eq!(value["summary"]["rules"], 1);
    assert_eq!(value["rules"][0]["id"], "SZ05");
}

proptest::proptest! {
    #[test]
    fn any_place_in_any_text_can_be_drawn(
        text in "[ -~\n\r\t一-龥“”①\u{0}-\u{1f}\u{200b}-\u{202e}]{0,300}",
        marks in proptest::collection::vec((0usize..900, 0usize..200, "[a一\n]{0,3}"), 1..5),
        color in proptest::bool::ANY,
    ) {
        let mut sources = Sources::default();
        let id = sources.add("a.plan", text);
        let at = |(start, length, _): &(usize, usize, String)| Span::new(id, *start, start + length);
        let mut diagnostic = Diagnostic::error("x", "消息", at(&marks[0]), marks[0].2.clone()).mend(at(&marks[0]), "b");
        for mark in &marks[1..] {
            diagnostic = diagnostic.also(at(mark), mark.2.clone());
        }
        let style = Style { color, drawn: color, verbose: false };
        let drawn = plancheck::diagnostic::render(&sources, &diagnostic, style);
        let tame = drawn.chars().all(|c| c == '\n' || !c.is_control() || (color && c == '\u{1b}'));
        proptest::prop_assert!(tame, "a control character got through");
        proptest::prop_assert!(!drawn.contains("Failed to read"));
    }
}
