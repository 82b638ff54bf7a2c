//! The command line: one file a subcommand; everything that is printed is printed here, through an injected writer.

mod args;
mod as_of;
mod check;
mod completions;
mod diff;
mod draft;
mod explain;
mod fmt;
mod init;
mod lint;
mod list;
mod man;
mod mistake;
mod only;
mod put;
mod schema;
mod template;
mod terminal;
mod test;
mod trace;
mod watch;

pub use mistake::CODES;
pub use terminal::Terminal;

use std::ffi::OsString;

use clap::Parser as _;

use args::{Arguments, Command};
use mistake::Mistake;

/// Nothing fails.
const SOUND: u8 = 0;
/// A finding at or above the threshold.
const FAILING: u8 = 1;
/// It could not be judged.
const UNJUDGED: u8 = 2;

/// Runs the command line and gives the exit status: 0 nothing fails, 1 something does, 2 it could not be judged.
pub fn run(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal<'_>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) if !error.use_stderr() => return terminal.print(&error.to_string(), SOUND),
        Err(error) => return terminal.refuse(&mistake::from_clap(&error)),
    };
    let color = arguments.color;
    terminal.choose(color);
    let done = match arguments.command {
        Command::Check(check) => check::run(&check, terminal),
        Command::Test(test) => test::run(&test, terminal),
        Command::Template(template) => template::run(&template, terminal),
        Command::Lint(lint) => lint::run(&lint, terminal),
        Command::List(list) => list::run(&list, terminal),
        Command::Fmt(fmt) => fmt::run(&fmt, terminal),
        Command::Trace(trace) => trace::run(&trace, terminal),
        Command::Draft(draft) => draft::run(&draft, terminal),
        Command::Diff(diff) => diff::run(&diff, terminal),
        Command::Explain(explain) => explain::run(&explain, terminal),
        Command::Init(init) => init::run(&init, terminal),
        Command::Schema => schema::run(terminal),
        Command::Completions(completions) => completions::run(&completions, terminal),
        Command::Man(man) => man::run(&man, terminal),
    };
    done.unwrap_or_else(|mistake| terminal.refuse(&mistake))
}
