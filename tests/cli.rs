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

    #[expect(dead_code, reason = "for the tests of written files")]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(arguments, &[])
    }

    pub(crate) fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plancheck"));
        command.env_clear().envs(environment.iter().copied());
        let Output { status, stdout, stderr } = command.current_dir(self.path()).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { status: status.code().unwrap(), out: text(stdout), err: text(stderr) }
    }
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
    assert!(desk.run(&["man"]).out.contains(".TH"));
}

#[test]
fn explain_prints_a_page_or_says_what_was_meant() {
    let desk = Desk::new();
    assert!(desk.run(&["explain", "data-none"]).out.starts_with("# data-none"));
    let ran = desk.run(&["explain", "data-nome"]);
    assert!(ran.status == 2 && ran.err.contains("是不是 `data-none`？"), "{}", ran.err);
}
