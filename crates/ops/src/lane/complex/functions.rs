//! Elementary functions of a complex number, in double precision for both widths. Values on a branch cut belong to the side
//! that the sign of the zero beside it names, as in C99 (W. Kahan, "Branch Cuts for Complex Elementary Functions", 1987).
//! Invariant: odd functions are odd and conjugates go to conjugates, down to the signs of zeros.

use num_complex::Complex64;
use std::f64::consts::{FRAC_PI_2, LN_2, LN_10};

#[inline]
fn z(re: f64, im: f64) -> Complex64 {
    Complex64::new(re, im)
}

/// `i x`.
fn turned(x: Complex64) -> Complex64 {
    z(-x.im, x.re)
}

/// `x / i`.
fn turned_back(x: Complex64) -> Complex64 {
    z(x.im, -x.re)
}

fn is_infinite(x: Complex64) -> bool {
    x.re.is_infinite() || x.im.is_infinite()
}

pub fn exp(x: Complex64) -> Complex64 {
    if x.im == 0.0 {
        return z(x.re.exp(), x.im);
    }
    if x.re == f64::NEG_INFINITY {
        let direction = if x.im.is_finite() { x.im } else { 0.0 };
        return z(0.0f64.copysign(direction.cos()), 0.0f64.copysign(direction.sin()));
    }
    if x.re == f64::INFINITY && !x.im.is_finite() {
        return z(f64::INFINITY, f64::NAN);
    }
    let (sin, cos) = x.im.sin_cos();
    // In two steps, of which neither overflows where a part of the result does not.
    let half = (x.re * 0.5).exp();
    z(half * cos * half, half * sin * half)
}

pub fn exp2(x: Complex64) -> Complex64 {
    exp(z(x.re * LN_2, x.im * LN_2))
}

pub fn expm1(x: Complex64) -> Complex64 {
    if x.im == 0.0 {
        return z(x.re.exp_m1(), x.im);
    }
    let half_sin = (x.im * 0.5).sin();
    z(x.re.exp_m1() * x.im.cos() - 2.0 * half_sin * half_sin, x.re.exp() * x.im.sin())
}

/// `ln |x|`; near the unit circle from the distance to it, which the modulus has lost.
fn log_modulus(x: Complex64) -> f64 {
    let (a, b) = (x.re.abs().max(x.im.abs()), x.re.abs().min(x.im.abs()));
    if x.is_nan() {
        return x.re.hypot(x.im);
    }
    if (0.5..2.0).contains(&a) { 0.5 * ((a - 1.0) * (a + 1.0) + b * b).ln_1p() } else { a.hypot(b).ln() }
}

pub fn log(x: Complex64) -> Complex64 {
    z(log_modulus(x), x.im.atan2(x.re))
}

pub fn log2(x: Complex64) -> Complex64 {
    log(x) / LN_2
}

pub fn log10(x: Complex64) -> Complex64 {
    log(x) / LN_10
}

pub fn log1p(x: Complex64) -> Complex64 {
    let angle = x.im.atan2(1.0 + x.re);
    if x.re.abs() < 0.5 && x.im.abs() < 0.5 {
        return z(0.5 * (x.re * (2.0 + x.re) + x.im * x.im).ln_1p(), angle);
    }
    z(log_modulus(z(1.0 + x.re, x.im)), angle)
}

pub fn sqrt(x: Complex64) -> Complex64 {
    if x.im.is_infinite() {
        return z(f64::INFINITY, x.im);
    }
    if x.re.is_infinite() && x.im.is_nan() {
        return if x.re > 0.0 { x } else { z(f64::NAN, f64::INFINITY) };
    }
    if x.re == 0.0 && x.im == 0.0 {
        return z(0.0, x.im);
    }
    // Scaled, so that the modulus neither overflows nor underflows.
    let size = x.re.abs().max(x.im.abs());
    let scale = if size > 1e300 {
        0.25
    } else if size < 1e-290 {
        1e290
    } else {
        1.0
    };
    let (re, im) = (x.re * scale, x.im * scale);
    let root = ((re.abs() + re.hypot(im)) * 0.5).sqrt();
    let other = if root.is_infinite() { 0.0 } else { im.abs() / (2.0 * root) };
    let (re, im) = if x.re >= 0.0 || x.re.is_nan() { (root, other) } else { (other, root) };
    let back = scale.sqrt();
    z(re / back, (im / back).copysign(x.im))
}

/// `base` to the power `exponent`; anything to the power 0 is 1, also 0.
pub fn pow(base: Complex64, exponent: Complex64) -> Complex64 {
    if exponent.re == 0.0 && exponent.im == 0.0 {
        return z(1.0, 0.0);
    }
    if base.re == 0.0 && base.im == 0.0 && exponent.re > 0.0 {
        return z(0.0, 0.0);
    }
    exp(exponent * log(base))
}

/// The four roots of Kahan's formulas: of `1 - x` and `1 + x`.
fn roots(x: Complex64) -> (Complex64, Complex64) {
    (sqrt(z(1.0 - x.re, -x.im)), sqrt(z(1.0 + x.re, x.im)))
}

pub fn asin(x: Complex64) -> Complex64 {
    turned_back(asinh(turned(x)))
}

pub fn asinh(x: Complex64) -> Complex64 {
    if is_infinite(x) {
        return z(f64::INFINITY.copysign(x.re), x.im.atan2(x.re.abs()));
    }
    if x.re.is_nan() && x.im == 0.0 {
        return x;
    }
    // asin(i x) / i
    let y = turned(x);
    let (below, above) = roots(y);
    let angle = (y.re / (below * above).re).atan();
    let height = (below.conj() * above).im.asinh();
    z(height, -angle)
}

pub fn acos(x: Complex64) -> Complex64 {
    if is_infinite(x) {
        return z(x.im.abs().atan2(x.re), f64::NEG_INFINITY.copysign(-x.im));
    }
    if x.re == 0.0 && x.im.is_nan() {
        return z(FRAC_PI_2, f64::NAN);
    }
    let (below, above) = roots(x);
    z(2.0 * (below.re / above.re).atan(), (above.conj() * below).im.asinh())
}

pub fn acosh(x: Complex64) -> Complex64 {
    if is_infinite(x) {
        return z(f64::INFINITY, x.im.abs().atan2(x.re).copysign(x.im));
    }
    if x.re == 0.0 && x.im.is_nan() {
        return z(f64::NAN, FRAC_PI_2);
    }
    let (below, above) = (sqrt(z(x.re - 1.0, x.im)), sqrt(z(x.re + 1.0, x.im)));
    z((below.conj() * above).re.asinh(), 2.0 * (below.im / above.re).atan())
}

pub fn atan(x: Complex64) -> Complex64 {
    turned_back(atanh(turned(x)))
}

pub fn atanh(x: Complex64) -> Complex64 {
    if x.re.abs() == 1.0 && x.im == 0.0 {
        return z(f64::INFINITY.copysign(x.re), x.im);
    }
    if x.is_nan() && x.im != 0.0 && !x.im.is_infinite() {
        return z(if x.re == 0.0 || x.re.is_infinite() { 0.0f64.copysign(x.re) } else { f64::NAN }, f64::NAN);
    }
    let side = 1f64.copysign(x.re);
    // In the right half plane, reflected.
    let (re, im) = (x.re.abs(), -x.im * side);
    let large = f64::MAX.sqrt() / 4.0;
    let (height, angle) = if re > large || im.abs() > large {
        (if is_infinite(x) { 0.0 } else { (z(1.0, 0.0) / z(re, im)).re }, FRAC_PI_2.copysign(im))
    } else {
        let small = im.abs() + 1.0 / large;
        if re == 1.0 {
            let height = ((4.0 + im * im).sqrt().sqrt() / small.sqrt()).ln();
            (height, 0.5 * (FRAC_PI_2 + (small / 2.0).atan()).copysign(im))
        } else {
            let height = (4.0 * re / ((1.0 - re) * (1.0 - re) + small * small)).ln_1p() / 4.0;
            (height, (2.0 * im).atan2((1.0 - re) * (1.0 + re) - small * small) / 2.0)
        }
    };
    z(side * height, -side * angle)
}

pub fn sinh(x: Complex64) -> Complex64 {
    if x.im == 0.0 {
        return z(x.re.sinh(), x.im);
    }
    if x.re.is_infinite() && !x.im.is_finite() {
        return z(f64::INFINITY, f64::NAN);
    }
    let (sin, cos) = x.im.sin_cos();
    if x.re == 0.0 {
        return z(x.re, sin);
    }
    z(x.re.sinh() * cos, x.re.cosh() * sin)
}

pub fn cosh(x: Complex64) -> Complex64 {
    if x.im == 0.0 {
        return z(x.re.cosh(), if x.re.is_sign_negative() { -x.im } else { x.im });
    }
    if x.re.is_infinite() && !x.im.is_finite() {
        return z(f64::INFINITY, f64::NAN);
    }
    let (sin, cos) = x.im.sin_cos();
    if x.re == 0.0 {
        return z(cos, if x.im.is_nan() { 0.0 } else { x.re * x.im.signum() });
    }
    z(x.re.cosh() * cos, x.re.sinh() * sin)
}

pub fn tanh(x: Complex64) -> Complex64 {
    if x.im == 0.0 {
        return z(x.re.tanh(), x.im);
    }
    if !x.im.is_finite() && x.re.is_finite() {
        return z(if x.re == 0.0 { x.re } else { f64::NAN }, f64::NAN);
    }
    if x.re.abs() > 20.0 {
        let direction = if x.im.is_finite() { x.im } else { 0.0 };
        let (sin, cos) = direction.sin_cos();
        return z(1f64.copysign(x.re), 4.0 * sin * cos * (-2.0 * x.re.abs()).exp());
    }
    let (tan, sinh) = (x.im.tan(), x.re.sinh());
    let secant = 1.0 + tan * tan;
    let cosh = (1.0 + sinh * sinh).sqrt();
    let scale = 1.0 / (1.0 + secant * sinh * sinh);
    z(secant * cosh * sinh * scale, tan * scale)
}

pub fn sin(x: Complex64) -> Complex64 {
    if x.im.is_infinite() && !x.re.is_finite() {
        return z(f64::NAN, f64::INFINITY);
    }
    turned_back(sinh(turned(x)))
}

pub fn cos(x: Complex64) -> Complex64 {
    cosh(turned(x))
}

pub fn tan(x: Complex64) -> Complex64 {
    turned_back(tanh(turned(x)))
}
