//! Several things said at once: `城镇、农村居民人均可支配收入分别增长5.5%和7%`.

use super::subject::{bare, clean};
use crate::trace::Figure;
use crate::trace::line::Line;

/// The word between the names and their figures.
const WORD: &str = "分别";
/// What may stand between two names, and between two figures.
const AND: [char; 5] = ['、', '和', '与', '及', ','];

/// The name of a figure that shares its sentence with others, and the figure with the words that stand only before the first.
pub(super) fn named(line: &Line, figures: &[&Figure], figure: &Figure) -> Option<(String, Figure)> {
    let start = word_before(line, figure)?;
    let group = group(line, figures, start + WORD.chars().count());
    let nth = group.iter().position(|own| own.chars == figure.chars)?;
    let before = line.chars.get(..start)?;
    let clause = before.iter().rposition(|c| matches!(c, ',' | ';' | '。' | '!' | ':')).map_or(0, |at| at + 1);
    let names = names(&line.text(clause..start), group.len());
    let first = group.first().filter(|_| group.len() > 1 && names.len() == group.len())?;
    let shared = Figure {
        change: if figure.change.is_empty() { first.change } else { figure.change },
        before: if figure.before.is_empty() { first.before } else { figure.before },
        ..figure.clone()
    };
    Some((names.get(nth)?.clone(), shared))
}

/// Where the word stands nearest before a figure, in its sentence.
fn word_before(line: &Line, figure: &Figure) -> Option<usize> {
    let before = line.chars.get(..figure.chars.start)?;
    let sentence = before.iter().rposition(|c| matches!(c, '。' | ';' | '!')).map_or(0, |at| at + 1);
    let at = before.windows(2).rposition(|pair| pair.iter().copied().eq(WORD.chars()))?;
    (at >= sentence).then_some(at)
}

/// The figures behind the word that nothing but 和 and 、 parts from each other.
fn group<'f>(line: &Line, figures: &[&'f Figure], from: usize) -> Vec<&'f Figure> {
    let mut group: Vec<&Figure> = Vec::new();
    for figure in figures.iter().copied().filter(|figure| figure.chars.start >= from) {
        let joined = group.last().is_none_or(|last| {
            let between = line.text(last.chars.end..figure.chars.start);
            let between = between.strip_prefix(last.behind).unwrap_or(&between);
            !between.is_empty() && between.chars().all(|c| AND.contains(&c))
        });
        if !joined {
            break;
        }
        group.push(figure);
    }
    group
}

/// The names before the word, each in full.
fn names(said: &str, count: usize) -> Vec<String> {
    let said = bare(said.trim_start_matches('将'));
    let parts: Vec<&str> = said.split(AND).map(str::trim).filter(|part| !part.is_empty()).collect();
    if let ([only], 2) = (parts.as_slice(), count)
        && let Some(rest) = only.strip_prefix("城乡")
    {
        return vec![format!("城镇{rest}"), format!("农村{rest}")];
    }
    let Some((last, others)) = parts.split_last() else { return Vec::new() };
    let whole = |part: &&str| {
        let length = part.chars().count();
        // `城镇、农村居民收入`: what follows as many characters of the last name belongs to all.
        let tail: String = last.chars().skip(length).collect();
        let short = length * 2 <= last.chars().count();
        clean(&if short { format!("{part}{tail}") } else { (*part).to_owned() })
    };
    others.iter().map(whole).chain([clean(last)]).collect()
}
