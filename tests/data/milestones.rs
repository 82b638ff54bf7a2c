use plancheck::language::program::SubmittedState;

use super::{Folder, findings};

const RULES: &str = "计划 示例\n  期间 2023年\n事项 美术馆开放\n事项 美术馆开放 完成\n事项 智慧平台 启动\n";

fn read(csv: &str) -> (Vec<Option<SubmittedState>>, Vec<String>) {
    let submission = Folder::new().file("事项.csv", csv).open(RULES);
    (submission.dataset.milestones.iter().map(|row| row.state).collect(), findings(&submission))
}

#[test]
fn a_row_gives_state_date_and_evidence() {
    let csv = "事项,状态,完成日期,进度,佐证,说明\n美术馆开放,已完成,2023.9.30,100%,照片,已开放\n";
    let submission = Folder::new().file("事项.csv", csv).open(RULES);
    let row = &submission.dataset.milestones[0];
    assert_eq!(row.state, Some(SubmittedState::Finished));
    assert_eq!(row.date.unwrap().to_string(), "2023-09-30");
    assert_eq!((row.evidence.as_deref(), row.progress.as_deref()), (Some("照片"), Some("100%")));
    assert_eq!(row.place.cell(), Some("B2".to_owned()));
    assert_eq!(submission.dataset.newest(), row.date);
}

#[test]
fn a_state_that_is_none_and_a_date_that_is_none() {
    let (states, found) = read("事项,状态,完成日期\n美术馆开放,快了,\n智慧平台,已完成,2023-02-30\n");
    assert_eq!(states, [None, None]);
    assert_eq!(
        found,
        ["bad-state error 事项.csv:2 b2", "not-a-date error 事项.csv:3 c3", "finish-date-unusable error 事项.csv:3 c3"]
    );
}

#[test]
fn an_unknown_milestone_is_suggested() {
    let (states, found) = read("事项,状态\n美术馆开房,已完成\n");
    assert_eq!(states, []);
    assert_eq!(found, ["unknown-milestone warning 事项.csv:2 a2"]);
}

#[test]
fn two_states_are_no_state() {
    let (states, found) = read("事项,状态\n美术馆开放,已完成\n美术馆开放,推进中\n智慧平台,已启动\n智慧平台,已启动\n");
    assert_eq!(states, [None, None, Some(SubmittedState::Started)]);
    assert_eq!(found, ["conflicting-states error 事项.csv:3 b3", "repeated-milestone note 事项.csv:5 b5"]);
}

#[test]
fn an_explanation_is_signed_and_dated() {
    let csv = "规则,行,说明,签署人,日期,有效期\nSZ04,7,统计口径变化,张三,2023-12-01,\nSZ05,,没有签,,2023-12-01,\nSZ06,,没有日期,李四,,\nSZ07,,日期不对,李四,12月,\nSZ08,,有效期不对,李四,2023-12-01,永远\n";
    let submission = Folder::new().file("说明.csv", csv).open(RULES);
    let kept: Vec<_> = submission.dataset.explanations.iter().map(|e| (e.rule.as_str(), e.row)).collect();
    assert_eq!(kept, [("SZ04", Some(7))]);
    assert_eq!(
        findings(&submission),
        [
            "explanation-incomplete error 说明.csv:3",
            "explanation-incomplete error 说明.csv:4",
            "not-a-date error 说明.csv:5 e5",
            "not-a-date error 说明.csv:6 f6"
        ]
    );
    assert_eq!(submission.dataset.files[0].rows_set_aside, [("不完整的说明".to_owned(), 4)]);
}
