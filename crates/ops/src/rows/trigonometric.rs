//! Trigonometric and hyperbolic functions and their inverses.

use std::f64::consts::PI;

rows! {
    in "";

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
    Atan2 atan2(input, other) Float of tensors in place = input.atan2(other);
        g, y => [
            g * (other / (input * input + other * other)),
            g * (-input / (input * input + other * other)),
        ];
    /// `sin(π input) / (π input)`, 1 at 0.
    Sinc sinc(input) Float in place within (input.is_small_angle()) = {
        let angle = input * PI;
        V::select(input.eq(V::lit(0.0)), V::lit(1.0), angle.sin() / angle)
    };
        g, y => [{
            let angle = input * PI;
            let slope = (angle * angle.cos() - angle.sin()) / (angle * input);
            V::select(input.eq(V::lit(0.0)), V::lit(0.0), g * slope)
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
