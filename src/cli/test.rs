//! `plancheck test`

use std::fmt::Write as _; // writing to a String cannot fail

use super::args;
use super::{FAILING, Mistake, SOUND, Terminal};
use crate::diagnostic::{Style, Tone, visible};
use crate::judge::trial::{self, Outcome, TrialResult};
use crate::language::program::Test;
use crate::{Rules, read_rules};

#[expect(clippy::unnecessary_wraps, reason = "every command has the same shape")]
pub(super) fn run(arguments: &args::Rules, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let settings = arguments.settings();
    let rules = match read_rules(&arguments.path, &settings) {
        Ok(rules) => rules,
        Err(failure) => return Ok(terminal.fail(&failure)),
    };
    terminal.diagnose(&rules.sources, &rules.diagnostics.clone().sorted());
    let trials = trial::run(&rules.program);
    let passed = trials.iter().filter(|trial| trial.passed()).count();
    let style = terminal.out_style();
    let mut text: String = trials.iter().filter_map(|trial| shown(&rules, trial, style)).collect();
    text.push_str(&unexercised(&rules));
    if trials.is_empty() {
        text.push_str(
            "没有一项测试；测试如：\n  测试 \"刚好160家不算超过\"\n    给定 企业 = 160家\n    期望 SZ04 未达标\n",
        );
    }
    let _ = writeln!(text, "测试 {} 项：通过 {passed}，失败 {}", trials.len(), trials.len() - passed);
    let status = if trials.is_empty() || passed < trials.len() { FAILING } else { SOUND };
    Ok(terminal.print(&text, status))
}

/// How many keys of untested rules stand in one line.
const IDS_A_LINE: usize = 10;

/// A line for a test, and one for each expectation that failed.
fn shown(rules: &Rules, trial: &TrialResult, style: Style) -> Option<String> {
    let test = rules.program.tests.get(trial.test)?;
    let (sign, tone) = if trial.passed() { ("√ 通过", Tone::Good) } else { ("× 失败", Tone::Bad) };
    let place = rules.sources.locate(test.span);
    let mut lines = format!("{} {}（{place}）\n", style.paint(tone, sign), visible(&test.name));
    if trial.outcomes.is_empty() {
        lines.push_str("    没有写期望哪条规则\n");
    }
    let failed = trial.outcomes.iter().filter(|outcome| !outcome.passed);
    lines.extend(failed.filter_map(|outcome| difference(rules, test, outcome)));
    Some(lines)
}

/// What was expected and what came instead.
fn difference(rules: &Rules, test: &Test, outcome: &Outcome) -> Option<String> {
    let expected = test.expected.get(outcome.expected)?;
    let id = rules.program.rules.get(expected.rule).map_or("", |rule| rule.id.as_str());
    let rows = |rows: Option<u64>| rows.map_or_else(String::new, |n| format!(" {n}行"));
    let came = outcome.status().map_or("没有结果", |status| status.word());
    let came_rows = rows(expected.rows.map(|_| outcome.rows_failed()));
    let figure = outcome.result.as_ref().and_then(|r| r.actual.as_ref()).map(|a| format!("（{}{}）", a.value, a.unit));
    let reason = outcome.result.as_ref().and_then(|r| r.reason.as_ref()).map(|reason| format!("：{reason}"));
    Some(visible_line(&format!(
        "    {id} 期望 {}{}，实得 {came}{came_rows}{}{}，见 {}",
        expected.status.word(),
        rows(expected.rows),
        figure.unwrap_or_default(),
        reason.unwrap_or_default(),
        rules.sources.locate(expected.span)
    )))
}

fn visible_line(line: &str) -> String {
    visible(line) + "\n"
}

/// The rules that no test says anything of.
fn unexercised(rules: &Rules) -> String {
    let idle = trial::unexercised(&rules.program);
    let ids: Vec<&str> = idle.iter().filter_map(|i| rules.program.rules.get(*i)).map(|rule| rule.id.as_str()).collect();
    let lines = ids.chunks(IDS_A_LINE).map(|ids| format!("  {}\n", visible(&ids.join("、"))));
    let lines: Vec<String> = lines.collect();
    if ids.is_empty() {
        String::new()
    } else {
        format!("没有测试的规则 {} 条：\n{}", ids.len(), lines.concat())
    }
}
