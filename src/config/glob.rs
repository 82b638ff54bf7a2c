//! Patterns of paths: `*` and `?` within a name, `**` over any number of folders.

use std::path::{Component, Path, PathBuf};

use super::files;

/// Whether a text is a pattern rather than a plain path.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// The files that match a pattern, looked for from `root`, sorted; a plain path matches itself if it exists.
pub(super) fn expand(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let pattern = pattern.replace('\\', "/");
    let (base, rest) = split(&pattern);
    let base = direct(&root.join(base));
    if rest.is_empty() {
        return if base.exists() { vec![base] } else { Vec::new() };
    }
    let segments: Vec<&str> = rest.split('/').filter(|s| !s.is_empty() && *s != ".").collect();
    let candidates = if segments.contains(&"**") { files::below(&base) } else { to_depth(&base, segments.len()) };
    candidates.into_iter().filter(|path| path.is_file() && fits(path, &base, &segments)).collect()
}

/// The same path without the detours `folder/..` that a pattern outside its root makes; a link is no detour.
fn direct(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let turns = matches!(part, Component::ParentDir) && !plain.is_symlink();
        if turns && matches!(plain.components().next_back(), Some(Component::Normal(_))) {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// The part before the first segment with a wildcard, and the rest.
fn split(pattern: &str) -> (&str, &str) {
    let Some(wild) = pattern.find(['*', '?']) else {
        return (pattern, "");
    };
    let start = pattern.get(..wild).and_then(|before| before.rfind('/')).map_or(0, |slash| slash + 1);
    pattern.split_at(start)
}

/// Files and folders exactly `depth` levels below a folder.
fn to_depth(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..depth {
        level = level.iter().flat_map(|path| files::entries(path)).collect();
    }
    level
}

fn fits(path: &Path, base: &Path, segments: &[&str]) -> bool {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let names: Vec<String> = relative.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match_segments(segments, &names)
}

fn match_segments(pattern: &[&str], names: &[&str]) -> bool {
    match (pattern.split_first(), names.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), None) => match_segments(rest, names),
        (Some((&"**", rest)), Some((_, others))) => match_segments(rest, names) || match_segments(pattern, others),
        (Some((segment, rest)), Some((name, others))) => {
            let (segment, name): (Vec<char>, Vec<char>) = (segment.chars().collect(), name.chars().collect());
            match_name(&segment, &name) && match_segments(rest, others)
        }
        _ => false,
    }
}

/// Whether a file's name fits a pattern for names.
pub(super) fn names(pattern: &str, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().chars().collect::<Vec<_>>()).unwrap_or_default();
    match_name(&pattern.chars().collect::<Vec<_>>(), &name)
}

/// Matches in one pass, going back to the last `*` only: time is the product of the lengths at worst.
fn match_name(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = name.get(n) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == c => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                p = at + 1;
                n = from + 1;
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detour_is_not_shown() {
        assert_eq!(direct(Path::new("a/b/../../rules/x")), Path::new("rules/x"));
        assert_eq!(direct(Path::new("../rules")), Path::new("../rules"));
        assert_eq!(direct(Path::new("a/..")), Path::new("."));
    }

    #[test]
    fn patterns_match_as_shells_do() {
        let fits = |pattern: &str, path: &str| {
            let pattern: Vec<&str> = pattern.split('/').collect();
            let path: Vec<&str> = path.split('/').collect();
            match_segments(&pattern, &path)
        };
        assert!(fits("rules/*.plan", "rules/一.plan"));
        assert!(!fits("rules/*.plan", "rules/a/一.plan"));
        assert!(fits("**/*.plan", "rules/a/一.plan") && fits("**/*.plan", "一.plan"));
        assert!(fits("指标?.csv", "指标1.csv") && !fits("指标?.csv", "指标.csv"));
        assert!(fits("a*b*c", "axxbyybc") && !fits("a*b*c", "axxbyyb"));
    }

    #[test]
    fn files_come_sorted_and_hidden_ones_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".c.csv", "~$a.csv", "d.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = expand(folder.path(), "*.csv");
        let names: Vec<_> = found.iter().filter_map(|p| p.file_name()?.to_str()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
    }
}
