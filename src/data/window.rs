//! The stretch of a file being read: all of a small file, shared, or one block after another of a large one.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use crate::limits::Limits;

/// Bytes asked for at a time.
const BLOCK: usize = 1 << 16;

/// Bytes from some place in a file on.
pub(crate) struct Window {
    buffer: Buffer,
    start: usize,
    filled: usize,
    limits: Limits,
}

enum Buffer {
    Whole(Arc<[u8]>),
    Block { input: Box<dyn Read>, bytes: Vec<u8>, ended: bool },
}

impl Window {
    /// The bytes of a whole file from an offset on.
    pub(crate) fn whole(bytes: Arc<[u8]>, offset: u64) -> Self {
        let filled = bytes.len();
        let start = usize::try_from(offset).unwrap_or(filled).min(filled);
        Self { buffer: Buffer::Whole(bytes), start, filled, limits: Limits::default() }
    }

    /// Bytes as they come in.
    pub(crate) fn stream(input: Box<dyn Read>) -> Self {
        let buffer = Buffer::Block { input, bytes: Vec::new(), ended: false };
        Self { buffer, start: 0, filled: 0, limits: Limits::default() }
    }

    /// The same, to be read within some limits.
    pub(crate) fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What it is read within.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    fn bytes(&self) -> &[u8] {
        match &self.buffer {
            Buffer::Whole(bytes) => bytes,
            Buffer::Block { bytes, .. } => bytes,
        }
    }

    /// What has come in and is not taken yet.
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes().get(self.start..self.filled).unwrap_or_default()
    }

    /// What has come in and is still there, what is taken included.
    pub(crate) fn held(&self) -> &[u8] {
        self.bytes().get(..self.filled).unwrap_or_default()
    }

    /// Where in [`Self::held`] the rest begins.
    pub(crate) fn position(&self) -> usize {
        self.start
    }

    /// Bytes taken before, as long as nothing more has come in.
    pub(crate) fn taken(&self, range: Range<usize>) -> &[u8] {
        self.bytes().get(range).unwrap_or_default()
    }

    /// Takes bytes; tells where [`Self::taken`] has them.
    pub(crate) fn take(&mut self, length: usize) -> Range<usize> {
        let begin = self.start;
        self.start = (begin + length).min(self.filled);
        begin..self.start
    }

    /// Whether nothing comes behind [`Self::rest`].
    pub(crate) fn ended(&self) -> bool {
        match &self.buffer {
            Buffer::Whole(_) => true,
            Buffer::Block { ended, .. } => *ended,
        }
    }

    /// Lets more come in behind [`Self::rest`].
    pub(crate) fn more(&mut self) -> io::Result<()> {
        let Buffer::Block { input, bytes, ended } = &mut self.buffer else { return Ok(()) };
        bytes.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if bytes.is_empty() {
            *bytes = vec![0; 2 * BLOCK];
        } else if bytes.len() - self.filled < BLOCK {
            bytes.resize(bytes.len() * 2, 0);
        }
        let read = loop {
            match input.read(bytes.get_mut(self.filled..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.filled += read;
        *ended = read == 0;
        Ok(())
    }

    /// Lets more come in until so much is there or nothing comes any more; gives what is there.
    pub(crate) fn at_least(&mut self, length: usize) -> io::Result<&[u8]> {
        while self.rest().len() < length && !self.ended() {
            self.more()?;
        }
        Ok(self.rest())
    }
}
