//! What the lines above a header say of the whole table: `指标：地区生产总值(亿元)`, `地区：江西省`.

use crate::value::Period;

use super::text::{name_key, trim};

/// The lines above a header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preamble {
    /// What `指标：` names.
    pub(crate) indicator: Option<String>,
    /// What `地区：` names.
    pub(crate) place: Option<String>,
    /// What `报告期：` says.
    pub(crate) period: Option<String>,
    /// Whether a statistics office's `数据库：` stands there.
    pub(crate) is_export: bool,
    /// Lines that are a single text without a colon: titles.
    pub(crate) titles: Vec<String>,
}

impl Preamble {
    /// Reads the rows above a header.
    pub(crate) fn read<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> Self {
        let mut preamble = Self::default();
        rows.into_iter().for_each(|row| preamble.row(row));
        preamble
    }

    /// The period that a line says the table is for, or else the only title that begins or ends with one.
    pub(crate) fn period(&self, plan: Option<&Period>) -> Option<Period> {
        if let Some(said) = &self.period {
            return super::period::read(said, plan).map(|written| written.period);
        }
        let mut found = self.titles.iter().filter_map(|title| super::period::split_name(title).1);
        found.next().filter(|first| found.all(|other| other == *first))
    }

    /// The period that a `报告期：` line names.
    pub(crate) fn stated(&self, plan: Option<&Period>) -> Option<Period> {
        super::period::read(self.period.as_deref()?, plan).map(|written| written.period)
    }

    /// What the lines above say of the time, where that is not the one that file or manifest name: a title may name the whole
    /// year.
    pub(crate) fn contradiction(&self, named: Option<Period>, plan: Option<&Period>) -> Option<Period> {
        let (named, said) = (named?, self.period(plan)?);
        let is_wider = self.period.is_none() && named.within(&said);
        Some(said).filter(|said| said.last != named.last && !is_wider)
    }

    fn row(&mut self, texts: &[String]) {
        let filled: Vec<&str> = texts.iter().map(|text| trim(text)).filter(|text| !text.is_empty()).collect();
        for (index, text) in filled.iter().enumerate() {
            let Some((word, said)) = text.split_once([':', '：']) else { continue };
            let next = filled.get(index + 1).copied().unwrap_or_default();
            let said = if trim(said).is_empty() { next } else { trim(said) };
            let said = Some(said.to_owned()).filter(|said| !said.is_empty());
            match name_key(word).as_ref() {
                "指标" | "指标名称" => self.indicator = said,
                "地区" | "地域" | "省份" => self.place = said,
                "报告期" | "时期" | "统计时期" | "数据时期" | "填报时期" | "期别" => {
                    self.period = said;
                }
                "数据库" => self.is_export = true,
                _ => {}
            }
        }
        if let [title] = filled.as_slice()
            && !title.contains([':', '：'])
        {
            self.titles.push((*title).to_owned());
        }
    }
}
