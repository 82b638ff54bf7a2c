//! `plancheck init`

use std::fs;
use std::path::{Path, PathBuf};

use super::args::Init;
use super::{Mistake, SOUND, Terminal};
use crate::config::{reason, shown};

/// What is written, by path.
const FILES: &[(&str, &str)] = &[
    ("plancheck.toml", include_str!("init/plancheck.toml")),
    ("rules/示例.plan", include_str!("init/示例.plan")),
    ("data/指标.csv", include_str!("init/指标.csv")),
    ("data/项目.csv", include_str!("init/项目.csv")),
];

pub(super) fn run(arguments: &Init, terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    let paths: Vec<(PathBuf, &str)> = FILES.iter().map(|(name, text)| (arguments.folder.join(name), *text)).collect();
    if let Some((path, _)) = paths.iter().find(|(path, _)| path.exists()) {
        return Err(Mistake::Exists { path: shown(path) });
    }
    for (path, text) in &paths {
        write(path, text)?;
    }
    let list: Vec<String> = paths.iter().map(|(path, _)| format!("  {}\n", shown(path))).collect();
    let list = list.concat();
    let folder = shown(&arguments.folder);
    Ok(terminal.print(&format!("已生成：\n{list}接着运行 `plancheck check {folder}`\n"), SOUND))
}

fn write(path: &Path, text: &str) -> Result<(), Mistake> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(|error| Mistake::Unwritable { path: shown(path), reason: reason(&error) })
}
