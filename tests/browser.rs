//! The page of `--format html` in a real browser: Debian's chromium, spoken to through its driver.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::pedantic,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

#[path = "browser/driver.rs"]
mod driver;

use driver::Session;
use plancheck::config::Settings;
use plancheck::report::html;
use serde_json::{Value, json};

/// The page of the shipped example, opened from a file.
fn open() -> (Session, tempfile::TempDir) {
    let review = plancheck::review(std::path::Path::new("examples/xihu-2023"), &Settings::default(), None);
    let page = html::render(&review.unwrap().view(None));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    std::fs::write(&path, page).unwrap();
    let session = Session::start(folder.path());
    session.open(&format!("file://{}", path.display()));
    (session, folder)
}

const SHOWN: &str = "return [...document.querySelectorAll('#rules tr.r')].filter(r => !r.hidden).length";

fn shown(session: &Session) -> u64 {
    session.run(SHOWN).as_u64().unwrap()
}

fn choose(session: &Session, id: &str, value: &str) {
    session.run(&format!("const s = document.getElementById('{id}'); s.value = '{value}'; s.onchange()"));
}

#[test]
fn the_page_filters_folds_sorts_prints_and_stays_alone() {
    let (session, _folder) = open();
    let all = shown(&session);
    assert!(all > 100, "{all}");

    choose(&session, "f-status", "violated");
    let statuses = "return [...document.querySelectorAll('#rules tr.r:not([hidden])')].every(r => r.cells[8].innerText.startsWith('未达标'))";
    assert!((1..all).contains(&shown(&session)) && session.run(statuses) == true);
    choose(&session, "f-status", "");
    choose(&session, "f-section", "1");
    assert!((1..all).contains(&shown(&session)));
    choose(&session, "f-section", "");
    choose(&session, "f-office", "区财政局");
    assert!((1..all).contains(&shown(&session)));
    choose(&session, "f-office", "");
    assert_eq!(shown(&session), all);

    session.type_into("#q", "SZ04");
    session.wait("return document.querySelectorAll('#rules tr.r:not([hidden])').length === 1");
    session.click("#rules tr.r:not([hidden]) .more");
    let opened = "const b = document.querySelector('#rules tr.r:not([hidden]) .more'); const e = b.closest('tr').nextElementSibling; return b.getAttribute('aria-expanded') + ' ' + (e.offsetHeight > 0)";
    assert_eq!(session.run(opened), "true true");
    session.click("#reset");
    session
        .wait(&format!("return [...document.querySelectorAll('#rules tr.r')].filter(r => !r.hidden).length === {all}"));

    session.click("#fold");
    assert_eq!(shown(&session), 0);
    session.click("#fold");
    session.click("#rules .fold");
    assert!((1..all).contains(&shown(&session)));
    session.click("#rules .fold");

    session.click("#rules thead th:nth-child(7) button");
    let shares = "const n = [...document.querySelectorAll('#rules tr.r')].map(r => parseFloat(r.cells[6].innerText)).filter(n => !isNaN(n)); return n.length > 5 && n.every((x, i) => i === 0 || n[i - 1] <= x)";
    assert_eq!(session.run(shares), true);
    assert_eq!(session.run("return document.querySelector('[aria-sort]').getAttribute('aria-sort')"), "ascending");

    let ground = "return getComputedStyle(document.body).backgroundColor";
    let before = session.run(ground);
    session.click("#theme");
    assert_ne!(session.run(ground), before);

    // Figures over time are drawn with their words beside them.
    let trends = "const t = [...document.querySelectorAll('.trends li')]; return t.length > 5 && t.every(li => li.querySelectorAll('svg .whole, svg .part').length >= 3 && li.lastElementChild.textContent.includes('年'))";
    assert_eq!(session.run(trends), true);
    let own = "const o = [...document.querySelectorAll('.office[open]')]; return o.length > 5 && o.every(d => d.querySelector('.paper-only').textContent.includes('判定日 2023-12-31'))";
    assert_eq!(session.run(own), true);

    let pdf = session.call("print", &json!({"orientation": "landscape"}));
    assert!(pdf.as_str().is_some_and(|text| text.starts_with("JVBERi")), "no PDF");
    assert_eq!(session.run("return performance.getEntriesByType('resource').length"), 0);
    assert_eq!(session.complaints(), Vec::<Value>::new());
}

#[test]
fn nothing_that_the_page_holds_may_fetch() {
    let (session, _folder) = open();
    let fetch = "const done = arguments[0]; \
        document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective)); \
        fetch('http://127.0.0.1:9/').then(() => done('sent'), () => {})";
    assert_eq!(session.run_async(fetch), "connect-src");
}
