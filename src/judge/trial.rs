//! stub
use crate::diagnostic::Diagnostic;
use crate::language::program::Program;
#[derive(Debug)]
pub struct TrialResult;
pub fn run(_p: &Program) -> Vec<TrialResult> {
    let _: Option<Diagnostic> = None;
    vec![]
}
