//! How the cells of the workbook look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::language::program::Status;

/// The formats of a workbook.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) title: Format,
    pub(super) said: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    pub(super) middle: Format,
    pub(super) figure: Format,
}

const LINE: Color = Color::RGB(0x00BF_BFBF);

impl Look {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let lined = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE).set_text_wrap();
        Self {
            title: plain.clone().set_font_name("黑体").set_font_size(16),
            said: plain,
            header: lined
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00D9_E2F3)),
            text: lined.clone(),
            middle: lined.clone().set_align(FormatAlign::Center),
            figure: lined.set_align(FormatAlign::Right),
        }
    }

    /// A figure with so many decimal places.
    pub(super) fn number(&self, places: u32, percent: bool) -> Format {
        let decimals = if places == 0 { String::new() } else { format!(".{}", "0".repeat(places as usize)) };
        let form = if percent { format!("0{decimals}%") } else { format!("#,##0{decimals}") };
        self.figure.clone().set_num_format(form)
    }
}

/// The colour behind a status, never without its word.
pub(super) fn fill(status: Status) -> Format {
    let (back, fore) = match status {
        Status::Met | Status::OnTrack => (0x00E2_EFDA, 0x0037_5623),
        Status::NearlyMet | Status::Behind => (0x00FF_F2CC, 0x007F_6000),
        Status::Violated => (0x00F8_CBAD, 0x0083_3C0B),
        Status::Missing => (0x00FC_E4D6, 0x0083_3C0B),
        Status::NotDue | Status::Manual => (0x00ED_EDED, 0x0040_4040),
    };
    Format::new().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(fore))
}
