//! What can be written on the command line, and its help.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::config::Settings;
use crate::diagnostic::Severity;

const MAIN: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// Arguments of the program.
#[derive(Debug, Parser)]
#[command(
    name = "plancheck",
    version,
    about = "按计划的规则核对报送的数据",
    override_usage = "plancheck 命令 [参数]",
    help_template = MAIN,
    subcommand_help_heading = "命令",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = "\n退出状态：0 没有不符；1 有不符（见 check 的 --fail-on）；2 无法判定（规则、清单、参数有误，数据读不了）"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    #[arg(
        long,
        global = true,
        value_name = "何时",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "颜色：auto（默认，终端上才用）、always、never"
    )]
    pub(super) color: Color,
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "选项", help = "显示帮助")]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项", help = "显示版本")]
    version: Option<bool>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(about = "核对数据，给出每条规则的结果", override_usage = "plancheck check [路径] [参数]", help_template = MAIN)]
    Check(Check),
    #[command(about = "运行规则里写的测试", override_usage = "plancheck test [路径]", help_template = MAIN)]
    Test(Rules),
    #[command(about = "按规则生成给填报单位的 Excel 填报表", override_usage = "plancheck template [路径] -o 文件.xlsx [参数]", help_template = MAIN)]
    Template(Template),
    #[command(about = "只看规则：矛盾、不足、重复、遗漏", override_usage = "plancheck lint [路径] [参数]", help_template = MAIN)]
    Lint(Lint),
    #[command(about = "列出全部规则", override_usage = "plancheck list [路径] [--format text|json]", help_template = MAIN)]
    List(List),
    #[command(about = "规则文件的统一版式", override_usage = "plancheck fmt [路径] [--check] [--fix]", help_template = MAIN)]
    Fmt(Fmt),
    #[command(about = "对照计划原文：哪些数没有规则，哪些规则出处不对", override_usage = "plancheck trace [路径] --text 计划原文 [参数]", help_template = MAIN)]
    Trace(Trace),
    #[command(about = "由计划原文起草规则文件", override_usage = "plancheck draft --text 计划原文 -o 规则.plan", help_template = MAIN)]
    Draft(Draft),
    #[command(about = "比较两次核对的结果", override_usage = "plancheck diff 旧结果.json 新结果.json [参数]", help_template = MAIN)]
    Diff(Diff),
    #[command(about = "说明一个诊断代码，或一条规则的读法", override_usage = "plancheck explain 代码|标号 [路径]", help_template = MAIN)]
    Explain(Explain),
    #[command(about = "生成一个能直接核对的样例文件夹", override_usage = "plancheck init [文件夹]", help_template = MAIN)]
    Init(Init),
    #[command(about = "输出 JSON 结果的 JSON Schema", override_usage = "plancheck schema", help_template = MAIN)]
    Schema,
    #[command(about = "输出命令行补全脚本", override_usage = "plancheck completions bash|zsh|fish|powershell|elvish", help_template = MAIN)]
    Completions(Completions),
    #[command(about = "输出手册页", override_usage = "plancheck man [命令] [--dir 文件夹]", help_template = MAIN)]
    Man(Man),
}

/// Where rules are.
#[derive(Debug, Args)]
pub(super) struct Rules {
    #[arg(
        value_name = "路径",
        default_value = ".",
        hide_default_value = true,
        help_heading = "参数",
        help = "有 plancheck.toml 的文件夹、清单、规则文件，或放规则文件的文件夹；默认当前文件夹"
    )]
    pub(super) path: PathBuf,
    #[arg(
        long,
        value_name = "名称=数值",
        help_heading = "选项",
        help = "给参数赋值，如 市级下达PM2.5=32微克/立方米，或 名称[范围]=数值；可写多次"
    )]
    pub(super) set: Vec<String>,
    #[command(flatten)]
    pub(super) within: Within,
}

impl Rules {
    /// What is said of the rules.
    pub(super) fn settings(&self) -> Settings {
        Settings { set: self.set.clone(), limits: self.within.limit.clone(), ..Settings::default() }
    }
}

/// How much is taken in.
#[derive(Debug, Args)]
pub(super) struct Within {
    #[arg(
        long,
        value_name = "名称=数值",
        help_heading = "选项",
        help = "放宽或收紧一个上限，如 列数=20000、文件大小=2GB；可写多次；有哪些见手册「上限」"
    )]
    pub(super) limit: Vec<String>,
}

impl Within {
    /// The limits alone.
    pub(super) fn settings(&self) -> Settings {
        Settings { limits: self.limit.clone(), ..Settings::default() }
    }
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) rules: Rules,
    #[arg(
        long,
        value_name = "路径",
        help_heading = "选项",
        help = "数据文件、文件夹或通配；可写多次；取代清单的 [[data]] 和 data 文件夹"
    )]
    pub(super) data: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "日期",
        help_heading = "选项",
        help = "判定日，如 2023-12-31，或 today；默认取清单的 as-of，再取数据中最新的日期"
    )]
    pub(super) as_of: Option<String>,
    #[arg(
        long,
        value_name = "数",
        value_parser = clap::value_parser!(u16).range(1..),
        help_heading = "选项",
        help = "读大文件用几个线程；默认每核一个，结果不因此而异"
    )]
    pub(super) threads: Option<u16>,
    #[arg(
        long,
        value_name = "格式",
        hide_possible_values = true,
        help_heading = "选项",
        help = "输出格式：text（默认）、json、sarif、junit、github、markdown、csv、html、xlsx、docx；可与 -o 成对写多次"
    )]
    pub(super) format: Vec<ReportFormat>,
    #[arg(short, long, value_name = "文件", help_heading = "选项", help = "写入文件，而不是标准输出")]
    pub(super) output: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "程度",
        default_value = "error",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "从哪个程度起退出状态为 1：error（默认）、warning、note、never"
    )]
    pub(super) fail_on: FailOn,
    #[arg(long, value_name = "名称", help_heading = "选项", help = "只看这些规则：标号、章节或责任单位；可写多次")]
    pub(super) only: Vec<String>,
    #[arg(short, long, help_heading = "选项", help = "每条结果都详细写出")]
    pub(super) verbose: bool,
    #[arg(long, help_heading = "选项", help = "规则、清单或数据改动后重新核对，直到按 Ctrl-C 或标准输出关闭")]
    pub(super) watch: bool,
    #[arg(
        long,
        value_name = "毫秒",
        default_value = "500",
        hide_default_value = true,
        requires = "watch",
        value_parser = clap::value_parser!(u64).range(20..=3_600_000),
        help_heading = "选项",
        help = "--watch 每隔多久看一次，默认 500"
    )]
    pub(super) interval: u64,
}

/// The formats of a report on submitted data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for CI servers.
    Junit,
    /// GitHub annotations.
    Github,
    /// For comments on pull requests.
    Markdown,
    /// 对照表 for spreadsheets.
    Csv,
    /// A page for people, whole in one file.
    Html,
    /// 对照表 as a workbook.
    Xlsx,
    /// A paper to hand out.
    Docx,
}

/// The formats of what is said of rules alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Everything.
    Note,
    /// Nothing.
    Never,
}

impl FailOn {
    /// The least severity that fails.
    pub(super) fn threshold(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Note => Some(Severity::Note),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Template {
    #[command(flatten)]
    pub(super) rules: Rules,
    #[arg(
        short,
        long,
        value_name = "文件",
        help_heading = "选项",
        help = "写成哪个文件，以 .xlsx 结尾；已有的会被替换"
    )]
    pub(super) output: Option<PathBuf>,
    #[arg(
        long,
        value_name = "时期",
        help_heading = "选项",
        help = "填报哪一期，如 2023年6月，明细表的工作表名会带上它；默认是计划的期间"
    )]
    pub(super) period: Option<String>,
    #[arg(
        long,
        value_name = "名称",
        help_heading = "选项",
        help = "只给这些规则要的数据：标号、章节或责任单位；可写多次"
    )]
    pub(super) only: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) rules: Rules,
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "输出格式：text（默认）、json"
    )]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Fmt {
    #[arg(
        value_name = "路径",
        default_value = ".",
        hide_default_value = true,
        help_heading = "参数",
        help = "有 plancheck.toml 的文件夹、清单、规则文件，或放规则文件的文件夹；默认当前文件夹"
    )]
    pub(super) path: PathBuf,
    #[arg(long, help_heading = "选项", conflicts_with = "fix", help = "只查不改：有不合版式的文件就列出，退出状态 1")]
    pub(super) check: bool,
    #[arg(long, help_heading = "选项", help = "写回文件，并给连在一起的词补上空格；不写则打印到标准输出")]
    pub(super) fix: bool,
    #[command(flatten)]
    pub(super) within: Within,
}

#[derive(Debug, Args)]
pub(super) struct Lint {
    #[command(flatten)]
    pub(super) rules: Rules,
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "输出格式：text（默认）、json"
    )]
    pub(super) format: Format,
    #[arg(
        long,
        value_name = "程度",
        default_value = "error",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "从哪个程度起退出状态为 1：error（默认）、warning、note、never"
    )]
    pub(super) fail_on: FailOn,
}

/// The formats of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For comments and notes.
    Markdown,
    /// A page.
    Html,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    #[arg(value_name = "旧结果", help_heading = "参数", help = "先前一次 check --format json 的结果")]
    pub(super) old: PathBuf,
    #[arg(value_name = "新结果", help_heading = "参数", help = "后来一次的结果")]
    pub(super) new: PathBuf,
    #[arg(
        long,
        value_name = "格式",
        hide_possible_values = true,
        help_heading = "选项",
        help = "输出格式：text（默认）、json、markdown、html；不写时看 -o 的后缀"
    )]
    pub(super) format: Option<DiffFormat>,
    #[arg(short, long, value_name = "文件", help_heading = "选项", help = "写入文件，而不是标准输出")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) within: Within,
    #[arg(
        long,
        value_name = "程度",
        default_value = "note",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "新未达标的规则从哪个程度起退出状态为 1：note（默认，任何一条）、warning、error、never"
    )]
    pub(super) fail_on: FailOn,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[arg(value_name = "代码|标号", help_heading = "参数", help = "诊断代码，或规则的标号")]
    pub(super) name: String,
    #[arg(
        value_name = "路径",
        default_value = ".",
        hide_default_value = true,
        help_heading = "参数",
        help = "规则在哪里；默认当前文件夹"
    )]
    pub(super) path: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Trace {
    #[command(flatten)]
    pub(super) rules: Rules,
    #[arg(
        long,
        value_name = "文件",
        help_heading = "选项",
        help = "计划原文：txt、docx、html；默认取清单的 [plan] text"
    )]
    pub(super) text: Option<PathBuf>,
    #[arg(
        long,
        value_name = "百分比",
        default_value = "100",
        hide_default_value = true,
        help_heading = "选项",
        help = "覆盖率低于它则退出状态为 1；默认 100"
    )]
    pub(super) min_coverage: String,
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "选项",
        help = "输出格式：text（默认）、json"
    )]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Draft {
    #[arg(long, value_name = "文件", help_heading = "选项", help = "计划原文：txt、docx、html")]
    pub(super) text: PathBuf,
    #[arg(
        short,
        long,
        value_name = "文件",
        help_heading = "选项",
        help = "写入这个文件（不覆盖已有的）；默认写到标准输出"
    )]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) within: Within,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(
        value_name = "文件夹",
        default_value = ".",
        hide_default_value = true,
        help_heading = "参数",
        help = "放在哪里；默认当前文件夹；不会覆盖已有的文件"
    )]
    pub(super) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    #[arg(
        value_name = "SHELL",
        hide_possible_values = true,
        help_heading = "参数",
        help = "bash、zsh、fish、powershell 或 elvish"
    )]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    #[arg(value_name = "命令", help_heading = "参数", help = "只要这个命令的手册页；不写是总的一页")]
    pub(super) command: Option<String>,
    #[arg(
        long,
        value_name = "文件夹",
        conflicts_with = "command",
        help_heading = "选项",
        help = "把总的一页和每个命令的一页写进文件夹：plancheck.1、plancheck-check.1 ……"
    )]
    pub(super) dir: Option<PathBuf>,
}
