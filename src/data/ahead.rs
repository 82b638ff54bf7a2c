//! Small data files opened while the rules are still read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::bytes::Room;
use super::file::{Opened, open_file};
use super::input::Input;
use super::read_error::ReadError;
use super::stretches::Shares;

/// A file no longer than this is opened ahead.
const SMALL: u64 = 1 << 18;

/// What opening a file came to; `None` where nobody tried.
pub(crate) type Tried = Option<Result<Opened, ReadError>>;

/// Small data files being opened while rules are still read.
///
/// What is wrong with them is said only when they are asked for: rules that are wrong come first.
#[derive(Debug, Default)]
pub struct Ahead {
    opening: Option<JoinHandle<Vec<Tried>>>,
    unwanted: Arc<AtomicBool>,
}

impl Ahead {
    /// Begins to open the small ones of some files, if there is a thread to spare.
    pub fn start(inputs: &[Input], shares: Shares) -> Self {
        let unwanted = Arc::new(AtomicBool::new(false));
        if shares.threads < 2 || inputs.len() < 2 {
            return Self::default();
        }
        let (inputs, stop) = (inputs.to_vec(), Arc::clone(&unwanted));
        let opening = std::thread::spawn(move || {
            let mut room = Room::beside(shares);
            let is_small = |input: &Input| std::fs::metadata(&input.path).is_ok_and(|file| file.len() <= SMALL);
            let mut open =
                |input: &Input| (!stop.load(Ordering::Relaxed) && is_small(input)).then(|| open_file(input, &mut room));
            inputs.iter().map(&mut open).collect()
        });
        Self { opening: Some(opening), unwanted }
    }

    /// What was opened, in the order of the files.
    pub(crate) fn finish(mut self) -> Vec<Tried> {
        self.opening.take().and_then(|opening| opening.join().ok()).unwrap_or_default()
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.unwanted.store(true, Ordering::Relaxed);
    }
}
