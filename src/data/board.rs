//! Pieces of work done by several threads in any order and taken by one in theirs; who takes them does some meanwhile.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Numbered pieces of work.
pub(crate) struct Board<T> {
    count: u64,
    /// How many may be begun that are not taken yet.
    ahead: u64,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The first that nobody has begun.
    next: u64,
    /// The first that is not taken.
    front: u64,
    done: BTreeMap<u64, T>,
    closed: bool,
}

/// A piece that is being done; one that is given up counts as done, with nothing to show for it.
struct Begun<'b, T: Default> {
    board: &'b Board<T>,
    index: u64,
}

/// Lets nothing more be begun once it is gone, whatever the reason.
pub(crate) struct Closing<'b, T>(pub(crate) &'b Board<T>);

impl<T: Default> Board<T> {
    /// So many pieces, of which some may be begun ahead of those taken.
    pub(crate) fn new(count: u64, ahead: u64) -> Self {
        let state = State { next: 0, front: 0, done: BTreeMap::new(), closed: false };
        Self { count, ahead: ahead.max(1), state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Does pieces as long as there are any, standing still while too many wait to be taken.
    pub(crate) fn help(&self, work: &dyn Fn(u64) -> T) {
        while let Some(begun) = self.begin() {
            begun.finish(work);
        }
    }

    /// The piece that comes next in order; as long as another thread is at it, those behind it are done here.
    pub(crate) fn take(&self, index: u64, work: &dyn Fn(u64) -> T) -> T {
        let mut state = self.state();
        loop {
            if let Some(done) = state.done.remove(&index) {
                state.front = index + 1;
                self.changed.notify_all();
                return done;
            }
            state = match self.next(&mut state) {
                Some(begun) => {
                    drop(state);
                    begun.finish(work);
                    self.state()
                }
                None => self.wait(state),
            };
        }
    }

    fn begin(&self) -> Option<Begun<'_, T>> {
        let mut state = self.state();
        while !state.closed && state.next < self.count {
            if let Some(begun) = self.next(&mut state) {
                return Some(begun);
            }
            state = self.wait(state);
        }
        None
    }

    fn next(&self, state: &mut State<T>) -> Option<Begun<'_, T>> {
        let index = state.next;
        let free = index < self.count && index - state.front < self.ahead;
        state.next += u64::from(free);
        free.then(|| Begun { board: self, index })
    }
}

impl<T> Board<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(&self, state: MutexGuard<'g, State<T>>) -> MutexGuard<'g, State<T>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, index: u64, done: T) {
        self.state().done.insert(index, done);
        self.changed.notify_all();
    }
}

impl<T: Default> Begun<'_, T> {
    fn finish(self, work: &dyn Fn(u64) -> T) {
        let done = work(self.index);
        self.board.put(self.index, done);
        std::mem::forget(self);
    }
}

impl<T: Default> Drop for Begun<'_, T> {
    fn drop(&mut self) {
        self.board.put(self.index, T::default());
    }
}

impl<T> Drop for Closing<'_, T> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    fn taken(threads: usize, count: u64, ahead: u64, until: u64) -> Vec<Option<u64>> {
        let board = Board::new(count, ahead);
        let begun = AtomicU64::new(0);
        let work = |index: u64| {
            begun.fetch_add(1, Ordering::Relaxed);
            Some(index * index)
        };
        let all = std::thread::scope(|scope| {
            let _closing = Closing(&board);
            for _ in 1..threads {
                scope.spawn(|| board.help(&work));
            }
            (0..until).map(|index| board.take(index, &work)).collect()
        });
        assert!(begun.into_inner() <= (until + ahead).min(count));
        all
    }

    #[test]
    fn pieces_come_in_order_whoever_does_them_and_none_is_begun_too_early() {
        for threads in [1, 2, 5] {
            for ahead in [0, 1, 3, 100] {
                let squares: Vec<_> = (0..50).map(|index| Some(index * index)).collect();
                assert_eq!(taken(threads, 50, ahead.max(1), 50), squares);
                assert_eq!(taken(threads, 50, ahead.max(1), 7), squares[..7]);
            }
        }
    }

    #[test]
    fn a_piece_given_up_is_taken_as_nothing() {
        let board: Board<Option<u64>> = Board::new(2, 2);
        drop(board.begin().unwrap());
        assert_eq!(board.take(0, &Some), None);
        assert_eq!(board.take(1, &Some), Some(1));
    }
}
