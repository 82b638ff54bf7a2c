//! `plancheck schema`

use super::{Mistake, SOUND, Terminal};
use crate::report::schema::SCHEMA;

#[expect(clippy::unnecessary_wraps, reason = "every command has the same shape")]
pub(super) fn run(terminal: &mut Terminal<'_>) -> Result<u8, Mistake> {
    Ok(terminal.print(SCHEMA, SOUND))
}
