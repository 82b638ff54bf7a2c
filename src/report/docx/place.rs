//! Where cells stand, as short as paper wants it: `2023年/台账.xlsx 楼宇 B38`.

use crate::data::Place;
use crate::report::View;
use crate::report::comparison::shown;

/// The folder that all data files lie in, with its slash: what need not be said of each.
pub(super) fn folder(view: &View<'_>) -> String {
    let mut paths = view.dataset.files.iter().map(|file| file.path.as_str());
    let first = paths.next().unwrap_or_default();
    let mut folder = first.get(..first.rfind('/').map_or(0, |at| at + 1)).unwrap_or_default();
    for path in paths {
        while !path.starts_with(folder) {
            let shorter = folder.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
            folder = folder.get(..shorter).unwrap_or_default();
        }
    }
    folder.to_owned()
}

/// A cell, its file named from the folder on.
pub(super) fn short(view: &View<'_>, folder: &str, place: &Place) -> String {
    let Some(file) = view.dataset.file(place.file) else { return String::new() };
    let path = file.path.strip_prefix(folder).unwrap_or(&file.path);
    let sheet = file.sheet.as_ref().map_or_else(String::new, |sheet| format!(" {sheet}"));
    let cell = place.cell().filter(|_| file.has_cells).unwrap_or_else(|| format!("第{}行", place.row));
    shown(&format!("{path}{sheet} {cell}"))
}
