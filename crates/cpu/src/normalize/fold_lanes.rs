//! Sums over lines that the compiler turns into vectors.

/// Partial results side by side: four vectors of float32, which hide the time that one addition takes.
pub const LANES: usize = 64;
/// Lanes of one array. The compiler keeps arrays of this size in registers.
pub const QUARTER: usize = LANES / 4;

/// Folds `map` of the elements at some pointers, all of one type and `count` of them, [`LANES`] side by side: an error bound
/// of about `count / 64` roundings. A macro and no function with closures, since a large closure is not inlined into the
/// clone for an instruction set and would be compiled without it.
macro_rules! fold_lanes {
    ($T:ty, $count:expr, $start:expr, [$($x:ident in $from:expr),+] $map:expr, |$a:ident, $b:ident| $combine:expr) => {{
        use crate::normalize::fold_lanes::{LANES, QUARTER};
        let (count, start): (usize, $T) = ($count, $start);
        let (mut p, mut q, mut r, mut s) = ([start; QUARTER], [start; QUARTER], [start; QUARTER], [start; QUARTER]);
        macro_rules! step {
            ($lanes:ident, $first:expr) => {{
                $(let $x = $from.add($first).cast::<[$T; QUARTER]>().read();)+
                for lane in 0..QUARTER {
                    $(let $x = $x[lane];)+
                    let ($a, $b) = ($lanes[lane], $map);
                    $lanes[lane] = $combine;
                }
            }};
        }
        let mut first = 0;
        while first + LANES <= count {
            step!(p, first);
            step!(q, first + QUARTER);
            step!(r, first + 2 * QUARTER);
            step!(s, first + 3 * QUARTER);
            first += LANES;
        }
        while first + QUARTER <= count {
            step!(p, first);
            first += QUARTER;
        }
        // Through memory: if the compiler saw how the lanes end, it would make pairs of them instead of vectors.
        let mut parts = [p, q, r, s];
        std::hint::black_box(&mut parts);
        let [p, q, r, s] = &parts;
        let mut lanes = [start; QUARTER];
        for lane in 0..QUARTER {
            let ($a, $b) = (p[lane], q[lane]);
            let left: $T = $combine;
            let ($a, $b) = (r[lane], s[lane]);
            let right: $T = $combine;
            let ($a, $b) = (left, right);
            lanes[lane] = $combine;
        }
        for lane in 0..count - first {
            $(let $x = *$from.add(first + lane);)+
            let ($a, $b) = (lanes[lane], $map);
            lanes[lane] = $combine;
        }
        let mut half = QUARTER / 2;
        while half > 0 {
            for lane in 0..half {
                let ($a, $b) = (lanes[lane], lanes[lane + half]);
                lanes[lane] = $combine;
            }
            half /= 2;
        }
        lanes[0]
    }};
}
pub(crate) use fold_lanes;
