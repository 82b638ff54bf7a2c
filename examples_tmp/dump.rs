use plancheck::{diagnostic::Diagnostics, source::Sources};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut sources = Sources::default();
    let id = sources.add(path, text.clone());
    let mut sink = Diagnostics::default();
    let t = std::time::Instant::now();
    let file = plancheck::language::parse::parse(id, &text, &mut sink);
    let el = t.elapsed();
    if std::env::args().nth(2).is_some() { for s in &file.statements { println!("{:#?}", s.kind); } }
    for d in sink.sorted() {
        println!("{} {} {}: {:?} | {:?}", sources.locate(d.span().unwrap()), d.code, d.message, d.labels.iter().map(|l| (sources.slice(l.span), &l.text)).collect::<Vec<_>>(), d.help);
    }
    println!("{} statements {:?}", file.statements.len(), el);
}
