//! Arguments of kernels as the CPU's kernels take them: views with addresses of the host, everything else as it is.

use crate::memory::Memory;
use std::ptr;
use tapir_core::{DType, Generator, Result, Scalar};
use tapir_ops::{
    Convolution, CrossEntropy, Distribution, ElementwiseSaved, Extremum, LayerNorm, LayerNormGrads, Matmul, Pooling,
    Reduction, RowId, Scan, ScatterMode, Source, StepId, StepItem, View, ViewMut,
};

/// An argument of a kernel, which may lie in or refer to a device's memory.
pub trait Argument<'a>: Sized {
    /// The same, owned, with addresses of the host.
    type Host;
    fn to_host(self, memory: &Memory) -> Result<Self::Host>;
    fn lend(host: &'a Self::Host) -> Self;
}

macro_rules! as_it_is {
    ($($type:ty),+ $(,)?) => {$(
        impl<'a> Argument<'a> for $type {
            type Host = $type;
            fn to_host(self, _: &Memory) -> Result<$type> { Ok(self) }
            fn lend(host: &'a $type) -> $type { *host }
        }
    )+};
}

as_it_is!(
    bool,
    usize,
    i64,
    f64,
    Option<f64>,
    Scalar,
    DType,
    RowId,
    Reduction,
    Extremum,
    Scan,
    ScatterMode,
    Distribution,
    StepId,
    &'a [bool],
    &'a [usize],
    &'a [Scalar],
    &'a Generator,
    Convolution<'a>,
    Pooling<'a>,
);

/// How many bytes a view reaches before and behind its first element.
fn reach(view: &View) -> (usize, usize) {
    let size = view.dtype.size();
    let (mut before, mut after) = (0, size);
    for (&count, &stride) in view.shape.iter().zip(&view.strides) {
        let bytes = (count - 1) * stride.unsigned_abs() * size;
        *(if stride < 0 { &mut before } else { &mut after }) += bytes;
    }
    (before, after)
}

fn view_to_host(view: &View, memory: &Memory) -> Result<View> {
    let pointer = if view.shape.contains(&0) {
        ptr::without_provenance(64) // aligned for every dtype, and not followed
    } else {
        let (before, after) = reach(view);
        memory.host(view.pointer, before, after)?
    };
    Ok(View { pointer, ..view.clone() })
}

fn target_to_host(target: &ViewMut, memory: &Memory) -> Result<ViewMut> {
    let view = view_to_host(&target.as_view(), memory)?;
    Ok(ViewMut { pointer: view.pointer.cast_mut(), ..target.clone() })
}

fn source_to_host(source: &Source, memory: &Memory) -> Result<Source> {
    Ok(match source {
        Source::View(view) => Source::View(view_to_host(view, memory)?),
        Source::Number(number) => Source::Number(*number),
    })
}

fn item_to_host(item: &StepItem, memory: &Memory) -> Result<StepItem> {
    let written = item.written.iter().map(|target| target_to_host(target, memory)).collect::<Result<_>>()?;
    Ok(StepItem { grad: view_to_host(&item.grad, memory)?, written, numbers: item.numbers.clone() })
}

/// Types that are lent from what they became.
macro_rules! owned {
    ($($type:ty as $host:ty: |$value:ident, $memory:ident| $to_host:expr, |$lent:ident| $lend:expr;)+) => {$(
        impl<'a> Argument<'a> for $type {
            type Host = $host;
            fn to_host(self, $memory: &Memory) -> Result<$host> { let $value = self; $to_host }
            fn lend($lent: &'a $host) -> $type { $lend }
        }
    )+};
}

owned! {
    &'a View as View: |view, memory| view_to_host(view, memory), |host| host;
    &'a ViewMut as ViewMut: |target, memory| target_to_host(target, memory), |host| host;
    Option<&'a View> as Option<View>:
        |view, memory| view.map(|view| view_to_host(view, memory)).transpose(), |host| host.as_ref();
    Option<&'a ViewMut> as Option<ViewMut>:
        |target, memory| target.map(|target| target_to_host(target, memory)).transpose(), |host| host.as_ref();
    &'a [View] as Vec<View>: |views, memory| views.iter().map(|view| view_to_host(view, memory)).collect(), |host| host;
    &'a [Source] as Vec<Source>:
        |sources, memory| sources.iter().map(|source| source_to_host(source, memory)).collect(), |host| host;
    &'a [StepItem] as Vec<StepItem>: |items, memory| items.iter().map(|item| item_to_host(item, memory)).collect(), |host| host;
    &'a [Option<Source>] as Vec<Option<Source>>:
        |sources, memory| sources.iter().map(|source| source.as_ref().map(|source| source_to_host(source, memory)).transpose()).collect(),
        |host| host;
    &'a [Option<ViewMut>] as Vec<Option<ViewMut>>:
        |targets, memory| targets.iter().map(|target| target.as_ref().map(|target| target_to_host(target, memory)).transpose()).collect(),
        |host| host;
}

/// Structs of arguments: each field by itself.
macro_rules! fields {
    ($($type:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        impl<'a> Argument<'a> for $type<'a> {
            type Host = ($(<$kind as Argument<'a>>::Host,)+);
            fn to_host(self, memory: &Memory) -> Result<Self::Host> {
                Ok(($(<$kind as Argument>::to_host(self.$field, memory)?,)+))
            }
            fn lend(host: &'a Self::Host) -> Self {
                let ($($field,)+) = host;
                $type { $($field: <$kind as Argument>::lend($field)),+ }
            }
        }
    )+};
}

fields! {
    ElementwiseSaved { grad: &'a View, inputs: &'a [Option<Source>], output: Option<&'a View> }
    Matmul { a: &'a View, b: &'a View, out: &'a ViewMut, alpha: Scalar, beta: Scalar, bias: Option<&'a View> }
    LayerNorm { input: &'a View, weight: Option<&'a View>, centered: bool }
    LayerNormGrads { input: Option<&'a ViewMut>, weight: Option<&'a ViewMut>, bias: Option<&'a ViewMut> }
    CrossEntropy { input: &'a View, target: &'a View, weight: Option<&'a View>, ignore_index: i64, normalized: bool }
}
