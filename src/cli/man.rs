//! `plancheck man`

use clap::CommandFactory as _;

use super::args::Arguments;
use super::{Mistake, SOUND, Terminal};

pub(super) fn run(terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(Arguments::command()).render(&mut page);
    written.map_err(|e| Mistake::Unwritable { path: "plancheck.1".to_owned(), reason: e.to_string() })?;
    Ok(terminal.print(&String::from_utf8_lossy(&page), SOUND))
}
