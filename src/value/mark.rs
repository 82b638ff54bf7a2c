//! What a condition says of one row: three-valued truth, and blanks that leave nothing to judge.

use super::{Print, Truth};

/// What a condition says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Nobody can tell.
    Unknown,
    /// A 可空 blank: there is nothing there to judge.
    Blank,
}

impl From<Truth> for Mark {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::True,
            Truth::False => Self::False,
            Truth::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Mark {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Mark {
    /// Its truth; of a blank nothing is known.
    #[must_use]
    pub fn truth(self) -> Truth {
        match self {
            Self::True => Truth::True,
            Self::False => Truth::False,
            Self::Unknown | Self::Blank => Truth::Unknown,
        }
    }

    /// The opposite; what is unknown or blank stays so.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a word beside those of truth, not an operator")]
    pub fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            other => other,
        }
    }
}

/// What is known of one condition for each row of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// What it says.
    Marks(Vec<Mark>),
    /// Of one that rests on the rows before: what tells the row's value from others; [`Print::NONE`] where there is none.
    Prints(Vec<Print>),
}

/// What the conditions asked of a batch say of each of its rows, one column a condition.
pub type Marks = Vec<Told>;
