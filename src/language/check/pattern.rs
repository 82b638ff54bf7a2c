//! What is wrong with a regular expression, in Chinese.

use regex::Error;

/// The regex crate's words for a fault, by how they begin, and ours.
const FAULTS: [(&str, &str); 30] = [
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
    ("exceed", "括号套得太深或太多"),
];

/// Why an expression cannot be read; a fault that has no words here keeps those of the regex crate, at the end.
pub(super) fn why(error: &Error) -> String {
    let Error::Syntax(text) = error else {
        return "太大".to_owned();
    };
    let fault = text.lines().last().unwrap_or("").trim_start_matches("error: ");
    let known = FAULTS.iter().find(|(words, _)| fault.starts_with(words));
    known.map_or_else(|| format!("写法有误（{fault}）"), |(_, ours)| (*ours).to_owned())
}
