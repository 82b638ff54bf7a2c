//! `新增“四上”企业30家以上，其中规上工业企业10家`: the parts of a count, which what is said of the whole is said of too.

use super::subject::subject;
use crate::trace::Figure;
use crate::trace::line::Line;

const AMONG: [char; 2] = ['其', '中'];
/// What is said of a whole and holds for its parts.
const SHARED: [&str; 15] = [
    "净增长",
    "净增",
    "新增",
    "新引进",
    "引进",
    "新开工",
    "新建",
    "培育",
    "建成",
    "改造",
    "招引",
    "开工",
    "签约",
    "认定",
    "创建",
];

/// The verb of the whole that a figure counts a part of.
pub(super) fn verb_of_whole(line: &Line, beside: &[&Figure], figure: &Figure) -> Option<&'static str> {
    let before = line.chars.get(..figure.chars.start)?;
    let sentence = before.iter().rposition(|c| matches!(c, '。' | ';' | '!')).map_or(0, |at| at + 1);
    let at = before.windows(AMONG.len()).rposition(|pair| pair == AMONG).filter(|at| *at >= sentence)?;
    // Only 、 and 和 part one part from the next.
    if before.get(at..)?.contains(&',') {
        return None;
    }
    let counts = |figure: &Figure| figure.unit.as_ref().is_some_and(|unit| unit.dimension.is_count());
    let whole = beside.iter().rev().find(|own| !own.named && (sentence..at).contains(&own.chars.start))?;
    if !counts(whole) || !counts(figure) {
        return None;
    }
    let name = subject(line, whole);
    SHARED.into_iter().find(|verb| *verb == whole.change || name.starts_with(verb))
}
