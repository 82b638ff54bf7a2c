//! Laws that hold for every input.

mod ast;
mod parsing;

/// How many cases a law is tried with: 256, or what `PROPTEST_CASES` asks for (CI asks for 10 000).
pub(crate) fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256)
}
