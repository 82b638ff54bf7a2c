//! A column of texts: where few of them differ, each of those once, and for every row which one it holds.

/// So many texts that differ have codes; a column with more keeps the text of every row.
const MOST: usize = u8::MAX as usize;

/// Bytes of texts that are known on, and of room that is kept: longer ones are let go of.
const KNOWN: usize = 1 << 16;
const LONG: usize = 1 << 22;

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

/// What is known by codes.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The texts, each by its place among them.
    texts: Memo,
    /// Bytes of another encoding, by the text that they write.
    bytes: Option<Box<Memo>>,
}

/// Codes by keys.
#[derive(Clone, Debug)]
struct Memo {
    /// The place of an entry more by one, where there is one.
    places: [u16; PLACES],
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    code: u8,
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
    #[inline]
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
    #[inline]
    fn place(self) -> usize {
        let mixed = self.ends[0] ^ self.ends[1].rotate_left(29) ^ self.length as u64;
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
    }
}

impl Default for Memo {
    fn default() -> Self {
        Self { places: [0; PLACES], entries: Vec::new() }
    }
}

impl Default for Codes {
    fn default() -> Self {
        Self::Of(Box::default(), Vec::new())
    }
}

/// An entry, or where it would have its place.
enum Found {
    Entry(usize),
    Free(usize),
}

impl TextColumn {
    /// Lets go of all of them, but not of the room they took, nor of what is known of them.
    pub(crate) fn clear(&mut self) {
        if self.text.len() > if matches!(self.codes, Codes::None) { LONG } else { KNOWN } {
            *self = Self::default();
        }
        match &mut self.codes {
            Codes::Of(known, rows) => {
                known.texts.entries.iter_mut().for_each(|entry| entry.plain = false);
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

    /// The same, of a cell that says it in other bytes.
    pub(crate) fn push_decoded(&mut self, text: &str, bytes: &[u8]) {
        self.add(text, true);
        let Codes::Of(known, rows) = &mut self.codes else { return };
        let (key, memo) = (Key::of(bytes), known.bytes.get_or_insert_default());
        if let (Some(code), Found::Free(place)) = (rows.last(), memo.find(key, |_| true))
            && key.is_all()
            && memo.entries.len() < MOST
        {
            memo.add(place, Entry { key, code: *code, plain: true });
        }
    }

    /// Adds what a cell says, if another has said it that holds it; `false` if nothing was added.
    #[inline]
    pub(crate) fn push_again(&mut self, text: &str) -> bool {
        let Codes::Of(known, rows) = &mut self.codes else { return false };
        let key = Key::of(text.as_bytes());
        let is_same = |index| key.is_all() || written(&self.text, &self.ends, index) == Some(text);
        let Found::Entry(index) = known.texts.find(key, is_same) else { return false };
        known.texts.entries.get(index).filter(|entry| entry.plain).map(|entry| rows.push(entry.code)).is_some()
    }

    /// The same of bytes in another encoding.
    #[inline]
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) -> bool {
        let Codes::Of(known, rows) = &mut self.codes else { return false };
        let (Some(memo), key) = (&known.bytes, Key::of(bytes)) else { return false };
        let Found::Entry(index) = memo.find(key, |_| key.is_all()) else { return false };
        let text = memo.entries.get(index).and_then(|entry| known.texts.entries.get(usize::from(entry.code)));
        text.filter(|text| text.plain).map(|text| rows.push(text.code)).is_some()
    }

    #[inline]
    fn add(&mut self, text: &str, plain: bool) {
        if let Codes::Of(known, rows) = &mut self.codes {
            let key = Key::of(text.as_bytes());
            let is_same = |index| key.is_all() || written(&self.text, &self.ends, index) == Some(text);
            match known.texts.find(key, is_same) {
                Found::Entry(index) => {
                    if let Some(entry) = known.texts.entries.get_mut(index) {
                        entry.plain |= plain;
                        rows.push(entry.code);
                    }
                    return;
                }
                Found::Free(place) if known.texts.entries.len() < MOST => {
                    let code = u8::try_from(known.texts.entries.len()).unwrap_or_default();
                    known.texts.add(place, Entry { key, code, plain });
                    rows.push(code);
                }
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
                codes.iter().map(|code| answers.get(usize::from(*code)).copied().unwrap_or_default()).collect()
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

impl Memo {
    #[inline]
    fn find(&self, key: Key, is_same: impl Fn(usize) -> bool) -> Found {
        let mut place = key.place();
        loop {
            let Some(index) = self.places.get(place).and_then(|index| index.checked_sub(1)).map(usize::from) else {
                return Found::Free(place);
            };
            if self.entries.get(index).is_some_and(|entry| entry.key == key) && is_same(index) {
                return Found::Entry(index);
            }
            place = (place + 1) % PLACES;
        }
    }

    fn add(&mut self, place: usize, entry: Entry) {
        self.entries.push(entry);
        if let (Some(free), Ok(index)) = (self.places.get_mut(place), u16::try_from(self.entries.len())) {
            *free = index;
        }
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
                for text in &all {
                    column.push(text);
                }
                assert_eq!(column.iter().collect::<Vec<_>>(), all, "{round}");
                assert_eq!(column.told(str::len), all.iter().map(String::len).collect::<Vec<_>>());
                assert_eq!((column.len(), column.get(all.len())), (all.len(), None));
                assert_eq!(column.coded().is_some(), count < 2000);
            }
        }
    }

    #[test]
    fn bytes_of_another_encoding_are_known_by_their_text() {
        let mut column = TextColumn::default();
        let (bytes, long) = ([0xb3, 0xc7, 0xb6, 0xab], [0xb3; 20]);
        assert!(!column.push_bytes(&bytes));
        column.push_decoded("城东", &bytes);
        column.push_decoded("长", &long);
        assert!(column.push_bytes(&bytes) && !column.push_bytes(&long) && !column.push_bytes(&bytes[..2]));
        assert_eq!(column.iter().collect::<Vec<_>>(), ["城东", "长", "城东"]);
        column.clear();
        assert!(!column.push_bytes(&bytes));
        column.push_plain("别");
        column.push_decoded("城东", &bytes);
        assert!(column.push_bytes(&bytes));
        assert_eq!(column.iter().collect::<Vec<_>>(), ["别", "城东", "城东"]);
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
