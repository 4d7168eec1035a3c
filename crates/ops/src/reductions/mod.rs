//! Reductions: what an element contributes, and how contributions meet. Each is one formula, which devices read as numbers or
//! as text; in what order the elements of a tensor meet is theirs.
//! Invariant: a formula is pure arithmetic, and `combine` gives the same in any order but for rounding.

mod table;

pub use table::*;

use crate::Num;
use tapir_core::DType;

/// Numbers that a reduction takes beside its elements, at most.
pub const MAX_FOLD_PARAMS: usize = 1;

/// What a reduction takes. Elements of other dtypes are converted before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elements {
    /// float32, float64, int64, complex64 and complex128.
    Numbers,
    /// float32, float64, int64 and uint64.
    Reals,
    /// int64 and uint64.
    Integers,
    /// float32 and float64.
    Floats,
    /// bool, each 1 or 0 as int64.
    Truths,
}

impl Elements {
    pub const fn takes(self, dtype: DType) -> bool {
        match self {
            Elements::Numbers => matches!(dtype, DType::F32 | DType::F64 | DType::I64 | DType::C64 | DType::C128),
            Elements::Reals => matches!(dtype, DType::F32 | DType::F64 | DType::I64 | DType::U64),
            Elements::Integers => matches!(dtype, DType::I64 | DType::U64),
            Elements::Floats => matches!(dtype, DType::F32 | DType::F64),
            Elements::Truths => matches!(dtype, DType::Bool),
        }
    }
}

/// Everything about a reduction but its arithmetic.
#[derive(Clone, Copy, Debug)]
pub struct FoldSpec {
    pub name: &'static str,
    pub elements: Elements,
    /// Names of the numbers it takes.
    pub params: &'static [&'static str],
    /// Whether elements are seen from a center, one per result.
    pub centered: bool,
    /// Whether the result is something else than the combination.
    pub finished: bool,
}

/// The formula of a [`Reduction`]. Parameters and centers that it does not have are 0.
pub trait Fold: Copy + Send + Sync + 'static {
    const SPEC: FoldSpec;
    /// Combines with anything to that.
    const IDENTITY: f64;
    /// What an element contributes.
    fn map<V: Num>(x: V, center: V, params: [V; MAX_FOLD_PARAMS]) -> V;
    fn combine<V: Num>(a: V, b: V) -> V;
    /// The result, once all contributions are in.
    fn finish<V: Num>(total: V, params: [V; MAX_FOLD_PARAMS]) -> V;
}

/// Something done once per reduction, in table order.
pub trait FoldVisitor {
    fn visit<F: Fold>(&mut self, reduction: Reduction);
}
