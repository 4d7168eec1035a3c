//! float64 functions: the platform's where Rust has them, the error function ours.
//! Every function takes the [`Isa`] it is compiled for, so that both widths are called alike.

use super::polynomial;
use crate::lane::Isa;
use std::f64::consts::LN_2;

macro_rules! platform {
    ($($name:ident $method:ident),+ $(,)?) => {$(
        #[doc = concat!("As [`f64::", stringify!($method), "`].")]
        #[inline(always)]
        pub fn $name<I: Isa>(x: f64) -> f64 {
            x.$method()
        }
    )+};
    (two $($name:ident $method:ident),+ $(,)?) => {$(
        #[doc = concat!("As [`f64::", stringify!($method), "`].")]
        #[inline(always)]
        pub fn $name<I: Isa>(x: f64, other: f64) -> f64 {
            x.$method(other)
        }
    )+};
}

platform! {
    exp exp, exp2 exp2, expm1 exp_m1, log ln, log2 log2, log10 log10, log1p ln_1p,
    sin sin, cos cos, tan tan, asin asin, acos acos, atan atan,
    sinh sinh, cosh cosh, tanh tanh, atanh atanh,
}
platform! { two pow powf, atan2 atan2, hypot hypot }

/// Above this, `x² + 1` is `x²`, and `2x` may overflow.
const SQUARE_ABSORBS_ONE: f64 = 268_435_456.0;

/// Inverse hyperbolic cosine, which the standard library computes as `ln(x + √(x² - 1))`: that loses all digits near 1. At
/// most 3 ulp.
#[inline(always)]
pub fn acosh<I: Isa>(x: f64) -> f64 {
    let above = if x < 1.0 { f64::NAN } else { x - 1.0 };
    if x > SQUARE_ABSORBS_ONE { x.ln() + LN_2 } else { (above + (above * (above + 2.0)).sqrt()).ln_1p() }
}

/// Inverse hyperbolic sine; the standard library's is infinite from half of the largest number on.
#[inline(always)]
pub fn asinh<I: Isa>(x: f64) -> f64 {
    let large = (x.abs().ln() + LN_2).copysign(x);
    if x.abs() > SQUARE_ABSORBS_ONE { large } else { x.asinh() }
}

/// `erf(x) / x` in `x²` on 0..1; Chebyshev fit, relative error 1.2e-19 before rounding.
const ERF: [f64; 13] = [
    5.957176147748911e-11,
    -1.1372848856791674e-9,
    1.4659775274047436e-8,
    -1.6350312701054695e-7,
    1.6461000484121368e-6,
    -1.4925595266831182e-5,
    0.0001205533111164271,
    -0.000854832698083379,
    0.0052239776248180145,
    -0.026866170645076792,
    0.11283791670954879,
    -0.3761263890318375,
    std::f64::consts::FRAC_2_SQRT_PI,
];

/// `erfc(x) e^(x²) (1 + 2x)` in `(x - 3.5) / (x + 3.5)` on 0.5..28; Chebyshev fit, relative error 1.4e-17 before rounding.
const ERFC: [f64; 22] = [
    1.0591622351425399e-08,
    4.2783298300506434e-10,
    -9.361273365147815e-08,
    -7.545055693454484e-09,
    6.00951725853741e-07,
    -4.466283205177847e-08,
    -3.814991076700576e-06,
    2.3285625617049886e-06,
    2.4261220716444518e-05,
    -4.278232062220953e-05,
    -0.00012151250870843876,
    0.0005643844370842721,
    -0.00030226786092849803,
    -0.004215019910384933,
    0.01909933094056669,
    -0.04882332582769667,
    0.08798315382497571,
    -0.11508959816020042,
    0.09751909515325563,
    -0.010555596332218151,
    -0.1400091801376194,
    1.2423492448711544,
];

/// Error function: a polynomial below 1, `1 - erfc` above. At most 2 ulp.
#[inline(always)]
pub fn erf<I: Isa>(x: f64) -> f64 {
    let small = x * polynomial::<I, _, 13>(x * x, &ERF);
    let large = (1.0 - tail::<I>(x.abs())).copysign(x);
    if x.abs() < 1.0 { small } else { large }
}

/// Complementary error function. At most 4 ulp, also in the far tail.
#[inline(always)]
pub fn erfc<I: Isa>(x: f64) -> f64 {
    let tail = tail::<I>(x.abs());
    if x.abs() < 0.5 {
        1.0 - erf::<I>(x)
    } else if x < 0.0 {
        2.0 - tail
    } else {
        tail
    }
}

/// `erfc(x)` for `x` above 0.5. `x²` is split so that the rounding of the square does not reach the exponential.
#[inline(always)]
fn tail<I: Isa>(x: f64) -> f64 {
    let clamped = if x > 28.0 { 28.0 } else { x };
    let t = (clamped - 3.5) / (clamped + 3.5);
    let head = f64::from_bits(clamped.to_bits() & !0xffff_ffff);
    let rest = (clamped - head) * (clamped + head);
    let gauss = (-head * head).exp() * (-rest).exp();
    gauss * polynomial::<I, _, 22>(t, &ERFC) / (1.0 + 2.0 * clamped)
}

#[cfg(test)]
mod tests {
    use super::{acosh, asinh, erf, erfc};
    use crate::lane::Baseline;

    /// Arguments and values to 17 digits, computed with 40.
    fn agrees(function: fn(f64) -> f64, values: &[(f64, f64)], ulps: u64) {
        for &(x, expected) in values {
            let apart = function(x).to_bits().abs_diff(expected.to_bits());
            assert!(apart <= ulps, "at {x}: {} is {apart} ulp from {expected}", function(x));
        }
    }

    #[test]
    fn erfc_is_accurate_from_the_centre_to_the_far_tail() {
        agrees(
            erfc::<Baseline>,
            &[
                (0.3, 0.6713732405408726),
                (0.49, 0.4883317388114769),
                (0.5, 0.4795001221869535),
                (0.51, 0.4707563801588296),
                (0.55, 0.436676633674891),
                (0.6, 0.3961439091520741),
                (0.7, 0.32219880616258156),
                (0.75, 0.28884436634648486),
                (0.9, 0.20309178757716786),
                (1.0, 0.15729920705028513),
                (1.5, 0.033894853524689274),
                (3.0, 2.209049699858544e-05),
                (10.0, 2.088487583762545e-45),
                (26.0, 5.663192408856143e-296),
                (-0.7, 1.6778011938374184),
                (-3.0, 1.9999779095030015),
            ],
            4,
        );
    }

    #[test]
    fn erf_is_accurate_on_both_sides_of_its_seam() {
        agrees(
            erf::<Baseline>,
            &[
                (1e-300, 1.1283791670955126e-300),
                (1e-09, 1.1283791670955127e-09),
                (0.3, 0.3286267594591274),
                (0.9, 0.7969082124228322),
                (0.999, 0.8422852702064969),
                (1.0, 0.8427007929497149),
                (1.001, 0.8431154854780762),
                (1.5, 0.9661051464753108),
                (3.0, 0.9999779095030014),
                (-0.5, -0.5204998778130465),
                (-2.0, -0.9953222650189527),
            ],
            2,
        );
    }

    #[test]
    fn acosh_is_accurate_near_one_and_finite_for_all_finite_numbers() {
        agrees(
            acosh::<Baseline>,
            &[
                (1.0, 0.0),
                (1.0000001, 0.0004472135919037347),
                (1.0000000000000002, 2.1073424255447014e-08),
                (1.1, 0.4435682543851154),
                (1.5, 0.9624236501192069),
                (2.0, 1.3169578969248168),
                (100.0, 5.298292365610485),
                (1000000000.0, 21.416413017506358),
                (1e+300, 691.4686750787737),
                (1.7e+308, 710.4199840737882),
            ],
            3,
        );
    }

    #[test]
    fn asinh_is_finite_for_all_finite_numbers() {
        agrees(
            asinh::<Baseline>,
            &[
                (1e-300, 1e-300),
                (1e-09, 1e-09),
                (0.5, 0.48121182505960347),
                (-2.0, -1.4436354751788103),
                (1000000000.0, 21.416413017506358),
                (-1e+300, -691.4686750787737),
                (1.7e+308, 710.4199840737882),
            ],
            3,
        );
    }
}
