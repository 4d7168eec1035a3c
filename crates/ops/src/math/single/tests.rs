//! Each function against float64, over every exponent and at the special values.

use crate::lane::{Baseline, Fused, Narrow};
use crate::math::{double, single};

/// Distance in units of the last place of the right result, which is that of float32's smallest below its normal range.
fn ulps(actual: f32, expected: f64) -> f64 {
    let rounded = expected as f32;
    if actual.to_bits() == rounded.to_bits() || (actual.is_nan() && rounded.is_nan()) {
        return 0.0;
    }
    if actual == 0.0 && rounded == 0.0 || !actual.is_finite() && !expected.is_finite() {
        return f64::INFINITY;
    }
    let magnitude = expected.abs().clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX));
    let unit = 2f64.powi(magnitude.log2().floor() as i32 - 23);
    // One past the largest float is where rounding to infinity begins to be right.
    let actual = if actual.is_infinite() { f64::from(actual.signum()) * 2f64.powi(128) } else { f64::from(actual) };
    (actual - expected).abs() / unit
}

const SPECIAL: [f32; 26] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.0,
    -3.0,
    std::f32::consts::FRAC_1_SQRT_2,
    std::f32::consts::SQRT_2,
    std::f32::consts::FRAC_PI_2,
    88.72283,
    88.72284,
    -87.33654,
    -103.97208,
    16777216.0,
    f32::MIN_POSITIVE,
    -f32::MIN_POSITIVE,
    1e-45,
    -1e-45,
    f32::MAX,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
];

/// About 130,000 numbers: every 32,771st bit pattern, and a fine mesh of -100 ..= 100.
fn samples() -> impl Iterator<Item = f32> {
    let patterns = (0..u32::MAX).step_by(32_771).map(f32::from_bits);
    let mesh = (-20_000..=20_000).map(|i| i as f32 * 0.005003);
    SPECIAL.into_iter().chain(patterns).chain(mesh)
}

fn check(name: &str, actual: impl Fn(f32) -> f32, expected: impl Fn(f64) -> f64, bound: f64) {
    let (mut worst, mut at) = (0.0, 0.0);
    for x in samples() {
        let error = ulps(actual(x), expected(f64::from(x)));
        if error > worst || error.is_nan() {
            (worst, at) = (error, x);
        }
    }
    assert!(worst <= bound, "{name}({at:e}) is {:e}, {worst:.2} ulp from {:e}", actual(at), expected(f64::from(at)));
}

macro_rules! within {
    ($($test:ident: $name:ident, $expected:expr, $fused:literal, $baseline:literal;)+) => {$(
        #[test]
        fn $test() {
            check(stringify!($name), single::$name::<Fused>, $expected, $fused);
            check(stringify!($name), single::$name::<Baseline>, $expected, $baseline);
        }
    )+};
}

within! {
    exp_is_within_1_ulp: exp, f64::exp, 1.0, 1.0;
    exp2_is_within_2_ulp: exp2, f64::exp2, 1.0, 1.5;
    expm1_is_within_2_ulp: expm1, f64::exp_m1, 1.5, 2.0;
    log_is_within_1_ulp: log, f64::ln, 1.0, 1.5;
    log2_is_within_2_ulp: log2, f64::log2, 1.5, 4.0;
    log10_is_within_2_ulp: log10, f64::log10, 1.5, 3.0;
    log1p_is_within_2_ulp: log1p, f64::ln_1p, 1.5, 2.0;
    sin_is_within_1_ulp_for_every_magnitude: sin, f64::sin, 0.62, 0.62;
    cos_is_within_1_ulp_for_every_magnitude: cos, f64::cos, 0.62, 0.62;
    tan_is_within_1_ulp_for_every_magnitude: tan, f64::tan, 0.51, 0.51;
    asin_is_within_3_ulp: asin, f64::asin, 2.0, 2.5;
    acos_is_within_2_ulp: acos, f64::acos, 1.5, 2.0;
    atan_is_within_2_ulp: atan, f64::atan, 2.0, 2.0;
    sinh_is_within_2_ulp: sinh, f64::sinh, 1.5, 2.0;
    cosh_is_within_2_ulp: cosh, f64::cosh, 1.5, 2.0;
    tanh_is_within_2_ulp: tanh, f64::tanh, 2.0, 2.5;
    asinh_is_within_2_ulp: asinh, f64::asinh, 1.5, 2.0;
    acosh_is_within_2_ulp: acosh, f64::acosh, 1.5, 2.0;
    atanh_is_within_3_ulp: atanh, f64::atanh, 2.0, 2.5;
    erf_is_within_2_ulp: erf, double::erf::<Fused>, 2.0, 2.0;
    erfc_is_within_4_ulp: erfc, double::erfc::<Fused>, 4.0, 4.0;
    lgamma_is_within_1_ulp: lgamma, double::lgamma::<Fused>, 0.6, 0.6;
}

fn check_pairs(actual: impl Fn(f32, f32) -> f32, expected: impl Fn(f64, f64) -> f64, bound: f64) {
    let coarse: Vec<f32> = SPECIAL.into_iter().chain((0..u32::MAX).step_by(12_582_917).map(f32::from_bits)).collect();
    let mesh: Vec<f32> = (-60..=60).map(|i| i as f32 * 0.25).collect();
    for values in [coarse, mesh] {
        for &x in &values {
            for &y in &values {
                let (a, e) = (actual(x, y), expected(f64::from(x), f64::from(y)));
                assert!(ulps(a, e) <= bound, "at ({x:e}, {y:e}) {a:e} is {:.2} ulp from {e:e}", ulps(a, e));
            }
        }
    }
}

#[test]
fn pow_is_within_1_ulp_and_has_cs_special_values() {
    check_pairs(single::pow::<Fused>, f64::powf, 0.6);
    check_pairs(single::pow::<Baseline>, f64::powf, 0.6);
}

#[test]
fn atan2_is_within_3_ulp_and_has_cs_special_values() {
    check_pairs(single::atan2::<Fused>, f64::atan2, 2.5);
    check_pairs(single::atan2::<Baseline>, f64::atan2, 2.5);
}

#[test]
fn hypot_is_within_1_ulp() {
    check_pairs(single::hypot::<Fused>, f64::hypot, 0.51);
}

#[test]
fn fmod_is_exact_and_narrow_within_its_limits() {
    for i in 0..400_000u32 {
        let (x, y) =
            (f32::from_bits(i.wrapping_mul(2_654_435_761)), f32::from_bits(i.wrapping_mul(40_503).wrapping_add(77)));
        let expected = x % y;
        let same = |actual: f32| actual.to_bits() == expected.to_bits() || actual.is_nan() && expected.is_nan();
        assert!(same(single::fmod::<Fused>(x, y)) && same(single::fmod::<Baseline>(x, y)), "{x:e} % {y:e}");
        if x.abs() <= y.abs() * 2097152.0 {
            let narrow = [single::fmod::<Narrow<Fused>>(x, y), single::fmod::<Narrow<Baseline>>(x, y)];
            assert!(narrow.into_iter().all(same), "{x:e} % {y:e}");
        }
    }
}

#[test]
fn narrow_sines_are_those_of_all_angles() {
    for x in samples().filter(|x| x.abs() < 1e6) {
        assert_eq!(single::sin::<Narrow<Fused>>(x).to_bits(), single::sin::<Fused>(x).to_bits());
        assert_eq!(single::cos::<Narrow<Fused>>(x).to_bits(), single::cos::<Fused>(x).to_bits());
        assert_eq!(single::tan::<Narrow<Fused>>(x).to_bits(), single::tan::<Fused>(x).to_bits());
    }
}
