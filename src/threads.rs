//! Work on several threads at once, whose results are in order and do not depend on how many there are.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// So many threads as are asked for, or one for each core: the system is asked once, which costs it a dozen small files.
pub(crate) fn count(asked: Option<usize>) -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    asked.map_or_else(|| *CORES.get_or_init(cores), |asked| asked.max(1))
}

/// What becomes of each of some things, in their order, on so many threads.
pub(crate) fn in_parallel<T: Send, R: Send>(all: Vec<T>, threads: usize, work: &(dyn Fn(T) -> R + Sync)) -> Vec<R> {
    if threads < 2 || all.len() < 2 {
        return all.into_iter().map(work).collect();
    }
    let waiting: Vec<Mutex<Option<T>>> = all.into_iter().map(|one| Mutex::new(Some(one))).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some(slot) = waiting.get(next.load(Ordering::Relaxed)).map(|_| next.fetch_add(1, Ordering::Relaxed)) {
            let one = waiting.get(slot).and_then(|one| one.lock().ok()?.take());
            done.extend(one.map(|one| (slot, work(one))));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(waiting.len())).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(slot, _)| *slot);
    done.into_iter().map(|(_, result)| result).collect()
}
