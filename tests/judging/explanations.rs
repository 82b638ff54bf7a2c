use super::changed;
use plancheck::data::{Explanation, FileId, Place};
use plancheck::diagnostic::Severity;
use plancheck::judge::Judgement;
use plancheck::language::program::Status;
use plancheck::value::Date;

const PLAN: &str = "计划 测试计划
  期间 2023年
表 项目
  列 投资额 亿元
甲：确保 每个 项目：投资额 不低于 1亿元
  审核 核实
乙：确保 计数(项目) 不少于 9个
测试 \"x\"
  给定 表 项目 { 投资额 / 0亿元 / 2亿元 / 0.5亿元 }
  期望 甲 未达标 2行
";

fn explanation(rule: &str, row: Option<u64>) -> Explanation {
    Explanation {
        rule: rule.to_owned(),
        row,
        text: "已核实".to_owned(),
        signer: "张三".to_owned(),
        date: Date::new(2023, 12, 1).ok(),
        expires: Date::new(2023, 12, 31).ok(),
        place: Place { file: FileId(0), row: 9, column: None, offset: 0 },
    }
}

fn with(explanations: Vec<Explanation>) -> (Judgement, Vec<&'static str>) {
    let judgement = changed(PLAN, |dataset| dataset.explanations = explanations);
    let codes = judgement.findings.iter().map(|f| f.code).collect();
    (judgement, codes)
}

#[test]
fn an_explanation_of_the_whole_rule_takes_its_weight_not_its_status() {
    let (judgement, codes) = with(vec![explanation("甲", None)]);
    let result = &judgement.results[0];
    assert_eq!((result.status, result.explained, result.weight), (Status::Violated, true, None));
    assert_eq!(judgement.results[1].weight, Some(Severity::Error));
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn explanations_of_rows_must_cover_every_failing_row() {
    let (some, _) = with(vec![explanation("甲", Some(2))]);
    assert!(!some.results[0].explained);
    let (all, codes) = with(vec![explanation("甲", Some(2)), explanation("甲", Some(4))]);
    assert!(all.results[0].explained);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn what_does_not_count_is_a_finding() {
    let (judgement, codes) = with(vec![explanation("乙", None)]);
    assert!(!judgement.results[1].explained);
    assert_eq!(codes, ["explanation-of-mandatory-rule"]);
    assert_eq!(with(vec![explanation("甲", Some(3))]).1, ["explanation-unused"]);
    assert_eq!(with(vec![explanation("丙", None)]).1, ["explanation-unknown-rule"]);
    let expired = Explanation { expires: Date::new(2023, 12, 30).ok(), ..explanation("甲", None) };
    let (judgement, codes) = with(vec![expired]);
    assert!(!judgement.results[0].explained);
    assert_eq!(codes, ["explanation-expired"]);
    let unsigned = Explanation { signer: " ".to_owned(), ..explanation("甲", None) };
    assert_eq!(with(vec![unsigned]).1, ["explanation-incomplete"]);
    let early = Explanation { date: Date::new(2024, 1, 1).ok(), expires: None, ..explanation("甲", None) };
    let (judgement, codes) = with(vec![early]);
    assert!(judgement.results[0].explained && codes.is_empty(), "signed after the date of judgement: {codes:?}");
}
