//! Trigonometric and hyperbolic functions and their inverses.

use crate::num::Num;
use std::f64::consts::PI;

/// Coefficients of `sinc'(x) / (πx)` in powers of `(πx)²`.
const SINC_SLOPE: [f64; 9] = [
    -PI / 3.0,
    PI / 30.0,
    -PI / 840.0,
    PI / 45_360.0,
    -PI / 3_991_680.0,
    PI / 518_918_400.0,
    -PI / 93_405_312_000.0,
    PI / 22_230_464_256_000.0,
    -PI / 6_758_061_133_824_000.0,
];

rows! {
    methods trigonometric_methods in "";

    /// Sine.
    Sin sin(input) Float in place within (input.is_small_angle()) = input.sin();
        g, y => [g * input.cos()];
    /// Cosine.
    Cos cos(input) Float in place within (input.is_small_angle()) = input.cos();
        g, y => [g * -input.sin()];
    /// Tangent.
    Tan tan(input) Float in place within (input.is_small_angle()) = input.tan();
        g, y => [g * (y * y + 1.0)];
    /// Inverse sine.
    Asin asin(input) Float in place = input.asin();
        g, y => [g * (V::lit(1.0) - input * input).rsqrt()];
    /// Inverse cosine.
    Acos acos(input) Float in place = input.acos();
        g, y => [-g * (V::lit(1.0) - input * input).rsqrt()];
    /// Inverse tangent.
    Atan atan(input) Float in place = input.atan();
        g, y => [g / (input * input + 1.0)];
    /// The angle of the point `(other, input)`.
    Atan2 atan2(input, other) Float on reals of tensors in place = input.atan2(other);
        g, y => [g * over_squared_radius(other, input, other), g * over_squared_radius(-input, input, other)];
    /// `sin(π input) / (π input)`, 1 at 0.
    Sinc sinc(input) Float in place within (input.is_small_angle()) = {
        let angle = input * PI;
        V::select(input.eq(V::lit(0.0)), V::lit(1.0), angle.sin() / angle)
    };
        g, y => [{
            let angle = input * PI;
            let square = angle * angle;
            let slope = (angle * angle.cos() - angle.sin()) / (angle * input);
            // Near 0 the two terms cancel: the series of the quotient, whose next term is below 2e-18 of the first.
            let series = SINC_SLOPE.iter().rev().fold(V::lit(0.0), |sum, &next| sum.mul_add(square, V::lit(next)));
            g * V::select(square.abs().lt(V::lit(1.0)), angle * series, slope)
        }];

    /// Hyperbolic sine.
    Sinh sinh(input) Float in place = input.sinh();
        g, y => [g * input.cosh()];
    /// Hyperbolic cosine.
    Cosh cosh(input) Float in place = input.cosh();
        g, y => [g * input.sinh()];
    /// Hyperbolic tangent.
    Tanh tanh(input) Float in place = input.tanh();
        g, y => [g * (V::lit(1.0) - y * y)];
    /// Inverse hyperbolic sine.
    Asinh asinh(input) Float in place = input.asinh();
        g, y => [g * (input * input + 1.0).rsqrt()];
    /// Inverse hyperbolic cosine.
    Acosh acosh(input) Float in place = input.acosh();
        g, y => [g * (input * input - 1.0).rsqrt()];
    /// Inverse hyperbolic tangent.
    Atanh atanh(input) Float in place = input.atanh();
        g, y => [g / (V::lit(1.0) - input * input)];
    /// `1 / (1 + e^-input)`.
    Sigmoid sigmoid(input) Float in place = input.sigmoid();
        g, y => [g * ((V::lit(1.0) - y) * y)];
}

/// `numerator / (x² + y²)`; 0 where the point is the origin, or so near that the squares underflow.
#[inline(always)]
fn over_squared_radius<V: Num>(numerator: V, x: V, y: V) -> V {
    let square = x * x + y * y;
    V::select(square.eq(V::lit(0.0)), V::lit(0.0), numerator / square)
}
