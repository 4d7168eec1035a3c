//! float32 functions: the platform's, the error functions by way of float64.
//! Every function takes the [`Isa`] it is compiled for, so that both widths are called alike.

use crate::lane::Isa;

macro_rules! platform {
    ($($name:ident $method:ident),+ $(,)?) => {$(
        #[doc = concat!("As [`f32::", stringify!($method), "`].")]
        #[inline(always)]
        pub fn $name<I: Isa>(x: f32) -> f32 {
            x.$method()
        }
    )+};
    (two $($name:ident $method:ident),+ $(,)?) => {$(
        #[doc = concat!("As [`f32::", stringify!($method), "`].")]
        #[inline(always)]
        pub fn $name<I: Isa>(x: f32, other: f32) -> f32 {
            x.$method(other)
        }
    )+};
}

platform! {
    exp exp, exp2 exp2, expm1 exp_m1, log ln, log2 log2, log10 log10, log1p ln_1p,
    sin sin, cos cos, tan tan, asin asin, acos acos, atan atan,
    sinh sinh, cosh cosh, tanh tanh, asinh asinh, acosh acosh, atanh atanh,
}
platform! { two pow powf, atan2 atan2, hypot hypot }

pub fn erf<I: Isa>(x: f32) -> f32 {
    super::double::erf::<I>(f64::from(x)) as f32
}
pub fn erfc<I: Isa>(x: f32) -> f32 {
    super::double::erfc::<I>(f64::from(x)) as f32
}
