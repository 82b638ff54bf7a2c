//! The files submitted, and the offices whose files did not come, as the JSON result has them.

use serde::Serialize;

use crate::data::DataFile;
use crate::report::reminder::{Absent, Reminder};

/// A file as submitted.
#[derive(Serialize)]
pub(super) struct Submitted {
    file: String,
    sheet: Option<String>,
    table: Option<String>,
    period: Option<String>,
    office: Option<String>,
    encoding: Option<String>,
    rows_read: u64,
    rows_used: u64,
    rows_set_aside: u64,
    set_aside: Vec<SetAside>,
}

/// An office that something is to be asked of.
#[derive(Serialize)]
pub(super) struct Reminded {
    office: String,
    absent: Vec<AbsentFile>,
    newest: Option<String>,
    late: bool,
    expected_to: Option<String>,
    missing_rules: Vec<String>,
}

#[derive(Serialize)]
struct AbsentFile {
    pattern: String,
    due: Option<String>,
    overdue: bool,
}

#[derive(Serialize)]
struct SetAside {
    reason: String,
    rows: u64,
}

/// One file.
pub(super) fn submitted(file: &DataFile) -> Submitted {
    let text = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let aside = |(reason, rows): &(String, u64)| SetAside { reason: reason.clone(), rows: *rows };
    Submitted {
        file: file.path.clone(),
        sheet: file.sheet.clone(),
        table: text(&file.table),
        period: file.period.map(|p| p.to_string()),
        office: file.office.clone(),
        encoding: text(&file.encoding),
        rows_read: file.rows_read,
        rows_used: file.rows_used,
        rows_set_aside: file.rows_set_aside.iter().map(|(_, n)| n).sum(),
        set_aside: file.rows_set_aside.iter().map(aside).collect(),
    }
}

/// One office that something is to be asked of.
pub(super) fn reminded(reminder: Reminder) -> Reminded {
    let absent = |file: Absent| AbsentFile {
        pattern: file.pattern,
        due: file.due.map(|day| day.to_string()),
        overdue: file.overdue,
    };
    Reminded {
        office: reminder.office,
        absent: reminder.absent.into_iter().map(absent).collect(),
        newest: reminder.newest.map(|period| period.to_string()),
        late: reminder.late.is_some(),
        expected_to: reminder.late.map(|day| day.to_string()),
        missing_rules: reminder.missing,
    }
}
