//! A column of texts: where few of them differ, each of those once, and for every row which one it holds.

/// So many texts that differ have codes; a column with more keeps the text of every row.
const MOST: usize = u8::MAX as usize;

/// Places of the codes: a power of two, at least twice as many as there are codes.
const PLACES: usize = 1 << 9;

/// Many texts in one buffer.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    text: String,
    ends: Vec<usize>,
    /// Which of the texts each row holds; without codes each row has its own.
    codes: Codes,
}

#[derive(Clone, Debug)]
enum Codes {
    None,
    Of(Box<Known>, Vec<u8>),
}

/// Texts known by their codes.
#[derive(Clone, Debug)]
struct Known {
    /// A code more by one, where there is one.
    places: [u16; PLACES],
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    /// Whether a cell that says it, letter for letter, holds it.
    plain: bool,
}

/// How long a text is and its first and last bytes: all of it, unless it has more than sixteen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    length: usize,
    ends: [u64; 2],
}

impl Key {
    fn of(text: &[u8]) -> Self {
        let ends = match (text.first_chunk(), text.last_chunk(), text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last), ..) => [u64::from_le_bytes(*first), u64::from_le_bytes(*last)],
            (_, _, Some(first), Some(last)) => [u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()],
            _ => [text.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0],
        };
        Self { length: text.len(), ends }
    }

    fn is_all(self) -> bool {
        self.length <= 16
    }

    /// Where its code is looked for first.
    fn place(self) -> usize {
        let mixed = self.ends[0] ^ self.ends[1].rotate_left(29) ^ self.length as u64;
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
    }
}

impl Default for Codes {
    fn default() -> Self {
        Self::Of(Box::new(Known { places: [0; PLACES], entries: Vec::new() }), Vec::new())
    }
}

/// Where a text has its code, or where it would have it.
enum Found {
    Code(u8),
    Free(usize),
}

impl TextColumn {
    /// Lets go of all of them, but not of the room they took, nor of what is known of them.
    pub(crate) fn clear(&mut self) {
        match &mut self.codes {
            Codes::Of(known, rows) => {
                known.entries.iter_mut().for_each(|entry| entry.plain = false);
                rows.clear();
            }
            Codes::None => {
                self.text.clear();
                self.ends.clear();
            }
        }
    }

    /// Adds one.
    pub fn push(&mut self, text: &str) {
        self.add(text, false);
    }

    /// Adds one that a cell says letter for letter.
    pub(crate) fn push_plain(&mut self, text: &str) {
        self.add(text, true);
    }

    /// Adds what a cell says, if another has said it that holds it; `false` if nothing was added.
    pub(crate) fn push_again(&mut self, text: &str) -> bool {
        let Codes::Of(known, rows) = &mut self.codes else { return false };
        let key = Key::of(text.as_bytes());
        let Found::Code(code) = known.find(key, text, (&self.text, &self.ends)) else { return false };
        let is_plain = known.entries.get(usize::from(code)).is_some_and(|entry| entry.plain);
        if is_plain {
            rows.push(code);
        }
        is_plain
    }

    fn add(&mut self, text: &str, plain: bool) {
        if let Codes::Of(known, rows) = &mut self.codes {
            let key = Key::of(text.as_bytes());
            match known.find(key, text, (&self.text, &self.ends)) {
                Found::Code(code) => {
                    rows.push(code);
                    if let Some(entry) = known.entries.get_mut(usize::from(code)) {
                        entry.plain |= plain;
                    }
                    return;
                }
                Found::Free(place) if known.entries.len() < MOST => rows.push(known.add(place, Entry { key, plain })),
                Found::Free(_) => self.spell_out(),
            }
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Gives every row its own text: too many differ.
    fn spell_out(&mut self) {
        let rows = self.len();
        let mut all =
            Self { text: String::with_capacity(16 * rows), ends: Vec::with_capacity(rows), codes: Codes::None };
        self.iter().for_each(|text| all.push(text));
        *self = all;
    }

    /// The text at an index.
    pub fn get(&self, index: usize) -> Option<&str> {
        self.written(match &self.codes {
            Codes::Of(_, rows) => usize::from(*rows.get(index)?),
            Codes::None => index,
        })
    }

    fn written(&self, index: usize) -> Option<&str> {
        written(&self.text, &self.ends, index)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }

    /// The texts that differ, of which perhaps none holds some, and which of them each row holds; `None` where too many differ.
    pub fn coded(&self) -> Option<(impl Iterator<Item = &str>, &[u8])> {
        let Codes::Of(_, rows) = &self.codes else { return None };
        Some(((0..self.ends.len()).map(|index| self.written(index).unwrap_or_default()), rows))
    }

    /// What a question says of each, in order: where few differ, it is asked once of each of those.
    pub fn told<T: Copy + Default>(&self, ask: impl Fn(&str) -> T) -> Vec<T> {
        match self.coded() {
            Some((texts, codes)) => {
                let mut answers = [T::default(); MOST + 1];
                answers.iter_mut().zip(texts).for_each(|(answer, text)| *answer = ask(text));
                codes.iter().map(|code| answers[usize::from(*code)]).collect()
            }
            None => {
                let mut start = 0;
                let mut text = |end: usize| self.text.get(std::mem::replace(&mut start, end)..end).unwrap_or_default();
                self.ends.iter().map(|end| ask(text(*end))).collect()
            }
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match &self.codes {
            Codes::Of(_, rows) => rows.len(),
            Codes::None => self.ends.len(),
        }
    }

    /// Whether none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Known {
    fn find(&self, key: Key, text: &str, (texts, ends): (&str, &[usize])) -> Found {
        let mut place = key.place();
        loop {
            let Some(code) = self.places.get(place).and_then(|code| code.checked_sub(1)) else {
                return Found::Free(place);
            };
            let index = usize::from(code);
            if self.entries.get(index).is_some_and(|entry| entry.key == key)
                && (key.is_all() || written(texts, ends, index) == Some(text))
            {
                return Found::Code(u8::try_from(code).unwrap_or_default());
            }
            place = (place + 1) % PLACES;
        }
    }

    fn add(&mut self, place: usize, entry: Entry) -> u8 {
        let code = u8::try_from(self.entries.len()).unwrap_or_default();
        if let Some(free) = self.places.get_mut(place) {
            *free = u16::from(code) + 1;
        }
        self.entries.push(entry);
        code
    }
}

fn written<'t>(texts: &'t str, ends: &[usize], index: usize) -> Option<&'t str> {
    let end = *ends.get(index)?;
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    texts.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of every length about those of keys, alike in their ends.
    fn texts(count: usize) -> Vec<String> {
        let text = |n: usize| match n % 4 {
            0 => "a".repeat(n % 29),
            1 => format!("城东街道{n}城东街道"),
            2 => format!("{}", n % 40),
            _ => format!("甲{}", "乙".repeat(n % 7)),
        };
        (0..count).map(text).collect()
    }

    #[test]
    fn texts_come_back_as_they_went_in_whether_few_or_many_differ() {
        for count in [0, 1, 200, 2000] {
            let all = texts(count);
            let mut column = TextColumn::default();
            for round in 0..3 {
                column.clear();
                all.iter().for_each(|text| column.push(text));
                assert_eq!(column.iter().collect::<Vec<_>>(), all, "{round}");
                assert_eq!(column.told(str::len), all.iter().map(String::len).collect::<Vec<_>>());
                assert_eq!((column.len(), column.get(all.len())), (all.len(), None));
                assert_eq!(column.coded().is_some(), count < 2000);
            }
        }
    }

    #[test]
    fn only_what_a_cell_said_letter_for_letter_is_known_again() {
        let mut column = TextColumn::default();
        column.push("无");
        assert!(!column.push_again("无"));
        column.push_plain("有");
        assert!(column.push_again("有") && !column.push_again("有无"));
        assert_eq!(column.iter().collect::<Vec<_>>(), ["无", "有", "有"]);
        column.clear();
        assert!(!column.push_again("有"));
    }
}
