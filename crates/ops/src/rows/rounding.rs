//! Rounding. Integers are left as they are; derivatives are zero, as PyTorch has them.

use crate::num::Num;

rows! {
    methods rounding_methods in "";

    /// The largest integer not above.
    Floor floor(input) ArithmeticNoBool on reals in place
        kernel "floor_vml_cpu" complex "floor is not supported for complex inputs"
        = input.floor();
        g, y => [V::lit(0.0)];
    /// The smallest integer not below.
    Ceil ceil(input) ArithmeticNoBool on reals in place
        kernel "ceil_vml_cpu" complex "ceil is not supported for complex inputs"
        = input.ceil();
        g, y => [V::lit(0.0)];
    /// The integer part.
    Trunc trunc(input) ArithmeticNoBool on reals in place
        kernel "trunc_vml_cpu" complex "trunc is not supported for complex inputs"
        = input.trunc();
        g, y => [V::lit(0.0)];
    /// The nearest integer, ties to even.
    Round round(input) ArithmeticNoBool on reals in place only inside kernel "round_vml_cpu" = input.round();
        g, y => [V::lit(0.0)];
    /// Rounded to `decimals` digits after the point, or before it if negative.
    RoundDecimals round_decimals(input; decimals = 0) FloatOnly on reals only inside as "RoundBackward1"
        kernel "round_cpu"
        = round_decimals(input, decimals);
        g, y => [V::lit(0.0)];
    /// The part after the point, with the sign of `input`.
    Frac frac(input) FloatOnly on reals in place = input - input.trunc();
        g, y => [g];
}

/// Scales by a power of ten that is at least 1, so that it is exact up to `10^22`.
#[inline(always)]
fn round_decimals<V: Num>(x: V, decimals: V) -> V {
    let scale = V::lit(10.0).pow(decimals.abs());
    let left_of_point = (x / scale).round() * scale;
    let right_of_point = (x * scale).round() / scale;
    V::select(decimals.lt(V::lit(0.0)), left_of_point, right_of_point)
}
