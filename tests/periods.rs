//! Several files of one table, each for a period: the newest counts alone, and nothing stands in for it unsaid.

use crate::cli::Desk;

#[test]
fn an_older_file_does_not_stand_in_for_one_that_cannot_be_read() {
    let desk = Desk::new()
        .file(
            "规则.plan",
            "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：合计(项目.投资额) 达到 1亿元\n",
        )
        .file("data/项目2023年6月.csv", "名称,投资额\n甲,5\n")
        .file("data/项目2023年12月.csv", "甲,5\n乙,6\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("A1 缺数据"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

#[test]
fn two_files_that_end_alike_are_said_and_rows_not_counted_are_set_aside() {
    let desk = Desk::new()
        .file(
            "规则.plan",
            "计划 例\n  期间 2023年\n表 项目\n  列 名称 文本\n  列 投资额 亿元\nA1：合计(项目.投资额) 达到 1亿元\n",
        )
        .file("data/项目2023年6月.csv", "名称,投资额\n甲,5\n")
        .file("data/项目2023年12月.csv", "名称,投资额\n甲,50\n")
        .file("data/项目2023年.csv", "名称,投资额\n甲,1\n");
    let ran = desk.run(&["check", "--as-of", "2023-12-31"]);
    assert!(ran.out.contains("[periods-end-alike]"), "{}", ran.out);
    assert_eq!(ran.out.matches("不是最新一期 1").count(), 2, "{}", ran.out);
    assert_eq!(ran.status, 1);
}
