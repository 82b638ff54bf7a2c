//! What is wrong with a regular expression, in Chinese.

use regex::Error;

/// The regex crate's words for a fault, by how they begin, and ours.
const FAULTS: [(&str, &str); 37] = [
    ("unclosed character class", "`[` 没有用 `]` 合上"),
    ("unclosed group", "`(` 没有用 `)` 合上"),
    ("unopened group", "多出一个 `)`，前面没有与它配对的 `(`"),
    ("unclosed counted repetition", "`{` 没有用 `}` 合上"),
    ("repetition operator missing", "`*`、`+`、`?` 或 `{…}` 前面没有可以重复的内容"),
    ("invalid repetition count range", "`{…}` 里前一个次数不能大于后一个"),
    ("repetition quantifier expects", "`{…}` 里要写次数，如 `{6}` 或 `{2,4}`"),
    ("invalid character class range", "`[…]` 里的范围前后颠倒，应从小到大，如 `[a-z]`"),
    ("invalid range boundary", "`[…]` 里范围的两端要各是一个字符"),
    ("invalid escape sequence found in character class", "`[…]` 里的这个 `\\` 写法不能用"),
    ("unrecognized escape", "`\\` 后面的字符没有这种写法；要写字符本身就不加 `\\`"),
    ("incomplete escape", "末尾的 `\\` 后面缺少字符；要写反斜杠本身请用 `\\\\`"),
    ("look-around", "不支持前后查看（`(?=…)`、`(?!…)`、`(?<=…)`、`(?<!…)`）"),
    ("backreferences", "不支持反向引用（`\\1`、`\\2` 等）"),
    ("invalid Unicode character class", "`\\p{…}` 的写法不对"),
    ("Unicode property", "没有 `\\p{…}` 里写的这类字符"),
    ("hexadecimal literal empty", "`\\x{…}` 里是空的"),
    ("hexadecimal literal is not", "`\\x{…}` 里的编号没有对应的字符"),
    ("invalid hexadecimal digit", "`\\x`、`\\u` 后面要写十六进制数字"),
    ("decimal literal", "次数要写成数字"),
    ("unclosed capture group name", "组名没有用 `>` 合上"),
    ("empty capture group name", "组名是空的"),
    ("invalid capture group character", "组名里有不能用的字符"),
    ("duplicate capture group name", "两个组用了同一个名字"),
    ("unrecognized flag", "`(?` 后面的字母没有这种写法"),
    ("duplicate flag", "`(?…)` 里同一个字母写了两次"),
    ("expected flag", "`(?` 后面没有写完"),
    ("dangling flag", "`(?…)` 里的 `-` 后面缺少字母"),
    ("flag negation", "`(?…)` 里的 `-` 写了两次"),
    ("pattern can match invalid UTF-8", "它能与不成字符的字节相配；要写字符请用 `\\u{…}`，并去掉 `(?-u)`"),
    ("Unicode not allowed", "`(?-u)` 里只能写 ASCII 字符"),
    ("invalid line terminator", "换行符只能是 ASCII 字符"),
    ("Unicode-aware", "这类字符不支持"),
    ("special word boundary", "`\\b{…}` 没有合上，或里面有不能用的字符"),
    ("unrecognized special word", "`\\b{…}` 里只能写 start、end、start-half、end-half"),
    ("found either the beginning", "`\\b{` 没有用 `}` 合上"),
    ("exceed", "括号套得太深或太多"),
];

/// Why an expression cannot be read; a fault that has no words here is said to be one, with its place.
pub(super) fn why(error: &Error) -> String {
    let Error::Syntax(text) = error else {
        return "太大".to_owned();
    };
    let fault = text.lines().last().unwrap_or("").trim_start_matches("error: ");
    let known = FAULTS.iter().find(|(words, _)| fault.starts_with(words));
    known.map_or_else(|| unknown(text), |(_, ours)| (*ours).to_owned())
}

/// A fault without words of ours: where the crate draws its marks under the pattern.
fn unknown(text: &str) -> String {
    let mut lines = text.lines().rev().skip(1);
    let (marks, pattern) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let skipped = marks.chars().take_while(|c| *c == ' ').count();
    let width = marks.chars().skip(skipped).take_while(|c| *c == '^').count();
    let part: String = pattern.chars().skip(skipped).take(width).collect();
    if part.is_empty() { "写法有误".to_owned() } else { format!("`{part}` 处写法有误") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    /// Patterns with every fault that the crate can find, as far as its features go.
    const FAULTY: [&str; 36] = [
        "[",
        "(",
        ")",
        "a{",
        "a{2",
        "*",
        "a{3,2}",
        "a{,}",
        "[z-a]",
        r"[a-\d]",
        r"[\b]",
        r"\y",
        r"\",
        "(?=a)",
        r"(a)\1",
        r"\p",
        r"\p{}",
        r"\p{甲}",
        r"\p{sc=甲}",
        r"\x{}",
        r"\x{FFFFFFFF}",
        r"\xg0",
        "a{99999999999}",
        "(?P<a",
        "(?P<>a)",
        "(?P<1>a)",
        "(?P<a>b)(?P<a>c)",
        "(?y)",
        "(?ii)",
        "(?i",
        "(?-)",
        "(?i--s)",
        r"(?-u)\xff",
        r"\b{start",
        r"\b{甲}",
        r"(?-u:甲[甲])",
    ];

    #[test]
    fn every_fault_has_words_of_ours() {
        for pattern in FAULTY {
            let why = why(&Regex::new(pattern).expect_err(pattern));
            let english = why.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 6);
            assert!(!english && why.contains(|c| c > '\u{4e00}') && !why.contains("处写法有误"), "{pattern}: {why}");
        }
    }

    #[test]
    fn a_fault_without_words_names_its_place() {
        let error = Error::Syntax("regex parse error:\n    甲[乙\n     ^\nerror: something new".to_owned());
        assert_eq!(why(&error), "`[` 处写法有误");
        assert_eq!(why(&Error::Syntax("error: something new".to_owned())), "写法有误");
    }

    #[test]
    fn letters_may_be_compared_whatever_their_case() {
        assert!(Regex::new("(?i)^a").is_ok_and(|pattern| pattern.is_match("A1")));
    }
}
