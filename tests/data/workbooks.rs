use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use super::{Folder, figures, findings, rows};

const RULES: &str = "计划 示例\n  期间 2023年\n指标 地区生产总值 亿元 累计\n指标 城镇化率 % 均值\n指标 数字企业 家 时点\n地区生产总值 增长 7.5%左右\n城镇化率 达到 90%\n数字企业 超过 160家\n\
    表 项目\n  列 街道 文本\n  列 名称 文本\n  列 投资 亿元\n  列 开工日期 日期\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n计数(项目 其中 街道 = \"甲\") 不少于 1个\n合计(项目.投资) 超过 1亿元\n每个 项目：开工日期 不晚于 2023年9月底\n";
const ALL: [&str; 4] = ["街道", "名称", "投资", "开工日期"];

fn workbook(name: &str, fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Folder {
    let mut folder = Folder::new();
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save(folder.path(name)).unwrap();
    folder
}

fn header(sheet: &mut Worksheet, row: u32, titles: &[&str]) {
    for (column, title) in titles.iter().enumerate() {
        sheet.write(row, column as u16, *title).unwrap();
    }
}

#[test]
fn a_cell_shown_as_a_percentage_is_one() {
    let folder = workbook("指标.xlsx", |book| {
        let sheet = book.add_worksheet();
        header(sheet, 0, &["指标", "时期", "数值", "单位", "同比"]);
        let percent = Format::new().set_num_format("0.0%");
        header(sheet, 1, &["地区生产总值", "2023年"]);
        sheet.write(1, 2, 781.2)?.write(1, 3, "亿元")?.write_with_format(1, 4, 0.081, &percent)?;
        header(sheet, 2, &["城镇化率", "2023年"]);
        sheet.write_with_format(2, 2, 0.9, &percent)?.write(2, 3, "%")?.write(2, 4, "7.3%")?;
        Ok(())
    });
    let submission = folder.open(RULES);
    assert_eq!(
        figures(&submission, RULES),
        [
            "地区生产总值 2023年 Level 78120000000",
            "地区生产总值 2023年 Growth 0.081",
            "城镇化率 2023年 Level 0.9",
            "城镇化率 2023年 Growth 0.073",
        ]
    );
    assert_eq!(findings(&submission), [""; 0]);
}

#[test]
fn a_month_typed_into_excel_is_a_period() {
    let folder = workbook("指标.xlsx", |book| {
        let sheet = book.add_worksheet();
        let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
        header(sheet, 0, &["指标", "单位"]);
        sheet.write_with_format(0, 2, &ExcelDateTime::from_ymd(2023, 6, 1)?, &month)?;
        header(sheet, 1, &["数字企业", "家"]);
        sheet.write(1, 2, 152)?;
        Ok(())
    });
    assert_eq!(figures(&folder.open(RULES), RULES), ["数字企业 2023年6月 Level 152"]);
}

#[test]
fn a_merged_cell_belongs_to_every_cell_it_covers() {
    let folder = workbook("数据.xlsx", |book| {
        let sheet = book.add_worksheet().set_name("项目")?;
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 3, "2023年项目表", &plain)?;
        sheet.write(1, 3, "单位：万元")?;
        header(sheet, 2, &["街道", "名称", "投资", "开工日期"]);
        sheet.merge_range(3, 0, 4, 0, "朝阳街道", &plain)?;
        let day = Format::new().set_num_format("yyyy/m/d");
        for (row, name) in [(3, "甲"), (4, "乙")] {
            sheet.write(row, 1, name)?.write(row, 2, 20000)?;
            sheet.write_with_format(row, 3, &ExcelDateTime::from_ymd(2023, 9, 1)?, &day)?;
        }
        sheet.merge_range(6, 0, 6, 1, "合计", &plain)?.write(6, 2, 40000)?;
        sheet.write(7, 0, "填报人：张三")?;
        Ok(())
    });
    let mut submission = folder.open(RULES);
    let expected = ["4: 朝阳街道 甲 200000000 2023-09-01", "5: 朝阳街道 乙 200000000 2023-09-01"];
    assert_eq!(rows(&mut submission, RULES, "项目", &ALL), expected);
    assert_eq!(findings(&submission), [""; 0]);
    let file = &submission.dataset.files[0];
    let aside: Vec<_> = file.rows_set_aside.iter().map(|(reason, n)| format!("{reason}{n}")).collect();
    assert_eq!(aside, ["合计行1", "填报人、审核人行1", "空行1", "表头以上2"]);
    assert_eq!((file.sheet.as_deref(), file.rows_read, file.rows_used), (Some("项目"), 7, 2));
}

#[test]
fn a_two_row_header_with_merged_groups_is_read() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\n  列 「投资/计划」 亿元\n合计(项目.「投资/计划」) 超过 1亿元\n计数(项目 其中 名称 = \"甲\") 不少于 1个\n";
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 0, "名称", &plain)?;
        sheet.merge_range(0, 1, 0, 2, "投资（万元）", &plain)?;
        sheet.write(1, 1, "计划")?.write(1, 2, "完成")?;
        sheet.write(2, 0, "甲")?.write(2, 1, 20000)?.write(2, 2, 1)?;
        Ok(())
    });
    let mut submission = folder.open(rules);
    assert_eq!(rows(&mut submission, rules, "项目", &["名称", "投资/计划"]), ["3: 甲 200000000"]);
}

#[test]
fn error_values_and_wrong_kinds_are_found_at_their_cells() {
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet();
        header(sheet, 0, &ALL);
        sheet.write(1, 0, "甲")?.write(1, 1, 360_103_199_003_071_234_f64)?;
        sheet.write(1, 2, Formula::new("1/0").set_result("#DIV/0!"))?.write(1, 3, 45170)?;
        sheet.write(2, 0, "乙")?.write(2, 1, 13_800_000_000_f64)?.write(2, 2, "1,376.5")?.write(2, 3, true)?;
        Ok(())
    });
    let mut submission = folder.open(RULES);
    let expected = ["2: 甲 错 错 2023-09-01", "3: 乙 13800000000 137650000000 错"];
    assert_eq!(rows(&mut submission, RULES, "项目", &ALL), expected);
    assert_eq!(
        findings(&submission),
        [
            "digits-lost error 项目.xlsx sheet1!:2 b2",
            "excel-error error 项目.xlsx sheet1!:2 c2",
            "not-a-date error 项目.xlsx sheet1!:3 d3",
        ]
    );
}

#[test]
fn sheets_are_matched_by_name_then_by_the_file() {
    let fill = |sheets: [&'static str; 2]| {
        move |book: &mut Workbook| {
            for name in sheets {
                let sheet = book.add_worksheet().set_name(name)?;
                if name == "填报须知" {
                    sheet.write(0, 0, "请如实填写")?;
                } else {
                    header(sheet, 0, &["指标", "时期", "数值"]);
                    header(sheet, 1, &["数字企业", "2023年"]);
                    sheet.write(1, 2, 152)?;
                }
            }
            Ok(())
        }
    };
    let by_sheet = workbook("上报.xlsx", fill(["指标", "填报须知"])).open(RULES);
    assert_eq!(figures(&by_sheet, RULES), ["数字企业 2023年 Level 152"]);
    assert_eq!(findings(&by_sheet), ["unmatched-data warning 上报.xlsx 填报须知!:1"]);
    let by_file = workbook("指标-2023年.xlsx", fill(["Sheet1", "填报须知"])).open(RULES);
    assert_eq!(figures(&by_file, RULES).len(), 1);
    let chosen = workbook("上报.xlsx", fill(["表一", "填报须知"])).with(|i| i.table = Some("指标".into())).open(RULES);
    assert_eq!(figures(&chosen, RULES).len(), 1);
    let missing = workbook("指标.xlsx", fill(["表一", "表二"])).with(|i| i.sheet = Some("表三".into()));
    assert_eq!(missing.refused(RULES), [("sheet-missing", None)]);
}

#[test]
fn a_binary_sum_is_the_decimal_that_excel_shows() {
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet();
        header(sheet, 0, &ALL);
        sheet.write(1, 0, "甲")?.write(1, 1, "乙")?.write(1, 2, 0.1 + 0.2)?;
        Ok(())
    });
    assert_eq!(rows(&mut folder.open(RULES), RULES, "项目", &["投资"]), ["2: 30000000"]);
}

#[test]
fn a_number_is_what_its_format_shows() {
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet().set_name("项目")?;
        header(sheet, 0, &["名称", "投资"]);
        for (row, code) in [(1, "0\"万元\""), (2, "0!.0,\"万元\""), (3, "[<1]0.0%;0.0"), (4, "#,##0,")] {
            sheet.write(row, 0, row.to_string())?;
            sheet.write_with_format(row, 1, 5000, &Format::new().set_num_format(code))?;
        }
        Ok(())
    });
    let mut submission = folder.open(RULES);
    let faults: Vec<String> =
        findings(&submission).into_iter().filter(|text| text.contains("format-unknown")).collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("b3") && faults[1].contains("b5"), "{faults:?}");
    let read = rows(&mut submission, RULES, "项目", &["投资"]);
    assert_eq!(read, ["2: 50000000", "3: 错", "4: 500000000000", "5: 错"]);
}

#[test]
fn a_subtotal_behind_its_group_is_no_row_of_data() {
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet().set_name("项目")?;
        let plain = Format::new();
        header(sheet, 0, &["街道", "名称", "投资"]);
        sheet.merge_range(1, 0, 2, 0, "甲街道", &plain)?;
        for (row, name, money) in [(1, "甲", 1), (2, "小计", 1), (3, "工业小计", 1), (4, "合计", 1)] {
            sheet.write(row, if row == 3 { 0 } else { 1 }, name)?.write(row, 2, money)?;
        }
        sheet.write(5, 0, "一、")?.write(5, 1, "服务业合计")?.write(5, 2, 0)?;
        Ok(())
    });
    assert_eq!(rows(&mut folder.open(RULES), RULES, "项目", &["名称", "投资"]), ["2: 甲 100000000"]);
}

#[test]
fn a_sheet_with_a_table_s_header_and_another_name_is_not_passed_over() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n每个 项目：投资额 超过 1亿元\n";
    let folder = workbook("汇总.xlsx", |book| {
        for (name, value) in [("项目", 2), ("Sheet2", 0)] {
            let sheet = book.add_worksheet().set_name(name)?;
            sheet.write(0, 0, "名称")?.write(0, 1, "投资额")?.write(1, 0, name)?.write(1, 1, value)?;
        }
        Ok(())
    });
    let submission = folder.open(rules);
    assert_eq!(findings(&submission), ["unmatched-data error 汇总.xlsx sheet2!:1"]);
}

#[test]
fn a_number_merged_over_rows_is_said() {
    let rules = "计划 示例\n表 项目\n  列 名称 文本\n  列 投资额 亿元\n合计(项目.投资额) 超过 1亿元\n";
    let folder = workbook("项目.xlsx", |book| {
        let sheet = book.add_worksheet();
        header(sheet, 0, &["名称", "投资额"]);
        sheet.write(1, 0, "甲")?.write(2, 0, "乙")?.merge_range(1, 1, 2, 1, "", &Format::new())?.write(1, 1, 5)?;
        Ok(())
    });
    let mut submission = folder.open(rules);
    assert_eq!(findings(&submission), ["merged-number warning 项目.xlsx sheet1!:2 b2"]);
    assert_eq!(rows(&mut submission, rules, "项目", &["投资额"]), ["2: 500000000", "3: 500000000"]);
}
