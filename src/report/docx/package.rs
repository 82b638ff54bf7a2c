//! The parts of a Word document, in a zip archive.

use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::report::escape;

/// The parts that are the same in every document.
const PARTS: [(&str, &str); 8] = [
    ("[Content_Types].xml", include_str!("types.xml")),
    ("_rels/.rels", include_str!("package.rels")),
    ("word/_rels/document.xml.rels", include_str!("document.rels")),
    ("word/styles.xml", include_str!("styles.xml")),
    ("word/settings.xml", include_str!("settings.xml")),
    ("word/fontTable.xml", include_str!("fonts.xml")),
    ("word/footer1.xml", include_str!("footer1.xml")),
    ("word/footer2.xml", include_str!("footer2.xml")),
];

/// The archive of a document with its title.
pub(super) fn pack(title: &str, document: &str) -> Result<Vec<u8>, ZipError> {
    // The time of making would make every run's bytes differ.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let properties = properties(title);
    let own = [("word/document.xml", document), ("docProps/core.xml", properties.as_str())];
    for (name, text) in PARTS.into_iter().chain(own) {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn properties(title: &str) -> String {
    let title: String = title.chars().take(250).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>plancheck</dc:creator>\
         </cp:coreProperties>\n",
        escape::xml(&title)
    )
}
