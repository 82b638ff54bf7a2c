//! Many exact numbers: decimals of one scale, as whole numbers of a machine word, and the few that are none.

use std::cmp::Ordering;

use super::Number;

/// What stands in place of a number that is kept by itself.
const LONG: i64 = i64::MIN;

/// A power of ten has at most so many zeros in a machine word.
const MOST_PLACES: u8 = 18;

/// The powers of ten that a machine word holds.
#[expect(clippy::indexing_slicing, reason = "a constant: where an index were wrong it would not compile")]
const POWERS: [i64; MOST_PLACES as usize + 1] = {
    let mut powers = [1; MOST_PLACES as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = 10 * powers[at - 1];
        at += 1;
    }
    powers
};

/// A column of exact numbers.
#[derive(Clone, Debug, Default)]
pub struct NumberColumn {
    /// Digits behind the point of every mantissa.
    places: u8,
    mantissas: Vec<i64>,
    /// Numbers that are no such decimal, by their index, in order.
    long: Vec<(usize, Number)>,
}

impl NumberColumn {
    /// None yet, and room for some.
    pub fn with_room(count: usize) -> Self {
        Self { mantissas: Vec::with_capacity(count), ..Self::default() }
    }

    /// Lets go of all of them, but not of the room they took.
    pub fn clear(&mut self) {
        self.places = 0;
        self.mantissas.clear();
        self.long.clear();
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.mantissas.len()
    }

    /// Whether none.
    pub fn is_empty(&self) -> bool {
        self.mantissas.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, number: Number) {
        match number.word() {
            Some((mantissa, places)) => self.push_decimal(mantissa, places),
            None => self.push_long(number),
        }
    }

    /// Adds `mantissa / 10^places`.
    #[inline]
    pub fn push_decimal(&mut self, mantissa: i64, places: u8) {
        if places == self.places && mantissa != LONG {
            return self.mantissas.push(mantissa);
        }
        if places > self.places && places <= MOST_PLACES {
            self.rescale(places);
        }
        match shifted(mantissa, places, self.places) {
            Some(mantissa) => self.mantissas.push(mantissa),
            None => self.push_long(Number::from_decimal(mantissa.into(), places)),
        }
    }

    fn push_long(&mut self, number: Number) {
        self.long.push((self.mantissas.len(), number));
        self.mantissas.push(LONG);
    }

    /// Gives all of them more places; those that become too long for it are kept by themselves.
    fn rescale(&mut self, places: u8) {
        let before = std::mem::replace(&mut self.places, places);
        for (index, mantissa) in self.mantissas.iter_mut().enumerate().filter(|(_, mantissa)| **mantissa != LONG) {
            let long = || (index, Number::from_decimal((*mantissa).into(), before));
            *mantissa = match shifted(*mantissa, before, places) {
                Some(mantissa) => mantissa,
                None => {
                    self.long.push(long());
                    LONG
                }
            };
        }
        self.long.sort_by_key(|(index, _)| *index);
    }

    /// The number at an index.
    pub fn get(&self, index: usize) -> Option<Number> {
        match self.mantissas.get(index)? {
            &LONG => self.long_at(index).cloned(),
            mantissa => Some(Number::from_decimal((*mantissa).into(), self.places)),
        }
    }

    fn long_at(&self, index: usize) -> Option<&Number> {
        let at = self.long.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.long.get(at).map(|(_, number)| number)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Number> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// What follows for each from how it compares with a number.
    pub fn told<T: Copy>(&self, other: &Number, follows: impl Fn(Ordering) -> T) -> Vec<T> {
        let scaled = other * &Number::from(10i64).pow(self.places.into());
        let floor = scaled.floor();
        // What no word reaches is above or below every word.
        let (bound, is_exact) = match floor.to_i64() {
            Some(bound) => (bound, floor == scaled),
            None if floor.is_negative() => (LONG, true),
            None => (i64::MAX, false),
        };
        let (less, more) = (follows(Ordering::Less), follows(Ordering::Greater));
        let same = if is_exact { follows(Ordering::Equal) } else { less };
        let of = |mantissa: &i64| match () {
            () if *mantissa < bound => less,
            () if *mantissa > bound => more,
            () => same,
        };
        let mut told: Vec<T> = self.mantissas.iter().map(of).collect();
        for (index, number) in &self.long {
            if let Some(told) = told.get_mut(*index) {
                *told = follows(number.cmp(other));
            }
        }
        told
    }

    /// What the numbers at some indices come to; `None` where there is none.
    pub fn summed(&self, indices: impl Iterator<Item = usize>) -> Option<Summed> {
        let (mut positive, mut negative, mut ends) = (0i128, 0i128, None);
        let mut long = None;
        for index in indices {
            match self.mantissas.get(index) {
                Some(&LONG) => {
                    let number = self.long_at(index).cloned().unwrap_or_default();
                    long = Some(Summed::joined(long, Summed::one(number)));
                }
                Some(mantissa) => {
                    positive += i128::from(*mantissa.max(&0));
                    negative += i128::from(*mantissa.min(&0));
                    let (least, most) = ends.unwrap_or((*mantissa, *mantissa));
                    ends = Some((least.min(*mantissa), most.max(*mantissa)));
                }
                None => {}
            }
        }
        let Some((least, most)) = ends else { return long };
        let number = |mantissa: i128| Number::from_decimal(mantissa, self.places);
        let words = Summed {
            positive: number(positive),
            negative: number(negative),
            least: number(least.into()),
            most: number(most.into()),
        };
        Some(Summed::joined(long, words))
    }
}

/// What some numbers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summed {
    /// The sum of those above 0.
    pub positive: Number,
    /// The sum of those below 0.
    pub negative: Number,
    /// The least of them.
    pub least: Number,
    /// The largest.
    pub most: Number,
}

impl Summed {
    /// One number alone.
    pub fn one(number: Number) -> Self {
        let zero = Number::zero();
        Self {
            positive: number.clone().max(zero.clone()),
            negative: number.clone().min(zero),
            least: number.clone(),
            most: number,
        }
    }

    fn joined(before: Option<Self>, next: Self) -> Self {
        let Some(before) = before else { return next };
        Self {
            positive: &before.positive + &next.positive,
            negative: &before.negative + &next.negative,
            least: before.least.min(next.least),
            most: before.most.max(next.most),
        }
    }
}

/// A mantissa with more places; `None` where that is no word, or what stands for another number.
#[inline]
fn shifted(mantissa: i64, places: u8, wanted: u8) -> Option<i64> {
    let power = *POWERS.get(usize::from(wanted.checked_sub(places)?))?;
    mantissa.checked_mul(power).filter(|mantissa| *mantissa != LONG)
}

impl FromIterator<Number> for NumberColumn {
    fn from_iter<I: IntoIterator<Item = Number>>(numbers: I) -> Self {
        let mut column = Self::default();
        numbers.into_iter().for_each(|number| column.push(number));
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Vec<Number> {
        let texts = [
            "0",
            "1",
            "-1",
            "0.1",
            "-0.25",
            "9223372036854775807",
            "-9223372036854775808",
            "92233720368547758.08",
            "3.14159",
            "0.000000000000000001",
            "0.0000000000000000001",
            "123456789012345678901234567890",
            "-7",
            "10",
            "0.3",
        ];
        let third = Number::one().checked_div(&Number::from(3i64)).unwrap();
        texts.iter().map(|text| Number::parse(text).unwrap()).chain([third]).collect()
    }

    #[test]
    fn numbers_come_back_as_they_went_in_whatever_their_order() {
        let mut all = numbers();
        for _ in 0..all.len() {
            all.rotate_left(1);
            let column: NumberColumn = all.iter().cloned().collect();
            assert_eq!(column.iter().collect::<Vec<_>>(), all);
            assert_eq!(column.get(all.len()), None);
        }
    }

    #[test]
    fn a_column_compares_as_its_numbers_do() {
        let all = numbers();
        for places in [0, 2, 6, all.len()] {
            let column: NumberColumn = all.iter().take(places).cloned().collect();
            for other in &all {
                let wanted: Vec<Ordering> = all.iter().take(places).map(|number| number.cmp(other)).collect();
                assert_eq!(column.told(other, |ordering| ordering), wanted, "{other}");
            }
        }
    }

    #[test]
    fn sums_are_exact() {
        let all = numbers();
        let column: NumberColumn = all.iter().cloned().collect();
        let summed = column.summed(0..all.len()).unwrap();
        assert_eq!(&summed.positive + &summed.negative, all.iter().cloned().sum());
        assert!(!summed.positive.is_negative() && !summed.negative.is_positive());
        assert_eq!(Some(&summed.least), all.iter().min());
        assert_eq!(Some(&summed.most), all.iter().max());
        assert_eq!(column.summed(std::iter::empty()), None);
    }
}
