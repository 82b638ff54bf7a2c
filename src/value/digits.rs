//! Up to eight digits taken as one word, so that no byte is looked at by itself.

/// A byte in every place.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// A text of at most eight bytes as a word, its first byte lowest; zeros behind it.
#[inline]
pub(crate) fn word(text: &[u8]) -> Option<u64> {
    let length = text.len();
    match (text.first_chunk(), text.last_chunk(), text.first_chunk(), text.last_chunk(), text) {
        // Where both ends meet, they hold the same.
        (Some(first), Some(last), ..) if length <= 8 => {
            Some(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4)))
        }
        (None, _, Some(first), Some(last), _) => {
            Some(u64::from(u16::from_le_bytes(*first)) | u64::from(u16::from_le_bytes(*last)) << (8 * (length - 2)))
        }
        (.., [only]) => Some(u64::from(*only)),
        (.., []) => Some(0),
        _ => None,
    }
}

/// Where a byte stands first in a word.
#[inline]
pub(crate) fn find(word: u64, byte: u8) -> Option<usize> {
    let other = word ^ all(byte);
    let zeros = other.wrapping_sub(all(1)) & !other & all(0x80);
    (zeros != 0).then_some(zeros.trailing_zeros() as usize / 8)
}

/// A word of so many bytes without the one at a place.
#[inline]
pub(crate) fn without(word: u64, at: usize) -> u64 {
    let before = (1u64 << (8 * at)) - 1;
    word & before | word >> 8 & !before
}

/// The digits of a word that has so many bytes, one value to a place, the last highest; `None` where one is no digit.
#[inline]
pub(crate) fn digits(word: u64, length: usize) -> Option<u64> {
    if length == 0 {
        return Some(0);
    }
    let missing = 8 * 8usize.checked_sub(length)?;
    let zeros = all(b'0').checked_shr(64 - u32::try_from(missing).ok()?).unwrap_or(0);
    let word = word << missing | zeros;
    let high = all(0xf0);
    let is_digits = word & high == all(b'0') && word.wrapping_add(all(6)) & high == all(b'0');
    is_digits.then(|| word ^ all(b'0'))
}

/// The values of digits taken two by two, the first pair lowest, sixteen bits for each.
#[inline]
pub(crate) fn pairs(digits: u64) -> u64 {
    (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff
}

/// The number that eight digits write.
#[inline]
pub(crate) fn number(digits: u64) -> u64 {
    let fours = pairs(digits) * 100 + (pairs(digits) >> 16);
    (fours & 0xffff) * 10_000 + (fours >> 32 & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_holds_a_text() {
        let text = b"12345678";
        for length in 0..=8 {
            let bytes = word(&text[..length]).unwrap().to_le_bytes();
            assert_eq!(&bytes[..length], &text[..length]);
            assert!(bytes[length..].iter().all(|byte| *byte == 0));
        }
        assert_eq!(word(b"123456789"), None);
    }

    #[test]
    fn digits_make_a_number() {
        for text in ["0", "7", "42", "007", "1234", "99999", "100000", "1234567", "99999999", "00000001"] {
            let digits = digits(word(text.as_bytes()).unwrap(), text.len()).unwrap();
            assert_eq!(number(digits), text.parse::<u64>().unwrap(), "{text}");
        }
        for other in ["/", ":", "1a", "1234567:", "-1", "1 2", "１"] {
            assert_eq!(digits(word(other.as_bytes()).unwrap(), other.len()), None, "{other}");
        }
    }

    #[test]
    fn a_byte_is_found_and_left_out() {
        for (text, at, rest) in
            [("1.5", Some(1), "15"), (".5", Some(0), "5"), ("1234567.", Some(7), "1234567"), ("12", None, "12")]
        {
            let whole = word(text.as_bytes()).unwrap();
            assert_eq!(find(whole, b'.'), at, "{text}");
            assert_eq!(at.map_or(whole, |at| without(whole, at)), word(rest.as_bytes()).unwrap(), "{text}");
        }
        assert_eq!(find(word(b"1..2").unwrap(), b'.'), Some(1));
    }
}
