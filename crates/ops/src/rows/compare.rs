//! Order, equality, tests for special values, and choices that follow from them.

use crate::num::Num;

rows! {
    methods compare_methods in "";

    /// Whether `input == other`.
    Eq eq(input, other) Predicate in place = V::from_bool(input.eq(other));
    /// Whether `input != other`.
    Ne ne(input, other) Predicate in place = V::from_bool(input.ne(other));
    /// Whether `input < other`.
    Lt lt(input, other) Predicate on reals in place = V::from_bool(input.lt(other));
    /// Whether `input <= other`.
    Le le(input, other) Predicate on reals in place = V::from_bool(input.le(other));
    /// Whether `input > other`.
    Gt gt(input, other) Predicate on reals in place = V::from_bool(input.gt(other));
    /// Whether `input >= other`.
    Ge ge(input, other) Predicate on reals in place = V::from_bool(input.ge(other));

    /// Whether it is NaN.
    IsNan isnan(input) Predicate out none = V::from_bool(input.is_nan());
    /// Whether it is positive or negative infinity.
    IsInf isinf(input) Predicate out none = V::from_bool(input.is_infinite());
    /// Whether it is neither infinite nor NaN.
    IsFinite isfinite(input) Predicate out none = V::from_bool(!(input.is_infinite() | input.is_nan()));
    /// Whether it is positive infinity.
    IsPosInf isposinf(input) Predicate on reals out same
        complex "isposinf does not support complex inputs."
        = V::from_bool(input.is_infinite() & input.gt(V::lit(0.0)));
    /// Whether it is negative infinity.
    IsNegInf isneginf(input) Predicate on reals out same
        complex "isneginf does not support complex inputs."
        = V::from_bool(input.is_infinite() & input.lt(V::lit(0.0)));
    /// Whether the sign bit is set: also for -0.
    Signbit signbit(input) Predicate on reals
        complex "signbit is not implemented for complex tensors."
        = V::from_bool(input.is_sign_negative());

    /// Whether both are not zero.
    LogicalAnd logical_and(input, other) Predicate of tensors in place = V::from_bool(input.truth() & other.truth());
    /// Whether at least one is not zero.
    LogicalOr logical_or(input, other) Predicate of tensors in place = V::from_bool(input.truth() | other.truth());
    /// Whether exactly one is not zero.
    LogicalXor logical_xor(input, other) Predicate of tensors in place = V::from_bool(input.truth() ^ other.truth());
    /// Whether it is zero.
    LogicalNot logical_not(input) Predicate in place = V::from_bool(!input.truth());

    /// The larger one; NaN if either is. Where they are equal each gets half of the gradient.
    Maximum maximum(input, other) Arithmetic on reals of tensors
        complex "maximum not implemented for complex tensors."
        = input.maximum(other);
        g, y => [
            loser_gets_nothing(g, input.lt(other), input.eq(other)),
            loser_gets_nothing(g, other.lt(input), input.eq(other)),
        ];

    /// The smaller one; NaN if either is. Where they are equal each gets half of the gradient.
    Minimum minimum(input, other) Arithmetic on reals of tensors
        complex "minimum not implemented for complex tensors."
        = input.minimum(other);
        g, y => [
            loser_gets_nothing(g, other.lt(input), input.eq(other)),
            loser_gets_nothing(g, input.lt(other), input.eq(other)),
        ];

    /// The larger one; NaN only if both are.
    Fmax fmax(input, other) Arithmetic on reals of tensors
        complex "fmax not implemented for complex tensors."
        = V::select(input.ge(other) | other.is_nan(), input, other);
        g, y => [
            keep_if(g, input.ge(other) | other.is_nan()),
            keep_if(g, !(input.ge(other) | other.is_nan())),
        ];

    /// The smaller one; NaN only if both are.
    Fmin fmin(input, other) Arithmetic on reals of tensors
        complex "fmin not implemented for complex tensors."
        = V::select(input.le(other) | other.is_nan(), input, other);
        g, y => [
            keep_if(g, input.le(other) | other.is_nan()),
            keep_if(g, !(input.le(other) | other.is_nan())),
        ];

    /// `input` limited to `min ..= max`; the gradient passes where nothing was cut, bounds included.
    Clamp clamp(input; min = f64::NEG_INFINITY, max = f64::INFINITY) ArithmeticNoBool on reals in place only inside
        complex "clamp is not supported for complex types"
        = input.maximum(min).minimum(max);
        g, y => [keep_if(g, input.ge(min) & input.le(max))];

    /// As `clamp`, the bounds being tensors.
    ClampTensor clamp_tensor(input, min, max) ArithmeticNoBool on reals only inside as "ClampBackward1"
        kernel "clamp_cpu" complex "clamp is not supported for complex types"
        = input.maximum(min).minimum(max);
        g, y => [
            keep_if(g, input.ge(min) & input.le(max)),
            keep_if(g, min.lt(max) & input.lt(min)),
            keep_if(g, input.gt(max) | max.lt(min)),
        ];

    /// `input` where it is above `min`, which may be a tensor or a number.
    ClampMin clamp_min(input, min) Arithmetic on reals in place
        complex "clamp is not supported for complex types"
        = input.maximum(min);
        g, y => [keep_if(g, input.ge(min)), keep_if(g, input.lt(min))];

    /// `input` where it is below `max`, which may be a tensor or a number.
    ClampMax clamp_max(input, max) Arithmetic on reals in place
        complex "clamp is not supported for complex types"
        = input.minimum(max);
        g, y => [keep_if(g, input.le(max)), keep_if(g, input.gt(max))];

    /// `input` where `condition` is not zero, `other` elsewhere.
    Where where(condition, input, other) Arithmetic only inside = V::select(condition.truth(), input, other);
        g, y => [V::lit(0.0), keep_if(g, condition.truth()), keep_if(g, !condition.truth())];

    /// Replaces NaN, infinity and negative infinity.
    NanToNum nan_to_num(input; nan = 0.0, posinf, neginf) Arithmetic on reals in place only inside = {
        let infinite = V::select(input.gt(V::lit(0.0)), posinf, neginf);
        V::select(input.is_nan(), nan, V::select(input.is_infinite(), infinite, input))
    };
        g, y => [keep_if(g, !(input.is_infinite() | input.is_nan()))];
}

#[inline(always)]
fn keep_if<V: Num>(g: V, condition: V::Bool) -> V {
    V::select(condition, g, V::lit(0.0))
}

#[inline(always)]
fn loser_gets_nothing<V: Num>(g: V, loses: V::Bool, ties: V::Bool) -> V {
    V::select(loses, V::lit(0.0), V::select(ties, g * 0.5, g))
}
