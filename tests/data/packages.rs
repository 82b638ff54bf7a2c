//! Workbooks made part by part, as programs other than Excel write them, or as nobody should.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::{Folder, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n表 项目\n  列 街道 文本\n  列 名称 文本\n  列 投资 亿元\n  列 开工日期 日期\n  列 比例 % 可空\n\
    计数(项目 其中 名称 = \"甲\" 且 街道 = \"甲\") 不少于 1个\n合计(项目.投资) 超过 1亿元\n每个 项目：开工日期 不晚于 2023年9月底\n平均(项目.比例) 超过 1%\n";
const ALL: [&str; 5] = ["街道", "名称", "投资", "开工日期", "比例"];
const HEADER: &str = "<row r='1'><c t='inlineStr'><is><t>街道</t></is></c><c t='inlineStr'><is><t>名称</t></is></c>\
    <c t='inlineStr'><is><t>投资（亿元）</t></is></c><c t='inlineStr'><is><t>开工日期</t></is></c><c t='inlineStr'><is><t>比例</t></is></c></row>";

/// A zip of parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut common = b"\x14\0\0\0\x08\0\0\0\0\0".to_vec();
        for number in [crc.sum(), packed.len() as u32, content.len() as u32] {
            common.extend(number.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    for number in [parts.len() as u16; 2] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// What stands in a book besides its one sheet.
#[derive(Default)]
struct Book<'a> {
    /// Inside `<sst>`.
    strings: &'a str,
    /// Inside `<styleSheet>`.
    styles: &'a str,
    /// Before `<sheets>`.
    about: &'a str,
    /// Attributes of `<sheet>`.
    sheet: &'a str,
}

impl Book<'_> {
    /// With what stands inside `<worksheet>`.
    fn with(&self, worksheet: &str) -> Vec<u8> {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |id: &str, name: &str, target: &str| {
            format!("<Relationship Id='{id}' Type='{kind}/{name}' Target='{target}'/>")
        };
        let root = format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "/kirja/book.xml"));
        let book =
            format!("<workbook>{}<sheets><sheet name='项目' r:id='x' {}/></sheets></workbook>", self.about, self.sheet);
        let relations = format!(
            "<Relationships>{}{}{}</Relationships>",
            relation("x", "worksheet", "blad.xml"),
            relation("y", "sharedStrings", "../strings.xml"),
            relation("z", "styles", "styles.xml")
        );
        zip(&[
            ("_rels/.rels", root.as_bytes()),
            ("kirja/book.xml", book.as_bytes()),
            ("kirja/_rels/book.xml.rels", relations.as_bytes()),
            ("strings.xml", format!("<sst>{}</sst>", self.strings).as_bytes()),
            ("kirja/styles.xml", format!("<styleSheet>{}</styleSheet>", self.styles).as_bytes()),
            ("kirja/blad.xml", format!("<?xml version='1.0'?><worksheet>{worksheet}</worksheet>").as_bytes()),
        ])
    }

    fn read(&self, worksheet: &str) -> (Vec<String>, Vec<String>) {
        let mut submission = Folder::new().file("上报.xlsx", self.with(worksheet)).open(RULES);
        let found = findings(&submission);
        (rows(&mut submission, RULES, "项目", &ALL), found)
    }

    fn rows(&self, below: &str) -> Vec<String> {
        self.read(&format!("<sheetData>{HEADER}{below}</sheetData>")).0
    }
}

#[test]
fn texts_are_read_in_every_form() {
    let strings = "<si><t>甲</t></si><si><r><t>朝</t></r><r><rPr><b/></rPr><t xml:space='preserve'>阳 </t></r><rPh sb='0' eb='1'><t>chao</t></rPh></si><si/>";
    let book = Book { strings, ..Book::default() };
    let below = "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' t='s'><v>0</v></c></row>\
        <row r='3'><c r='A3' t='str'><f>A1&amp;\">\"</f><v>R&amp;D&#32463;&#x8D39;</v></c><c r='B3' t='inlineStr'><is><r><t>乙</t></r><r><t>_x000D_\n丙</t></r></is></c></row>\
        <row r='4'><c r='A4' t='inlineStr'><is><t><![CDATA[<丁>]]></t></is></c><c r='B4' t='b'><v>1</v></c></row>\
        <row r='6'><c r='B6' t='s'><v>0</v></c><c r='C6'><!-- 160 --><v>160</v></c></row>";
    assert_eq!(
        book.rows(below),
        ["2: 朝阳 甲 空 空 空", "3: R&D经费 乙\n丙 空 空 空", "4: <丁> 是 空 空 空", "6: 空 甲 16000000000 空 空"]
    );
}

#[test]
fn places_may_be_left_out_and_names_prefixed() {
    let header =
        HEADER.replace("<row", "<x:row").replace("</row", "</x:row").replace("<c ", "<x:c ").replace("</c>", "</x:c>");
    let sheet = format!(
        "<x:dimension ref='A1'/><x:sheetData>{header}<x:row><x:c t='inlineStr'><x:is><x:t>甲</x:t></x:is></x:c><x:c/><x:c><x:v>2.50</x:v></x:c></x:row>\
        <x:row r='9'><x:c r='C9'><x:v>8.0999999999999996</x:v></x:c></x:row></x:sheetData>"
    );
    assert_eq!(Book::default().read(&sheet).0, ["2: 甲 空 250000000 空 空", "9: 空 空 810000000 空 空"]);
}

#[test]
fn formats_say_what_a_number_is() {
    let styles = "<numFmts><numFmt numFmtId='164' formatCode='0.0%;[Red]-0.0%'/><numFmt numFmtId='165' formatCode='yyyy\"年\"m\"月\"d\"日\"'/></numFmts>\
        <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
        <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='31'/><xf numFmtId='57'/><xf numFmtId='10'/></cellXfs>\
        <dxfs><dxf><numFmt numFmtId='165' formatCode='0%'/></dxf></dxfs>";
    let below = "<row r='2'><c r='D2' s='2'><v>45170</v></c><c r='E2' s='1'><v>0.081</v></c></row>\
        <row r='3'><c r='D3' s='3'><v>45170</v></c><c r='E3' s='5'><v>8.1000000000000003E-2</v></c></row>\
        <row r='4'><c r='D4' s='4'><v>45170</v></c><c r='E4' t='inlineStr' s='0'><is><t>8.1%</t></is></c></row>";
    let book = Book { styles, ..Book::default() };
    let expected = ["2: 空 空 空 2023-09-01 0.081", "3: 空 空 空 2023-09-01 0.081", "4: 空 空 空 错 0.081"];
    assert_eq!(book.rows(below), expected);
    let book = Book { about: "<workbookPr date1904='1'/>", ..book };
    assert_eq!(book.rows(below)[0], "2: 空 空 空 2027-09-02 0.081");
}

#[test]
fn numbers_and_dates_stored_as_text_are_read() {
    let below = "<row r='2'><c r='C2' t='inlineStr'><is><t>1,376.5</t></is></c><c r='D2' t='d'><v>2023-09-01T00:00:00Z</v></c></row>";
    assert_eq!(Book::default().rows(below), ["2: 空 空 137650000000 2023-09-01 空"]);
}

#[test]
fn a_formula_without_its_result_is_found() {
    let below = "<row r='2'><c r='C2'><f>SUM(C3)</f></c><c r='E2'><f>1/3</f><v></v></c></row>\
        <row r='3'><c r='B3' t='str'><f>IF(A3=1,\"\",2)</f><v></v></c><c r='C3'><f>0</f><v>0</v></c><c r='E3' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>";
    let sheet = format!("<sheetData>{HEADER}{below}</sheetData>");
    let (rows, found) = Book::default().read(&sheet);
    assert_eq!(rows, ["2: 空 空 错 空 错", "3: 空 空 0 空 错"]);
    let expected = [
        "formula-not-calculated error 上报.xlsx 项目!:2 c2",
        "formula-not-calculated error 上报.xlsx 项目!:2 e2",
        "excel-error error 上报.xlsx 项目!:3 e3",
    ];
    assert_eq!(found, expected);
    let book = Book { about: "<calcPr fullCalcOnLoad='1'/>", ..Book::default() };
    assert_eq!(book.read(&sheet).0[1], "3: 空 空 错 空 错");
}

#[test]
fn what_is_hidden_is_read_and_noted() {
    let sheet = format!(
        "<cols><col min='2' max='2' hidden='1'/><col min='8' max='16384' hidden='1'/></cols><sheetData>{HEADER}\
        <row r='2' hidden='1'><c r='B2' t='inlineStr'><is><t>甲</t></is></c></row><row r='3' ht='0'><c r='C3'><v>1</v></c></row>\
        <row r='4' hidden='1'><c r='C4' s='0'/></row></sheetData>"
    );
    let (rows, found) = Book { sheet: "state='veryHidden'", ..Book::default() }.read(&sheet);
    assert_eq!(rows, ["2: 空 甲 空 空 空", "3: 空 空 100000000 空 空"]);
    let expected = [
        "hidden-sheet note 上报.xlsx 项目!:1",
        "hidden-columns note 上报.xlsx 项目!:1 b1",
        "hidden-rows note 上报.xlsx 项目!:2",
        "lone-cell error 上报.xlsx 项目!:2 b2",
        "lone-cell error 上报.xlsx 项目!:3 c3",
    ];
    assert_eq!(found, expected);
}

#[test]
fn merged_cells_fill_what_they_cover_and_nothing_else() {
    let sheet = format!(
        "<sheetData>{HEADER}<row r='2'><c r='A2' t='inlineStr'><is><t>朝阳</t></is></c><c r='C2'><v>1</v></c></row>\
        <row r='3'><c r='A3' s='0'/><c r='B3' t='inlineStr'><is><t>乙</t></is></c><c r='C3'><v>2</v></c></row>\
        <row r='5'><c r='C5'><v>3</v></c></row><row r='6'><c r='C6'><v>4</v></c></row></sheetData>\
        <mergeCells><mergeCell ref='A2:A5'/><mergeCell ref='B3:B1048576'/><mergeCell ref='D2:D6'/><mergeCell ref='C6:XFD6'/></mergeCells>"
    );
    let expected = [
        "2: 朝阳 空 100000000 空 空",
        "3: 朝阳 乙 200000000 空 空",
        "5: 朝阳 乙 300000000 空 空",
        "6: 空 乙 400000000 错 0.04",
    ];
    assert_eq!(Book::default().read(&sheet).0, expected);
}

#[test]
fn rows_out_of_order_are_put_in_order_and_a_cell_twice_is_refused() {
    let below =
        "<row r='3'><c r='C3'><v>3</v></c><c r='B3' t='b'><v>0</v></c></row><row r='2'><c r='C2'><v>2</v></c></row>";
    assert_eq!(Book::default().rows(below), ["2: 空 空 200000000 空 空", "3: 空 否 300000000 空 空"]);
    let twice = format!("<sheetData>{HEADER}<row r='2'><c r='C2'><v>2</v></c><c r='C2'><v>3</v></c></row></sheetData>");
    assert_eq!(refused(Book::default().with(&twice)), "bad-workbook");
}

fn refused(bytes: Vec<u8>) -> &'static str {
    Folder::new().file("项目.xlsx", bytes).refused(RULES)[0].0
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let whole = Book::default().with(&format!("<sheetData>{HEADER}</sheetData>"));
    for length in (1..whole.len()).step_by(7) {
        let code = refused(whole[..length].to_vec());
        assert!(matches!(code, "bad-workbook" | "not-a-table"), "{length}: {code}");
    }
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend([0; 600]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let foreign = Book { strings: "<!DOCTYPE sst [<!ENTITY a 'aaaa'>]>", ..Book::default() };
    let strings = format!("<sheetData>{HEADER}<row><c t='s'><v>7</v></c></row></sheetData>");
    let cases: [(&str, Vec<u8>); 8] = [
        ("workbook-locked", locked),
        ("not-a-table", b"<html><table></table></html>".to_vec()),
        ("not-a-table", Vec::new()),
        ("not-a-table", "项目,投资\n甲,1\n".into()),
        ("bad-workbook", zip(&[("word/document.xml", b"<document/>")])),
        ("bad-workbook", foreign.with(&strings)),
        ("bad-workbook", Book::default().with(&strings)),
        ("bad-workbook", Book::default().with("<sheetData><row r='1'><c r='A1'><v>1")),
    ];
    for (at, (code, bytes)) in cases.into_iter().enumerate() {
        assert_eq!(refused(bytes), code, "{at}");
    }
}

#[test]
fn a_part_that_was_damaged_on_its_way_is_refused() {
    let whole = Book::default().with(&format!("<sheetData>{HEADER}<row><c r='C2'><v>123456</v></c></row></sheetData>"));
    let expected = ["2: 12345600000000"];
    let directory = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    for at in (0..directory).step_by(11) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        // Some bytes nobody reads: names and sizes said again before each part.
        match Folder::new().file("项目.xlsx", bytes).try_open(RULES) {
            Ok(mut submission) => {
                assert_eq!(rows(&mut submission, RULES, "项目", &["投资"]), expected, "{at}");
            }
            Err(errors) => {
                let code = errors[0].kind.code();
                let known = [
                    "data-file-damaged",
                    "bad-workbook",
                    "workbook-too-big",
                    "unpacked-too-big",
                    "cell-too-long",
                    "too-many-columns",
                    "not-a-table",
                ];
                assert!(known.contains(&code), "{at}: {code}");
            }
        }
    }
}

#[test]
fn a_hostile_book_is_refused() {
    let cell =
        |row: &str, cell: &str| format!("<sheetData><row r='{row}'><c r='{cell}'><v>1</v></c></row></sheetData>");
    let bomb = format!("<sheetData>{}", "<row></row>".repeat(1 << 20));
    let regions: String = (1..200_000).map(|row| format!("<mergeCell ref='A{row}:B{row}'/>")).collect();
    let cover = "<mergeCell ref='A1:XFD1048576'/>".repeat(100);
    let wide: String = (0..1000)
        .map(|row| format!("<row r='{}'><c r='A{0}'><v>1</v></c><c r='XFD{0}'><v>1</v></c></row>", row + 1))
        .collect();
    let cases = [
        ("too-many-columns", cell("1", "XFE1")),
        ("workbook-too-big", cell("1048577", "A1048577")),
        ("unpacked-too-big", bomb),
        ("too-many-merged", format!("<sheetData/><mergeCells>{regions}</mergeCells>")),
        ("workbook-too-big", format!("<sheetData>{wide}</sheetData><mergeCells>{cover}</mergeCells>")),
        ("cell-too-long", format!("<sheetData><row r='{}'>", "1".repeat(5 << 20))),
    ];
    for (code, worksheet) in cases {
        assert_eq!(refused(Book::default().with(&worksheet)), code);
    }
}

/// An ods with one sheet, hidden by its style if asked.
fn ods(table: &str, hidden: bool) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name='ta1'><style:table-properties table:display='{}'/></style:style>\
        </office:automatic-styles><office:body><office:spreadsheet><table:table table:name='项目' table:style-name='ta1'>{table}</table:table>\
        </office:spreadsheet></office:body></office:document-content>",
        !hidden
    );
    let manifest = b"<manifest:manifest/>";
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn an_ods_says_itself_what_its_numbers_are() {
    let text =
        |text: &str| format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>");
    let header: String = ["街道", "名称", "投资（亿元）", "开工日期", "比例"].map(text).concat();
    let table = format!(
        "<table:table-column table:number-columns-repeated='4'/><table:table-column table:visibility='collapse' table:number-columns-repeated='16380'/>\
        <table:table-row>{header}</table:table-row><table:table-row table:number-rows-repeated='2'/>\
        <table:table-row table:number-rows-repeated='2' table:visibility='filter'>\
        <table:table-cell office:value-type='string' table:number-rows-spanned='2'><office:annotation><text:p>批注</text:p></office:annotation><text:p>朝<text:span>阳</text:span></text:p></table:table-cell>\
        <table:table-cell/><table:table-cell office:value-type='currency' office:value='2.5'><text:p>¥3</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2023-09-01T00:00:00'><text:p>9月1日</text:p></table:table-cell>\
        <table:table-cell office:value-type='percentage' office:value='0.081'><text:p>8%</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:covered-table-cell/><table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell>\
        <table:table-cell table:formula='of:=1/0' office:value-type='string' office:string-value='' calcext:value-type='error'><text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2023-06-01'><text:p>2023年6月</text:p></table:table-cell>\
        <table:table-cell table:formula='of:=A1'/></table:table-row>\
        <table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    );
    let mut submission = Folder::new().file("上报.ods", ods(&table, true)).open(RULES);
    let expected =
        ["4: 朝阳 空 250000000 2023-09-01 0.081", "5: 朝阳 空 250000000 2023-09-01 0.081", "6: 空 是 错 错 错"];
    let found = findings(&submission);
    assert_eq!(rows(&mut submission, RULES, "项目", &ALL), expected);
    let expected = [
        "hidden-sheet note 上报.ods 项目!:1",
        "hidden-columns note 上报.ods 项目!:1 e1",
        "hidden-rows note 上报.ods 项目!:4",
        "excel-error error 上报.ods 项目!:6 c6",
        "not-a-date error 上报.ods 项目!:6 d6",
        "formula-not-calculated error 上报.ods 项目!:6 e6",
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_ods_that_repeats_itself_without_end_is_refused() {
    let table = "<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated='16384' office:value-type='float' office:value='1'/></table:table-row>";
    assert_eq!(refused(ods(table, false)), "workbook-too-big");
}

/// A cell as `(attributes, what stands inside)`, in any of the ways a program may write it.
fn cell() -> impl proptest::strategy::Strategy<Value = (String, String)> {
    use proptest::prelude::*;
    let value = prop_oneof![
        4 => (0_u32..3).prop_map(|text| ("t=\"s\"", format!("<v>{text}</v>"))),
        4 => "-?[0-9]{1,3}[.]?[0-9]{0,3}".prop_map(|number| ("", format!("<v>{number}</v>"))),
        1 => "[1-9][0-9]{0,6}[.][0-9]{9,13}".prop_map(|number| ("", format!("<v>{number}</v>"))),
        4 => prop::sample::select(vec![
            ("", "<v>1.5E-3</v>"), ("", "<v> 7 </v>"), ("", "<v></v>"), ("", "<v/>"), ("", ""), ("", "<f>A1</f>"), ("", "<f>A1</f><v>0</v>"),
            ("t=\"n\"", "<v>45170</v>"), ("t=\"b\"", "<v>1</v>"), ("t=\"e\"", "<v>#REF!</v>"), ("t=\"str\"", "<f>A1</f><v>甲&amp;乙</v>"),
            ("t=\"inlineStr\"", "<is><t>丙</t></is>"), ("t=\"inlineStr\"", "<is><r><t>丙</t></r><r><t>丁</t></r></is>"),
            ("t=\"d\"", "<v>2023-09-01</v>"), ("t=\"s\"", "<v>01</v>"), ("", "<v>45170.75</v>"), ("", "<v>12<!-- 注 -->5</v>"),
        ])
        .prop_map(|(attributes, inside)| (attributes, inside.to_owned())),
    ];
    let style = prop::sample::select(vec!["", "s=\"0\"", "s=\"1\"", "s=\"2\"", "s=\"3\"", "s=\"9\""]);
    (value, style).prop_map(|((kind, inside), style)| (format!("{style} {kind}").trim().to_owned(), inside))
}

/// A sheet whose tags begin with `prefix`.
fn sheet(all: &[Vec<(String, String)>], about: &[&str], prefix: &str) -> String {
    let mut text = format!("<sheetData>{HEADER}");
    for (row, cells) in (2..).zip(all) {
        let about = about.get(row % 7).unwrap_or(&"");
        text += &format!("<{prefix}row r=\"{row}\"{about}>");
        for (column, (attributes, inside)) in ["A", "B", "C", "D", "E", "F"].iter().zip(cells) {
            let blank = if attributes.is_empty() { "" } else { " " };
            let tag = format!("<{prefix}c r=\"{column}{row}\"{blank}{attributes}");
            text += &if inside.is_empty() { format!("{tag}/>") } else { format!("{tag}>{inside}</{prefix}c>") };
        }
        text += &format!("</{prefix}row>");
    }
    text + "</sheetData><mergeCells><mergeCell ref=\"A3:B4\"/></mergeCells>"
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// What nearly every program writes is read at one glance, and as all else is.
    #[test]
    fn a_sheet_is_the_same_with_prefixes(all in proptest::collection::vec(proptest::collection::vec(cell(), 0..7), 0..9)) {
        let book = Book {
            strings: "<si><t>甲_x000D_</t></si><si><t>45170</t><rPh><t>か</t></rPh></si><si><r><t>乙</t></r><r><t>&lt;1</t></r></si>",
            styles: "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d\"/><numFmt numFmtId=\"165\" formatCode=\"0.0&quot;万元&quot;\"/></numFmts>\
                <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/><xf numFmtId=\"165\"/></cellXfs>",
            ..Book::default()
        };
        let about = ["", " spans=\"1:6\"", "", " hidden=\"1\"", " ht=\"0\" x=\"a>b\"", " spans=\"1:6\" ht=\"15\"", ""];
        let read = |prefix: &str| {
            let bytes = book.with(&sheet(&all, &about, prefix));
            match Folder::new().file("项目.xlsx", bytes).try_open(RULES) {
                Ok(mut submission) => (rows(&mut submission, RULES, "项目", &ALL), findings(&submission)),
                Err(errors) => (Vec::new(), errors.iter().map(|error| format!("{error:?}")).collect()),
            }
        };
        proptest::prop_assert_eq!(read(""), read("x:"));
    }
}
