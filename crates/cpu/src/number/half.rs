//! Conversions between the 16-bit floats and float32 without branches, so that loops over them vectorise (the `half`
//! crate asks for CPU features per element). All round to nearest, ties to even; NaN stays NaN.

/// bfloat16 is the upper half of a float32.
#[inline(always)]
pub fn bf16_to_f32(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

#[inline(always)]
pub fn f32_to_bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    let rounded = (bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16) as u16;
    let quiet = ((bits >> 16) | 0x40) as u16;
    if value.is_nan() { quiet } else { rounded }
}

/// Shifts the bits into place and lets one exact multiplication by 2^112 correct the exponent, subnormals included.
#[inline(always)]
pub fn f16_to_f32(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let magnitude = (bits & 0x7fff) << 13;
    let scaled = f32::from_bits(magnitude) * f32::from_bits((254 - 15) << 23);
    let special = f32::from_bits(magnitude | 0x7f80_0000); // infinity and NaN keep an exponent of all ones
    let value = if magnitude >= 0x0f80_0000 { special } else { scaled };
    f32::from_bits(value.to_bits() | (bits & 0x8000) << 16)
}

/// Normal results round in integer arithmetic; subnormal ones by adding 0.5, whose unit in the last place is the
/// spacing of subnormal halves, and taking the bits that moved.
#[inline(always)]
pub fn f32_to_f16(value: f32) -> u16 {
    let bits = value.to_bits();
    let magnitude = bits & 0x7fff_ffff;
    let normal = (magnitude.wrapping_sub(112 << 23).wrapping_add(0xfff + ((magnitude >> 13) & 1))) >> 13;
    let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0.5f32.to_bits());
    let finite = if magnitude < (113 << 23) { subnormal } else { normal };
    let special = if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
    let result = if magnitude >= (143 << 23) { special } else { finite }; // 2^16 and above
    (result | (bits >> 16) & 0x8000) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_converts_as_the_half_crate_does() {
        for bits in 0..=u16::MAX {
            let (ours, theirs) = (f16_to_f32(bits), ::half::f16::from_bits(bits).to_f32_const());
            assert!(ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan(), "{bits:#x}");
        }
    }

    #[test]
    fn rounding_to_halves_agrees_with_the_half_crate() {
        for step in 0..2_000_000u32 {
            let value = f32::from_bits(step.wrapping_mul(2147).wrapping_add(step >> 3));
            for value in [value, -value] {
                let (f16, bf16) = (::half::f16::from_f32_const(value), ::half::bf16::from_f32_const(value));
                if value.is_nan() {
                    assert!(::half::f16::from_bits(f32_to_f16(value)).is_nan());
                    assert!(::half::bf16::from_bits(f32_to_bf16(value)).is_nan());
                } else {
                    assert_eq!(f32_to_f16(value), f16.to_bits(), "{value:e}");
                    assert_eq!(f32_to_bf16(value), bf16.to_bits(), "{value:e}");
                }
            }
        }
    }
}
