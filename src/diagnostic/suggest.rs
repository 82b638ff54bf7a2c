//! Did-you-mean: the nearest of the known names, or none when nothing is near.

/// The known name that is most like `word`, if any is near enough for a reader to have meant it.
///
/// Near means: at most a third of the characters differ (one of a short word), or one name holds the other.
/// The choice does not depend on anything but the arguments; of equals the first wins.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let Some(distance) = distance(word, name) else {
            continue;
        };
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How far apart two words are, in tenths of an edit; `None` when too far for one to be meant by the other.
fn distance(word: &str, name: &str) -> Option<usize> {
    let (word, name) = (word.to_lowercase(), name.to_lowercase());
    let (length, other) = (word.chars().count(), name.chars().count());
    let most = (length / 3).max(1);
    let holds = length.min(other) >= 2 && (name.contains(&word) || word.contains(&name));
    // There are at least as many edits as the lengths differ by: most names are out before any is counted.
    let may_be_near = length.abs_diff(other) <= most && word.chars().any(|c| name.contains(c));
    if !holds && !may_be_near && word != name {
        return None;
    }
    let edits = strsim::osa_distance(&word, &name);
    if word == name || (may_be_near && edits <= most) {
        return Some(edits * 10);
    }
    holds.then_some(edits * 10 + 5)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let known = ["数字经济核心产业企业", "地区生产总值", "家庭", "tolerance"];
        assert_eq!(nearest("数字经济核心产业企也", known), Some("数字经济核心产业企业"));
        assert_eq!(nearest("生产总值", known), Some("地区生产总值"));
        assert_eq!(nearest("tolerence", known), Some("tolerance"));
        assert_eq!(nearest("市区", known), None);
    }
}
