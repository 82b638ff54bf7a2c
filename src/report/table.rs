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
        let wide = |i: usize| self.rows.iter().filter_map(|row| row.get(i)).map(|c| c.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(wide).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).zip(self.right.iter().chain(std::iter::repeat(&false)));
            let cells: Vec<String> = cells.map(|((cell, width), right)| pad(cell, *width, *right)).collect();
            text.push_str(format!("{indent}{}", cells.join("  ")).trim_end());
            text.push('\n');
        }
        text
    }
}

/// A text filled up to a display width.
pub(crate) fn pad(text: &str, width: usize, right: bool) -> String {
    let fill = " ".repeat(width.saturating_sub(text.width()));
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
