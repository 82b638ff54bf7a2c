//! Where the signs of delimited text stand that part it: delimiters, quotes and line ends, found sixteen bytes at a time.

use wide::u8x16;

/// Bytes looked at in one step: a bit for each.
const STEP: usize = 64;

/// So many signs a step are written without asking for each whether it is there.
const FEW: usize = 8;

/// The signs to be found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signs([u8; 4]);

impl Signs {
    /// Of text whose fields a delimiter parts.
    pub(crate) fn with(delimiter: u8) -> Self {
        Self([delimiter, b'"', b'\n', b'\r'])
    }

    /// Adds the place of every sign in `bytes`, which begin at `from`.
    pub(crate) fn find(self, bytes: &[u8], mut from: usize, places: &mut Vec<usize>) {
        let (steps, rest) = bytes.as_chunks::<STEP>();
        for step in steps {
            add(self.in_step(step), from, places);
            from += STEP;
        }
        let in_rest = rest.iter().enumerate().filter(|(_, byte)| self.0.contains(byte));
        places.extend(in_rest.map(|(at, _)| from + at));
    }

    /// A bit for each byte that is a sign.
    fn in_step(self, step: &[u8; STEP]) -> u64 {
        let (lanes, _) = step.as_chunks::<16>();
        lanes.iter().rev().fold(0, |before, lane| {
            let lane = u8x16::new(*lane);
            let any = self.0.map(|sign| lane.simd_eq(u8x16::splat(sign))).into_iter().reduce(|a, b| a | b);
            before << 16 | u64::from(any.unwrap_or_default().to_bitmask())
        })
    }
}

/// Adds the places of the bits set.
fn add(mut bits: u64, from: usize, places: &mut Vec<usize>) {
    let end = places.len() + bits.count_ones() as usize;
    while bits != 0 {
        places.extend([(); FEW].map(|()| {
            let place = from + bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            place
        }));
    }
    places.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_found_wherever_it_stands() {
        for length in [0, 1, 15, 16, 63, 64, 65, 127, 128, 200] {
            for every in [1, 2, 3, 7, 64, 65] {
                let bytes: Vec<u8> =
                    (0..length).map(|at| if at % every == 0 { b",\"\n\r"[at % 4] } else { b'x' }).collect();
                let mut places = vec![7];
                Signs::with(b',').find(&bytes, 100, &mut places);
                let wanted = std::iter::once(7).chain((0..length).step_by(every).map(|at| 100 + at));
                assert_eq!(places, wanted.collect::<Vec<_>>(), "{length} {every}");
            }
        }
    }
}
