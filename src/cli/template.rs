//! `plancheck template`

use std::path::Path;

use super::args::Template;
use super::{Mistake, SOUND, Terminal, only};
use crate::config::{self, reason, shown};
use crate::diagnostic::Diagnostics;
use crate::language::program::Program;
use crate::template::{self, Made, Order};
use crate::value::Period;
use crate::{Failure, Rules, read_rules};

pub(super) fn run(arguments: &Template, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let file = output(arguments)?;
    let settings = arguments.rules.settings();
    let rules = match read_rules(&arguments.rules.path, &settings) {
        Ok(rules) if rules.program.rules.is_empty() => return Ok(terminal.fail(&without_rules(rules))),
        Ok(rules) => rules,
        Err(failure) => return Ok(terminal.fail(&failure)),
    };
    let program = &rules.program;
    let period = period(arguments, program)?;
    let chosen = only::select(program, &arguments.only)?;
    terminal.diagnose(&rules.sources, &rules.diagnostics.clone().sorted());
    let order = Order {
        program,
        period: period.or(program.plan.period),
        dated: period.is_some() && period != program.plan.period,
        only: chosen,
    };
    let made = template::make(&order).map_err(Mistake::Template)?;
    write(file, &made.bytes)?;
    Ok(terminal.print(&said(file, &made, &order), SOUND))
}

fn without_rules(rules: Rules) -> Failure {
    let mut sink = Diagnostics::default();
    sink.push(config::Mistake::NoRules { looked: "规则文件里没有一条规则".to_owned() }.at(None));
    Failure { sources: rules.sources, diagnostics: sink.sorted() }
}

fn wrong(message: String, help: &str) -> Mistake {
    Mistake::Argument { message, help: vec![help.to_owned()] }
}

fn output(arguments: &Template) -> Result<&Path, Mistake> {
    let help = "写明做成哪个文件，如 plancheck template -o 填报表.xlsx";
    let Some(file) = arguments.output.as_deref() else {
        return Err(wrong("没有写 -o".to_owned(), help));
    };
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return Ok(file);
    }
    Err(wrong(format!("-o 的文件 `{}` 不以 .xlsx 结尾", shown(file)), help))
}

fn period(arguments: &Template, program: &Program) -> Result<Option<Period>, Mistake> {
    let Some(text) = arguments.period.as_deref() else { return Ok(None) };
    let plan = program.plan.period;
    let read = plan.as_ref().map_or_else(|| Period::parse(text), |plan| Period::parse_in(text, plan));
    let Some(period) = read else {
        return Err(wrong(format!("--period 的值 `{text}` 不是时期"), "时期如 2023年、2023年6月、2023年一季度"));
    };
    match plan.filter(|plan| !period.within(plan)) {
        Some(plan) => Err(wrong(format!("--period 的 {period} 不在计划的期间 {plan} 里"), "换一个在计划期间里的时期")),
        None => Ok(Some(period)),
    }
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Mistake> {
    let written = super::put::whole(file, |out| out.write_all(bytes));
    written.map_err(|error| Mistake::Unwritable { path: shown(file), reason: reason(&error) })
}

fn said(file: &Path, made: &Made, order: &Order<'_>) -> String {
    let period = order.period.map(|period| format!("，填报 {period} 的数")).unwrap_or_default();
    format!(
        "已生成 {}{period}：{} 张工作表要填，第一张是填表说明\n  {}\n填好后放进 data 文件夹，再运行 `plancheck check`\n",
        shown(file),
        made.sheets.len(),
        made.sheets.join("、")
    )
}
