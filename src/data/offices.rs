//! Offices that are expected to submit: which of them did, and how new what they sent is.

use crate::value::{Date, Period};

use super::dataset::{DataFinding, Dataset};
use super::problem::Problem;

/// An office that the manifest expects a file of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its name.
    pub office: String,
    /// The file or pattern its data come in.
    pub pattern: String,
    /// The last day to submit.
    pub due: Option<Date>,
    /// Whether a file was there.
    pub came: bool,
}

impl Expected {
    /// Whether it is absent and its day has passed; without a day it is due at once.
    pub fn overdue(&self, as_of: Date) -> bool {
        !self.came && self.due.is_none_or(|due| due < as_of)
    }
}

/// Findings of the files that are absent: tables that several offices fill are not whole without them.
pub fn absent(dataset: &Dataset, as_of: Date) -> Vec<DataFinding> {
    let absent = dataset.offices.iter().filter(|expected| !expected.came);
    let finding = |expected: &Expected| {
        let problem = Problem::OfficeAbsent {
            office: expected.office.clone(),
            pattern: expected.pattern.clone(),
            due: expected.due,
            overdue: expected.overdue(as_of),
        };
        problem.at(None)
    };
    absent.map(finding).collect()
}

/// The newest period in what an office submitted.
pub fn newest(dataset: &Dataset, office: &str) -> Option<Period> {
    let of_file = |file: super::FileId| dataset.file(file).and_then(|file| file.office.as_deref());
    let figures = dataset
        .figures
        .iter()
        .filter(|figure| figure.office.as_deref().or_else(|| of_file(figure.place.file)) == Some(office));
    let files = dataset.files.iter().filter(|file| file.office.as_deref() == Some(office));
    let periods = figures.map(|figure| figure.period).chain(files.filter_map(|file| file.period));
    periods.max_by_key(|period| (period.last, std::cmp::Reverse(period.first)))
}

/// The last day of the newest period of the same length that has ended on a day.
pub fn last_ended(period: &Period, as_of: Date) -> Option<Date> {
    let months = match period.month_count() {
        12 => 12,
        6 => 6,
        3 => 3,
        _ => 1,
    };
    let tomorrow = as_of.tomorrow().ok()?;
    let begun = (tomorrow.month() - 1) / months * months + 1;
    Date::new(tomorrow.year(), begun, 1).ok()?.yesterday().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_late_when_one_of_its_length_has_ended_since() {
        let day = |m, d| Date::new(2023, m, d).unwrap();
        let month = Period::month(2023, 5).unwrap();
        assert_eq!(last_ended(&month, day(7, 15)), Some(day(6, 30)));
        assert_eq!(last_ended(&month, day(6, 30)), Some(day(6, 30)));
        assert_eq!(last_ended(&Period::quarter(2023, 1).unwrap(), day(7, 15)), Some(day(6, 30)));
        assert_eq!(last_ended(&Period::year(2023).unwrap(), day(12, 31)), Some(day(12, 31)));
        assert_eq!(last_ended(&Period::months(2023, 1, 5).unwrap(), day(7, 15)), Some(day(6, 30)));
    }
}
