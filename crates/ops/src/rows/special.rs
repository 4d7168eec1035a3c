//! Functions of `torch.special` that are not elsewhere under another name.

use crate::num::Num;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

rows! {
    in "special";

    /// The distribution function of the standard normal distribution, `(1 + erf(input / √2)) / 2`.
    Ndtr ndtr(input) Float as "MulBackward1" = (input * -FRAC_1_SQRT_2).erfc() * 0.5;
        g, y => [g * ((input * input * -0.5).exp() * (1.0 / (2.0 * PI).sqrt()))];
}
