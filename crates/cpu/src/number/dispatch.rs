//! From a dtype known at run time to types known at compile time. Which dtypes a family of kernels takes, and which type it
//! computes them in, is one list here; a family that differs in neither shares the list.

/// Runs an expression with `$T` bound to the type that elements of a dtype are computed in by one of the families below, or
/// `($E, $T)` to the type as stored and that type: `dispatch!(dtype, T in floats => kernel::<T>(x))`. A dtype that the family does
/// not take is refused, by a last arm if there is one. Without a family, `$T` is the type as stored, of any dtype.
macro_rules! dispatch {
    ($dtype:expr, $T:ident => $body:expr) => {
        $crate::number::dispatch!(@match $dtype, $T, [
            Bool Bool, U8 U8, I8 I8, I16 I16, I32 I32, I64 I64, U16 U16, U32 U32, U64 U64,
            F16 F16, BF16 BF16, F32 F32, F64 F64, C64 C64, C128 C128
        ], $body,)
    };
    ($dtype:expr, $types:tt in $family:ident => $body:expr) => {
        $crate::number::dispatch!($dtype, $types in $family => $body,
            dtype => tapir_core::bail!(DType, "not implemented for '{}'", dtype.scalar_name()))
    };

    // Real numbers as stored.
    ($dtype:expr, $types:tt in reals => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [
            U8 U8, I8 I8, I16 I16, I32 I32, I64 I64, F16 F16, BF16 BF16, F32 F32, F64 F64
        ], $body, $($refuse)+)
    };
    // Matrix products and convolutions.
    ($dtype:expr, $types:tt in products => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [
            U8 I32, I8 I32, I16 I32, I32 I32, I64 I64, F16 F32, BF16 F32, F32 F32, F64 F64, C64 C64, C128 C128
        ], $body, $($refuse)+)
    };
    // Averages of windows.
    ($dtype:expr, $types:tt in averages => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [F16 F32, BF16 F32, F32 F32, F64 F64, I64 I64], $body, $($refuse)+)
    };
    // Sums and products over dimensions, of elements that were converted before.
    ($dtype:expr, $types:tt in sums => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [F32 F32, F64 F64, I64 I64, C64 C64, C128 C128], $body, $($refuse)+)
    };
    // Running sums and products, of elements that were converted before.
    ($dtype:expr, $types:tt in running_sums => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [F32 F64, F64 F64, I64 I64, C64 C128, C128 C128], $body, $($refuse)+)
    };
    // Comparisons.
    ($dtype:expr, $types:tt in ordered => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [
            Bool I64, U8 I64, I8 I64, I16 I64, I32 I64, I64 I64, U16 I64, U32 I64, U64 U64,
            F16 F32, BF16 F32, F32 F32, F64 F64
        ], $body, $($refuse)+)
    };
    // Sort keys.
    ($dtype:expr, $types:tt in keys => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [
            Bool I32, U8 I32, I8 I32, I16 I32, I32 I32, I64 I64, U16 I32, U32 I64, U64 U64,
            F16 F32, BF16 F32, F32 F32, F64 F64
        ], $body, $($refuse)+)
    };
    // Functions of real numbers.
    ($dtype:expr, $types:tt in floats => $body:expr, $($refuse:tt)+) => {
        $crate::number::dispatch!(@match $dtype, $types, [F16 F32, BF16 F32, F32 F32, F64 F64], $body, $($refuse)+)
    };

    (@match $dtype:expr, $types:tt, [$($E:ident $T:ident),+], $body:expr, $($refuse:tt)*) => {
        match $dtype {
            $(tapir_core::DType::$E => $crate::number::dispatch!(@bind $types, $E $T, $body),)+
            $($refuse)*
        }
    };
    (@bind $T:ident, $stored:ident $computed:ident, $body:expr) => {{
        type $T = $crate::number::types::$computed;
        $body
    }};
    (@bind ($E:ident, $T:ident), $stored:ident $computed:ident, $body:expr) => {{
        type $E = $crate::number::types::$stored;
        type $T = $crate::number::types::$computed;
        $body
    }};
}
pub(crate) use dispatch;
