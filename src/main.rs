//! The `plancheck` command: hands arguments and streams to the library.

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;

use plancheck::cli::{Terminal, run};
use plancheck::data::READER;

fn main() -> ExitCode {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        // A workbook that its reader cannot follow is said to be one.
        if std::thread::current().name() != Some(READER) {
            tell(fault);
        }
    }));
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut terminal = Terminal {
        out_is_terminal: stdout().is_terminal(),
        err_is_terminal: stderr().is_terminal(),
        plain: set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb"),
        out: &mut stdout().lock(),
        // Not locked: a thread that fails must be able to say so.
        err: &mut stderr(),
    };
    ExitCode::from(run(std::env::args_os(), &mut terminal))
}
