//! What is printed is read back; nothing that can be typed makes the parser panic or hang.

use plancheck::diagnostic::Diagnostics;
use plancheck::language::{format, parse};
use plancheck::source::{SourceId, Sources};
use proptest::prelude::*;
use std::time::{Duration, Instant};

proptest! {
    #![proptest_config(super::config())]

    #[test]
    fn what_is_printed_is_read_back(file in super::ast::file()) {
        let text = format::print(&file);
        let mut sink = Diagnostics::default();
        let read = parse::parse(SourceId::default(), &text, &mut sink);
        let found: Vec<_> = sink.iter().map(|d| (d.code, d.message.clone())).collect();
        prop_assert!(found.is_empty(), "{found:?}\n{text}");
        prop_assert!(read.statements == file.statements, "{text}\n{:?}\n{:?}", read.statements, file.statements);
    }

    #[test]
    fn no_text_panics_and_every_place_lies_in_it(text in soup()) {
        let mut sources = Sources::default();
        let id = sources.add("a.plan", text);
        let text = sources.get(id).map(|s| s.text.clone()).unwrap_or_default();
        let mut sink = Diagnostics::default();
        parse::parse(id, &text, &mut sink);
        for diagnostic in sink.iter() {
            for label in &diagnostic.labels {
                let (start, end) = (label.span.start as usize, label.span.end as usize);
                prop_assert!(text.get(start..end).is_some(), "{start}..{end} {diagnostic:?}");
            }
        }
    }
}

/// Words of the language in any order, with noise.
pub(super) fn soup() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "指标",
        "表",
        "列",
        "等级",
        "参数",
        "单位",
        "定义",
        "勾稽",
        "测试",
        "描述",
        "给定",
        "期望",
        "每个",
        "事项",
        "若",
        "则",
        "且",
        "或",
        "非",
        "其中",
        "按",
        "共",
        "力争",
        "确保",
        "超过",
        "不低于",
        "达到",
        "增长",
        "净增",
        "介于",
        "至",
        "属于",
        "符合",
        "格式",
        "非空",
        "左右",
        "以上",
        "上年",
        "160家",
        "7.5%",
        "1-3家",
        "2023年9月底",
        "2023-09-30",
        "企业",
        "「项目",
        "」",
        "“",
        "”",
        "\"",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "，",
        "、",
        "：",
        "；",
        "。",
        "\n",
        "\n\n",
        " ",
        "　",
        "=>",
        ">=",
        "《",
        "》",
        "【",
        "】",
        "#",
        "//",
        ".",
        "-",
        "+",
        "×",
        "/",
        "期限",
        "责任",
        "进度",
        "容差",
        "Ａ",
        "１",
        "十二",
        "\u{1}",
        "\u{feff}",
        "😀",
    ]);
    let noise = any::<char>().prop_map(|c| c.to_string());
    prop::collection::vec(prop_oneof![8 => words.prop_map(str::to_owned), 1 => noise, 3 => Just(" ".to_owned())], 0..24)
        .prop_map(|parts| parts.concat())
}

#[test]
fn ten_thousand_brackets_answer_within_a_second() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("计数(", ")"),
        ("非 ", ""),
        ("-", ""),
        ("若 甲 > 1 则 ", ""),
        ("若(甲 > 1)则 ", ""),
        ("每个 表：", ""),
    ] {
        let text = format!("{}企业 > 5家{}", open.repeat(10_000), close.repeat(10_000));
        let started = Instant::now();
        let mut sink = Diagnostics::default();
        parse::parse(SourceId::default(), &text, &mut sink);
        assert!(!sink.is_empty(), "{open}");
        assert!(started.elapsed() < Duration::from_secs(1), "{open}: {:?}", started.elapsed());
    }
}
