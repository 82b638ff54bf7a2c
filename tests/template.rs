//! `plancheck template`: what its workbook holds, and that it is read back as it was meant once a program has filled it in.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use plancheck::config::Settings;
use plancheck::data::{self, CellState, ColumnValues, FigureValue};
use plancheck::diagnostic::Diagnostics;
use plancheck::language::ast::FigureAspect;
use plancheck::language::program::{ColumnId, Program, TableId, Type};
use plancheck::value::{Date, Number, Period};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::cli::{Desk, Ran, run_at};

const RULES: &str = "计划 示例计划\n  期间 2023年\n等级 信用 {\"A\", \"AA\", \"AAA\"}\n指标 产值 亿元 累计\n指标 企业 户 时点\n  责任 区工信局\n指标 信用等级 信用\n\
    指标 PM2.5 微克/立方米 均值\n\
    表 项目\n  列 名称 文本 唯一\n  列 投资额 亿元 非空 非负\n  列 人数 整数\n  列 开工日期 日期\n  列 阶段 {\"签约\", \"落地\"}\n  列 在库 是否\n  列 联系人 文本\n\
    A1：产值 增长 7%左右\nA2：企业 净增 100户\nA3：信用等级 达到 \"AA\"\nA4：PM2.5[国控、省控] 不高于 35微克/立方米\n\
    A5：合计(项目.投资额 其中 阶段 = \"落地\") 达到 10亿元\n  责任 区商务局\nA6：每个 项目：开工日期 不晚于 2023年9月底\nA7：计数(项目 其中 在库) 达到 3个\n\
    A8：计数(项目 其中 人数 达到 10) 达到 3个\nA9：事项 =奠基= 完成\n  责任 区住建局\nA10：每个 项目：名称 非空\n  审核 核实\n";

fn rules() -> String {
    RULES.replace("=奠基=", "「=奠基」")
}

type Cells = Vec<Vec<String>>;

/// The sheets of a workbook, in order, as text.
fn sheets(path: &Path) -> Vec<(String, Cells)> {
    let bytes = std::fs::read(path).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let text = |cell: &Data| cell.to_string();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let rows = range.rows().map(|row| row.iter().map(text).collect()).collect();
            (name, rows)
        })
        .collect()
}

fn made(desk: &Desk, arguments: &[&str]) -> Ran {
    let ran = desk.run(&[&["template", ".", "-o", "t.xlsx"], arguments].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    ran
}

fn sheet<'s>(sheets: &'s [(String, Cells)], name: &str) -> &'s Cells {
    let found = sheets.iter().find(|(sheet, _)| sheet == name);
    &found.unwrap_or_else(|| panic!("no {name} in {:?}", sheets.iter().map(|(n, _)| n).collect::<Vec<_>>())).1
}

#[test]
fn a_sheet_a_table_with_units_in_headers() {
    let desk = Desk::new().file("规则.plan", rules());
    let ran = made(&desk, &[]);
    let sheets = sheets(&desk.path().join("t.xlsx"));
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["填表说明", "指标", "事项", "项目", "说明"]);
    assert!(ran.out.contains("4 张工作表要填") && ran.out.contains("2023年"), "{}", ran.out);
    assert_eq!(sheet(&sheets, "项目")[0], ["名称", "投资额（亿元）", "人数", "开工日期", "阶段", "在库", "联系人"]);
    assert_eq!(sheet(&sheets, "项目").len(), 1);
    assert_eq!(sheet(&sheets, "说明")[0], ["规则", "行", "说明", "签署人", "日期", "有效期"]);
    let row = |row: &Vec<String>| row[..8].join("|");
    let figures: Vec<String> = sheet(&sheets, "指标").iter().map(row).collect();
    assert_eq!(
        figures,
        [
            "指标|时期|数值|单位|同比|净增|范围|填报单位",
            "产值|2023年||亿元||||",
            "产值|2022年||亿元||||",
            "企业|2023年||户||||区工信局",
            "企业|2022年||户||||区工信局",
            "信用等级|2023年||||||",
            "PM2.5|2023年||微克/立方米|||国控|",
            "PM2.5|2023年||微克/立方米|||省控|",
        ]
    );
    assert_eq!(sheet(&sheets, "事项")[1], ["=奠基", "", "", "", "", "", "2023年", "区住建局"]);
    let guide = sheet(&sheets, "填表说明").iter().flatten().cloned().collect::<Vec<_>>().join("\n");
    assert!(guide.contains("示例计划 填报表") && guide.contains("区商务局"), "{guide}");
}

/// The parts of a zip whose names begin so, joined: read by its central directory (APPNOTE.TXT 4.3.12).
fn parts(path: &Path, begin: &str) -> String {
    let bytes = std::fs::read(path).unwrap();
    let number = |at: usize, size: usize| (0..size).rev().fold(0, |n, i| n << 8 | usize::from(bytes[at + i]));
    let mut text = String::new();
    let entries = (0..bytes.len() - 46).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"));
    for at in entries {
        let name = std::str::from_utf8(&bytes[at + 46..at + 46 + number(at + 28, 2)]).unwrap();
        if name.starts_with(begin) {
            let local = number(at + 42, 4);
            let data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let packed = &bytes[data..data + number(at + 20, 4)];
            let mut plain = flate2::read::DeflateDecoder::new(packed);
            std::io::Read::read_to_string(&mut plain, &mut text).unwrap();
        }
    }
    text
}

#[test]
fn entry_is_ruled_and_explained() {
    let desk = Desk::new().file("规则.plan", rules());
    made(&desk, &[]);
    let book = desk.path().join("t.xlsx");
    // The sheets in order: 填表说明 指标 事项 项目 说明.
    let project = parts(&book, "xl/worksheets/sheet4.xml");
    for piece in [
        r#"topLeftCell="B2""#,
        r#"state="frozen""#,
        r#"<formula1>"签约,落地"</formula1>"#,
        r#"<formula1>"是,否"</formula1>"#,
        r#"type="date""#,
        r#"type="whole""#,
        r#"type="decimal""#,
        r#"sqref="B2:B1048576"><formula1>0</formula1>"#,
        "用于 A5",
    ] {
        assert!(project.contains(piece), "{piece}\n{project}");
    }
    let milestones = parts(&book, "xl/worksheets/sheet3.xml");
    assert!(milestones.contains(r#"<formula1>"未启动,已启动,推进中,已完成"</formula1>"#), "{milestones}");
    assert!(!milestones.contains("<f>"), "{milestones}");
    let figures = parts(&book, "xl/worksheets/sheet2.xml");
    assert!(figures.contains(r#"<formula1>"A,AA,AAA"</formula1>"#), "{figures}");
    let notes = parts(&book, "xl/comments");
    for piece in
        ["填数字，单位 亿元\n必填；不能是负数\n用于 A5", "没有规则直接用到，备查", "填日期，如 2023-09-30\n用于 A6"]
    {
        assert!(notes.contains(piece), "{piece}\n{notes}");
    }
}

#[test]
fn a_long_list_lies_on_a_hidden_sheet_that_is_no_data() {
    let members: Vec<String> = (0..80).map(|n| format!("\"第{n}街道, 一\"")).collect();
    let rules = format!(
        "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 街道 {{{}}}\nA1：计数(项目 其中 街道 非空) 达到 1个\n",
        members.join(", ")
    );
    let desk = Desk::new().file("规则.plan", rules);
    made(&desk, &[]);
    let book = desk.path().join("t.xlsx");
    assert!(parts(&book, "xl/workbook.xml").contains(r#"state="veryHidden""#));
    let project = parts(&book, "xl/worksheets/sheet2.xml");
    assert!(project.contains("<formula1>'填表选项'!$A$1:$A$80</formula1>"), "{project}");
    let result = checked(&desk.run(&["check", "--data", "t.xlsx", "--format", "json"]));
    assert_eq!(result["data_findings"], serde_json::json!([]));
    let aside: Vec<&Value> = result["data"].as_array().unwrap().iter().filter(|f| f["rows_set_aside"] != 0).collect();
    assert_eq!(aside.len(), 2, "{aside:?}");
}

fn checked(ran: &Ran) -> Value {
    assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{}", ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn an_unfilled_workbook_proves_nothing() {
    let optional = format!("{}A11：每个 项目：人数 达到 1\n  可无\n", rules());
    let desk = Desk::new().file("规则.plan", optional);
    for arguments in [&[][..], &["--period", "2023年6月"]] {
        made(&desk, arguments);
        let result = checked(&desk.run(&["check", "--data", "t.xlsx", "--format", "json"]));
        let rules = result["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 12);
        assert!(rules.iter().all(|rule| rule["status"] == "missing"), "{result:#}");
        assert_eq!(result["data_findings"], serde_json::json!([]));
    }
}

#[test]
fn an_unfilled_sheet_for_a_later_period_keeps_older_rows_from_standing_in() {
    let desk = Desk::new()
        .file("规则.plan", "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\nA1：每个 项目：名称 符合 \"甲\"\n")
        .file("data/项目_2023年6月.csv", "名称\n甲\n");
    let status = |ran: Ran| serde_json::from_str::<Value>(&ran.out).unwrap()["rules"][0]["status"].clone();
    let check = ["check", "--as-of", "2023-12-31", "--format", "json"];
    assert_eq!(status(desk.run(&check)), "met");
    assert_eq!(desk.run(&["template", "-o", "data/九月.xlsx", "--period", "2023年9月"]).status, 0);
    assert_eq!(status(desk.run(&check)), "missing");
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    let desk = Desk::new().file("规则.plan", rules());
    let bytes = || {
        made(&desk, &[]);
        std::fs::read(desk.path().join("t.xlsx")).unwrap()
    };
    assert_eq!(bytes(), bytes());
    let left: Vec<_> = std::fs::read_dir(desk.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_period_stands_in_the_names_of_sheets_and_in_the_rows() {
    let desk = Desk::new().file("规则.plan", rules());
    made(&desk, &["--period", "6月"]);
    let sheets = sheets(&desk.path().join("t.xlsx"));
    assert_eq!(sheets[3].0, "项目_2023年6月");
    let periods: Vec<&str> = sheet(&sheets, "指标").iter().skip(1).map(|row| row[1].as_str()).collect();
    assert_eq!(periods, ["2023年6月", "2022年6月", "2023年6月", "2022年", "2023年6月", "2023年6月", "2023年6月"]);
    let result = checked(&desk.run(&["check", "--data", "t.xlsx", "--format", "json"]));
    assert_eq!(result["data_findings"], serde_json::json!([]));
}

#[test]
fn an_office_gets_what_it_answers_for() {
    let desk = Desk::new().file("规则.plan", rules());
    made(&desk, &["--only", "区商务局"]);
    let names: Vec<String> = sheets(&desk.path().join("t.xlsx")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["填表说明", "项目"]);
}

#[test]
fn tables_whose_names_excel_refuses_are_read_back() {
    let long = "全区重点领域安全生产隐患排查整治和应急救援能力提升项目台账甲";
    let rules = format!(
        "计划 例\n  期间 2023年\n表 「投资/计划」\n  列 名称 文本\n表 History\n  列 名称 文本\n表 {long}\n  列 名称 文本\n表 {long}乙\n  列 名称 文本\n\
         A1：计数(「投资/计划」) 达到 1个\nA2：计数(History) 达到 1个\nA3：计数({long}) 达到 1个\nA4：计数({long}乙) 达到 1个\n"
    );
    let desk = Desk::new().file("规则.plan", rules);
    for arguments in [&[][..], &["--period", "2023年6月"]] {
        made(&desk, arguments);
        let result = checked(&desk.run(&["check", "--data", "t.xlsx", "--format", "json"]));
        let tables: Vec<&str> =
            result["data"].as_array().unwrap().iter().skip(1).map(|file| file["table"].as_str().unwrap()).collect();
        assert_eq!(tables, ["投资/计划", "History", long, &format!("{long}乙")]);
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let desk = Desk::new().file("规则.plan", rules()).file("空/空.plan", "# 没有规则\n").file("夹.xlsx/a", "");
    let cases: &[&[&str]] = &[
        &["template"],
        &["template", "-o"],
        &["template", "-o", "t.csv"],
        &["template", "-o", "没有/t.xlsx"],
        &["template", "-o", "夹.xlsx"],
        &["template", "空", "-o", "t.xlsx"],
        &["template", "没有", "-o", "t.xlsx"],
        &["template", "-o", "t.xlsx", "--period", "那时"],
        &["template", "-o", "t.xlsx", "--period", "2024年"],
        &["template", "-o", "t.xlsx", "--only", "区商务"],
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|arguments| {
            let ran = desk.run(arguments);
            assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
            format!("$ plancheck {}\n{}", arguments.join(" "), ran.err)
        })
        .collect();
    assert!(!desk.path().join("t.xlsx").exists());
    insta::assert_snapshot!(said.join("\n"));
}

/// A value to be put into a cell.
#[derive(Clone, Debug)]
enum Fill {
    Text(String),
    Number(f64),
    Date(Date),
}

/// A workbook being filled in: each sheet's rows, the header first.
struct Filling(Vec<(String, Vec<Vec<Option<Fill>>>)>);

impl Filling {
    fn read(path: &Path) -> Self {
        let fill = |text: String| (!text.is_empty()).then_some(Fill::Text(text));
        let rows = |rows: Cells| rows.into_iter().map(|row| row.into_iter().map(fill).collect()).collect();
        Self(sheets(path).into_iter().map(|(name, cells)| (name, rows(cells))).collect())
    }

    fn rows(&mut self, sheet: &str) -> &mut Vec<Vec<Option<Fill>>> {
        let name = self.0.iter().position(|(name, _)| name.split('_').next() == Some(sheet));
        &mut self.0[name.unwrap_or_else(|| panic!("no sheet {sheet}"))].1
    }

    /// The row whose first cells are these, else a new one.
    fn row(&mut self, sheet: &str, keys: &[(usize, &str)]) -> &mut Vec<Option<Fill>> {
        let rows = self.rows(sheet);
        let is = |cell: &Option<Fill>, key: &str| match cell {
            Some(Fill::Text(text)) => text == key,
            _ => key.is_empty(),
        };
        let found = rows.iter().position(|row| keys.iter().all(|(at, key)| is(&row[*at], key)));
        let at = found.unwrap_or_else(|| {
            let mut row = vec![None; rows[0].len()];
            keys.iter().for_each(|(at, key)| row[*at] = (!key.is_empty()).then(|| Fill::Text((*key).to_owned())));
            rows.push(row);
            rows.len() - 1
        });
        &mut rows[at]
    }

    fn save(&self, path: &Path) {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    match cell {
                        Some(Fill::Text(text)) => sheet.write_string(row, column, text).unwrap(),
                        Some(Fill::Number(number)) => sheet.write(row, column, *number).unwrap(),
                        Some(Fill::Date(date)) => {
                            let (y, m, d) = (date.year() as u16, date.month() as u8, date.day() as u8);
                            let date = ExcelDateTime::from_ymd(y, m, d).unwrap();
                            sheet.write_with_format(row, column, &date, &day).unwrap()
                        }
                        None => sheet,
                    };
                }
            }
        }
        book.save(path).unwrap();
    }
}

fn float(number: &Number) -> Fill {
    Fill::Number(number.to_string().parse().unwrap())
}

/// Puts everything that an example submitted for a period (and every figure of other periods) into a workbook.
fn fill(filling: &mut Filling, example: &str, period: Period) {
    let rules = plancheck::read_rules(Path::new(example), &Settings::default()).unwrap();
    let inputs = rules.workspace.inputs(&Settings::default(), &mut Diagnostics::default());
    let mut submission = data::open(&rules.program, &inputs).unwrap();
    let program = &rules.program;
    for figure in &submission.dataset.figures {
        let indicator = program.indicator(figure.indicator).unwrap();
        let scope = figure.scope.clone().unwrap_or_default();
        let single = if figure.single { "当月" } else { "" };
        let when = format!("{}{single}", figure.period);
        let row = filling.row("指标", &[(0, &indicator.name), (1, &when), (6, &scope)]);
        match (&figure.value, figure.aspect) {
            (FigureValue::Number { value, unit, .. }, FigureAspect::Level) => {
                row[2] = Some(float(&unit.from_base(value)));
                row[3] = Some(Fill::Text(unit.name.clone()));
            }
            (FigureValue::Number { value, unit, .. }, aspect) => {
                let at = if aspect == FigureAspect::Growth { 4 } else { 5 };
                row[at] = Some(Fill::Text(format!("{}{}", unit.from_base(value), unit.name)));
            }
            (FigureValue::Grade { text, .. }, _) => row[2] = Some(Fill::Text(text.clone())),
            (FigureValue::Faulty, _) => row[2] = Some(Fill::Text("读不出".to_owned())),
            (FigureValue::Blank, _) => {}
        }
    }
    for milestone in &submission.dataset.milestones {
        if milestone.period.is_none_or(|p| p == period) {
            let name = &program.milestone(milestone.milestone).unwrap().name;
            let row = filling.row("事项", &[(0, name)]);
            row[1] = milestone.state.map(|state| Fill::Text(state.word().to_owned()));
            row[2] = milestone.date.map(Fill::Date);
        }
    }
    for explanation in submission.dataset.explanations.iter().filter(|_| period.last.month() == 12) {
        let row = filling.row("说明", &[(0, &explanation.rule), (2, &explanation.text), (3, &explanation.signer)]);
        row[4] = explanation.date.map(Fill::Date);
        row[5] = explanation.expires.map(Fill::Date);
    }
    for index in 0..program.tables.len() {
        let rows = table(&mut submission.tables, program, TableId(index), period);
        if !rows.is_empty() {
            filling.rows(&program.tables[index].name).extend(rows);
        }
    }
}

/// The rows of an example's item table, in the units of its headers.
fn table(tables: &mut dyn data::Tables, program: &Program, id: TableId, period: Period) -> Vec<Vec<Option<Fill>>> {
    let declared = &program.table(id).unwrap().columns;
    let files: Vec<_> = tables.files(id).into_iter().filter(|(_, p)| p.is_none_or(|p| p == period)).collect();
    let files: Vec<_> = files.into_iter().map(|(file, _)| file).collect();
    let ids: Vec<ColumnId> = (0..declared.len()).map(ColumnId).collect();
    let mut rows = Vec::new();
    tables.scan(id, &files, &ids, &plancheck::data::ask_nothing, &mut |batch, _| {
        for at in 0..batch.rows.len() {
            let cell = |(column, declared): (&data::BatchColumn, &plancheck::language::program::Column)| {
                if column.states[at] == CellState::Faulty {
                    return Some(Fill::Text("读不出".to_owned()));
                }
                let value = match (&column.values, &declared.ty) {
                    (ColumnValues::Number(all), Type::Number(unit)) => float(&unit.from_base(&all.get(at).unwrap())),
                    (ColumnValues::Date(all), _) => Fill::Date(all[at]),
                    (ColumnValues::Text(all), _) => Fill::Text(all.get(at).unwrap().to_owned()),
                    (ColumnValues::Truth(all), _) => Fill::Text(if all[at] { "是" } else { "否" }.to_owned()),
                    (ColumnValues::Grade(all), Type::Grade(scale)) => {
                        Fill::Text(program.scale(*scale).unwrap().members[all[at] as usize].clone())
                    }
                    other => panic!("{other:?}"),
                };
                (column.states[at] == CellState::Value).then_some(value)
            };
            rows.push(batch.columns.iter().zip(declared).map(cell).collect());
        }
    });
    rows
}

/// What a judgement says of each rule, places and texts of reasons aside.
fn verdicts(example: &str, arguments: &[&str]) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = run_at(root, &[&["check", example, "--format", "json"], arguments].concat(), &[]);
    let result: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let verdict = |rule: &Value| {
        let rows = (&rule["rows"]["checked"], &rule["rows"]["failed"], &rule["rows"]["missing"]);
        let actual = &rule["actual"]["value"];
        format!("{} {} {actual} {} {} {rows:?}", rule["status"], rule["explained"], rule["gap"], rule["completion"])
    };
    let rules = result["rules"].as_array().unwrap().iter();
    rules.map(|rule| (rule["id"].as_str().unwrap().to_owned(), verdict(rule))).collect()
}

fn same_judgement(example: &str, period: &str, arguments: &[&str]) {
    let desk = Desk::new();
    let book = desk.path().join("填报.xlsx");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = [&["template", example, "-o", book.to_str().unwrap()], arguments].concat();
    assert_eq!(run_at(root, &made, &[]).status, 0);
    let mut filling = Filling::read(&book);
    let period = Period::parse(period).unwrap();
    fill(&mut filling, root.join(example).to_str().unwrap(), period);
    filling.save(&book);
    let as_of = period.last.to_string();
    let own = verdicts(example, &["--as-of", &as_of]);
    let filled = verdicts(example, &["--as-of", &as_of, "--data", book.to_str().unwrap()]);
    let differing: Vec<_> = own.iter().filter(|(id, verdict)| filled.get(*id) != Some(verdict)).collect();
    let theirs: Vec<_> = differing.iter().map(|(id, _)| filled.get(*id)).collect();
    assert!(differing.is_empty() && own.len() == filled.len(), "{differing:#?}\n{theirs:#?}");
}

#[test]
fn xihu_filled_in_is_judged_like_its_own_data() {
    same_judgement("examples/xihu-2023", "2023年", &[]);
}

#[test]
fn xihu_filled_in_at_mid_year_is_judged_like_its_own_data() {
    same_judgement("examples/xihu-2023", "2023年6月", &["--period", "2023年6月"]);
}

#[test]
fn yunxi_filled_in_is_judged_like_its_own_data() {
    same_judgement("examples/yunxi-2024", "2024年", &[]);
}

#[test]
fn minimal_filled_in_is_judged_like_its_own_data() {
    same_judgement("examples/minimal", "2023年", &["--period", "2023年"]);
}
