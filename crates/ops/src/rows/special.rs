//! Functions of `torch.special` that are not elsewhere under another name.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

rows! {
    methods special_methods in "special";

    /// The distribution function of the standard normal distribution, `(1 + erf(input / √2)) / 2`.
    Ndtr ndtr(input) Float on reals as "MulBackward1" kernel "erf_vml_cpu" = (input * -FRAC_1_SQRT_2).erfc() * 0.5;
        g, y => [g * ((input * input * -0.5).exp() * (1.0 / (2.0 * PI).sqrt()))];

    /// Entropy of a probability elementwise: `-input * ln(input)`, 0 at 0 and -inf below.
    Entr entr(input) Float on reals as "SpecialEntrBackward0" = {
        let below = V::select(input.lt(V::lit(0.0)), V::lit(f64::NEG_INFINITY), -input * input.log());
        V::select(input.eq(V::lit(0.0)), V::lit(0.0), below)
    };
        g, y => [g * (-input.log() - 1.0)];
}
