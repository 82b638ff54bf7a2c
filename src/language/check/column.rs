//! Columns of tables, declared or only used.

use super::expression::Context;
use super::names::Symbol;
use super::{Checker, Problem};
use crate::diagnostic::suggest;
use crate::language::program::{Column, ColumnId, Expr, ExprKind, TableId, Type};
use crate::source::Span;
use crate::value::half_width;

/// A column found, to be placed where it is used.
pub(super) struct Found {
    id: ColumnId,
    ty: Type,
}

impl Found {
    pub(super) fn at(self, span: Span) -> Expr {
        Expr { kind: ExprKind::Column(self.id), ty: self.ty, span }
    }
}

impl Checker<'_> {
    /// The table of a name, if it is one.
    pub(super) fn table_of(&self, name: &str) -> Option<Symbol> {
        self.names.get(name).filter(|s| matches!(s, Symbol::Table(_)))
    }

    /// A column by its name, full and half width being one.
    pub(super) fn column_of(&self, table: TableId, name: &str) -> Option<ColumnId> {
        let wanted = half_width(name.trim());
        let columns = &self.program.table(table)?.columns;
        columns.iter().position(|c| half_width(c.name.trim()) == wanted).map(ColumnId)
    }

    /// A column by its name, marked as needed.
    pub(super) fn use_column(&mut self, table: TableId, name: &str) -> Option<Found> {
        let id = self.column_of(table, name)?;
        self.names.mark(Symbol::Table(table));
        let column = self.program.tables.get_mut(table.0)?.columns.get_mut(id.0)?;
        column.used = true;
        Some(Found { id, ty: column.ty.clone() })
    }

    /// A column that is not there: made for a table that nothing declares, else said.
    pub(super) fn unknown_column(&mut self, context: &Context, table: TableId, name: &str, span: Span) -> Option<Expr> {
        let known = self.program.table(table)?;
        if !known.declared {
            let open = matches!(&context.hint, None | Some(Type::Number(_)))
                && !matches!(&context.hint, Some(Type::Number(unit)) if !unit.is_bare());
            let ty = context.hint.clone().unwrap_or(Type::Text);
            let column = ColumnId(known.columns.len());
            if open {
                self.open_columns.insert((table, column));
            }
            return self.implicit_column(table, name, ty, span);
        }
        let names: Vec<String> = known.columns.iter().map(|c| c.name.clone()).collect();
        if let Some(spaced) = crate::language::parse::spaced(name) {
            self.report(Problem::FusedName { name: name.to_owned(), spaced }, span);
            return None;
        }
        let nearest = suggest::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        self.report(Problem::Unknown { what: "列", name: name.to_owned(), nearest, known: names }, span);
        None
    }

    fn implicit_column(&mut self, table: TableId, name: &str, ty: Type, span: Span) -> Option<Expr> {
        let table = self.program.tables.get_mut(table.0)?;
        let id = ColumnId(table.columns.len());
        table.columns.push(Column {
            name: name.to_owned(),
            ty: ty.clone(),
            integer: false,
            allowed: None,
            not_null: false,
            unique: false,
            nullable: false,
            non_negative: false,
            used: true,
            span,
        });
        Some(Found { id, ty }.at(span))
    }
}
