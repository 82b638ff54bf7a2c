//! Tables aligned by display width, as Chinese characters take two columns.

use unicode_width::UnicodeWidthStr;

/// Rows of cells.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    /// Which columns stand to the right, as figures do.
    right: Vec<bool>,
}

impl Table {
    /// An empty table with its header; columns whose header begins with `>` stand to the right.
    pub fn new<S: AsRef<str>>(header: impl IntoIterator<Item = S>) -> Self {
        let header: Vec<String> = header.into_iter().map(|h| h.as_ref().to_owned()).collect();
        let right = header.iter().map(|h| h.starts_with('>')).collect();
        Self { rows: vec![header.iter().map(|h| h.trim_start_matches('>').to_owned()).collect()], right }
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether nothing but the header is in it.
    pub fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The table as text, each line after an indent, two columns between cells.
    pub fn render(&self, indent: &str) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let own: Vec<Vec<usize>> = self.rows.iter().map(|row| row.iter().map(|cell| width(cell)).collect()).collect();
        let wide = |i: usize| own.iter().filter_map(|row| row.get(i)).max().copied().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(wide).collect();
        let mut text = String::new();
        for (row, own) in self.rows.iter().zip(&own) {
            let start = text.len();
            text.push_str(indent);
            let cells = row.iter().zip(own).zip(&widths).zip(self.right.iter().chain(std::iter::repeat(&false)));
            for (i, (((cell, own), width), right)) in cells.enumerate() {
                let fill = width.saturating_sub(*own);
                let (before, after) = if *right { (fill, 0) } else { (0, fill) };
                spaces(&mut text, if i > 0 { before + 2 } else { before });
                text.push_str(cell);
                spaces(&mut text, after);
            }
            let kept = text.get(start..).map_or(0, |line| line.trim_end().len());
            text.truncate(start + kept);
            text.push('\n');
        }
        text
    }
}

fn spaces(text: &mut String, count: usize) {
    text.extend(std::iter::repeat_n(' ', count));
}

/// How many columns a text takes.
fn width(text: &str) -> usize {
    let plain = |c: char| match c {
        ' '..='~' => Some(1),
        '\u{4e00}'..='\u{9fff}' => Some(2),
        _ => None,
    };
    // Only what is neither ASCII nor Han can join with its neighbours into one picture.
    text.chars().map(plain).sum::<Option<usize>>().unwrap_or_else(|| text.width())
}

/// A text filled up to a display width.
pub(crate) fn pad(text: &str, width: usize, right: bool) -> String {
    let fill = " ".repeat(width.saturating_sub(self::width(text)));
    if right { format!("{fill}{text}") } else { format!("{text}{fill}") }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_align_under_chinese_text() {
        let mut table = Table::new(["状态", ">条数"]);
        table.row(["达标", "120"]);
        table.row(["未到期", "3"]);
        assert_eq!(table.render("  "), "  状态    条数\n  达标     120\n  未到期     3\n");
    }
}
