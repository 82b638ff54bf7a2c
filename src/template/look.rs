//! How cells look: which are to be filled in, which may be, which are not.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::needs::Wish;

/// The formats of a workbook.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// A header that must be filled below.
    pub(super) must: Format,
    /// A header that rules read.
    pub(super) read: Format,
    /// A header that nothing reads.
    pub(super) spare: Format,
    /// What is filled in already.
    pub(super) known: Format,
    /// What must be filled in.
    pub(super) needed: Format,
    /// What may be filled in.
    pub(super) open: Format,
    /// What is not to be filled in.
    pub(super) idle: Format,
    /// The title of the guide.
    pub(super) title: Format,
    /// A heading of the guide.
    pub(super) heading: Format,
    /// Text of the guide.
    pub(super) text: Format,
}

const LINE: Color = Color::RGB(0x00BF_BFBF);

impl Look {
    /// The one look.
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let lined = || plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let filled = |color: u32| lined().set_background_color(Color::RGB(color));
        let header = |color: u32| filled(color).set_bold().set_align(FormatAlign::Center).set_text_wrap();
        Self {
            must: header(0x00F8_CBAD),
            read: header(0x00BD_D7EE),
            spare: header(0x00E7_E6E6),
            known: filled(0x00EA_F1FB).set_text_wrap().set_num_format("@"),
            needed: filled(0x00FF_F2CC),
            open: lined(),
            idle: filled(0x00D9_D9D9),
            title: plain.clone().set_bold().set_font_size(16),
            heading: plain.clone().set_bold().set_font_size(12),
            text: plain.set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    /// The look of a cell by how much it is wanted.
    pub(super) fn wish(&self, wish: Wish) -> &Format {
        match wish {
            Wish::Idle => &self.idle,
            Wish::Open => &self.open,
            Wish::Needed => &self.needed,
        }
    }
}
