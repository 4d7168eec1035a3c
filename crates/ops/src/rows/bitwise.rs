//! Integers as bit patterns.

rows! {
    methods bitwise_methods in "";

    /// Bits set in both.
    BitwiseAnd bitwise_and(input, other) Bitwise in place = input.bit_and(other);
    /// Bits set in at least one.
    BitwiseOr bitwise_or(input, other) Bitwise in place = input.bit_or(other);
    /// Bits set in exactly one.
    BitwiseXor bitwise_xor(input, other) Bitwise in place = input.bit_xor(other);
    /// Every bit flipped. A bool is not a bit pattern: for it, `logical_not` is meant.
    BitwiseNot bitwise_not(input) Bitwise in place only inside = input.bit_not();
    /// `input * 2^other`; 0 where `other` is negative or too wide.
    BitwiseLeftShift bitwise_left_shift(input, other) Bitwise in place
        kernel "lshift_cpu" bool "\"lshift_cpu\" not implemented for 'Bool'" = input.shift_left(other);
    /// `input / 2^other`, rounded down.
    BitwiseRightShift bitwise_right_shift(input, other) Bitwise in place
        kernel "rshift_cpu" bool "\"rshift_cpu\" not implemented for 'Bool'" = input.shift_right(other);
}
