//! How figures and claims are said in findings.

use super::claim::Asked;
use super::linear::Linear;
use super::simplex::Near;
use crate::language::program::{Aspect, Goal};
use crate::language::program::{Change, Program, Target};
use crate::value::{Number, Rounding, Unit};

/// A number of base units in a unit: `98408户`, `7.78万户`, `781.783亿元`.
pub(super) fn amount(value: &Number, unit: &Unit) -> String {
    let shown = unit.from_base(value);
    let myriad = Number::from(10_000i64);
    if unit.dimension.is_count() && !unit.name.starts_with(['万', '亿']) && shown.abs() >= myriad {
        let round = shown.checked_div(&myriad).filter(|n| n.decimal_places().is_some_and(|places| places <= 2));
        if let Some(round) = round {
            return format!("{round}万{}", unit.name);
        }
    }
    format!("{}{}", decimal(&shown), unit.name)
}

/// The places that are shown in full: two figures that differ must look different.
const EXACT: u32 = 32;

/// A number as a decimal; what has none is cut to four places and said so.
pub(super) fn decimal(number: &Number) -> String {
    match number.decimal_places() {
        Some(places) if places <= EXACT => number.to_string(),
        _ => format!("约{}", number.to_decimal_string(4, Rounding::HalfUp)),
    }
}

/// What a claim asks: `市场主体 ≥ 100001户`, `企业 净增 7560户`.
pub(super) fn claim(subject: &str, asked: &Asked, unit: &Unit) -> String {
    let ends = [("≥", ">", &asked.low), ("≤", "<", &asked.high)];
    let end = |(closed, open, near): (&str, &str, &Option<Near>)| {
        let near = near.as_ref()?;
        let sign = if near.1.is_zero() { closed } else { open };
        Some(format!("{sign} {}", amount(&near.0, unit)))
    };
    let ends: Vec<String> = ends.into_iter().filter_map(end).collect();
    format!("{subject} {}", ends.join(" 且 ")).trim().to_owned()
}

/// What a target measures: an indicator's name, an aggregate as written.
pub(super) fn subject(program: &Program, target: &Target) -> String {
    let form = Linear::read(program, &target.measure.level).unwrap_or_default();
    let level = self::form(program, &form);
    match (&target.goal, target.measure.change) {
        (Goal::Within { .. } | Goal::Null { .. }, _) | (_, None | Some(Change::Growth | Change::Decline)) => level,
        (_, Some(Change::NetIncrease)) => format!("{level} 净增"),
        (_, Some(Change::AnnualGrowth { .. })) => format!("{level} 年均增长"),
    }
}

/// A form in the words of the plan: `企业 + 个体工商户`.
pub(super) fn form(program: &Program, form: &Linear) -> String {
    let mut text = String::new();
    for (variable, coefficient) in &form.terms {
        let sign = if coefficient.is_negative() { "-" } else { "+" };
        let size = coefficient.abs();
        let times = if size == Number::one() { String::new() } else { format!("{} × ", decimal(&size)) };
        let name = name(program, variable);
        text += &match (text.is_empty(), sign) {
            (true, "+") => format!("{times}{name}"),
            (true, _) => format!("-{times}{name}"),
            (false, _) => format!(" {sign} {times}{name}"),
        };
    }
    text
}

fn name(program: &Program, variable: &super::linear::Variable) -> String {
    use super::linear::Variable;
    match variable {
        Variable::Figure(id, scope, aspect) => {
            let name = program.indicator(*id).map(|i| i.name.as_str()).unwrap_or_default();
            let scope = scope.as_ref().map_or_else(String::new, |scope| format!("[{scope}]"));
            let aspect = match aspect {
                Aspect::Level => "",
                Aspect::LastYear => ".上年",
                Aspect::Previous => ".上期",
                Aspect::Growth => ".同比",
            };
            format!("{name}{scope}{aspect}")
        }
        Variable::Aggregate(id, earlier) => {
            let text = program.aggregate(*id).map(|a| a.text.as_str()).unwrap_or_default();
            format!("{text}{}", if *earlier { "的上年数" } else { "" })
        }
        Variable::Growth(of, since) => {
            let word = if since.is_some() { "年均增长" } else { "增长" };
            format!("{} {word}", form(program, of))
        }
        Variable::Parameter(id, scope) => {
            let name = program.parameter(*id).map(|p| p.name.as_str()).unwrap_or_default();
            scope.as_ref().map_or_else(|| name.to_owned(), |scope| format!("{name}[{scope}]"))
        }
    }
}
