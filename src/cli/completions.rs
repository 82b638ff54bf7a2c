//! `plancheck completions`

use clap::CommandFactory as _;

use super::args::{Arguments, Completions};
use super::{Mistake, SOUND, Terminal};

#[expect(clippy::unnecessary_wraps, reason = "every command has the same shape")]
pub(super) fn run(arguments: &Completions, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "plancheck", &mut script);
    Ok(terminal.print(&String::from_utf8_lossy(&script), SOUND))
}
