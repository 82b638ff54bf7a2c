//! The bytes of a data file: opened, decompressed, decoded where bytes hide delimiters, and begun at an offset.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use encoding_rs::{CoderResult, Decoder};
use flate2::read::MultiGzDecoder;

use super::encoding::{Charset, Detector, byte_order_mark};
use super::stretches::Shares;
use super::window::Window;
use crate::limits::{Limit, Limits};

/// Bytes asked for at a time.
const BLOCK: usize = 1 << 15;

/// Bytes of a file that tell its encoding, if they do.
const BEGINNING: usize = 1 << 20;

/// A file up to this size is read once and kept; a larger one is read again for every pass.
const KEPT: u64 = 1 << 20;

/// How much room is left for files that are kept.
#[derive(Debug)]
pub(crate) struct Room {
    left: u64,
    longest: u64,
    shares: Shares,
}

impl Room {
    /// For files that are not divided among threads.
    pub(crate) fn beside(shares: Shares) -> Self {
        Self { left: 16 * KEPT, longest: KEPT.min(2 * shares.bytes), shares }
    }

    /// How larger files are divided.
    pub(crate) fn shares(&self) -> Shares {
        self.shares
    }
}

/// How long the line is that is being read.
#[derive(Default)]
struct LongestLine {
    length: usize,
}

impl LongestLine {
    fn feed(&mut self, block: &[u8], limits: &Limits) -> io::Result<()> {
        let most = limits.count(Limit::Line);
        let (mut begin, mut longest) = (0, 0);
        // A block that leaves room for no such line is looked at from its end alone.
        if self.length + block.len() > most {
            for end in memchr::memchr2_iter(b'\n', b'\r', block) {
                longest = longest.max(std::mem::take(&mut self.length) + end - begin);
                begin = end + 1;
            }
        } else if let Some(last) = memchr::memrchr2(b'\n', b'\r', block) {
            (self.length, begin) = (0, last + 1);
        }
        self.length += block.len() - begin;
        if self.length.max(longest) > most { Err(limits.exceeded(Limit::Line, None).into()) } else { Ok(()) }
    }
}

/// Room for a file and one byte more: then it is read at one go.
fn with_room(length: u64) -> Vec<u8> {
    Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(1))
}

/// Where a file's bytes come from.
#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    path: PathBuf,
    zipped: bool,
    kept: Option<Arc<[u8]>>,
    charset: Charset,
    mark: u64,
    limits: Limits,
    stamp: Option<Stamp>,
}

/// How long a file was and when it had been changed last, when it was first looked at.
type Stamp = (u64, Option<Duration>);

fn stamp(file: &std::fs::Metadata) -> Stamp {
    (file.len(), file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()))
}

impl Bytes {
    /// A file whose encoding is not known yet.
    pub(crate) fn new(path: PathBuf, zipped: bool, limits: Limits) -> Self {
        let stamp = std::fs::metadata(&path).ok().as_ref().map(stamp);
        Self { path, zipped, kept: None, charset: Charset::UTF_8, mark: 0, limits, stamp }
    }

    /// Reads the file into memory if it is small and there is room.
    pub(crate) fn keep(&mut self, room: &mut Room) -> io::Result<()> {
        let most = room.longest.min(room.left);
        let length = std::fs::metadata(&self.path)?.len();
        if length > most {
            return Ok(());
        }
        let mut all = with_room(length);
        self.raw()?.take(most + 1).read_to_end(&mut all)?;
        if all.len() as u64 <= most {
            room.left -= all.len() as u64;
            self.kept = Some(all.into());
        }
        Ok(())
    }

    /// Finds the encoding, reading the whole file unless it is declared, marked or beyond doubt; tells whether it holds binary
    /// zeros. In delimited text a line longer than any ends the search: it is refused; and where the beginning tells all, nothing
    /// more is looked at, since whoever reads the records looks for long lines and zeros again.
    pub(crate) fn detect(&mut self, declared: Option<Charset>, lines: bool) -> io::Result<bool> {
        let mut window = self.untouched()?;
        if let Some((charset, mark)) = byte_order_mark(window.at_least(4)?) {
            self.charset = charset;
            self.mark = mark as u64;
        }
        let marked = self.mark > 0;
        let mut detector = Detector::default();
        let (mut binary, mut longest) = (false, LongestLine::default());
        let mut left = self.length()?;
        let (told, mut seen) = (if marked { Some(self.charset) } else { declared }, 0);
        loop {
            let bytes = window.rest();
            if lines {
                longest.feed(bytes, &self.limits)?;
            }
            binary |= memchr::memchr(0, bytes).is_some();
            if !marked && declared.is_none() && !left.is_some_and(|left| detector.is_sure(left)) {
                detector.feed(bytes);
            }
            let length = bytes.len();
            left = left.map(|left| left.saturating_sub(length as u64));
            window.take(length);
            seen += length;
            let is_told = told.map_or_else(|| detector.is_beyond_doubt(), Charset::is_transparent);
            if window.ended() || lines && seen >= BEGINNING && is_told {
                break;
            }
            window.more()?;
        }
        match declared {
            Some(charset) if !marked => self.charset = charset,
            None if !marked => self.charset = detector.charset(),
            _ => {}
        }
        Ok(binary && self.charset.is_transparent())
    }

    /// The bytes as the file has them, decompressed.
    fn untouched(&self) -> io::Result<Window> {
        Ok(match &self.kept {
            Some(bytes) => Window::whole(Arc::clone(bytes), 0),
            None => Window::stream(self.raw()?),
        })
    }

    /// The encoding found.
    pub(crate) fn charset(&self) -> Charset {
        self.charset
    }

    /// The encoding of what [`Self::reader`] hands over.
    pub(crate) fn handed_charset(&self) -> Charset {
        if self.charset.is_transparent() { self.charset } else { Charset::UTF_8 }
    }

    /// Whether it is UTF-8, so that text can be read from any place.
    pub(crate) fn is_utf_8(&self) -> bool {
        self.charset.name() == Charset::UTF_8.name()
    }

    /// Whether all of it is in memory.
    pub(crate) fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// The file's length, where its bytes can be read from any place and none of them is kept.
    pub(crate) fn divisible(&self) -> io::Result<Option<u64>> {
        if self.kept.is_some() || self.zipped || !self.charset.is_transparent() {
            return Ok(None);
        }
        std::fs::metadata(&self.path).map(|file| Some(file.len()))
    }

    /// How many bytes there are; `None` where only unpacking tells.
    fn length(&self) -> io::Result<Option<u64>> {
        match &self.kept {
            _ if self.zipped => Ok(None),
            Some(bytes) => Ok(Some(bytes.len() as u64)),
            None => std::fs::metadata(&self.path).map(|file| Some(file.len())),
        }
    }

    fn raw(&self) -> io::Result<Box<dyn Read>> {
        if let Some(bytes) = &self.kept {
            return Ok(Box::new(io::Cursor::new(Arc::clone(bytes))));
        }
        let file = self.steady(0)?;
        if self.zipped { Ok(Box::new(Inflated::new(file, self.limits))) } else { Ok(Box::new(file)) }
    }

    /// The file from an offset on, as long as it is what it was when first looked at.
    fn steady(&self, offset: u64) -> io::Result<Steady> {
        let mut file = File::open(&self.path)?;
        let now = stamp(&file.metadata()?);
        if self.stamp.is_some_and(|before| before != now) {
            return Err(changed());
        }
        if offset > 0 {
            file.seek(SeekFrom::Start(offset))?;
        }
        Ok(Steady { file, at: offset, taken: 0, length: now.0 })
    }

    /// Everything, decompressed and not decoded, unless it is more than a workbook may have.
    pub(crate) fn whole(&self) -> io::Result<Vec<u8>> {
        let most = self.limits.get(Limit::Book);
        let length = std::fs::metadata(&self.path)?.len();
        self.limits.hold(Limit::Book, length)?;
        let mut all = with_room(length);
        self.raw()?.take(most.saturating_add(1)).read_to_end(&mut all)?;
        if all.len() as u64 > most {
            return Err(self.limits.exceeded(Limit::Book, None).into());
        }
        Ok(all)
    }

    /// Where text begins: behind the byte order mark.
    pub(crate) fn start(&self) -> u64 {
        if self.charset.is_transparent() { self.mark } else { 0 }
    }

    /// Where the text that [`Self::text_reader`] hands over begins: a decoder drops the mark itself.
    pub(crate) fn text_start(&self) -> u64 {
        if self.is_utf_8() { self.mark } else { 0 }
    }

    /// The bytes from an offset on; text of an encoding that hides delimiters comes as UTF-8.
    pub(crate) fn window(&self, offset: u64) -> io::Result<Window> {
        Ok(self.bytes_from(offset)?.within(self.limits))
    }

    fn bytes_from(&self, offset: u64) -> io::Result<Window> {
        if !self.charset.is_transparent() {
            let text = Transcoder::new(self.raw()?, self.charset.decoder());
            return skipping(text, offset);
        }
        if let Some(bytes) = &self.kept {
            return Ok(Window::whole(Arc::clone(bytes), offset));
        }
        if self.zipped {
            return skipping(self.raw()?, offset);
        }
        Ok(Window::stream(Box::new(self.steady(offset)?)))
    }

    /// So many bytes from an offset on, or as many as there are, where any place can be read.
    pub(crate) fn glimpse(&self, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.steady(offset)?.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The file itself, from an offset on.
    pub(crate) fn file(&self, offset: u64) -> io::Result<Steady> {
        self.steady(offset)
    }

    /// The text from the start on as UTF-8, whatever the encoding; bytes unknown to it become replacement characters.
    pub(crate) fn text_window(&self, offset: u64) -> io::Result<Window> {
        if self.is_utf_8() {
            return self.window(offset);
        }
        Ok(skipping(Transcoder::new(self.raw()?, self.charset.decoder()), offset)?.within(self.limits))
    }
}

fn skipping(mut input: impl Read + 'static, offset: u64) -> io::Result<Window> {
    io::copy(&mut (&mut input).take(offset), &mut io::sink())?;
    Ok(Window::stream(Box::new(input)))
}

/// A packed file being read: what comes out is held against what went in.
struct Inflated {
    decoder: MultiGzDecoder<io::BufReader<Steady>>,
    given: u64,
    limits: Limits,
}

/// A file that must end where it ended when it was opened; it counts what is read of it.
pub(crate) struct Steady {
    file: File,
    at: u64,
    taken: u64,
    length: u64,
}

fn changed() -> io::Error {
    io::Error::other("文件在核对的时候被改动了")
}

impl Inflated {
    fn new(file: Steady, limits: Limits) -> Self {
        Self { decoder: MultiGzDecoder::new(io::BufReader::new(file)), given: 0, limits }
    }
}

impl Read for Inflated {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.decoder.read(out)?;
        self.given += length as u64;
        self.limits.ratio(self.given, self.decoder.get_ref().get_ref().taken)?;
        if self.given > self.limits.get(Limit::File) {
            return Err(self.limits.exceeded(Limit::File, None).into());
        }
        Ok(length)
    }
}

impl Read for Steady {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(out)?;
        self.taken += length as u64;
        self.at += length as u64;
        if self.at > self.length || length == 0 && self.at < self.length && !out.is_empty() {
            return Err(changed());
        }
        Ok(length)
    }
}

/// Reads until the block is full or the input ends.
fn fill(input: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = block.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match input.read(rest)? {
            0 => break,
            n => length += n,
        }
    }
    Ok(length)
}

/// Text of some encoding, read as UTF-8.
struct Transcoder<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    decoded: usize,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(input: R, decoder: Decoder) -> Self {
        Self { input, decoder, raw: vec![0; BLOCK], text: Vec::new(), decoded: 0, given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let length = fill(&mut self.input, &mut self.raw)?;
        self.ended = length == 0;
        let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(4 * BLOCK);
        if self.text.len() < room {
            self.text = vec![0; room];
        }
        let raw = self.raw.get(..length).unwrap_or_default();
        let (result, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
        debug_assert!(matches!(result, CoderResult::InputEmpty));
        self.decoded = written;
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded && !self.ended {
            self.refill()?;
        }
        let rest = self.text.get(self.given..self.decoded).unwrap_or_default();
        let length = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}
