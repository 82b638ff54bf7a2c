//! What each diagnostic code means, with an example and its mend.

/// Every page, by code, sorted.
const PAGES: &[(&str, &str)] = &[
    ("data-none", include_str!("../docs/codes/data-none.md")),
    ("manifest-key-unknown", include_str!("../docs/codes/manifest-key-unknown.md")),
    ("only-unmatched", include_str!("../docs/codes/only-unmatched.md")),
];

/// The page of a code.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| *name == code).map(|(_, page)| *page)
}

/// Every code that has a page, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_are_sorted_and_say_their_code() {
        assert!(super::codes().is_sorted());
        for (code, page) in super::PAGES {
            assert!(page.starts_with(&format!("# {code}")), "{code}");
        }
    }
}
