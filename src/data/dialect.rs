//! What stands between the fields of a text, told to the user where it is not what the file's name promises.

use std::path::Path;

/// A delimiter in words, when it is not the one that the file's name promises; `.txt` promises none.
pub(crate) fn unexpected(path: &Path, delimiter: u8) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let promised = match name.rsplit_once('.')?.1 {
        "csv" => b',',
        "tsv" | "tab" => b'\t',
        _ => return None,
    };
    (delimiter != promised).then_some(match delimiter {
        b',' => "逗号",
        b'\t' => "制表符",
        b';' => "分号",
        b'|' => "竖线",
        _ => "别的符号",
    })
}

/// Signs that people put between fields and no reader takes for delimiters.
const STRANGE: [(char, &str); 9] = [
    ('，', "全角逗号 `，`"),
    ('；', "全角分号 `；`"),
    ('、', "顿号 `、`"),
    ('｜', "全角竖线 `｜`"),
    ('^', "`^`"),
    ('~', "`~`"),
    ('#', "`#`"),
    (' ', "空格"),
    ('\u{3000}', "全角空格"),
];

/// What seems to part the fields of lines that no delimiter cuts: a sign that stands equally often in most of them.
pub(crate) fn strange(lines: &[String]) -> Option<&'static str> {
    let lines: Vec<&str> = lines.iter().map(|line| super::text::trim(line)).filter(|line| !line.is_empty()).collect();
    let equally = |sign: char| {
        let first = lines.first().map_or(0, |line| line.matches(sign).count());
        let alike = lines.iter().filter(|line| line.matches(sign).count() == first).count();
        first > 0 && alike * 2 > lines.len()
    };
    STRANGE.into_iter().find(|(sign, _)| equally(*sign)).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_cuts_most_lines_alike_is_named() {
        let lines = ["名称，投资额".to_owned(), "甲，2".to_owned(), String::new()];
        assert_eq!(strange(&lines), Some("全角逗号 `，`"));
        assert_eq!(strange(&["甲".to_owned()]), None);
        assert_eq!(unexpected(Path::new("a.CSV.gz"), b';'), Some("分号"));
        assert_eq!(unexpected(Path::new("a.txt"), b';'), None);
    }
}
