//! Sets of values, each by its print: millions of rows in little room.

use super::Print;

/// A set of prints in parts, so that a set that grows is copied a part at a time.
#[derive(Clone, Debug, Default)]
pub struct Prints {
    parts: Vec<Part>,
}

/// How many parts.
const PARTS: u32 = 64;

/// Places of a part that are many: a megabyte and a half.
const MANY: usize = 1 << 17;

/// Prints, each in the first free place from its own on: places rise with prints, so that a part is copied in order.
#[derive(Clone, Debug, Default)]
struct Part {
    /// The words of prints: zeros, which memory comes as, where there is none.
    places: Vec<[u32; 3]>,
    used: usize,
}

impl Prints {
    /// Brings the places of some prints near, all at once: memory answers many questions in the time of one.
    pub fn near(&self, prints: &[Print]) {
        let own = |print: &Print| self.part(*print).and_then(|part| part.places.get(print.place(part.places.len())));
        let same = prints.iter().filter(|print| own(print) == Some(&print.words())).count();
        std::hint::black_box(same);
    }

    /// Takes a value in; whether it is new.
    pub fn insert(&mut self, print: Print) -> bool {
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS as usize, Part::default);
        }
        self.parts.get_mut(print.part(PARTS)).is_some_and(|part| part.insert(print))
    }

    /// Whether it has seen a value.
    pub fn contains(&self, print: Print) -> bool {
        self.part(print).is_some_and(|part| part.find(print).is_none())
    }

    fn part(&self, print: Print) -> Option<&Part> {
        self.parts.get(print.part(PARTS))
    }
}

impl Part {
    /// The free place that a print would take; `None` where it is there already.
    fn find(&self, print: Print) -> Option<usize> {
        let mut at = print.place(self.places.len());
        loop {
            match self.places.get(at) {
                Some([0, 0, 0]) => return Some(at),
                Some(other) if *other == print.words() => return None,
                Some(_) => at += 1,
                None if self.places.is_empty() => return Some(0),
                None => at = 0,
            }
        }
    }

    fn insert(&mut self, print: Print) -> bool {
        let Some(at) = self.find(print) else { return false };
        if (self.used + 1) * 4 > self.places.len() * 3 {
            self.grow();
            return self.insert(print);
        }
        self.used += 1;
        if let Some(place) = self.places.get_mut(at) {
            *place = print.words();
        }
        true
    }

    /// Twice as many places, or a third more of many.
    fn grow(&mut self) {
        let count = self.places.len();
        let count = if count < MANY { (2 * count).max(8) } else { count + count / 3 };
        let more = vec![[0; 3]; count];
        for words in std::mem::replace(&mut self.places, more) {
            if let Some(print) = Print::from_words(words)
                && let Some(at) = self.find(print)
                && let Some(place) = self.places.get_mut(at)
            {
                *place = words;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_new_once() {
        let mut seen = Prints::default();
        assert!(!seen.contains(Print::of("甲")));
        for round in 0..3 {
            let new = (0..20_000_u32).filter(|n| seen.insert(Print::of(n))).count();
            assert_eq!(new, if round == 0 { 20_000 } else { 0 });
        }
        seen.near(&[Print::of("甲"), Print::of(&3_u32)]);
        assert!(seen.contains(Print::of(&19_999_u32)) && !seen.contains(Print::of(&20_000_u32)));
    }
}
