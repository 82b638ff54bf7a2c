//! Laws that hold for every input.

mod ast;
mod layout;
mod parsing;
mod plain;
mod shares;

/// How a law is tried: with 256 cases, or as many as `LAW_CASES` asks for (CI asks for 10 000); always the same ones, so that
/// what held once holds again, unless `PROPTEST_RNG_SEED` names others. (`PROPTEST_CASES` would count for every law alike, also
/// for those that keep themselves to fewer.)
pub(crate) fn config() -> proptest::test_runner::Config {
    let cases = std::env::var("LAW_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(20_230_321);
    let rng_seed = proptest::test_runner::RngSeed::Fixed(seed);
    proptest::test_runner::Config { cases, rng_seed, failure_persistence: None, ..Default::default() }
}
