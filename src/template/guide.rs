//! The first sheet: how to fill in the others. `check` sets it aside.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr as _;

use super::Maker;
use super::look::Look;
use super::sheet::{put, row};

/// What the guide says of a sheet.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) sheet: String,
    /// What is filled in there.
    pub(super) purpose: String,
    /// Who fills it in.
    pub(super) offices: Vec<String>,
    /// What must be filled in.
    pub(super) must: String,
}

/// Widths of the four columns.
const WIDTHS: [usize; 4] = [28, 46, 40, 30];

const HOW: [&str; 9] = [
    "从第二张工作表起填，一张工作表一张表；工作表名、表头和已经填好的名称不要改，行不够就接着往下填。",
    "没有的数留空，不要填 0，也不要估。留空的按缺数据处理，不会当作达标。",
    "数字按表头括号里的单位、或「单位」列的单位填，格子里只写数字；同比等比率带上 % 填，如 7.3%。",
    "日期写成 2023-09-30；时期写成 2023年、2023年6月、2023年一季度、2023年上半年。",
    "累计指标不论叫 6月、二季度还是上半年，都填从年初累计的数；只有当月、当季的，时期写成 2023年6月当月、2023年二季度当季。",
    "有下拉框的从下拉框里选；是否一类的只填 是 或 否；等级的写法以下拉框为准。",
    "选中格子会提示填什么；鼠标停在表头上，可以看到这一列是做什么的、哪些规则用到它。",
    "同一个数只报一次：几个单位分头填报时，各填各的行，再合到一份里交，或让制表人按单位各发一份。",
    "填好后存成 xlsx 交上来，放进数据文件夹，不用改名，也不用另写配置。这张填表说明不参加核对。",
];

/// Makes the sheet.
pub(super) fn sheet(maker: &Maker<'_>, name: &str, entries: &[Entry]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    for (at, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(at, f64::from(u32::try_from(width).unwrap_or(30)))?;
    }
    let plan = &maker.order.program.plan;
    let look = &maker.look;
    put(&mut sheet, (0, 0), &format!("{} 填报表", plan.name), &look.title)?;
    sheet.set_row_height(0, 28)?;
    let mut writer = Writer { sheet: &mut sheet, at: 1, look };
    let period = maker
        .order
        .period
        .map_or("没有定，请在各行的「时期」里写明".to_owned(), |period| period.to_string());
    writer.pair("填报的时期", &period)?;
    if let Some(plan_period) = plan.period {
        writer.pair("计划的期间", &plan_period.to_string())?;
    }
    plan.number.iter().try_for_each(|number| writer.pair("文号", number))?;
    plan.region.iter().try_for_each(|region| writer.pair("地区", region))?;
    writer.heading("怎么填")?;
    for (index, line) in HOW.iter().enumerate() {
        writer.line(&format!("{}. {line}", index + 1))?;
    }
    writer.colors()?;
    writer.heading("各张工作表")?;
    let header = ["工作表", "填什么", "由谁填", "必填"];
    writer.cells(&header.map(str::to_owned), &look.read.clone())?;
    for entry in entries {
        let offices = entry.offices.join("、");
        writer.cells(
            &[entry.sheet.clone(), entry.purpose.clone(), offices, entry.must.clone()],
            &look.open.clone().set_text_wrap(),
        )?;
    }
    Ok(sheet)
}

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    at: usize,
    look: &'a Look,
}

impl Writer<'_> {
    fn pair(&mut self, name: &str, text: &str) -> Result<(), XlsxError> {
        put(self.sheet, (row(self.at), 0), name, &self.look.text)?;
        put(self.sheet, (row(self.at), 1), text, &self.look.text)?;
        self.at += 1;
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.at += 1;
        put(self.sheet, (row(self.at), 0), text, &self.look.heading)?;
        self.at += 1;
        Ok(())
    }

    /// A line across the page.
    fn line(&mut self, text: &str) -> Result<(), XlsxError> {
        let at = row(self.at);
        self.sheet.merge_range(at, 0, at, 3, text, &self.look.text)?;
        self.height(&[(text, WIDTHS.iter().sum())])?;
        self.at += 1;
        Ok(())
    }

    fn colors(&mut self) -> Result<(), XlsxError> {
        self.heading("颜色")?;
        let look = self.look;
        let all: [(&Format, &str, &str); 7] = [
            (&look.needed, "黄色的格子", "要填"),
            (&look.open, "白色的格子", "可填可不填"),
            (&look.idle, "灰色的格子", "不用填"),
            (&look.known, "浅蓝的格子", "已经填好，不要改"),
            (&look.must, "橙色的表头", "这一列每行都要填"),
            (&look.read, "蓝色的表头", "规则要用这一列，有就填"),
            (&look.spare, "灰色的表头", "备查，可填可不填"),
        ];
        for (format, name, text) in all {
            put(self.sheet, (row(self.at), 0), name, format)?;
            put(self.sheet, (row(self.at), 1), text, &look.text)?;
            self.at += 1;
        }
        Ok(())
    }

    fn cells(&mut self, texts: &[String; 4], format: &Format) -> Result<(), XlsxError> {
        for (at, text) in (0..).zip(texts) {
            put(self.sheet, (row(self.at), at), text, format)?;
        }
        let widths: Vec<(&str, usize)> = texts.iter().map(String::as_str).zip(WIDTHS).collect();
        self.height(&widths)?;
        self.at += 1;
        Ok(())
    }

    /// A row as high as its longest wrapped text.
    fn height(&mut self, texts: &[(&str, usize)]) -> Result<(), XlsxError> {
        let lines = |(text, width): &(&str, usize)| text.width().div_ceil(width.saturating_sub(2).max(1));
        let lines = texts.iter().map(lines).max().unwrap_or(1).clamp(1, 20);
        self.sheet.set_row_height(row(self.at), 16 * u32::try_from(lines).unwrap_or(1) + 2)?;
        Ok(())
    }
}
