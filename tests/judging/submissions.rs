use super::{changed, first, judged, program};
use plancheck::data::{FigureValue, MemoryCell, MemoryTable, MemoryTables};
use plancheck::diagnostic::Severity;
use plancheck::judge::{Settings, judge, trial};
use plancheck::language::program::{Status, SubmittedState};
use plancheck::value::{Date, Period};

const PLAN: &str = "计划 测试计划\n  期间 2023年\n";

fn figures(given: &str, as_of: &str, value: FigureValue) -> (Status, Option<Severity>) {
    let text = format!(
        "{PLAN}指标 企业 家 时点\n甲：力争 企业 超过 160家\n测试 \"x\"\n  判定日 {as_of}\n{given}  期望 甲 达标\n"
    );
    let judgement = changed(&text, |dataset| dataset.figures.last_mut().unwrap().value = value);
    (judgement.results[0].status, judgement.results[0].weight)
}

const TWO: &str = "  给定 企业 = 170家 于 2023年6月\n  给定 企业 = 170家 于 2023年9月\n";

#[test]
fn an_older_figure_never_stands_in() {
    let due = "2023-12-31";
    assert_eq!(figures(TWO, due, FigureValue::Blank), (Status::Missing, Some(Severity::Warning)));
    assert_eq!(figures(TWO, due, FigureValue::Faulty), (Status::Missing, Some(Severity::Warning)));
    assert_eq!(figures(TWO, "2023-10-31", FigureValue::Faulty), (Status::Missing, Some(Severity::Note)));
}

#[test]
fn a_blank_before_the_deadline_is_not_yet_reported() {
    assert_eq!(figures(TWO, "2023-10-31", FigureValue::Blank), (Status::OnTrack, None));
    assert_eq!(figures(TWO, "2023-08-31", FigureValue::Faulty), (Status::OnTrack, None));
}

#[test]
fn figures_of_other_years_and_scopes_are_not_judged() {
    let status = |given: &str| {
        first(&format!("{PLAN}指标 企业 家 时点\n甲：企业 超过 160家\n测试 \"x\"\n  给定 {given}\n  期望 甲 达标\n"))
            .status
    };
    assert_eq!(status("企业 = 170家 于 2022年"), Status::Missing);
    assert_eq!(status("企业 = 170家 于 2024年"), Status::Missing);
    assert_eq!(status("企业[全区] = 170家"), Status::Missing);
    assert_eq!(status("企业 = 170家"), Status::Met);
}

#[test]
fn one_period_with_two_values_is_no_value() {
    let text = |second: &str| {
        format!(
            "{PLAN}指标 就业 人 累计\n甲：就业 达到 100人\n测试 \"x\"\n  判定日 2023-06-30\n  给定 就业 = 200人 于 2023年6月\n  给定 就业 = {second}人 于 2023年上半年\n  期望 甲 达标\n"
        )
    };
    assert_eq!(first(&text("200")).status, Status::Met);
    let judgement = judged(&text("201"));
    assert_eq!(judgement.results[0].status, Status::Missing);
    assert_eq!(judgement.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["conflicting-figures"]);
}

#[test]
fn growth_that_the_levels_deny_is_a_finding_and_the_reported_counts() {
    let text = |growth: &str| {
        format!(
            "{PLAN}指标 产值 亿元 累计\n甲：产值 增长 10%\n测试 \"x\"\n  给定 产值 = 109.96亿元\n  给定 产值 = 100亿元 于 2022年\n  给定 产值 同比 = {growth}\n  期望 甲 达标\n"
        )
    };
    let codes = |growth: &str| judged(&text(growth)).findings.iter().map(|f| f.code).collect::<Vec<_>>();
    assert!(codes("10.0%").is_empty());
    assert!(codes("9.96%").is_empty());
    assert_eq!(codes("9.9%"), ["growth-differs"]);
    assert_eq!(first(&text("11%")).status, Status::Met);
}

#[test]
fn the_date_of_judgement_is_given_or_the_newest_of_the_data_or_the_plans_end() {
    let text = format!(
        "{PLAN}指标 企业 家 时点\n甲：企业 超过 160家\n测试 \"x\"\n  给定 企业 = 170家 于 2023年6月\n  期望 甲 达标\n"
    );
    let program = program(&text);
    let (mut dataset, mut tables) = trial::world(&program, &program.tests[0]);
    let newest = judge(&program, &dataset, &mut tables, &Settings::default());
    assert_eq!(newest.as_of, Date::new(2023, 6, 30).unwrap());
    dataset.figures.clear();
    let plan = judge(&program, &dataset, &mut tables, &Settings::default());
    assert_eq!(plan.as_of, Date::new(2023, 12, 31).unwrap());
}

#[test]
fn the_newest_state_of_a_milestone_counts() {
    let text = format!(
        "{PLAN}事项 美术馆\n甲：事项 美术馆 完成\n测试 \"x\"\n  给定 事项 美术馆 未启动\n  给定 事项 美术馆 已完成\n  期望 甲 达标\n"
    );
    let status = |first: Option<Period>, second: Option<Period>| {
        let judgement = changed(&text, |dataset| {
            dataset.milestones[0].period = first;
            dataset.milestones[1].period = second;
        });
        judgement.results[0].status
    };
    assert_eq!(status(Period::month(2023, 6), Period::month(2023, 12)), Status::Met);
    assert_eq!(status(Period::month(2023, 12), Period::month(2023, 6)), Status::Violated);
    assert_eq!(status(Period::month(2023, 6), Period::month(2024, 1)), Status::Violated);
    assert_eq!(status(None, None), Status::Missing);
}

#[test]
fn a_state_that_is_blank_is_missing() {
    let text =
        format!("{PLAN}事项 美术馆\n甲：事项 美术馆 启动\n测试 \"x\"\n  给定 事项 美术馆 已完成\n  期望 甲 达标\n");
    let judgement = changed(&text, |dataset| dataset.milestones[0].state = None::<SubmittedState>);
    assert_eq!(judgement.results[0].status, Status::Missing);
}

const TABLE: &str = "计划 测试计划
  期间 2023年
表 项目
  列 名称 文本 唯一
  列 投资额 亿元 非负
  列 街道 文本
甲：确保 每个 项目：名称 唯一
乙：合计(项目.投资额) 不少于 3亿元
丙：计数(项目 按 街道) 不少于 2个
丁：中位数(项目.投资额) 不少于 1亿元
戊：确保 每个 项目：投资额 不低于 平均(项目.投资额)
测试 \"x\"
  给定 表 项目 { 名称, 投资额, 街道 / \"a\", 1亿元, \"东\" / \"b\", 2亿元, \"西\" / \"a\", 3亿元, \"东\" / \"c\", , \"西\" / \"b\", 1亿元, }
  期望 甲 未达标 2行
";

#[test]
fn the_size_of_a_batch_changes_nothing() {
    let program = program(TABLE);
    let told = |rows: usize| {
        let (dataset, tables) = trial::world(&program, &program.tests[0]);
        let judgement = judge(&program, &dataset, &mut tables.in_batches_of(rows), &Settings::default());
        format!("{:?}", judgement.results)
    };
    let whole = told(4096);
    for rows in 1..=5 {
        assert_eq!(told(rows), whole, "{rows}");
    }
}

#[test]
fn a_column_that_a_file_lacks_is_missing_in_every_row() {
    let program = program(TABLE);
    let (dataset, _) = trial::world(&program, &program.tests[0]);
    let table = plancheck::language::program::TableId(0);
    let file = plancheck::data::FileId(0);
    let row = MemoryTable::new(table, file, Vec::new()).row(Vec::<MemoryCell>::new());
    let judgement = judge(&program, &dataset, &mut MemoryTables::new(vec![row]), &Settings::default());
    let statuses: Vec<Status> = judgement.results.iter().map(|r| r.status).collect();
    assert_eq!(statuses, [Status::Missing; 5]);
}

#[test]
fn a_table_of_another_year_is_not_judged() {
    let program = program(TABLE);
    let (dataset, _) = trial::world(&program, &program.tests[0]);
    let table = plancheck::language::program::TableId(0);
    let part = MemoryTable::new(table, plancheck::data::FileId(0), Vec::new()).row(Vec::new());
    let old = part.clone().of(Period::year(2022).unwrap());
    let later = part.of(Period::year(2024).unwrap());
    let as_of = Date::new(2023, 12, 31).ok();
    let judgement =
        judge(&program, &dataset, &mut MemoryTables::new(vec![old, later]), &Settings { as_of, ..Settings::default() });
    assert!(judgement.results.iter().all(|r| r.status == Status::Missing));
    assert!(judgement.results[0].reason.as_ref().unwrap().contains("没有提交"));
}
