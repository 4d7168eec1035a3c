//! Element types, their names, and PyTorch's promotion lattice.

use half::{bf16, f16};
use num_complex::{Complex32, Complex64};
use std::fmt;

/// The type of a tensor's elements.
///
/// The order is PyTorch's within a category; [`DType::promote`] does not depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum DType {
    Bool,
    U8,
    I8,
    I16,
    I32,
    I64,
    U16,
    U32,
    U64,
    F16,
    BF16,
    F32,
    F64,
    C64,
    C128,
}

use DType::*;

impl DType {
    /// All dtypes; `ALL[d as usize] == d`, which is also the code used at the JavaScript boundary.
    pub const ALL: [DType; 15] = [Bool, U8, I8, I16, I32, I64, U16, U32, U64, F16, BF16, F32, F64, C64, C128];

    /// What it is called: by PyTorch, in PyTorch's error messages, by C++ compilers, and by C++ sources.
    const fn names(self) -> [&'static str; 4] {
        match self {
            Bool => ["bool", "Bool", "bool", "bool"],
            U8 => ["uint8", "Byte", "unsigned char", "uint8_t"],
            I8 => ["int8", "Char", "signed char", "int8_t"],
            I16 => ["int16", "Short", "short int", "int16_t"],
            I32 => ["int32", "Int", "int", "int"],
            I64 => ["int64", "Long", "long int", "int64_t"],
            U16 => ["uint16", "UInt16", "short unsigned int", "uint16_t"],
            U32 => ["uint32", "UInt32", "unsigned int", "uint32_t"],
            U64 => ["uint64", "UInt64", "long unsigned int", "uint64_t"],
            F16 => ["float16", "Half", "c10::Half", "c10::Half"],
            BF16 => ["bfloat16", "BFloat16", "c10::BFloat16", "c10::BFloat16"],
            F32 => ["float32", "Float", "float", "float"],
            F64 => ["float64", "Double", "double", "double"],
            C64 => ["complex64", "ComplexFloat", "c10::complex<float>", "c10::complex<float>"],
            C128 => ["complex128", "ComplexDouble", "c10::complex<double>", "c10::complex<double>"],
        }
    }

    /// PyTorch's name, such as `float32`.
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The name PyTorch uses in error messages, such as `Float` or `Long`.
    pub const fn scalar_name(self) -> &'static str {
        self.names()[1]
    }

    /// What C++ compilers call the type, such as `long int`: what PyTorch's messages get from them.
    pub const fn compiler_name(self) -> &'static str {
        self.names()[2]
    }

    /// What C++ sources call the type, such as `int64_t`: what PyTorch's messages have of its own.
    pub const fn source_name(self) -> &'static str {
        self.names()[3]
    }

    /// Parses PyTorch's name and its usual short forms (`float`, `long`, `half`, …).
    pub fn parse(name: &str) -> Option<DType> {
        let short = match name {
            "float" => Some(F32),
            "double" => Some(F64),
            "half" => Some(F16),
            "long" => Some(I64),
            "int" => Some(I32),
            "short" => Some(I16),
            "cfloat" => Some(C64),
            "cdouble" => Some(C128),
            _ => None,
        };
        short.or_else(|| DType::ALL.into_iter().find(|dtype| dtype.name() == name))
    }

    /// Bytes per element.
    #[inline]
    pub const fn size(self) -> usize {
        match self {
            Bool | U8 | I8 => 1,
            I16 | U16 | F16 | BF16 => 2,
            I32 | U32 | F32 => 4,
            I64 | U64 | F64 | C64 => 8,
            C128 => 16,
        }
    }

    /// float16, bfloat16, float32 or float64.
    #[inline]
    pub const fn is_floating(self) -> bool {
        matches!(self, F16 | BF16 | F32 | F64)
    }

    pub const fn is_complex(self) -> bool {
        matches!(self, C64 | C128)
    }

    /// Any integer type; bool is not one.
    pub const fn is_integer(self) -> bool {
        matches!(self, U8 | I8 | I16 | I32 | I64 | U16 | U32 | U64)
    }

    /// Whether values may be negative.
    pub const fn is_signed(self) -> bool {
        !matches!(self, Bool | U8 | U16 | U32 | U64)
    }

    /// Bool or an integer type: what sums as int64 and divides as floats.
    pub const fn is_integral(self) -> bool {
        !self.is_differentiable()
    }

    /// Only floating and complex tensors can require gradients.
    #[inline]
    pub const fn is_differentiable(self) -> bool {
        self.is_floating() || self.is_complex()
    }

    /// The real dtype of a complex one's parts; any other dtype is its own.
    pub const fn to_real(self) -> DType {
        match self {
            C64 => F32,
            C128 => F64,
            other => other,
        }
    }

    /// The complex dtype whose parts are this wide.
    pub const fn to_complex(self) -> DType {
        match self {
            F64 | C128 => C128,
            _ => C64,
        }
    }

    /// PyTorch's `torch.promote_types`: the smallest dtype both convert to. Symmetric and associative on
    /// what PyTorch accepts; the wider unsigned types meet signed ones in the next larger signed type.
    pub fn promote(self, other: DType) -> DType {
        if self == other {
            return self;
        }
        let (a, b) = (self, other);
        if a.is_complex() || b.is_complex() {
            let wide = [a, b].into_iter().any(|d| matches!(d, F64 | C128));
            return if wide { C128 } else { C64 };
        }
        match (a.is_floating(), b.is_floating()) {
            (true, true) => match (a, b) {
                (F64, _) | (_, F64) => F64,
                (F16, F16) => F16,
                (BF16, BF16) => BF16,
                _ => F32, // float16 with bfloat16, and anything with float32
            },
            (true, false) => a,
            (false, true) => b,
            (false, false) => promote_integers(a, b),
        }
    }

    /// 0 bool, 1 integer, 2 floating, 3 complex: a scalar of a higher category wins over a tensor of a lower one.
    pub const fn category(self) -> u8 {
        match self {
            Bool => 0,
            F16 | BF16 | F32 | F64 => 2,
            C64 | C128 => 3,
            _ => 1,
        }
    }

    /// The extremes of an integer dtype (bool: 0 and 1); `None` for floating and complex ones.
    pub const fn integer_range(self) -> Option<(i128, i128)> {
        Some(match self {
            Bool => (0, 1),
            U8 => (0, u8::MAX as i128),
            I8 => (i8::MIN as i128, i8::MAX as i128),
            I16 => (i16::MIN as i128, i16::MAX as i128),
            I32 => (i32::MIN as i128, i32::MAX as i128),
            I64 => (i64::MIN as i128, i64::MAX as i128),
            U16 => (0, u16::MAX as i128),
            U32 => (0, u32::MAX as i128),
            U64 => (0, u64::MAX as i128),
            _ => return None,
        })
    }
}

fn promote_integers(a: DType, b: DType) -> DType {
    if a == Bool {
        return b;
    }
    if b == Bool {
        return a;
    }
    let (wide, narrow) = if a.size() >= b.size() { (a, b) } else { (b, a) };
    if wide.is_signed() == narrow.is_signed() || wide.is_signed() && wide.size() > narrow.size() {
        return wide;
    }
    // An unsigned type at least as wide as the signed one: the next larger signed type, as far as there is one.
    match wide.size() {
        1 => I16,
        2 => I32,
        _ => I64,
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A Rust type that elements of some [`DType`] have. Bool elements are `u8` with value 0 or 1 in storage, and
/// `bool` here.
///
/// # Safety
/// Values have the size of the dtype's elements and no padding.
pub unsafe trait Element: Copy + Send + Sync + PartialEq + fmt::Debug + 'static {
    const DTYPE: DType;
}

macro_rules! element {
    ($($rust:ty => $dtype:ident),+ $(,)?) => {
        // SAFETY: the plain numbers, and pairs of them.
        $(unsafe impl Element for $rust { const DTYPE: DType = DType::$dtype; })+
    };
}

element! {
    bool => Bool, u8 => U8, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u16 => U16, u32 => U32, u64 => U64,
    f16 => F16, bf16 => BF16, f32 => F32, f64 => F64, Complex32 => C64, Complex64 => C128,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_is_symmetric_and_idempotent() {
        for a in DType::ALL {
            assert_eq!(a.promote(a), a);
            for b in DType::ALL {
                assert_eq!(a.promote(b), b.promote(a), "{a} with {b}");
            }
        }
    }

    #[test]
    fn promotion_follows_pytorch() {
        assert_eq!(U8.promote(I8), I16);
        assert_eq!(U8.promote(I32), I32);
        assert_eq!(F16.promote(BF16), F32);
        assert_eq!(I64.promote(F16), F16);
        assert_eq!(Bool.promote(U8), U8);
        assert_eq!(F64.promote(C64), C128);
    }

    #[test]
    fn codes_and_names_round_trip() {
        for (code, dtype) in DType::ALL.into_iter().enumerate() {
            assert_eq!(dtype as usize, code);
            assert_eq!(DType::parse(dtype.name()), Some(dtype));
        }
    }
}
