//! Names of sheets: legal in Excel, each once.

use crate::report::comparison::shown;

/// Characters (UTF-16) that a sheet's name can have.
const NAME: usize = 31;

/// The names taken so far; Excel tells them apart without regard to case.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// A name like the one wished for, that no sheet has yet.
    pub(super) fn take(&mut self, wish: &str) -> String {
        let wish = legal(wish);
        let numbered = (2_usize..).map(|n| with_end(&wish, &format!("（{n}）")));
        let mut candidates = std::iter::once(with_end(&wish, "")).chain(numbered);
        let free = candidates.find(|name| !self.0.contains(&name.to_lowercase())).unwrap_or_default();
        self.0.push(free.to_lowercase());
        free
    }
}

/// What Excel refuses stands in full width.
fn legal(name: &str) -> String {
    let wide = |c: char| match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or('_'),
        other => other,
    };
    let name: String = shown(name).trim().chars().map(wide).collect();
    if name.is_empty() || name.eq_ignore_ascii_case("history") { format!("{name}_") } else { name }
}

fn with_end(name: &str, end: &str) -> String {
    let mut left = NAME - end.encode_utf16().count().min(NAME);
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = if fits { left - c.len_utf16() } else { 0 };
        fits
    };
    name.chars().take_while(fits).chain(end.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_legal_short_and_each_once() {
        let mut names = Names::default();
        assert_eq!(names.take("一/二[三]"), "一／二［三］");
        let long = "长".repeat(40);
        assert_eq!(names.take(&long), "长".repeat(31));
        assert_eq!(names.take(&long), format!("{}（2）", "长".repeat(28)));
        assert_eq!(
            [names.take("a"), names.take("A"), names.take(""), names.take("History")],
            ["a", "A（2）", "_", "History_"]
        );
    }
}
