//! Each function against values computed with 60 digits and more, and at the special values against the platform's.

use crate::lane::{Baseline, Fused, Isa, Narrow};
use crate::math::{Float, double};

/// One a line: name, arguments, and the right value as a sum of two float64, all as hexadecimal bits.
const VALUES: &str = include_str!("values.txt");

/// Distance in units of the last place of the right value, which is `high + low`.
fn ulps(actual: f64, high: f64, low: f64) -> f64 {
    if actual.to_bits() == high.to_bits() && low == 0.0 {
        return 0.0;
    }
    let exponent = high.abs().to_bits() >> 52;
    let unit = if exponent > 52 { (exponent - 52) << 52 } else { 1 << exponent.saturating_sub(1) };
    ((actual - high) - low).abs() / f64::from_bits(unit)
}

fn unary<I: Isa>(name: &str) -> Option<fn(f64) -> f64> {
    macro_rules! find {
        ($($function:ident),+) => {
            match name {
                $(stringify!($function) => Some(double::$function::<I>),)+
                _ => None,
            }
        };
    }
    find!(
        exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh,
        atanh, erf, erfc, lgamma
    )
}

fn binary<I: Isa>(name: &str) -> fn(f64, f64) -> f64 {
    match name {
        "pow" => double::pow::<I>,
        "atan2" => double::atan2::<I>,
        "hypot" => double::hypot::<I>,
        "fmod" => double::fmod::<I>,
        "polygamma" => double::polygamma::<I>,
        _ => unreachable!("{name}"),
    }
}

fn check_values<I: Isa>() {
    let bits = |text: &str| f64::from_bits(u64::from_str_radix(text, 16).unwrap());
    for line in VALUES.lines() {
        let (name, numbers) = line.split_once(' ').unwrap();
        let numbers: Vec<f64> = numbers.split(' ').map(bits).collect();
        let (actual, high, low) = match *numbers {
            [x, high, low] => (unary::<I>(name).unwrap()(x), high, low),
            [x, y, high, low] => (binary::<I>(name)(x, y), high, low),
            _ => unreachable!("{line}"),
        };
        let bound = match (name, numbers[0]) {
            ("fmod", _) => 0.0,
            // A sum of powers, each with the rounding of its base.
            ("polygamma", order) if order > 1.0 => 8.0,
            _ => 2.0,
        };
        let error = ulps(actual, high, low);
        assert!(error <= bound, "{name} of {numbers:?} is {actual:e}, {error:.2} ulp away");
    }
}

#[test]
fn every_function_is_within_2_ulp() {
    check_values::<Fused>();
}

#[test]
fn every_function_is_within_2_ulp_without_fused_multiply_add() {
    check_values::<Baseline>();
}

const SPECIAL: [f64; 27] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.5,
    3.0,
    -7.0,
    1e-20,
    -1e-20,
    1e17,
    1e300,
    709.8,
    -745.2,
    9007199254740991.0,
    9007199254740993.0,
    5e-324,
    -5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// Equal to a few roundings, with the same sign, also of zero.
fn agrees(actual: f64, expected: f64) -> bool {
    actual.to_bits() == expected.to_bits()
        || actual.is_nan() && expected.is_nan()
        || actual.is_sign_negative() == expected.is_sign_negative()
            && (actual - expected).abs() <= 4.0 * f64::EPSILON * expected.abs() + 1e-323
}

macro_rules! specials {
    ($($test:ident: $($name:ident $expected:ident),+;)+) => {$(
        #[test]
        fn $test() {
            for x in SPECIAL {
                $(for actual in [double::$name::<Fused>(x), double::$name::<Baseline>(x)] {
                    let expected = x.$expected();
                    assert!(agrees(actual, expected), "{}({x:e}) is {actual:e}, not {expected:e}", stringify!($name));
                })+
            }
        }
    )+};
}

specials! {
    exponentials_have_cs_special_values: exp exp, exp2 exp2, expm1 exp_m1;
    logarithms_have_cs_special_values: log ln, log2 log2, log10 log10, log1p ln_1p;
    trigonometric_functions_have_cs_special_values: sin sin, cos cos, tan tan, asin asin, acos acos, atan atan;
    hyperbolic_functions_have_cs_special_values: sinh sinh, cosh cosh, tanh tanh, acosh acosh, atanh atanh;
}

#[test]
fn functions_of_two_numbers_have_cs_special_values() {
    for x in SPECIAL {
        for y in SPECIAL {
            let expected = [("pow", x.powf(y)), ("atan2", x.atan2(y)), ("hypot", x.hypot(y)), ("fmod", x % y)];
            for (name, expected) in expected {
                for actual in [binary::<Fused>(name)(x, y), binary::<Baseline>(name)(x, y)] {
                    assert!(agrees(actual, expected), "{name}({x:e}, {y:e}) is {actual:e}, not {expected:e}");
                }
            }
        }
    }
}

#[test]
fn asinh_is_finite_for_all_finite_numbers_and_keeps_the_sign_of_zero() {
    for (x, expected) in [(-0.0, -0.0), (1e-300, 1e-300), (-1e300, -691.4686750787737), (1.7e308, 710.4199840737882)] {
        assert!(agrees(double::asinh::<Fused>(x), expected), "at {x:e}");
        assert!(agrees(double::asinh::<Baseline>(x), expected), "at {x:e}");
    }
}

#[test]
fn the_gamma_functions_have_pytorchs_special_values() {
    let inf = f64::INFINITY;
    let lgamma = [(0.0, inf), (-0.0, inf), (-1.0, inf), (-1e17, inf), (inf, inf), (-inf, inf), (1.0, 0.0), (2.0, 0.0)];
    let edges = [
        (5e-324, 744.4400719213812),
        (-5e-324, 744.4400719213812),
        (2.55e305, 1.7906725941420033e308),
        (2.557e305, inf),
    ];
    for (x, expected) in lgamma.into_iter().chain(edges) {
        for actual in [double::lgamma::<Fused>(x), double::lgamma::<Baseline>(x)] {
            assert!(actual == expected || agrees(actual, expected), "lgamma({x:e}) is {actual:e}, not {expected:e}");
        }
    }
    let polygamma = [
        (
            0.0,
            [
                (0.0, -inf),
                (-0.0, inf),
                (-3.0, f64::NAN),
                (-1e17, f64::NAN),
                (inf, inf),
                (-inf, f64::NAN),
                (-1e-300, 1e300),
            ],
        ),
        (1.0, [(0.0, inf), (-0.0, inf), (-3.0, inf), (-1e17, inf), (inf, 0.0), (-inf, f64::NAN), (1e300, 1e-300)]),
        (2.0, [(0.0, -inf), (-0.0, -inf), (-3.0, -inf), (-1e17, -inf), (inf, f64::NAN), (-inf, -inf), (-1e-300, inf)]),
    ];
    for (order, values) in polygamma {
        for (x, expected) in values.into_iter().chain([(f64::NAN, f64::NAN)]) {
            for actual in [double::polygamma::<Fused>(order, x), double::polygamma::<Baseline>(order, x)] {
                assert!(agrees(actual, expected), "derivative {order} at {x:e} is {actual:e}, not {expected:e}");
            }
        }
    }
}

#[test]
fn below_0_the_gamma_functions_are_as_near_as_their_reflections_allow() {
    // Beside the first zero, and beside poles; the values with 40 digits.
    let lgamma = [
        (-0.1, 2.3689613327287886),
        (-0.5, 1.2655121234846454),
        (-0.9, 2.3580731673920323),
        (-1.5, 0.860047015376481),
        (-1.0000001, 16.11809560809603),
        (-2.4570247382208006, 5.619192358950097e-17),
        (-2.45, 0.01088697133977868),
        (-2.7476826467274127, 1.733509244024501e-16),
        (-2.9999, 7.418706529543074),
        (-3.14358088834998, 1.6978655906121085e-15),
        (-4.5, -2.813084081769316),
        (-7.3, -7.779101629826852),
        (-10.0001, -5.894307360382397),
        (-20.5, -42.70719597482576),
        (-99.9, -360.9593202461631),
    ];
    for (x, expected) in lgamma {
        for actual in [double::lgamma::<Fused>(x), double::lgamma::<Baseline>(x)] {
            assert!((actual - expected).abs() <= f64::EPSILON * expected.abs().max(1.0), "lgamma({x}) is {actual}");
        }
    }
}

/// Bit patterns all over, and a million small numbers.
fn patterns() -> impl Iterator<Item = f64> {
    (0..200_000u64).flat_map(|i| {
        let x = f64::from_bits(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        [x, x % 1000.0, (i as f64 - 100_000.0) * 0.125]
    })
}

#[test]
fn rounding_without_instructions_is_that_of_the_instructions() {
    let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    for x in patterns() {
        assert!(same(x.truncate::<Baseline>(), x.trunc()), "trunc {x:e}");
        assert!(same(x.round_down::<Baseline>(), x.floor()), "floor {x:e}");
        assert!(same(x.round_up::<Baseline>(), x.ceil()), "ceil {x:e}");
        assert!(same(x.round_nearest::<Baseline>(), x.round_ties_even()), "round {x:e}");
        let x = x as f32;
        assert!(same(x.truncate::<Baseline>().into(), x.trunc().into()), "trunc {x:e}");
        assert!(same(x.round_down::<Baseline>().into(), x.floor().into()), "floor {x:e}");
        assert!(same(x.round_up::<Baseline>().into(), x.ceil().into()), "ceil {x:e}");
        assert!(same(x.round_nearest::<Baseline>().into(), x.round_ties_even().into()), "round {x:e}");
    }
}

#[test]
fn narrow_code_gives_the_same_within_its_limits() {
    for (i, y) in patterns().enumerate() {
        let x = y * ((i % 2_097_152) as f64 + 0.3);
        if x.is_finite() {
            let expected = x % y;
            for actual in [double::fmod::<Narrow<Fused>>(x, y), double::fmod::<Narrow<Baseline>>(x, y)] {
                assert!(
                    agrees(actual, expected) && (actual - expected).abs() == 0.0 || expected.is_nan(),
                    "{x:e} % {y:e}"
                );
            }
        }
        let angle = y % 1e6;
        assert!(agrees(double::sin::<Narrow<Fused>>(angle), double::sin::<Fused>(angle)), "at {angle:e}");
        assert!(agrees(double::cos::<Narrow<Fused>>(angle), double::cos::<Fused>(angle)), "at {angle:e}");
        assert!(agrees(double::tan::<Narrow<Fused>>(angle), double::tan::<Fused>(angle)), "at {angle:e}");
    }
}

/// Integers would otherwise be cut to the one below.
#[test]
fn powers_of_integers_that_are_floats_are_exact() {
    for base in 2..=40u64 {
        let mut power = 1u64;
        for exponent in 0.. {
            let float = power as f64;
            assert_eq!(double::pow::<Fused>(base as f64, f64::from(exponent)), float, "{base}^{exponent}");
            assert_eq!(double::pow::<Baseline>(base as f64, f64::from(exponent)), float, "{base}^{exponent}");
            match power.checked_mul(base) {
                Some(next) if next < 1 << 53 => power = next,
                _ => break,
            }
        }
    }
}
