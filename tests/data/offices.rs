//! Files of many offices: whose they are, which did not come, which are old.

use crate::cli::Desk;

const RULES: &str = "计划 例\n  期间 2023年\n表 项目\n  列 项目名称 文本\n  列 投资额 亿元\n指标 企业 家 累计\n  责任 区工信局\n指标 游客 人次 累计\n  责任 区文旅局\nA1：合计(项目.投资额) 不超过 30亿元\n  责任 区发改局\nA2：企业 达到 10家\nA3：游客 达到 10人次\n";
const MANIFEST: &str = "[[data]]\npath = \"data/*.csv\"\noffices = { \"区发改局\" = \"发改*.csv\", \"区商务局\" = \"商务*.csv\", \"区工信局\" = \"工信*.csv\" }\ndue = 2023-07-10\n";

fn desk() -> Desk {
    let desk = Desk::new().file("规则.plan", RULES).file("plancheck.toml", MANIFEST);
    let desk = desk.file("data/发改局.csv", "项目名称,投资额\n甲,2\n");
    desk.file("data/工信局.csv", "指标,时期,数值,单位\n企业,2023年5月,4,家\n")
}

#[test]
fn whom_to_remind_of_what_stands_in_both_reports() {
    let ran = desk().run(&["check", "--as-of", "2023-07-15"]);
    assert_eq!(ran.status, 1);
    let from = ran.out.find("【催报清单】").unwrap();
    let to = ran.out.find("【数据文件】").unwrap();
    insta::assert_snapshot!(&ran.out[from..to]);
    let json: serde_json::Value =
        serde_json::from_str(&desk().run(&["check", "--as-of", "2023-07-15", "--format", "json"]).out).unwrap();
    insta::assert_snapshot!(json["reminders"].to_string());
}

#[test]
fn a_file_that_did_not_come_is_an_error_once_its_day_has_passed() {
    let run = |day: &str| desk().run(&["check", "--as-of", day, "--format", "json"]).out;
    let weight = |out: &str| {
        let json: serde_json::Value = serde_json::from_str(out).unwrap();
        let findings = json["data_findings"].as_array().unwrap().clone();
        let absent = findings.into_iter().find(|finding| finding["code"] == "office-absent").unwrap();
        absent["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(weight(&run("2023-07-10")), "warning");
    assert_eq!(weight(&run("2023-07-11")), "error");
}

#[test]
fn an_entry_of_one_office_may_be_absent_without_stopping_the_others() {
    let manifest = "[[data]]\npath = \"data/发改局.csv\"\noffice = \"区发改局\"\n[[data]]\npath = \"data/文旅局.csv\"\noffice = \"区文旅局\"\n";
    let ran = desk().file("plancheck.toml", manifest).run(&["check", "--as-of", "2023-07-15"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert!(ran.out.contains("区文旅局 没有报送 `data/文旅局.csv`"), "{}", ran.out);
}

#[test]
fn the_same_figure_from_two_offices_names_both_places() {
    let text = |value: &str| format!("指标,时期,数值,单位\n企业,2023年6月,{value},家\n");
    let desk = Desk::new().file("规则.plan", RULES).file("data/甲/指标.csv", text("4"));
    let ran = desk.file("data/乙/指标.csv", text("5")).run(&["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let finding = &json["data_findings"][0];
    assert_eq!(finding["code"], "conflicting-figures");
    let places = [&finding["also"][0]["file"], &finding["at"]["file"]].map(|file| file.as_str().unwrap().to_owned());
    assert!(places[0] != places[1] && places.iter().all(|place| place.ends_with("指标.csv")), "{places:?}");
}

#[test]
fn a_day_to_submit_that_is_none_is_refused() {
    let manifest = MANIFEST.replace("2023-07-10", "\"七月\"");
    let ran = desk().file("plancheck.toml", &manifest).run(&["check"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("manifest-value"), "{}", ran.err);
}
