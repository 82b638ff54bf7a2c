//! An xlsx as a package of parts that name each other: the book, its sheets, styles and strings.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::Scope;

use super::archive::{Archive, Entry};
use super::limits::{self, Room};
use super::look::Looks;
use super::markup::{Feed, Scanner, Token};
use super::sheet::{Hidden, Sheet};
use super::texts::Texts;
use super::worksheet::{self, Book};
use crate::data::read_error::ReadErrorKind;

/// Decompressed bytes from which a part is worth a thread.
const LARGE: u64 = 1 << 20;
/// Bytes that a thread hands over at a time, and how many times it may be ahead.
const BLOCK: usize = 1 << 18;
const AHEAD: usize = 4;

/// A sheet as the book lists it.
struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// What the book's own part says.
#[derive(Default)]
struct Contents {
    sheets: Vec<Listed>,
    from_1904: bool,
    uncalculated: bool,
}

/// A part that another names.
struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    /// Its path in the archive.
    target: String,
}

fn lacking(what: &str) -> ReadErrorKind {
    ReadErrorKind::BadWorkbook { reason: format!("里面没有{what}") }
}

/// Reads every sheet of an xlsx, or only the one named.
pub(super) fn read(archive: &Archive, only: Option<&str>) -> Result<Vec<Sheet>, ReadErrorKind> {
    let main = relations(archive, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let path = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    if path.rsplit('.').next() == Some("bin") {
        return Err(ReadErrorKind::NotATable { seems: "xlsb 工作簿" });
    }
    let contents = contents(part(archive, &path)?.ok_or_else(|| lacking("工作簿"))?)?;
    let relations = relations(archive, &path)?;
    let chosen = super::select(contents.sheets.iter().map(|sheet| sheet.name.clone()).collect(), only)?;
    let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
    let looks = match of_kind("styles") {
        Some(relation) => part(archive, &relation.target)?.map_or(Ok(Looks::default()), Looks::read)?,
        None => Looks::default(),
    };
    let book = Book { looks: &looks, from_1904: contents.from_1904, uncalculated: contents.uncalculated };
    let strings = of_kind("sharedStrings").and_then(|relation| archive.entry(&relation.target));
    let mut listed = contents.sheets;
    listed.retain(|sheet| chosen.contains(&sheet.name));
    std::thread::scope(|scope| {
        let far = strings.filter(|entry| entry.size >= LARGE);
        let far = far.map(|entry| scope.spawn(move || Texts::shared(part_of(archive, entry)?)));
        let (mut sheets, highest) = sheets(scope, archive, &listed, &relations, book)?;
        let texts = match (far, strings) {
            (Some(far), _) => far.join().map_err(|_| ReadErrorKind::Damaged)??,
            (None, Some(entry)) if highest.is_some() => Texts::shared(part_of(archive, entry)?)?,
            _ => Texts::default(),
        };
        if highest.is_some_and(|highest| highest >= texts.len()) {
            return Err(lacking("单元格所用的文字"));
        }
        let texts = Arc::new(texts);
        for sheet in &mut sheets {
            sheet.shared = Arc::clone(&texts);
        }
        Ok(sheets)
    })
}

fn sheets<'s, 'e: 's>(
    scope: &'s Scope<'s, 'e>,
    archive: &'e Archive,
    listed: &[Listed],
    relations: &[Relation],
    book: Book<'_>,
) -> Result<(Vec<Sheet>, Option<u32>), ReadErrorKind> {
    let (mut sheets, mut highest, mut room) = (Vec::new(), None, Room::new(archive.limits));
    if listed.len() > limits::SHEETS {
        return limits::broken("工作表数", limits::SHEETS);
    }
    for sheet in listed {
        let relation = relations.iter().find(|relation| relation.id == sheet.relation);
        let relation = relation.ok_or_else(|| lacking(&format!("工作表 {}", sheet.name)))?;
        // Charts and dialogues have no cells.
        if relation.kind != "worksheet" {
            continue;
        }
        let entry = archive.entry(&relation.target).ok_or_else(|| lacking(&format!("工作表 {}", sheet.name)))?;
        let scanner = Scanner::new(feed(scope, archive, entry)?, archive.limits);
        let (mut read, used) = worksheet::read(scanner, sheet.name.clone(), book, &mut room)?;
        read.hidden = Hidden { sheet: sheet.hidden, ..read.hidden };
        highest = highest.max(used);
        sheets.push(read);
    }
    Ok((sheets, highest))
}

/// The bytes of a part; a large one is decompressed by a thread ahead.
fn feed<'s, 'e: 's>(scope: &'s Scope<'s, 'e>, archive: &'e Archive, entry: &Entry) -> Result<Feed<'e>, ReadErrorKind> {
    let mut part = archive.part(entry)?;
    if entry.size < LARGE {
        return Ok(Feed::Part(part));
    }
    let (sender, receiver) = sync_channel(AHEAD);
    scope.spawn(move || {
        loop {
            let mut block = vec![0; BLOCK];
            let result = part.read(&mut block).map(|length| block.truncate(length));
            let last = result.is_err() || block.is_empty();
            if sender.send(result.map(|()| block)).is_err() || last {
                return;
            }
        }
    });
    Ok(Feed::Ahead(receiver))
}

fn part<'a>(archive: &'a Archive, path: &str) -> Result<Option<Scanner<'a>>, ReadErrorKind> {
    archive.entry(path).map(|entry| part_of(archive, entry)).transpose()
}

fn part_of<'a>(archive: &'a Archive, entry: &Entry) -> Result<Scanner<'a>, ReadErrorKind> {
    Ok(Scanner::new(Feed::Part(archive.part(entry)?), archive.limits))
}

/// The parts that a part names; of the package itself for `""`.
fn relations(archive: &Archive, path: &str) -> Result<Vec<Relation>, ReadErrorKind> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(mut scanner) = part(archive, &join(folder, &format!("_rels/{name}.rels")))? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    while let Some(token) = scanner.next()? {
        let Token::Open(tag) = token else { continue };
        if tag.name != b"Relationship" {
            continue;
        }
        let kind = tag.get("Type")?.unwrap_or_default();
        found.push(Relation {
            id: tag.get("Id")?.unwrap_or_default(),
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            target: join(folder, &tag.get("Target")?.unwrap_or_default()),
        });
        if found.len() > limits::ENTRIES {
            return limits::broken("引用的部件数", limits::ENTRIES);
        }
    }
    Ok(found)
}

/// A path as seen from a folder; one that begins with `/` is seen from the root.
fn join(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn contents(mut scanner: Scanner<'_>) -> Result<Contents, ReadErrorKind> {
    let mut contents = Contents::default();
    while let Some(token) = scanner.next()? {
        let Token::Open(tag) = token else { continue };
        match tag.name {
            b"sheet" => contents.sheets.push(Listed {
                name: tag.get("name")?.unwrap_or_default(),
                relation: tag.get("id")?.unwrap_or_default(),
                hidden: matches!(tag.raw("state"), Some(b"hidden" | b"veryHidden")),
            }),
            b"workbookPr" => contents.from_1904 = tag.is_on("date1904"),
            b"calcPr" => contents.uncalculated = tag.is_on("fullCalcOnLoad"),
            _ => {}
        }
    }
    if contents.sheets.is_empty() { Err(lacking("工作表")) } else { Ok(contents) }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_seen_from_their_folder() {
        assert_eq!(join("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(join("xl/a", "../b.xml"), "xl/b.xml");
    }
}
