//! xls: what its cells show and what it hides. Nothing here writes such books, so they are put together record by record.

use super::{Folder, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 完成率 %\n  列 开工日期 日期\n每个 项目：完成率 不低于 5%\n每个 项目：开工日期 不晚于 2023年9月底\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n";

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

fn shorts(all: &[u16]) -> Vec<u8> {
    all.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    shorts(&text.encode_utf16().collect::<Vec<_>>())
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let length = u16::try_from(text.encode_utf16().count()).unwrap();
    record(0x0204, &[shorts(&[row, column, 0, length]), vec![1], wide(text)].concat())
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[shorts(&[row, column, style]), value.to_le_bytes().to_vec()].concat())
}

/// A number over a hundred in four bytes, as Excel packs it.
fn packed(hundredfold: u32) -> [u8; 4] {
    (hundredfold << 2 | 3).to_le_bytes()
}

/// A book of one sheet; styles by the number of their format.
fn book(formats: &[(u16, &str)], styles: &[u16], cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &shorts(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let mut globals = [begin(5), record(0x0042, &shorts(&[1200]))].concat();
    for (id, code) in formats {
        let length = u16::try_from(code.encode_utf16().count()).unwrap();
        globals.extend(record(0x041e, &[shorts(&[*id, length]), vec![1], wide(code)].concat()));
    }
    styles.iter().for_each(|id| globals.extend(record(0x00e0, &shorts(&[0, *id, 0, 0, 0, 0, 0, 0, 0, 0]))));
    let name = [vec![0, 0, 2, 1], wide("项目")].concat();
    let start = u32::try_from(globals.len() + 4 + 4 + name.len() + 4).unwrap();
    globals.extend(record(0x0085, &[start.to_le_bytes().to_vec(), name].concat()));
    globals.extend(record(0x000a, &[]));
    let end = record(0x000a, &[]);
    container([globals, begin(16), cells.concat(), end].concat())
}

/// The old container with one stream.
fn container(mut stream: Vec<u8>) -> Vec<u8> {
    const FREE: u32 = 0xffff_ffff;
    const END: u32 = 0xffff_fffe;
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let count = u32::try_from(stream.len() / 512).unwrap();
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    header.extend(shorts(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    let words = [0, 1, 1, 0, 4096, END, 0, END, 0, 0];
    header.extend(words.iter().flat_map(|word: &u32| word.to_le_bytes()));
    header.resize(512, 0xff);
    let chain = (3..count + 2).chain([END]);
    let table: Vec<u8> = [0xffff_fffd, END].into_iter().chain(chain).flat_map(u32::to_le_bytes).collect();
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut entry = wide(name);
        entry.resize(64, 0);
        entry.extend(shorts(&[u16::try_from(name.len() * 2 + 2).unwrap()]));
        entry.extend([kind, 1]);
        entry.extend([FREE, FREE, child].iter().flat_map(|word| word.to_le_bytes()));
        entry.resize(0x74, 0);
        entry.extend([start, size, 0].iter().flat_map(|word| word.to_le_bytes()));
        entry
    };
    let mut directory =
        [entry("Root Entry", 5, 1, END, 0), entry("Workbook", 2, FREE, 2, u32::try_from(stream.len()).unwrap())]
            .concat();
    directory.resize(512, 0);
    let mut table = table;
    table.resize(512, 0xff);
    [header, table, directory, stream].concat()
}

fn head() -> Vec<u8> {
    [label(0, 0, "名称"), label(0, 1, "完成率"), label(0, 2, "开工日期")].concat()
}

fn read(bytes: Vec<u8>) -> (Vec<String>, Vec<String>) {
    let mut submission = Folder::new().file("上报.xls", bytes).open(RULES);
    (rows(&mut submission, RULES, "项目", &["名称", "完成率", "开工日期"]), findings(&submission))
}

#[test]
fn a_percentage_is_what_the_cell_shows() {
    let formats = [(164, "0.0%"), (165, "yyyy\"年\"m\"月\"d\"日\""), (166, "yyyy\"年\"m\"月\"")];
    let styles = [0, 164, 165, 9, 166];
    let several = [
        shorts(&[3, 1, 3]),
        packed(12).to_vec(),
        shorts(&[2]),
        (45170_u32 << 2 | 2).to_le_bytes().to_vec(),
        shorts(&[2]),
    ];
    let cells = [
        head(),
        label(1, 0, "甲"),
        number(1, 1, 1, 0.081),
        number(1, 2, 2, 45170.0),
        label(2, 0, "乙"),
        number(2, 1, 0, 8.1),
        number(2, 2, 4, 45170.0),
        label(3, 0, "丙"),
        record(0x00bd, &several.concat()),
        label(4, 0, "丁"),
        record(0x027e, &[shorts(&[4, 1, 3]), packed(7).to_vec()].concat()),
    ];
    let (lines, findings) = read(book(&formats, &styles, &cells));
    assert_eq!(lines, ["2: 甲 0.081 2023-09-01", "3: 乙 0.081 错", "4: 丙 0.12 2023-09-01", "5: 丁 0.07 空"]);
    assert_eq!(findings, ["not-a-date error 上报.xls 项目!:3 c3"]);
}

#[test]
fn what_is_hidden_is_noted() {
    let cells = [
        record(0x007d, &shorts(&[1, 1, 0, 0, 1, 0])),
        record(0x0208, &shorts(&[1, 0, 3, 0, 0, 0, 0x20, 0])),
        head(),
        label(1, 0, "甲"),
        number(1, 1, 1, 0.5),
        label(2, 0, "乙"),
        number(2, 1, 1, 0.5),
    ];
    let (lines, findings) = read(book(&[], &[0, 9], &cells));
    assert_eq!(lines, ["2: 甲 0.5 空", "3: 乙 0.5 空"]);
    assert_eq!(findings, ["hidden-columns note 上报.xls 项目!:1 b1", "hidden-rows note 上报.xls 项目!:2"]);
}

#[test]
fn a_book_whose_formats_cannot_be_known_gives_no_rate() {
    let mut bytes = book(&[], &[0, 9], &[head(), label(1, 0, "甲"), number(1, 1, 1, 0.5)]);
    // The version of the globals: one whose records are laid out otherwise.
    let at = bytes.windows(6).position(|six| six == [0x09, 0x08, 0x10, 0x00, 0x00, 0x06]).unwrap();
    bytes[at + 5] = 0x07;
    let (lines, findings) = read(bytes);
    assert_eq!(lines, ["2: 甲 错 空"]);
    assert_eq!(findings, ["format-unknown error 上报.xls 项目!:2 b2"]);
}
