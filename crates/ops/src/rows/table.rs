//! `rows!`: the notation of the table.

use crate::{num::Num, row::MAX_OPERANDS};
use tapir_core::Scalar;

/// A default written as a literal, as the scalar of its kind.
pub(super) struct Literal<T>(pub T);

impl Literal<i64> {
    pub const fn scalar(self) -> Scalar {
        Scalar::Int(self.0)
    }
}

impl Literal<f64> {
    pub const fn scalar(self) -> Scalar {
        Scalar::Float(self.0)
    }
}

/// The gradients that a row has, and zeros for the operands that it has not.
#[inline(always)]
pub(super) fn padded<V: Num, const N: usize>(gradients: [V; N]) -> [V; MAX_OPERANDS] {
    const { assert!(N <= MAX_OPERANDS) };
    let mut all = [V::lit(0.0); MAX_OPERANDS];
    let mut k = 0;
    while k < N {
        all[k] = gradients[k];
        k += 1;
    }
    all
}

/// One operator per row, within a family that shares a namespace:
///
/// ```text
/// rows! {
///     methods family_methods in "nn.functional";
///     /// Documentation.
///     Type name(operand, …; parameter = default, …) Class [on reals] [to reals] [of tensors] [in place] [only inside] [out none | same]
///         [as "NodeName"]
///         [kernel "name"] [complex "sentence"] [bool "sentence" [with "sentence"]]
///         [within (limits)] [often [values]] = forward; gradient, result => [gradients];
/// }
/// ```
///
/// Both sides are generic over `V: Num`. Without `=> […]` the row has no derivative. The node on the tape is called
/// `TypeBackward0` unless `as` says otherwise; `in place` says that a form `name_` exists,
/// `only inside` that other operators choose it, and nobody calls it by its name,
/// `out` how its function takes a tensor to write into, where not as its namespace does (`nn.functional` none, else converted),
/// `of tensors` that the operands after the first must not be numbers. `on reals` refuses complex tensors, `to reals` gives
/// real ones for them. A dtype that is refused is so by the name of PyTorch's kernel, `name_cpu` by itself, or by a sentence
/// of its own; `with` is what a bool operand beside others hears. `within` is what
/// [`Lane`](crate::lane::Lane) tests before narrow code runs, `often` the values of a parameter that get loops of their own.
macro_rules! rows {
    (methods $methods:ident in $namespace:literal; $(
        $(#[doc = $doc:literal])+
        $type:ident $name:ident($($operand:ident),+ $(; $($parameter:ident $(= $default:expr)?),+)?) $class:ident
            $(on $on_reals:ident)? $(to $to_reals:ident)? $(of $tensors:ident)? $(in $place:ident)? $(only $inside:ident)? $(out $out:ident)? $(as $node:literal)?
            $(kernel $kernel:literal)? $(complex $complex:literal)? $(bool $bool:tt $(with $with:tt)?)?
            $(within ($limits:expr))? $(often [$($often:literal),+])? = $forward:expr
            $(; $gradient:ident, $result:ident => $gradients:expr)?;
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug)]
            pub struct $type;

            #[allow(unused_variables, unused_mut, reason = "a row names all its operands and uses what it needs")]
            impl $crate::Row for $type {
                const SPEC: $crate::RowSpec = $crate::RowSpec {
                    name: stringify!($name),
                    namespace: $namespace,
                    doc: concat!($($doc, "\n"),+).trim_ascii(),
                    node: rows!(@node $type $($node)?),
                    inputs: &[$(stringify!($operand)),+],
                    params: &[$($($crate::RowParam {
                        name: stringify!($parameter),
                        default: rows!(@default $($default)?),
                    }),+)?],
                    defaults: &[$($($($crate::rows::table::Literal($default).scalar(),)?)+)?],
                    class: $crate::Class::$class,
                    numbers: !rows!(@given $($tensors)?),
                    differentiable: rows!(@given $($gradient)?),
                    inplace: rows!(@given $($place)?),
                    inside: rows!(@given $($inside)?),
                    out: rows!(@out $($out)?),
                    kernel: rows!(@kernel $name $($kernel)?),
                    complex: !rows!(@given $($on_reals)?),
                    to_reals: rows!(@given $($to_reals)?),
                    complex_refusal: rows!(@sentence $($complex)?),
                    bool_refusal: rows!(@sentence $($bool)?),
                    bool_operand_refusal: rows!(@sentence $($($with)?)?),
                };
                const LIMITED: bool = rows!(@limited $($limits)?);
                $(const OFTEN: &'static [f64] = &[$($often),+];)?

                #[inline(always)]
                fn is_within_limits<V: $crate::lane::Lane>(x: [V; $crate::MAX_OPERANDS]) -> bool {
                    let [$($operand,)+ ..] = x;
                    rows!(@limits $($limits)?)
                }

                #[inline(always)]
                fn forward<V: $crate::Num>(x: [V; $crate::MAX_OPERANDS], p: &[V]) -> V {
                    let [$($operand,)+ ..] = x;
                    rows!(@parameters p $($($parameter)+)?);
                    $forward
                }

                #[inline(always)]
                fn backward<V: $crate::Num>(g: V, x: [V; $crate::MAX_OPERANDS], y: V, p: &[V]) -> [V; $crate::MAX_OPERANDS] {
                    let [$($operand,)+ ..] = x;
                    rows!(@parameters p $($($parameter)+)?);
                    rows!(@backward g y $($gradient $result $gradients)?)
                }
            }
        )+

        /// Calls the caller's `row_method!` with the name, the operands and the parameters of each row.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $methods {
            () => {$(
                row_method! {
                    { $(#[doc = $doc])+ } $name($($operand),+)($($($parameter),+)?) $(only $inside)?
                }
            )+};
        }

        /// Shows the family's rows, numbered from `next`.
        pub(super) fn visit(visitor: &mut impl $crate::RowVisitor, next: &mut u16) {
            $(
                visitor.visit::<$type>($crate::RowId(*next));
                *next += 1;
            )+
        }
    };
    (@node $type:ident) => { concat!(stringify!($type), "Backward0") };
    (@node $type:ident $node:literal) => { $node };
    (@kernel $name:ident) => { concat!(stringify!($name), "_cpu") };
    (@kernel $name:ident $kernel:literal) => { $kernel };
    (@out none) => { $crate::Out::None };
    (@out same) => { $crate::Out::Same };
    (@out) => { $crate::Out::Converted };
    (@sentence) => { None };
    (@sentence $sentence:tt) => { Some($sentence) };
    (@default) => { None };
    (@default $default:expr) => { Some($crate::rows::table::Literal($default).scalar()) };
    (@given) => { false };
    (@given $anything:ident) => { true };
    (@limited) => { false };
    (@limited $limits:expr) => { true };
    (@limits) => { true };
    (@limits $limits:expr) => { $limits };
    (@parameters $p:ident) => {};
    (@parameters $p:ident $($parameter:ident)+) => {
        let mut values = $p.iter().copied();
        $(let $parameter = values.next().unwrap_or(V::lit(0.0));)+
    };
    (@backward $g:ident $y:ident) => { [V::lit(0.0); $crate::MAX_OPERANDS] };
    (@backward $g:ident $y:ident $gradient:ident $result:ident $gradients:expr) => {{
        let ($gradient, $result) = ($g, $y);
        $crate::rows::table::padded::<V, _>($gradients)
    }};
}
