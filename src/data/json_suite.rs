//! `JSONTestSuite`, where it is at hand: what must be read is read, what must be refused is refused.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::json::{JsonReader, Spot};
use super::window::Window;

/// What ours refuses on purpose: of a key that stands twice nobody knows which value counts.
const TWICE: [&str; 2] = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

/// Whether a text is one JSON value and nothing else.
fn is_read(bytes: &[u8]) -> bool {
    let start = Spot { offset: 0, line: 1, column: 1 };
    let mut reader = JsonReader::new(Window::whole(Arc::from(bytes), 0), start);
    reader.cell(0).is_ok_and(|cell| !cell.is_undecodable()) && matches!(reader.next_visible(), Ok(None))
}

#[test]
fn public_json_is_read_or_refused_as_it_must_be() {
    let Ok(folder) = std::env::var("PLANCHECK_CORPORA") else { return };
    let folder = Path::new(&folder).join("JSONTestSuite");
    if !folder.is_dir() {
        return;
    }
    let (mut wrong, mut counts) = (Vec::new(), [0_usize; 3]);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = is_read(&fs::read(&path).unwrap());
        match name.as_bytes().first() {
            Some(b'y') => {
                counts[0] += 1;
                wrong.extend((read == TWICE.contains(&name.as_str())).then_some(name));
            }
            Some(b'n') => {
                counts[1] += 1;
                wrong.extend(read.then_some(name));
            }
            // Free to be read or refused; that none of them crashes or hangs is all that is asked.
            _ => counts[2] += 1,
        }
    }
    wrong.sort();
    assert_eq!((wrong, counts), (Vec::new(), [95, 188, 35]));
}
