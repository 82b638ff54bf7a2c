//! The action, the hooks and the commands of docs/ci.md, run as a CI service runs them.

use std::fs;
use std::path::Path;

use crate::cli::{Desk, run_at};

fn shipped(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn desk() -> Desk {
    Desk::new()
        .file("规则.plan", "A1：确保 企业 超过 160家\n")
        .file("data/指标.csv", "指标,时期,数值,单位\n企业,2023年,152,家\n")
}

#[test]
fn every_hook_is_a_command_that_runs() {
    let hooks = shipped(".pre-commit-hooks.yaml");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: plancheck ")).collect();
    assert_eq!(entries, ["check", "lint", "fmt --check"]);
    for entry in entries {
        let words: Vec<&str> = entry.split(' ').collect();
        let ran = desk().run(&words);
        assert!(ran.status < 2, "{entry}: {}", ran.err);
    }
}

#[test]
fn every_command_of_the_page_runs() {
    let page = shipped("docs/ci.md");
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).filter(|line| !line.contains("--watch"));
    let desk = desk();
    desk.run(&["check", "--format", "json", "-o", "old.json"]);
    let mut count = 0;
    for line in lines {
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let ran = run_at(desk.path(), &words, &[]);
        assert!(ran.status < 2, "{line}: {}", ran.err);
        count += 1;
    }
    assert_eq!(count, 3);
}

/// The script of the action's last step.
#[cfg(unix)]
fn script() -> String {
    let action = shipped("action.yml");
    let block = action.split("run: |\n").nth(1).unwrap();
    block.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(unix)]
fn act(desk: &Desk, inputs: &[(&str, &str)]) -> (i32, String) {
    let mut command = std::process::Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script()]).current_dir(desk.path()).env_clear();
    let standard = [("INPUT_PATH", "."), ("INPUT_FAIL_ON", "error"), ("GITHUB_OUTPUT", "output.txt")];
    command.envs(standard).env("INPUT_BINARY", env!("CARGO_BIN_EXE_plancheck")).envs(inputs.iter().copied());
    let output = command.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[cfg(unix)]
#[test]
fn the_action_annotates_and_hands_on_the_status() {
    let desk = desk();
    let (status, out) = act(&desk, &[("INPUT_ARGS", "--format sarif -o r.sarif"), ("INPUT_AS_OF", "2023-12-31")]);
    assert!(status == 1 && out.starts_with("::error file=data/指标.csv,line=2,col=10,"), "{status} {out}");
    assert_eq!(desk.read("output.txt"), "status=1\n");
    assert!(desk.read("r.sarif").contains("\"2.1.0\""));
    assert_eq!(act(&desk, &[("INPUT_FAIL_ON", "never")]).0, 0);
    // An input is a word for the program, never text for the shell.
    let (status, _) = act(&desk, &[("INPUT_AS_OF", "$(touch evil)"), ("INPUT_PATH", "`touch evil`")]);
    assert!(status == 2 && !desk.path().join("evil").exists());
}
