//! `plancheck man`

use std::path::Path;

use clap::CommandFactory as _;

use super::args::{Arguments, Man};
use super::{Mistake, SOUND, Terminal};
use crate::config::{reason, shown};
use crate::diagnostic::nearest;

pub(super) fn run(arguments: &Man, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let mut whole = Arguments::command();
    // What all commands share becomes a part of each, and each gets its full name.
    whole.build();
    if let Some(folder) = &arguments.dir {
        return write_all(whole, folder, terminal);
    }
    let chosen = match &arguments.command {
        Some(name) => command(&whole, name.trim())?,
        None => whole,
    };
    Ok(terminal.print(&Page::of(chosen)?.text, SOUND))
}

fn command(whole: &clap::Command, name: &str) -> Result<clap::Command, Mistake> {
    let unknown = || {
        let known = nearest(name, whole.get_subcommands().map(clap::Command::get_name));
        let help = known.map(|known| format!("是不是 `{known}`？"));
        Mistake::Argument { message: format!("不认得命令 `{name}`"), help: help.into_iter().collect() }
    };
    whole.find_subcommand(name).cloned().ok_or_else(unknown)
}

/// A page of the manual.
struct Page {
    /// `plancheck-check.1`
    file: String,
    text: String,
}

impl Page {
    fn of(command: clap::Command) -> Result<Self, Mistake> {
        let manual = clap_mangen::Man::new(command);
        let file = manual.get_filename();
        let mut text = Vec::new();
        let written = manual.render(&mut text);
        written.map_err(|error| Mistake::Unwritable { path: file.clone(), reason: reason(&error) })?;
        Ok(Self { file, text: String::from_utf8_lossy(&text).into_owned() })
    }
}

/// One file for the whole, and one a command.
fn write_all(whole: clap::Command, folder: &Path, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let unwritable =
        |path: &Path, error: &std::io::Error| Mistake::Unwritable { path: shown(path), reason: reason(error) };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let commands: Vec<clap::Command> = whole.get_subcommands().cloned().collect();
    let mut list = String::from("已生成：\n");
    for command in std::iter::once(whole).chain(commands) {
        let page = Page::of(command)?;
        let path = folder.join(&page.file);
        super::put::whole(&path, |out| out.write_all(page.text.as_bytes()))
            .map_err(|error| unwritable(&path, &error))?;
        list.push_str(&format!("  {}\n", shown(&path)));
    }
    Ok(terminal.print(&list, SOUND))
}
