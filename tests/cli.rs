//! The program as users meet it: arguments, exit status, files, messages.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder of files, and runs of the program in it with nothing from the environment.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run printed.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(arguments, &[])
    }

    pub(crate) fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        run_at(self.path(), arguments, environment)
    }
}

/// A run in a folder that is there already.
pub(crate) fn run_at(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
    command.env_clear().envs(environment.iter().copied());
    let Output { status, stdout, stderr } = command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

#[test]
fn help_is_chinese_and_lists_what_exists() {
    let ran = Desk::new().run(&["--help"]);
    assert_eq!(ran.status, 0);
    insta::assert_snapshot!(ran.out);
    let check = Desk::new().run(&["check", "--help"]);
    insta::assert_snapshot!(check.out);
}

#[test]
fn faulty_arguments_are_refused_in_chinese() {
    let cases: &[&[&str]] = &[
        &[],
        &["chek"],
        &["check", "--dat", "x"],
        &["check", "--format", "jsn"],
        &["check", "--fail-on"],
        &["check", "--as-of", "昨天"],
        &["check", "--format", "json", "--format", "text"],
        &["check", "-o", "a", "-o", "b"],
        &["explain"],
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|arguments| {
            let ran = Desk::new().run(arguments);
            assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
            format!("$ plancheck {}\n{}", arguments.join(" "), ran.err)
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn without_rules_or_path_nothing_is_judged() {
    let ran = Desk::new().run(&["check"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("没有找到规则"), "{}", ran.err);
    let ran = Desk::new().file("rules/a.plan", "").run(&["check", "rule"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("找不到 `rule`") && ran.err.contains("`rules`"), "{}", ran.err);
}

#[test]
fn a_faulty_manifest_is_refused_with_every_place() {
    let manifest =
        "[plan]\nas_of = 2023-12-31\nrules = [\"规则/*.plan\"]\n[severity]\n力争 = \"warn\"\n[tolerence]\nrate = 1\n";
    let ran = Desk::new().file("plancheck.toml", manifest).run(&["check"]);
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.err);
}

#[test]
fn a_value_that_is_none_is_pointed_at_where_it_stands() {
    let desk = Desk::new().file("a.plan", "").file("plancheck.toml", "[parameters]\n\"门槛\" = \"1 2 家\"\n");
    let ran = desk.run(&["check", "--set", "上限=1 2"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("[plancheck.toml:2:9]") && ran.err.contains("[--set:1:4]"), "{}", ran.err);
}

#[test]
fn rule_files_are_included_from_inside_the_rule_folder_only() {
    let desk = Desk::new()
        .file("a/x.plan", "引用 \"子/y.plan\"\n引用 \"../b/z.plan\"\n引用 \"没有.plan\"\n")
        .file("a/子/y.plan", "引用 \"../x.plan\"\n")
        .file("b/z.plan", "");
    let ran = desk.run(&["check", "a/x.plan"]);
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.err);
}

#[test]
fn init_makes_a_folder_and_overwrites_nothing() {
    let desk = Desk::new();
    let ran = desk.run(&["init", "样例"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(desk.path().join("样例/rules/示例.plan").exists());
    let again = desk.run(&["init", "样例"]);
    assert_eq!(again.status, 2);
    assert!(again.err.contains("已经存在"), "{}", again.err);
}

#[test]
fn schema_completions_and_manual_are_printed() {
    let desk = Desk::new();
    assert!(serde_json::from_str::<serde_json::Value>(&desk.run(&["schema"]).out).is_ok());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = desk.run(&["completions", shell]);
        assert!(ran.status == 0 && ran.out.contains("plancheck"), "{shell}");
    }
    assert!(desk.run(&["man"]).out.contains(".TH plancheck 1"));
    assert!(desk.run(&["man", "check"]).out.contains(".TH plancheck-check 1"));
}

#[test]
fn the_manual_is_written_page_by_page() {
    let desk = Desk::new();
    let ran = desk.run(&["man", "--dir", "man1"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let help = desk.run(&["--help"]).out;
    let commands =
        help.lines().skip_while(|line| !line.starts_with("命令")).skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()) {
        let page = desk.read(&format!("man1/plancheck-{command}.1"));
        assert!(
            page.contains(&format!(".TH plancheck-{command} 1")) && page.contains("\\-\\-color"),
            "{command}:\n{page}"
        );
        assert!(ran.out.contains(&format!("man1/plancheck-{command}.1")), "{}", ran.out);
    }
    assert!(desk.read("man1/plancheck.1").contains("退出状态"));
    let unknown = desk.run(&["man", "chek"]);
    assert!(unknown.status == 2 && unknown.err.contains("是不是 `check`"), "{}", unknown.err);
    assert_eq!(desk.run(&["man", "check", "--dir", "man1"]).status, 2);
    assert_eq!(desk.file("man1/x", "").run(&["man", "--dir", "man1/x"]).status, 2);
}

#[test]
fn explain_prints_a_page_or_says_what_was_meant() {
    let desk = Desk::new();
    assert!(desk.run(&["explain", "data-none"]).out.starts_with("# data-none"));
    let ran = desk.run(&["explain", "data-nome"]);
    assert!(ran.status == 2 && ran.err.contains("是不是 `data-none`？"), "{}", ran.err);
}

/// A folder that `plancheck init` made.
fn sample() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init"]).status, 0);
    desk
}

#[test]
fn what_init_makes_is_checked_at_once() {
    let ran = sample().run(&["check"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
}

#[test]
fn two_runs_say_the_same_in_the_same_bytes() {
    let desk = sample();
    for arguments in [&["check"] as &[&str], &["check", "--format", "json"], &["check", "-v"], &["list"]] {
        assert_eq!(desk.run(arguments).out, desk.run(arguments).out);
    }
}

#[test]
fn results_fit_the_schema_and_the_interface() {
    let ran = sample().run(&["check", "--format", "json"]);
    crate::reports::assert_fits(&ran.out);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["summary"]["violated"], 1);
    let rule = value["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "SL02").unwrap();
    assert_eq!(rule["target"], serde_json::json!({"op": ">", "value": "160", "unit": "家"}));
    assert_eq!(rule["gap"], serde_json::json!({"value": "9", "unit": "家"}));
    assert_eq!((&rule["completion"], &rule["rule_at"]["column"]), (&"95%".into(), &6.into()));
    assert_eq!(rule["data_at"][0]["cell"], "C3");
}

#[test]
fn the_results_of_the_examples_fit_the_schema() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    for path in folders {
        let ran = Desk::new().run(&["check", &path.to_string_lossy(), "--format", "json"]);
        assert!(ran.status < 2, "{}: {}", path.display(), ran.err);
        crate::reports::assert_fits(&ran.out);
    }
}

#[test]
fn the_exit_status_follows_fail_on() {
    let desk = sample();
    for (threshold, status) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        assert_eq!(desk.run(&["check", "--fail-on", threshold]).status, status, "{threshold}");
    }
}

#[test]
fn only_shows_what_is_named_and_refuses_what_is_not() {
    let desk = sample();
    for name in ["SL02", "产业", "区工信局"] {
        let ran = desk.run(&["check", "--only", name, "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(value["summary"]["rules"], 1, "{name}");
    }
    let ran = desk.run(&["check", "--only", "SL05"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("是不是 `SL01`？"), "{}", ran.err);
}

#[test]
fn several_formats_go_to_several_files_of_one_run() {
    let desk = sample();
    let ran = desk.run(&["check", "--format", "json", "-o", "r.json", "--format", "text", "-o", "r.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    crate::reports::assert_fits(&desk.read("r.json"));
    assert!(desk.read("r.txt").contains("SL02 未达标"));
    let ran = desk.run(&["check", "-o", "没有/r.txt"]);
    assert!(ran.status == 2 && ran.err.contains("写不了"), "{}", ran.err);
}

#[test]
fn colour_is_for_terminals_and_for_whoever_asks() {
    let desk = sample();
    assert!(!desk.run(&["check"]).out.contains('\u{1b}'));
    assert!(desk.run(&["check", "--color", "always"]).out.contains('\u{1b}'));
    assert!(desk.run_in(&["check", "--color", "always"], &[("NO_COLOR", "1")]).out.contains('\u{1b}'));
    assert!(!desk.run(&["check", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn faulty_rules_are_all_said_and_json_says_so_too() {
    let desk = Desk::new().file("a.plan", "企业 超过 160佳\n企业超过160家\n");
    let ran = desk.run(&["check", "--format", "json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("a.plan:1:") && ran.err.contains("a.plan:2:"), "{}", ran.err);
    crate::reports::assert_fits(&ran.out);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["diagnostics"].as_array().unwrap().len(), 2);
}

#[test]
fn without_data_nothing_is_judged() {
    let desk = Desk::new().file("a.plan", "企业 > 160\n");
    let ran = desk.run(&["check", "a.plan"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("`data` 里没有数据文件"), "{}", ran.err);
    let ran = desk.run(&["check", "--data", "b.csv"]);
    assert!(ran.status == 2 && ran.err.contains("找不到 `b.csv`"), "{}", ran.err);
}

#[test]
fn a_path_is_a_folder_a_manifest_or_a_rule_file() {
    let desk = sample();
    for path in [".", "plancheck.toml"] {
        assert!(desk.run(&["check", path]).out.contains("SL02 未达标"), "{path}");
    }
    for path in ["rules", "rules/示例.plan"] {
        assert_eq!(desk.run(&["check", path]).status, 2, "{path} has no data beside it");
        assert!(desk.run(&["check", path, "--data", "data"]).out.contains("SL02 未达标"), "{path}");
        assert!(desk.run(&["check", path, "--data", "data/*.csv"]).out.contains("SL02 未达标"), "{path}");
    }
}

#[test]
fn a_file_is_read_once_though_a_name_and_a_pattern_mean_it() {
    let manifest = "[[data]]\npath = \"data/*.csv\"\n[[data]]\npath = \"data/a.csv\"\ntable = \"指标\"\n";
    let desk = Desk::new()
        .file("r.plan", "企业 > 160\n")
        .file("plancheck.toml", manifest)
        .file("data/a.csv", "指标,时期,数值\n企业,2023年,161\n");
    let ran = desk.run(&["check", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["data"].as_array().map(Vec::len), Some(1), "{}", ran.out);
    assert_eq!(value["summary"]["met"], 1);
}

#[test]
fn parameters_are_given_by_manifest_and_by_argument() {
    let rules = "参数 门槛 家\n企业 不低于 门槛\n";
    let desk = Desk::new()
        .file("r.plan", rules)
        .file("plancheck.toml", "[parameters]\n门槛 = \"200家\"\n")
        .file("data/指标.csv", "指标,时期,数值\n企业,2023年,161\n");
    assert_eq!(desk.run(&["check"]).status, 1);
    assert_eq!(desk.run(&["check", "--set", "门槛=150家"]).status, 0);
}

#[test]
fn a_figure_of_a_doubtful_scale_is_said_even_where_it_is_met() {
    let desk = Desk::new()
        .file("r.plan", "A1：营业收入 超过 100亿元\n")
        .file("data/指标.csv", "指标,时期,数值,单位\n营业收入,2023年,1012000,亿元\n");
    let ran = desk.run(&["check"]);
    assert!(ran.status == 0 && ran.out.contains("A1 达标") && ran.out.contains("的万倍"), "{}", ran.out);
}

#[test]
fn rules_are_tested_and_the_untested_named() {
    let ran = sample().run(&["test"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    insta::assert_snapshot!(ran.out);
    let desk = Desk::new().file("a.plan", "A1：企业 超过 160家\n测试 \"错\"\n  给定 企业 = 160家\n  期望 A1 达标\n");
    let ran = desk.run(&["test"]);
    assert_eq!(ran.status, 1);
    insta::assert_snapshot!(ran.out);
    let ran = Desk::new().file("a.plan", "A1：企业 超过 160家\n").run(&["test"]);
    assert!(ran.status == 1 && ran.out.contains("没有一项测试"), "{}", ran.out);
}

#[test]
fn a_rule_is_explained_and_listed() {
    let desk = sample();
    insta::assert_snapshot!(desk.run(&["explain", "SL02"]).out);
    insta::assert_snapshot!(desk.run(&["list"]).out);
    let ran = desk.run(&["explain", "SL08"]);
    assert!(ran.status == 2 && ran.err.contains("是不是 `SL0"), "{}", ran.err);
}

#[test]
fn the_plan_s_own_line_stands_beside_a_finding() {
    let desk = Desk::new()
        .file("r.plan", "【一·做大数字经济】\nSZ04：力争 数字经济核心产业企业 超过 160家\n")
        .file("plancheck.toml", "[plan]\ntext = \"plan.txt\"\n")
        .file("plan.txt", "一、产业\n（一）做大数字经济。力争数字经济核心产业企业超过160家。\n")
        .file("data/指标.csv", "指标,时期,数值\n数字经济核心产业企业,2023年,152\n");
    let ran = desk.run(&["check"]);
    assert!(ran.out.contains("[plan.txt:2:") && ran.out.contains("计划原文"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_name_that_the_data_know_is_no_slip() {
    let rules = "指标 企业 家\n企业 超过 160家\n产值 达到 100亿元\n产量 达到 5吨\n事项 开街\n事项 开街 完成\n事项 开园 完成\n事项 开馆 完成\n";
    let desk = Desk::new()
        .file("规则.plan", rules)
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,170,家\n产值,2023年,120,亿元\n")
        .file("data/事项.csv", "事项,状态,完成日期\n开街,已完成,2023-05-01\n开园,已完成,2023-05-01\n");
    let ran = desk.run(&["check"]);
    let said: Vec<&str> = ran.err.lines().filter(|line| line.contains("undeclared-name")).collect();
    assert_eq!(said.len(), 2, "{}", ran.err);
    assert!(said[0].contains("`产量`") && said[1].contains("`开馆`"), "{}", ran.err);
}

#[test]
fn a_sum_too_long_for_the_stack_is_refused() {
    for sign in ["+3", " × 2", "-甲"] {
        let rule = |terms: usize| format!("指标 甲\n甲 > 3{}\n", sign.repeat(terms));
        let ran = Desk::new().file("规则.plan", rule(10_000)).run(&["list"]);
        assert!(ran.status == 2 && ran.err.contains("错误[too-complex]"), "{sign}");
        assert_eq!(Desk::new().file("规则.plan", rule(400)).run(&["list"]).status, 0, "{sign}");
    }
}

#[test]
fn a_cell_that_cannot_be_read_is_not_called_blank() {
    let desk = Desk::new()
        .file(
            "规则.plan",
            "计划 试\n  期间 2023年\n\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n\n甲：每个 项目：投资额 ≥ 1亿元\n",
        )
        .file("项目.csv", "名称,投资额\n甲楼,10000亩\n乙楼,\n丙楼,3亿元\n");
    let ran = desk.run(&["check", "规则.plan", "--data", "项目.csv"]);
    assert!(ran.out.contains("项目.csv:2:4（B2） 投资额：读不出"), "{}", ran.out);
    assert!(ran.out.contains("项目.csv:3:4（B3） 投资额：空白"), "{}", ran.out);
}
