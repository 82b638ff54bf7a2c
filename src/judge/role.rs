//! How marks are joined, in a filter and in the condition of a row.

use crate::value::Mark;

/// Where a condition stands: a blank leaves a row out of a filter, and takes a part out of a row's condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// 其中
    Filter,
    /// 每个 …：
    Body,
}

impl Role {
    /// Both.
    pub(crate) fn and(self, a: Mark, b: Mark) -> Mark {
        match (self, a, b) {
            (Self::Body, Mark::Blank, other) | (Self::Body, other, Mark::Blank) => other,
            (Self::Filter, Mark::False, _) | (Self::Filter, _, Mark::False) => Mark::False,
            (Self::Filter, Mark::Blank, _) | (Self::Filter, _, Mark::Blank) => Mark::Blank,
            _ => a.truth().and(b.truth()).into(),
        }
    }

    pub(crate) fn or(self, a: Mark, b: Mark) -> Mark {
        match (self, a, b) {
            (_, Mark::True, _) | (_, _, Mark::True) => Mark::True,
            (Self::Filter, Mark::Blank, Mark::False) | (Self::Filter, Mark::False, Mark::Blank) => Mark::Blank,
            (_, Mark::Blank, other) | (_, other, Mark::Blank) => other,
            _ => a.truth().or(b.truth()).into(),
        }
    }

    pub(crate) fn implies(self, premise: Mark, then: Mark) -> Mark {
        match (self, premise, then) {
            (Self::Filter, ..) => self.or(premise.not(), then),
            (_, Mark::False, _) => Mark::True,
            (_, Mark::Blank, _) | (_, _, Mark::Blank) => Mark::Blank,
            _ => premise.truth().implies(then.truth()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_leaves_a_row_out_of_a_filter_even_under_not() {
        let role = Role::Filter;
        assert_eq!(role.and(Mark::Blank, Mark::True), Mark::Blank);
        assert_eq!(role.and(Mark::Blank, Mark::Unknown), Mark::Blank);
        assert_eq!(role.or(Mark::Blank, Mark::Unknown), Mark::Unknown);
        assert_eq!(role.or(Mark::Blank, Mark::True), Mark::True);
        assert_eq!(Mark::Blank.not(), Mark::Blank);
    }

    #[test]
    fn a_blank_takes_its_part_out_of_a_row_condition() {
        let role = Role::Body;
        assert_eq!(role.and(Mark::Blank, Mark::False), Mark::False);
        assert_eq!(role.and(Mark::Blank, Mark::Unknown), Mark::Unknown);
        assert_eq!(role.or(Mark::Blank, Mark::False), Mark::False);
        assert_eq!(role.implies(Mark::False, Mark::Blank), Mark::True);
        assert_eq!(role.implies(Mark::True, Mark::Blank), Mark::Blank);
    }
}
