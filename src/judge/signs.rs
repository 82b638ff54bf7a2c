//! Patterns that say of each place which ASCII sign may stand there, such as those of codes and telephone numbers.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// So many places at most: a bit for each.
const MOST: usize = u64::BITS as usize;

/// What may stand at each place of a text.
#[derive(Clone, Debug)]
pub(crate) struct Signs {
    length: usize,
    /// For each sign a bit for every place where it may stand.
    places: Box<[u64; 256]>,
}

impl Signs {
    /// Of a pattern, if it says no more than that of a whole text.
    pub(crate) fn of(pattern: &str) -> Option<Self> {
        let hir = regex_syntax::parse(pattern).ok()?;
        let HirKind::Concat(parts) = hir.kind() else { return None };
        let [start, between @ .., end] = parts.as_slice() else { return None };
        let is_whole =
            [(start, Look::Start), (end, Look::End)].iter().all(|(at, look)| *at.kind() == HirKind::Look(*look));
        let mut signs = Self { length: 0, places: Box::new([0; 256]) };
        between.iter().try_for_each(|part| signs.add(part)).filter(|()| is_whole)?;
        Some(signs)
    }

    /// Adds what a part says of the places behind; `None` where it says something else.
    fn add(&mut self, part: &Hir) -> Option<()> {
        match part.kind() {
            HirKind::Literal(literal) => {
                literal.0.iter().try_for_each(|byte| self.place(std::iter::once((*byte, *byte))))
            }
            HirKind::Class(Class::Bytes(class)) => self.place(class.iter().map(|range| (range.start(), range.end()))),
            HirKind::Class(Class::Unicode(class)) => {
                let range = |range: &regex_syntax::hir::ClassUnicodeRange| {
                    Some((u8::try_from(range.start()).ok()?, u8::try_from(range.end()).ok()?))
                };
                self.place(class.iter().map(range).collect::<Option<Vec<_>>>()?.into_iter())
            }
            HirKind::Repetition(again) if again.max == Some(again.min) && again.min as usize <= MOST => {
                (0..again.min).try_for_each(|_| self.add(&again.sub))
            }
            HirKind::Capture(group) => self.add(&group.sub),
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part)),
            _ => None,
        }
    }

    /// One place more, with the signs that may stand there.
    fn place(&mut self, mut signs: impl Iterator<Item = (u8, u8)>) -> Option<()> {
        let bit = 1u64.checked_shl(u32::try_from(self.length).ok()?)?;
        self.length += 1;
        signs.try_for_each(|(first, last)| {
            let signs = self.places.get_mut(usize::from(first)..=usize::from(last)).filter(|_| last.is_ascii())?;
            for places in signs {
                *places |= bit;
            }
            Some(())
        })
    }

    /// Whether a text is made of such signs.
    pub(crate) fn are(&self, text: &str) -> bool {
        let of = |byte: u8| self.places.get(usize::from(byte)).copied().unwrap_or_default();
        let stands = |all: u64, (at, byte): (usize, u8)| all & (of(byte) >> at);
        text.len() == self.length && text.bytes().enumerate().fold(1, stands) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_and_other_patterns_left_alone() {
        let code = Signs::of("^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}(?:[0-9A-Z]){10}$").unwrap();
        assert!(code.are("91330106ABCDEFGHJK"));
        for other in ["91330106ABCDEFGHJ", "91330106ABCDEFGHJKL", "9I330106ABCDEFGHJK", "91330106ABCDEFGHJ甲", ""] {
            assert!(!code.are(other), "{other}");
        }
        assert!(Signs::of("^XM-[0-9]{4}$").unwrap().are("XM-0001"));
        let long = format!("^[0-9]{{{}}}$", MOST + 1);
        for other in ["[0-9]", "^[0-9]", "[0-9]$", "^[0-9]+$", r"^\d{3}$", "^甲{2}$", "^(a|bc)$", "(?m)^[0-9]$", &long]
        {
            assert!(Signs::of(other).is_none(), "{other}");
        }
    }
}
