//! The whole program from start to exit on the example of a district, beside an empty process: `cargo bench --bench cold_start`.
//!
//! The two take turns, so that whatever else the machine does falls on both; the medians and their ratio are printed.
#![allow(clippy::print_stdout, reason = "a benchmark is read on a terminal")]

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Turns that count.
const TURNS: usize = 40;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = PathBuf::from(env!("CARGO_BIN_EXE_plancheck"));
    let example = root.join("examples/xihu-2023");
    let check = || {
        let mut command = Command::new(&program);
        command.arg("check").arg(&example);
        command
    };
    let empty = || Command::new("true");
    let (mut checks, mut empties) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        empties.push(wall(empty())?);
        checks.push(wall(check())?);
    }
    let (empty, whole) = (median(empties), median(checks));
    println!("empty process      {:>9.3} ms", milliseconds(empty));
    println!("plancheck check    {:>9.3} ms", milliseconds(whole));
    println!("ratio              {:>9.2}", whole.as_secs_f64() / empty.as_secs_f64());
    match peak(check())? {
        Some(kilobytes) => println!("most memory        {:>9.1} MiB", f64::from(kilobytes) / 1024.0),
        None => println!("most memory        not known here: no /proc"),
    }
    Ok(())
}

fn wall(mut command: Command) -> io::Result<Duration> {
    let begin = Instant::now();
    command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(begin.elapsed())
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that a process held, in KiB, as /proc said it last before the end.
fn peak(mut command: Command) -> io::Result<Option<u32>> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kilobytes);
    }
    Ok(most)
}
