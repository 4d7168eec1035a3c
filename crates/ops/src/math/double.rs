//! float64 functions: the platform's where Rust has them, the error function ours.
//! Every function takes the [`Isa`] it is compiled for, so that both widths are called alike.

use super::polynomial;
use crate::lane::Isa;

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
    sinh sinh, cosh cosh, tanh tanh, asinh asinh, acosh acosh, atanh atanh,
}
platform! { two pow powf, atan2 atan2, hypot hypot }

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

/// `erfc(x) e^(x²) (1 + 2x)` in `(x - 3.5) / (x + 3.5)` on 0..28; Chebyshev fit, absolute error 7e-21 before rounding.
const ERFC: [f64; 24] = [
    -1.4851016684906034e-9,
    -5.85200222984178e-10,
    1.682473951700694e-8,
    6.55228830079749e-10,
    -1.0296136981118709e-7,
    -6.845421721942379e-9,
    6.083776532306296e-7,
    -4.549906862704746e-8,
    -3.818569064221754e-6,
    2.3289860498906113e-6,
    2.426232159437691e-5,
    -4.278243927867885e-5,
    -0.00012151272670789517,
    0.0005643844563600475,
    -0.00030226783384042135,
    -0.004215019912129829,
    0.019099330938582914,
    -0.04882332582762075,
    0.0879831538250515,
    -0.11508959816020133,
    0.09751909515325445,
    -0.010555596332218167,
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

/// `erfc(x)` for positive `x`. `x²` is split so that the rounding of the square does not reach the exponential.
#[inline(always)]
fn tail<I: Isa>(x: f64) -> f64 {
    let clamped = if x > 28.0 { 28.0 } else { x };
    let t = (clamped - 3.5) / (clamped + 3.5);
    let head = f64::from_bits(clamped.to_bits() & !0xffff_ffff);
    let rest = (clamped - head) * (clamped + head);
    let gauss = (-head * head).exp() * (-rest).exp();
    gauss * polynomial::<I, _, 24>(t, &ERFC) / (1.0 + 2.0 * clamped)
}
