//! stub
use super::{ast, program::Program}; use crate::{source::{Sources,Span}, diagnostic::{Diagnostics,Severity}};
#[derive(Debug, Clone)] pub struct ParameterOverride { pub name: String, pub scope: Option<String>, pub value: ast::Expr, pub span: Span }
#[derive(Debug, Clone, Default)] pub struct Overrides { pub parameters: Vec<ParameterOverride>, pub rate_tolerance: Option<ast::Expr>, pub quantity_tolerance: Option<ast::Expr>, pub severities: Vec<(String, Severity, Span)> }
pub fn check(_f: &[ast::File], _s: &Sources, _o: &Overrides, _k: &mut Diagnostics) -> Program { Program::default() }
