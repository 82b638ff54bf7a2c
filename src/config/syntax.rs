//! The TOML reader's complaints in Chinese.

/// What a complaint of the TOML reader says, for a clerk.
pub(super) fn in_chinese(message: &str) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("duplicate key", "同一项写了两次"),
        ("invalid basic string", "引号里的文字没有写完，或少了右引号"),
        ("invalid literal string", "引号里的文字没有写完，或少了右引号"),
        ("multiline basic string", "三引号里的文字没有写完"),
        ("missing value for key", "等号后面少了值"),
        ("key with no value", "这一项没有写 `= 值`"),
        ("missing assignment", "少了等号"),
        ("unclosed table", "表头少了右方括号"),
        ("unclosed array of tables", "表头少了右方括号"),
        ("unclosed array", "列表少了右方括号"),
        ("unclosed inline table", "少了右花括号"),
        ("extra comma", "多了一个逗号"),
        ("extra", "多了一个等号"),
        ("missing comma", "少了逗号"),
        ("invalid unquoted key", "项名里有不能直接写的字符，请给项名加英文双引号"),
        ("invalid mantissa", "数字写法不对；文字要加英文双引号"),
        ("string values must be quoted", "文字要加英文双引号"),
        ("unexpected key or value", "一行写完后还有多余的内容"),
        ("invalid date", "日期写法不对，应如 2023-12-31"),
        ("invalid month", "月份不对"),
        ("invalid day", "日不对"),
        ("invalid escape", "引号里的反斜杠写法不对；路径请用 / 分隔"),
        ("escape", "引号里的反斜杠写法不对；路径请用 / 分隔"),
        ("invalid value", "值的写法不对；文字要加英文双引号"),
        ("carriage return", "行尾有单独的回车符"),
        ("recursion", "嵌套太深"),
        ("extend value", "这一项已有别的值，不能再当作表"),
        ("missing opening quote", "少了左引号"),
        ("empty", "项名不能空着"),
        ("unexpected", "这里有多余的内容"),
    ];
    let lower = message.to_lowercase();
    let known = WORDS.iter().find(|(english, _)| lower.contains(english));
    known.map_or_else(|| format!("这里不合 TOML 的写法（{message}）"), |(_, chinese)| (*chinese).to_owned())
}
