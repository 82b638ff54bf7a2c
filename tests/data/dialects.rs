//! Texts whose fields are parted in other ways than their names say, and JSON that is nested.

use super::{Folder, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n表 项目\n  列 项目名称 文本\n  列 投资额 亿元\n合计(项目.投资额) 不少于 3亿元\n计数(项目 其中 项目名称 = \"甲\") 不少于 1个\n";
const CSV: &str = "项目名称,投资额\n甲,2\n\"乙\n二期\",1\n";
const COLUMNS: [&str; 2] = ["项目名称", "投资额"];

fn read(name: &str, text: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>) {
    let mut submission = Folder::new().file(name, text).open(RULES);
    (rows(&mut submission, RULES, "项目", &COLUMNS), findings(&submission))
}

#[test]
fn another_delimiter_is_read_and_said() {
    for delimiter in [";", "\t", "|"] {
        let (rows, findings) = read("项目.csv", CSV.replace(',', delimiter));
        assert_eq!(rows, ["2: 甲 200000000", "3: 乙\n二期 100000000"], "{delimiter}");
        assert_eq!(findings, ["other-delimiter note 项目.csv:1"], "{delimiter}");
    }
    assert_eq!(read("项目.txt", CSV.replace(',', "|")).1, [""; 0]);
    assert_eq!(read("项目.tsv", CSV).1, ["other-delimiter note 项目.tsv:1"]);
}

#[test]
fn a_sign_that_is_no_delimiter_is_named_and_not_guessed() {
    for (sign, words) in [("，", "全角逗号"), ("^", "`^`"), (" ", "空格")] {
        let submission = Folder::new().file("项目.csv", CSV.replace(',', sign)).open(RULES);
        assert_eq!(findings(&submission), ["header-not-found error 项目.csv:1"], "{sign}");
        assert!(submission.dataset.findings[0].help[0].contains(words), "{:?}", submission.dataset.findings[0].help);
    }
}

#[test]
fn big5_is_read_when_it_is_declared() {
    let text = encoding_rs::BIG5.encode("項目名稱,投資額\n甲,2\n").0.into_owned();
    let folder = Folder::new().file("项目.csv", text).with(|input| {
        input.encoding = Some("big5".into());
        input.rename = [("項目名稱".into(), "项目名称".into()), ("投資額".into(), "投资额".into())].into();
    });
    let mut submission = folder.open(RULES);
    assert_eq!(rows(&mut submission, RULES, "项目", &COLUMNS), ["2: 甲 200000000"]);
}

#[test]
fn nested_objects_are_reached_by_their_paths() {
    let json = "[{\"项目\":{\"名称\":\"甲\",\"投资\":{\"计划\":1234567890123456789012345678.5,\"完成\":1}}}]";
    let folder = Folder::new().file("项目.json", json).with(|input| {
        input.rename = [("项目.名称".into(), "项目名称".into()), ("项目.投资.计划".into(), "投资额".into())].into();
    });
    let mut submission = folder.open(RULES);
    let read = rows(&mut submission, RULES, "项目", &COLUMNS);
    assert_eq!(read, ["1: 甲 123456789012345678901234567850000000"]);
    assert_eq!(findings(&submission), ["undeclared-column note 项目.json:1 项目.投资.完成"]);
}

#[test]
fn a_key_twice_is_refused_at_any_depth() {
    for json in ["[{\"a\":{\"b\":1,\"b\":2}}]", "[{\"a.b\":1,\"a\":{\"b\":2}}]"] {
        let codes = Folder::new().file("项目.json", json).refused(RULES);
        assert_eq!(codes.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["json-key-twice"], "{json}");
    }
}

#[test]
fn numbers_stay_as_written_however_large() {
    let (rows, findings) =
        read("项目.json", "[{\"项目名称\":\"甲\",\"投资额\":1e400},{\"项目名称\":\"乙\",\"投资额\":1e999999999}]");
    let zeros = "0".repeat(408);
    assert_eq!(rows, [format!("1: 甲 1{zeros}"), "1: 乙 错".to_owned()]);
    assert_eq!(findings, ["not-a-number error 项目.json:1 投资额"]);
}

#[test]
fn objects_a_line_are_read_whatever_the_name_says() {
    let (rows, findings) =
        read("项目.json", "{\"项目名称\":\"甲\",\"投资额\":2}\n{\"项目名称\":\"乙\",\"投资额\":1}\n");
    assert_eq!(rows, ["1: 甲 200000000", "2: 乙 100000000"]);
    assert_eq!(findings, [""; 0]);
}
