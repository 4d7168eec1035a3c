//! The table of reductions.

use super::{Elements, Fold, FoldSpec, FoldVisitor, MAX_FOLD_PARAMS};
use crate::Num;

/// One reduction per entry; `total` where the result is not the combination itself:
///
/// ```text
/// /// What it is.
/// Type name(x[, center][; parameter]) of Elements = contribution, from identity, |a, b| combination[, |total| result];
/// ```
macro_rules! reductions {
    ($(
        $(#[doc = $doc:literal])+
        $type:ident $name:ident($x:ident $(, $center:ident)? $(; $param:ident)?) of $elements:ident
            = $map:expr, from $identity:expr, |$a:ident, $b:ident| $combine:expr $(, |$total:ident| $finish:expr)?;
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug)]
            pub struct $type;

            #[allow(unused_variables, reason = "a formula names what it has and uses what it needs")]
            impl Fold for $type {
                const SPEC: FoldSpec = FoldSpec {
                    name: stringify!($name),
                    elements: Elements::$elements,
                    params: &[$(stringify!($param))?],
                    centered: reductions!(@given $($center)?),
                    finished: reductions!(@given $($total)?),
                };
                const IDENTITY: f64 = $identity;

                #[inline(always)]
                fn map<V: Num>($x: V, center: V, params: [V; MAX_FOLD_PARAMS]) -> V {
                    $(let $center = center;)?
                    $(let [$param] = params;)?
                    $map
                }

                #[inline(always)]
                fn combine<V: Num>($a: V, $b: V) -> V {
                    $combine
                }

                #[inline(always)]
                fn finish<V: Num>(total: V, params: [V; MAX_FOLD_PARAMS]) -> V {
                    $(let [$param] = params;)?
                    reductions!(@finish total $($total $finish)?)
                }
            }
        )+

        /// The reductions there are.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Reduction {
            $($(#[doc = $doc])+ $type),+
        }

        impl Reduction {
            pub const ALL: &[Reduction] = &[$(Reduction::$type),+];

            pub const fn spec(self) -> FoldSpec {
                match self {
                    $(Reduction::$type => $type::SPEC),+
                }
            }
        }

        /// Visits every reduction in table order.
        pub fn visit_folds(visitor: &mut impl FoldVisitor) {
            $(visitor.visit::<$type>(Reduction::$type);)+
        }
    };
    (@given) => { false };
    (@given $anything:ident) => { true };
    (@finish $all:ident) => { $all };
    (@finish $all:ident $total:ident $finish:expr) => {{
        let $total = $all;
        $finish
    }};
}

reductions! {
    /// The sum.
    Sum sum(x) of Numbers = x, from 0.0, |a, b| a + b;
    /// The sum of what is not NaN.
    NanSum nansum(x) of Reals = V::select(x.is_nan(), V::lit(0.0), x), from 0.0, |a, b| a + b;
    /// The product.
    Prod prod(x) of Numbers = x, from 1.0, |a, b| a * b;
    /// The greatest; NaN if there is one.
    Max max(x) of Reals = x, from f64::NEG_INFINITY, |a, b| b.maximum(a);
    /// The least; NaN if there is one.
    Min min(x) of Reals = x, from f64::INFINITY, |a, b| b.minimum(a);

    /// Whether all are true.
    All all(x) of Truths = V::from_bool(x.eq(V::lit(0.0))), from 0.0, |a, b| a + b, |zeros| V::from_bool(zeros.eq(V::lit(0.0)));
    /// Whether any is true.
    Any any(x) of Truths = x, from 0.0, |a, b| a + b, |ones| V::from_bool(ones.ne(V::lit(0.0)));
    /// How many are true.
    CountNonzero count_nonzero(x) of Truths = x, from 0.0, |a, b| a + b;
    /// The exclusive or of all bits.
    Xor xor(x) of Integers = x, from 0.0, |a, b| a.bit_xor(b);

    /// The 1-norm.
    AbsSum abs_sum(x) of Floats = x.abs(), from 0.0, |a, b| a + b;
    /// The 2-norm.
    Euclidean euclidean(x) of Floats = x.square(), from 0.0, |a, b| a + b, |squares| squares.sqrt();
    /// The norm of order infinity.
    AbsMax abs_max(x) of Floats = x.abs(), from 0.0, |a, b| b.maximum(a);
    /// The norm of order minus infinity.
    AbsMin abs_min(x) of Floats = x.abs(), from f64::INFINITY, |a, b| b.minimum(a);
    /// The norm of any other order.
    Norm norm(x; p) of Floats = x.abs().pow(p), from 0.0, |a, b| a + b, |powers| powers.pow(p.recip());

    /// The sum of squared distances from a center: the second pass of a variance.
    Deviation deviation(x, center) of Floats = (x - center).square(), from 0.0, |a, b| a + b;
}
