//! Three-valued truth after Kleene: what is not known is never true and never false.

/// True, false, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Nobody can tell from what was submitted.
    Unknown,
}

impl Truth {
    /// Holds if both do; false if either is false.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// Holds if either does; false if both are false.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a word beside `and` and `or`, not an operator")]
    pub fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    /// 若 … 则 …
    #[must_use]
    pub fn implies(self, then: Self) -> Self {
        self.not().or(then)
    }

    /// Whether it is known to hold.
    pub fn holds(self) -> bool {
        self == Self::True
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(perhaps: Option<bool>) -> Self {
        perhaps.map_or(Self::Unknown, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    const ALL: [Truth; 3] = [True, False, Unknown];

    #[test]
    fn the_tables_are_kleenes() {
        let table = |f: fn(Truth, Truth) -> Truth| ALL.map(|a| ALL.map(|b| f(a, b)));
        assert_eq!(table(Truth::and), [[True, False, Unknown], [False, False, False], [Unknown, False, Unknown]]);
        assert_eq!(table(Truth::or), [[True, True, True], [True, False, Unknown], [True, Unknown, Unknown]]);
        assert_eq!(table(Truth::implies), [[True, False, Unknown], [True, True, True], [True, Unknown, Unknown]]);
    }

    #[test]
    fn laws_of_de_morgan() {
        for a in ALL {
            for b in ALL {
                assert_eq!(a.and(b).not(), a.not().or(b.not()));
                assert_eq!(a.and(b), b.and(a));
            }
        }
    }
}
