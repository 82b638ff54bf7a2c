use plancheck::data::{Excerpt, Place, PlaceColumn, Submission};

use super::Folder;

const RULES: &str = "计划 示例\n  期间 2023年\n指标 数字企业 家 时点\n数字企业 超过 160家\n";

fn line(submission: &Submission) -> (u64, String, String, usize) {
    match submission.excerpt(&submission.dataset.figures[0].place).unwrap() {
        Excerpt::Line { line, text, mark, column } => (line, text[mark].to_owned(), text, column),
        Excerpt::Grid { .. } => panic!("a grid"),
    }
}

#[test]
fn the_line_of_a_cell_is_read_back() {
    let csv = "指标,时期,数值,单位\n\n数字企业,2023年,152,家\n";
    let gbk = encoding_rs::GB18030.encode(csv).0.into_owned();
    for bytes in [csv.as_bytes().to_vec(), gbk] {
        let submission = Folder::new().file("指标.csv", bytes).open(RULES);
        assert_eq!(line(&submission), (3, "152".into(), "数字企业,2023年,152,家".into(), 12));
    }
}

#[test]
fn a_long_line_is_cut_and_controls_are_replaced() {
    let csv = format!("指标,备注,时期,数值,单位\n数字企业,\"{}\u{1b}[2J\n二行\",2023年,152,家\n", "很长".repeat(60));
    let submission = Folder::new().file("指标.csv", csv).open(RULES);
    let (_, marked, text, _) = line(&submission);
    assert_eq!(marked, "152");
    assert!(text.contains('…') && !text.chars().any(char::is_control), "{text}");
}

#[test]
fn the_line_of_a_json_value_is_read_back() {
    let json = "{\"指标\": [\n {\"指标\": \"数字企业\", \"时期\": \"2023年\",\n  \"数值\": 152, \"单位\": \"家\"}]}";
    let submission = Folder::new().file("数据.json", json).open(RULES);
    assert_eq!(line(&submission), (3, "152".into(), "  \"数值\": 152, \"单位\": \"家\"}]}".into(), 9));
    let flat = "[{\"指标\": \"数字企业\", \"时期\": \"2023年\", \"数值\": \"１５２\", \"单位\": \"家\"}]";
    let submission = Folder::new().file("指标.json", flat).open(RULES);
    assert_eq!(line(&submission).1, "\"１５２\"");
}

#[test]
fn a_place_that_is_gone_has_no_excerpt() {
    let submission = Folder::new().file("指标.csv", "指标,时期,数值\n数字企业,2023年,152\n").open(RULES);
    let place = submission.dataset.figures[0].place.clone();
    assert!(submission.excerpt(&Place { offset: 1 << 40, ..place.clone() }).is_none());
    let column = Some(PlaceColumn { index: 99, name: "无".into() });
    assert!(submission.excerpt(&Place { column, ..place }).is_some());
}

#[test]
fn the_row_of_a_workbook_is_a_grid() {
    let mut folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (title, cell)) in
        [("指标", "数字企业"), ("时期", "2023年"), ("数值", "152"), ("单位", "家")].iter().enumerate()
    {
        sheet.write(0, column as u16, *title).unwrap().write(1, column as u16, *cell).unwrap();
    }
    book.save(folder.path("指标.xlsx")).unwrap();
    let submission = folder.open(RULES);
    let Some(Excerpt::Grid { row, columns, mark }) = submission.excerpt(&submission.dataset.figures[0].place) else {
        panic!("no grid")
    };
    assert_eq!((row, mark), (2, Some(2)));
    assert_eq!(columns[2], ("C".to_owned(), "数值".to_owned(), "152".to_owned()));
}
