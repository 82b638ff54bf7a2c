//! Draws diagnostics and snippets as text. The only file that names miette.

use std::fmt;
use std::fmt::Write as _; // writing to a String cannot fail

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::snippet::{self, Snippet};
use super::{Diagnostic, Edit, Style, Tone, visible};
use crate::source::Sources;

/// All diagnostics, one below the other, with a blank line between.
pub fn render_all<'a>(
    sources: &Sources,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    style: Style,
) -> String {
    diagnostics.into_iter().map(|d| render(sources, d, style) + "\n").collect()
}

/// A diagnostic with the text at fault, the other parties, and how to mend it.
pub fn render(sources: &Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let head = format!("{}[{}]", diagnostic.severity.word(), diagnostic.code);
    let head = style.paint(Tone::of(diagnostic.severity), &head);
    let mut text = format!("{} {head}：{}\n", style.sign(diagnostic.severity), visible(&diagnostic.message));
    for snippet in snippet::of_labels(sources, &diagnostic.labels) {
        text.push_str(&draw(&snippet, style));
    }
    for line in &diagnostic.help {
        let _ = writeln!(text, "  {}{}", style.paint(Tone::Plain, "帮助："), visible(line));
    }
    let mended = diagnostic.edit.as_ref().and_then(|edit| mended_line(sources, edit));
    if let Some(mended) = mended.filter(|line| !diagnostic.help.iter().any(|help| help.contains(line))) {
        let _ = writeln!(text, "  {}{}", style.paint(Tone::Plain, "改成："), visible(&mended));
    }
    text
}

/// The line of an edit as it reads afterwards; `None` when it spans several lines.
fn mended_line(sources: &Sources, edit: &Edit) -> Option<String> {
    let source = sources.get(edit.span.source)?;
    let number = source.position(edit.span.start as usize).line;
    let start = source.line_start(number);
    let line = source.line(number);
    let before = line.get(..(edit.span.start as usize).checked_sub(start)?)?;
    let after = line.get((edit.span.end as usize).checked_sub(start)?..)?;
    (!edit.replacement.contains('\n')).then(|| format!("{before}{}{after}", edit.replacement).trim().to_owned())
}

/// A snippet under its place, with marks under the characters that they are about.
pub fn draw(snippet: &Snippet, style: Style) -> String {
    let drawing = Drawing::new(snippet);
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(theme(style))
        .with_links(false)
        .with_wrap_lines(false)
        .without_primary_span_start()
        .without_syntax_highlighting();
    if handler.render_report(&mut text, &drawing).is_err() {
        return plainly(snippet);
    }
    // The handler begins with a line for the message, which is the caller's to write.
    let text = text.split_once('\n').map_or("", |(_, rest)| rest);
    blank_numbers(text, snippet, &drawing)
}

/// The snippet without marks, should it be impossible to draw.
fn plainly(snippet: &Snippet) -> String {
    let lines = snippet.lines.iter().map(|line| format!("    {}\n", line.text));
    std::iter::once(format!("  {}\n", snippet.place)).chain(lines).collect()
}

/// Takes the numbers away from lines that their file does not have.
fn blank_numbers(drawn: &str, snippet: &Snippet, drawing: &Drawing) -> String {
    let mut lines = snippet.lines.iter().zip(drawing.first_number..).peekable();
    let mut text = String::with_capacity(drawn.len());
    for row in drawn.lines() {
        let shown = lines.peek().filter(|(_, number)| row.trim_start().starts_with(&format!("{number} ")));
        match shown {
            Some((line, number)) if line.number.is_none() => {
                let number = number.to_string();
                text.push_str(row.replacen(&number, &" ".repeat(number.len()), 1).trim_end());
            }
            _ => text.push_str(row.trim_end()),
        }
        if shown.is_some() {
            lines.next();
        }
        text.push('\n');
    }
    text
}

fn theme(style: Style) -> GraphicalTheme {
    let characters = if style.drawn { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let mut styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    // Line numbers without colour: `blank_numbers` looks for them.
    styles.linum = ThemeStyles::none().linum;
    GraphicalTheme { characters, styles }
}

/// A snippet in the shape that the handler draws.
#[derive(Debug)]
struct Drawing {
    place: String,
    text: String,
    first_number: usize,
    labels: Vec<LabeledSpan>,
}

impl Drawing {
    fn new(snippet: &Snippet) -> Self {
        let numbered = snippet.lines.iter().enumerate().find_map(|(i, line)| line.number.map(|n| (i, n)));
        let first = numbered.map_or(1, |(i, n)| usize::try_from(n).unwrap_or(usize::MAX).saturating_sub(i));
        let mut drawing =
            Self { place: snippet.place.clone(), text: String::new(), first_number: first, labels: Vec::new() };
        snippet.lines.iter().for_each(|line| drawing.add(line));
        if drawing.labels.is_empty() {
            drawing.labels.push(LabeledSpan::new(None, drawing.text.len(), 0));
        }
        drawing
    }

    fn add(&mut self, line: &snippet::Line) {
        let start = self.text.len();
        self.text.push_str(&line.text);
        for mark in &line.marks {
            let text = visible(&mark.text);
            let label = (!text.is_empty()).then_some(text);
            self.labels.push(LabeledSpan::new(label, start + mark.range.start, mark.range.len()));
        }
        // A mark behind the last character needs a column to stand under.
        self.text.push_str(" \n");
    }
}

impl SourceCode for Drawing {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::new(0.into(), self.text.len());
        let lines = self.text.lines().count();
        let first = self.first_number.saturating_sub(1);
        let name = self.place.clone();
        Ok(Box::new(MietteSpanContents::new_named(name, self.text.as_bytes(), whole, first, 0, lines)))
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn drawn(style: Style) -> String {
        let mut sources = Sources::default();
        let text = "# 第一行\n\nSZ04：力争 数字经济核心产业企业 超过 160佳\n";
        let id = sources.add("rules/a.plan", text);
        let start = text.find('佳').unwrap();
        let subject = text.find("数字").unwrap();
        let diagnostic =
            Diagnostic::error("unit-unknown", "没有 `佳` 这个单位", Span::new(id, start, start + 3), "这里")
                .also(Span::new(id, subject, subject + 30), "以家计")
                .help("单位写 `家`")
                .mend(Span::new(id, start, start + 3), "家");
        render(&sources, &diagnostic, style)
    }

    #[test]
    fn marks_stand_under_their_characters() {
        insta::assert_snapshot!(drawn(Style { drawn: true, ..Style::default() }));
        insta::assert_snapshot!(drawn(Style::default()));
    }

    #[test]
    fn a_mark_may_stand_behind_the_last_character() {
        let mut sources = Sources::default();
        let id = sources.add("a.plan", "企业 >");
        let span = Span::new(id, 8, 8);
        let text =
            render(&sources, &Diagnostic::error("value-missing", "少了数值", span, "写在这里"), Style::default());
        assert!(text.contains("[a.plan:1:5]") && text.contains("写在这里"), "{text}");
    }
}
