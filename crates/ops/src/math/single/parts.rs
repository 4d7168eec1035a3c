//! Steps that several functions of this width are made of.

/// Added to a number below `2^21`, it leaves the nearest integer and 254, the bias of two exponents, in the last bits.
pub(super) const SHIFT_TO_EXPONENT: f32 = 12582912.0 + 254.0;

/// The nearest integer, ties to even, of `shifted - SHIFT_TO_EXPONENT`, as float and as exponent: 254 more in the last 9 bits,
/// whatever is in the others.
#[inline(always)]
pub(super) fn nearest(shifted: f32) -> (f32, u32) {
    (shifted - SHIFT_TO_EXPONENT, shifted.to_bits())
}

/// `2^n` for the exponent of n, -126 ..= 127.
#[inline(always)]
pub(super) fn power_of_two(exponent: u32) -> f32 {
    f32::from_bits(exponent.wrapping_sub(127) << 23)
}

/// `value * 2^n` in two steps, rounded once: right also where the result is denormal or infinite.
#[inline(always)]
pub(super) fn scale(value: f32, exponent: u32) -> f32 {
    let half = exponent >> 1;
    value * f32::from_bits(half << 23) * f32::from_bits(exponent.wrapping_sub(half) << 23)
}

/// NaN stays NaN.
#[inline(always)]
pub(super) fn limit(x: f32, low: f32, high: f32) -> f32 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}
