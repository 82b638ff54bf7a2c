//! Which encoding a text file is in, and text out of its bytes.

use std::borrow::Cow;

use encoding_rs::{CoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
}

impl Charset {
    /// UTF-8.
    pub(crate) const UTF_8: Self = Self { encoding: UTF_8 };

    /// The encoding a manifest declares; `None` when nobody knows the name.
    pub(crate) fn declared(name: &str) -> Option<Self> {
        let encoding = Encoding::for_label(name.trim().as_bytes())?;
        // GBK and GB2312 are what Chinese Excel calls its GB18030.
        let encoding = if encoding == encoding_rs::GBK { GB18030 } else { encoding };
        (encoding != encoding_rs::REPLACEMENT).then_some(Self { encoding })
    }

    /// The name shown to users.
    pub(crate) fn name(self) -> &'static str {
        match self.encoding.name() {
            "gb18030" => "GB18030",
            name => name,
        }
    }

    /// Whether it is UTF-8.
    pub(crate) fn is_utf_8(self) -> bool {
        self.encoding == UTF_8
    }

    /// Whether quotes, delimiters and line ends can be looked for in the bytes themselves.
    pub(crate) fn is_transparent(self) -> bool {
        self.encoding.is_ascii_compatible() && self.encoding != encoding_rs::ISO_2022_JP
    }

    /// A decoder of whole streams, for encodings whose bytes hide delimiters.
    pub(crate) fn decoder(self) -> encoding_rs::Decoder {
        self.encoding.new_decoder_with_bom_removal()
    }

    /// Puts the text of some bytes in place of another; whether all of it is known to the encoding.
    pub(crate) fn decode_into(self, bytes: &[u8], text: &mut String) -> bool {
        let mut decoder = self.encoding.new_decoder_without_bom_handling();
        text.clear();
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or_default());
        let (result, _, has_errors) = decoder.decode_to_string(bytes, text, true);
        result == CoderResult::InputEmpty && !has_errors
    }

    /// The text of some bytes; `Err` with what can be shown when they hold bytes the encoding does not know.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, String> {
        if self.encoding == UTF_8 || bytes.is_ascii() {
            return match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(_) => Err(String::from_utf8_lossy(bytes).into_owned()),
            };
        }
        match self.encoding.decode_without_bom_handling(bytes) {
            (text, false) => Ok(text),
            (text, true) => Err(text.into_owned()),
        }
    }
}

/// The encoding that a byte order mark names, and the mark's length.
pub(crate) fn byte_order_mark(head: &[u8]) -> Option<(Charset, usize)> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Some((Charset::UTF_8, 3)),
        [0xff, 0xfe, ..] => Some((Charset { encoding: UTF_16LE }, 2)),
        [0xfe, 0xff, ..] => Some((Charset { encoding: UTF_16BE }, 2)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((Charset { encoding: GB18030 }, 4)),
        _ => None,
    }
}

/// Looks at the bytes of a file, a block at a time, to tell UTF-8 from GB18030.
///
/// Strictly UTF-8 is UTF-8. A file with broken bytes is still UTF-8 when its sound multi-byte characters outnumber them by
/// far: read as UTF-8, text in GB18030 has hardly any sound ones. Everything else is GB18030, which Chinese Excel saves.
#[derive(Debug, Default)]
pub(crate) struct Detector {
    pending: Vec<u8>,
    sound: u64,
    broken: u64,
}

/// How many sound characters must stand beside a broken one for a file to count as UTF-8.
const SOUND_FOR_BROKEN: u64 = 8;

/// So many characters do not look sound, or broken, by chance: of one in GB18030 an eighth looks sound.
const BEYOND_DOUBT: u64 = 64;

impl Detector {
    /// Takes the next block in.
    pub(crate) fn feed(&mut self, block: &[u8]) {
        if self.pending.is_empty() {
            self.look(block, false);
        } else {
            let joined = [std::mem::take(&mut self.pending).as_slice(), block].concat();
            self.look(&joined, false);
        }
    }

    fn look(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            match simdutf8::compat::from_utf8(bytes) {
                Ok(text) => {
                    self.count(text.as_bytes());
                    return;
                }
                Err(error) => {
                    let (good, rest) = bytes.split_at(error.valid_up_to());
                    self.count(good);
                    match error.error_len() {
                        None if !last => {
                            self.pending = rest.to_vec();
                            return;
                        }
                        length => {
                            self.broken += 1;
                            bytes = rest.get(length.unwrap_or(rest.len())..).unwrap_or_default();
                        }
                    }
                }
            }
        }
    }

    /// Counts characters of three bytes and more; those of two are common by chance in GB18030.
    fn count(&mut self, text: &[u8]) {
        for chunk in text.chunks(usize::from(u8::MAX)) {
            self.sound += u64::from(chunk.iter().map(|byte| u8::from(*byte >= 0xe0)).sum::<u8>());
        }
    }

    /// Whether so many bytes more cannot change the verdict: every three of them may still be a sound character.
    pub(crate) fn is_sure(&self, left: u64) -> bool {
        let sound = self.sound.saturating_add(left.saturating_add(self.pending.len() as u64) / 3);
        self.broken > 0 && self.broken.saturating_mul(SOUND_FOR_BROKEN) > sound
    }

    /// Whether the verdict is beyond doubt: much of it is sound and nothing is broken, or much is broken and less is sound.
    pub(crate) fn is_beyond_doubt(&self) -> bool {
        self.sound.max(self.broken) >= BEYOND_DOUBT && (self.broken == 0 || self.broken > self.sound)
    }

    /// The verdict.
    pub(crate) fn charset(mut self) -> Charset {
        let pending = std::mem::take(&mut self.pending);
        self.look(&pending, true);
        let utf_8 = self.broken == 0 || self.sound >= self.broken.saturating_mul(SOUND_FOR_BROKEN);
        Charset { encoding: if utf_8 { UTF_8 } else { GB18030 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(bytes: &[u8]) -> &'static str {
        let mut detector = Detector::default();
        for block in bytes.chunks(5) {
            detector.feed(block);
        }
        detector.charset().name()
    }

    #[test]
    fn excel_saves_gb18030_and_one_bad_byte_does_not_make_it_so() {
        let text = "指标,时期,数值\n地区生产总值,2023年,781.2\n";
        assert_eq!(detect(text.as_bytes()), "UTF-8");
        assert_eq!(detect(&GB18030.encode(text).0), "GB18030");
        let mut damaged = text.as_bytes().to_vec();
        damaged.insert(30, 0xff);
        assert_eq!(detect(&damaged), "UTF-8");
    }

    #[test]
    fn what_is_sure_stays_so_whatever_follows() {
        let (head, text) = (GB18030.encode("指标,时期").0, "数值".repeat(20));
        for length in (0..text.len()).step_by(3) {
            let rest = text.as_bytes().get(..length).unwrap();
            let mut detector = Detector::default();
            detector.feed(&head);
            let is_sure = detector.is_sure(rest.len() as u64);
            detector.feed(rest);
            assert!(!is_sure || detector.charset().name() == "GB18030", "{length}");
        }
        let mut detector = Detector::default();
        detector.feed(&head);
        assert!(detector.is_sure(6));
        assert!(!Detector::default().is_sure(0));
    }
}
