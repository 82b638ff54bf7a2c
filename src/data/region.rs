//! The place a row is about, in tables by place: the plan's own, one that rules name as a scope, or another.

use crate::language::program::{Indicator, Plan};

use super::text::name_key;

/// What a place is to the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    /// The place that the plan is of: figures without a scope.
    Own,
    /// A scope, as the rules write it.
    Scope(String),
    /// A place that no rule names.
    Stranger,
}

/// Tails of place names that are left out in speech: `江西` is 江西省.
const TAILS: [&str; 8] = ["省", "市", "区", "县", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"];

/// What a place is to an indicator's rules. A scope that rules name goes before the plan's own place.
pub(crate) fn region(indicator: &Indicator, plan: &Plan, text: &str) -> Region {
    let key = name_key(text);
    let exact = indicator.scopes.iter().find(|scope| name_key(scope) == key);
    let loose = || {
        let mut alike = indicator.scopes.iter().filter(|scope| is_short_for(&name_key(scope), &key));
        alike.next().filter(|_| alike.next().is_none())
    };
    if let Some(scope) = exact.or_else(loose) {
        return Region::Scope(scope.clone());
    }
    if is_own(plan, &key) { Region::Own } else { Region::Stranger }
}

/// Whether one of two names is the other without its tail.
fn is_short_for(a: &str, b: &str) -> bool {
    let with_tail = |short: &str, long: &str| {
        long.strip_prefix(short).is_some_and(|tail| short.chars().count() >= 2 && TAILS.contains(&tail))
    };
    with_tail(a, b) || with_tail(b, a)
}

/// Whether a place is the one the plan is of: its 地区, or what its name begins with before the year.
fn is_own(plan: &Plan, key: &str) -> bool {
    let said = plan.region.as_deref().map(|region| name_key(region).into_owned());
    let named = || name_key(&plan.name).split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let own = said.unwrap_or_else(named);
    let ends = own
        .strip_suffix(key)
        .is_some_and(|before| before.is_empty() || before.ends_with(['省', '市', '区', '州', '县']));
    !key.is_empty() && (ends || is_short_for(&own, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_place_is_not_the_plans_own() {
        let plan = Plan { name: "南昌市西湖区2023年计划".to_owned(), ..Plan::default() };
        assert!(is_own(&plan, "西湖区") && is_own(&plan, "南昌市西湖区"));
        assert!(!is_own(&plan, "南昌市") && !is_own(&plan, "湖区") && !is_own(&plan, ""));
        assert!(is_short_for("江西", "江西省") && !is_short_for("吉林省", "吉林市"));
    }
}
