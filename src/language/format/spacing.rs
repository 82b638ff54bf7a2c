//! One line of a rule in its canonical signs and spaces.

use crate::language::parse::written::MARKS;
use crate::language::words::{CHANGES, OPERATORS};

/// Words beside operators and changes that may touch the number behind them.
const TOUCHING: [&str; 8] = ["介于", "超", "达", "共", "于", "前", "自", "容差"];
/// Words behind which a minus is a sign, not an operation.
const OPENING: [&str; 10] = ["且", "或", "非", "若", "则", "其中", "按", "至", "属于", "不属于"];
const FUNCTIONS: [&str; 12] =
    ["计数", "去重计数", "合计", "平均", "中位数", "最大", "最小", "占比", "绝对值", "四舍五入", "长度", "天数"];
const SIDES: [&str; 4] = ["以上", "以下", "以内", "左右"];
const STATES: [&str; 3] = ["启动", "推进", "完成"];
/// Attributes that may be followed by a colon.
const ATTRIBUTES: [&str; 12] =
    ["期限", "期间", "进度", "可无", "容差", "属性", "审核", "标签", "方向", "别名", "口径", "上年"];
/// Lines whose commas separate names.
const LISTING: [&str; 3] = ["别名", "标签", "容差"];

/// A line being written; brackets stay open from one line of a statement to the next.
#[derive(Debug, Default)]
pub(super) struct Spacing {
    /// Whether an operator word parts from the number it touches.
    parts: bool,
    open: Vec<char>,
    head: Vec<String>,
    naming: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// A text or a name, with its marks.
    Quoted(String),
    Sign(String),
    Open(char),
    Close(char),
    Comma(char),
    Colon,
}

impl Spacing {
    /// A line begun; `parts`: an operator word parts from the number it touches.
    pub(super) fn begin(parts: bool) -> Self {
        Self { parts, ..Self::default() }
    }

    /// The canonical form of one physical line.
    pub(super) fn line(&mut self, code: &str) -> String {
        let mut out = String::new();
        let mut last: Option<Token> = None;
        let mut rest = code;
        while !rest.is_empty() {
            let trimmed = rest.trim_start_matches([' ', '\t']);
            let spaced = trimmed.len() < rest.len();
            let (token, behind) = self.token(trimmed, last.as_ref());
            rest = behind;
            let Some(token) = token else { break };
            self.write(&mut out, last.as_ref(), &token, spaced);
            self.note(&token);
            last = Some(token);
        }
        out.trim_end().to_owned()
    }

    /// The next token, and what is behind it.
    fn token<'a>(&self, text: &'a str, last: Option<&Token>) -> (Option<Token>, &'a str) {
        let mut chars = text.chars();
        let Some(first) = chars.next() else { return (None, "") };
        let behind = chars.as_str();
        if let Some([_, close]) = MARKS.iter().find(|[open, _]| *open == first) {
            let (body, rest) = behind.split_once(*close).unwrap_or((behind, ""));
            return (Some(Token::Quoted(quoted(body, first == MARKS[0][0]))), rest);
        }
        let token = match first {
            '(' | '[' | '{' => Token::Open(first),
            ')' | ']' | '}' => Token::Close(first),
            ',' | '、' => Token::Comma(first),
            ':' => Token::Colon,
            _ if is_word(first) => return self.word(text),
            _ => return sign(text, last),
        };
        (Some(token), behind)
    }

    /// A word with what may stand inside one: titles, a range's or a date's strokes, a unit's `/`, thousands' commas.
    fn word<'a>(&self, text: &'a str) -> (Option<Token>, &'a str) {
        let parted = if self.parts { touching(text) } else { None };
        let end = parted.unwrap_or_else(|| self.word_end(text));
        let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        (Some(Token::Word(word.to_owned())), rest)
    }

    fn word_end(&self, text: &str) -> usize {
        let mut title = false;
        for (at, c) in text.char_indices() {
            let (before, behind) = (text.get(..at).unwrap_or(""), text.get(at + c.len_utf8()..).unwrap_or(""));
            match c {
                '《' => title = true,
                '》' if title => title = false,
                _ if title || is_word(c) => {}
                _ if self.joins(c, before, behind) => {}
                _ => return at,
            }
        }
        text.len()
    }

    /// Whether a sign between two characters belongs to the word.
    fn joins(&self, sign: char, before: &str, behind: &str) -> bool {
        let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let next = behind.starts_with(is_word);
        match sign {
            '-' | '~' => next && (starts_value(before) && starts_value(behind) || self.is_labelled()),
            '/' => next && (!digit(behind) || self.head.first().is_some_and(|w| w == "期望")),
            ',' => {
                let group = before.rsplit(',').next().unwrap_or("");
                let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
                let three = behind.chars().take_while(char::is_ascii_digit).count() == 3;
                digits(group) && group.len() <= 3 && three && !self.open.contains(&'{')
            }
            _ => false,
        }
    }

    /// Whether a label may stand here: it keeps its strokes.
    fn is_labelled(&self) -> bool {
        self.head.is_empty() || self.head.first().is_some_and(|word| word == "期望")
    }

    /// Writes a token behind another.
    fn write(&mut self, out: &mut String, last: Option<&Token>, token: &Token, spaced: bool) {
        if self.gap(last, token, spaced) && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        match token {
            Token::Word(text) | Token::Quoted(text) | Token::Sign(text) => out.push_str(text),
            Token::Open(c) | Token::Close(c) => out.push(*c),
            Token::Colon => out.push(if self.is_attribute() { ' ' } else { '：' }),
            Token::Comma(written) => out.push_str(self.comma(*written)),
        }
    }

    fn is_attribute(&self) -> bool {
        self.head.len() == 1 && self.head.iter().any(|word| ATTRIBUTES.contains(&word.as_str()))
    }

    fn comma(&self, written: char) -> &'static str {
        match self.open.last() {
            Some('[') => "、",
            Some(_) => ", ",
            None if self.head.first().is_some_and(|word| word == "进度") => " ",
            None if self.naming || written == '、' => "、",
            None if self.head.first().is_some_and(|word| LISTING.contains(&word.as_str())) => "、",
            None => "，",
        }
    }

    fn gap(&self, last: Option<&Token>, token: &Token, spaced: bool) -> bool {
        let Some(last) = last else { return false };
        match (last, token) {
            (Token::Comma(_) | Token::Colon, _) | (_, Token::Comma(_) | Token::Colon) => false,
            (Token::Open('{'), _) | (_, Token::Close('}')) => self.is_table(),
            (Token::Open(_), _) | (_, Token::Close(_)) => false,
            (Token::Word(word), Token::Open('(')) => !FUNCTIONS.contains(&word.as_str()),
            (Token::Word(_) | Token::Quoted(_) | Token::Close(_), Token::Open('[')) => false,
            (_, Token::Word(word)) if word.starts_with('.') => false,
            (Token::Word(word), _) if word.ends_with('.') && !spaced => false,
            (Token::Word(word), Token::Word(side)) if SIDES.contains(&side.as_str()) => {
                !word.starts_with(|c: char| c.is_ascii_digit())
            }
            _ => true,
        }
    }

    /// Whether the line gives a table's rows.
    fn is_table(&self) -> bool {
        matches!(self.head.as_slice(), [given, table, ..] if given == "给定" && table == "表")
    }

    /// Remembers what the next tokens depend on.
    fn note(&mut self, token: &Token) {
        match token {
            Token::Open(c) => self.open.push(*c),
            Token::Close(_) => drop(self.open.pop()),
            Token::Word(word) => {
                self.naming = (self.naming || word == "事项") && !STATES.contains(&word.as_str());
                self.head.push(word.clone());
            }
            Token::Quoted(text) => self.head.push(text.clone()),
            _ => {}
        }
    }
}

/// A text or a name in the marks that do not stand in it.
fn quoted(body: &str, is_text: bool) -> String {
    match is_text {
        true if body.contains(['"', '＂']) => format!("“{body}”"),
        true => format!("\"{body}\""),
        false if !body.contains('」') => format!("「{body}」"),
        false if !body.contains('』') => format!("『{body}』"),
        false => format!("`{body}`"),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_·.%‰℃㎡㎥《".contains(c)
}

fn starts_value(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十百千".contains(c))
}

/// All words that may touch the number behind them, longer ones first among those that begin alike.
fn touching_words() -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().chain(&CHANGES).chain(&TOUCHING).copied()
}

/// Where an operator word ends that touches its number.
fn touching(text: &str) -> Option<usize> {
    let word = touching_words().find(|word| text.strip_prefix(*word).is_some_and(starts_value))?;
    Some(word.len())
}

/// A sign of one or two characters; a minus that is no operation stays with its number.
fn sign<'a>(text: &'a str, last: Option<&Token>) -> (Option<Token>, &'a str) {
    let pair = [">=", "<=", "!=", "<>"].iter().find(|pair| text.starts_with(**pair));
    let length = pair.map_or_else(|| text.chars().next().map_or(0, char::len_utf8), |pair| pair.len());
    let (sign, rest) = text.split_at_checked(length).unwrap_or((text, ""));
    if sign == "-" && !is_operand(last) && rest.starts_with(|c: char| is_word(c) || c == '(') {
        let end = rest.find(|c: char| !is_word(c) && c != '/').unwrap_or(rest.len());
        let (number, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        return (Some(Token::Word(format!("-{number}"))), rest);
    }
    (Some(Token::Sign(sign.to_owned())), rest)
}

/// Whether a token can be the left side of an operation.
fn is_operand(token: Option<&Token>) -> bool {
    match token {
        Some(Token::Word(word)) => {
            let word = word.as_str();
            !(touching_words().any(|known| known == word)
                || OPENING.contains(&word)
                || ["为", "是", "约", "上年"].contains(&word))
        }
        Some(Token::Quoted(_) | Token::Close(_)) => true,
        _ => false,
    }
}
