//! One thing that a plan commits to.

/// A commitment found in a plan's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The locator of its section: `一·做大数字经济`.
    pub section: String,
    /// Its line, from 0.
    pub line: usize,
    /// Where it stands in its line, in characters.
    pub column: usize,
    /// What it promises.
    pub promise: Promise,
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A figure.
    Target {
        /// A strength word of the language; empty when there is none.
        strength: &'static str,
        /// What is measured.
        subject: String,
        /// `增长`, `下降`, `净增`, or empty.
        change: &'static str,
        /// `超过 160家`, `7.5%左右`.
        range: String,
        /// The unit of its level; empty for a growth rate.
        unit: String,
        /// As the plan words it; empty when it names no date.
        deadline: String,
        /// What a reader should look at; empty when nothing is doubtful.
        doubt: &'static str,
    },
    /// Something done.
    Milestone {
        /// A strength word of the language; empty when there is none.
        strength: &'static str,
        /// What.
        name: String,
        /// `启动`, `完成` or, without an end, `推进`.
        state: &'static str,
        /// As the plan words it; empty when it names no date.
        deadline: String,
    },
}
