//! The types an operator's parameters and results may have, and how each is read from a call.

use super::{
    Kind, Output, Returns,
    args::{Args, Tagged, whole},
};
use crate::{Tensor, device::Devices};
use std::ops::Deref;
use tapir_core::{DType, Device, Generator, Result, Scalar, bail, ensure};

/// A parameter type: read from the words of a call as `Owned`, passed on as `Self`.
pub(crate) trait Argument<'a>: Sized {
    type Owned;
    const KIND: Kind;
    fn read(args: &mut Args) -> Result<Self::Owned>;
    fn lend(owned: &'a Self::Owned) -> Self;
    /// A default value, owned.
    fn own(self) -> Self::Owned;
    /// Notes where the tensors are that must be where the others are.
    #[inline]
    fn locate(&self, _devices: &mut Devices) {}
}

/// A tensor, or a number as a 0-d tensor that is weak in type promotion.
#[derive(Clone, Copy)]
pub struct Operand<'a>(pub &'a Tensor);

impl Deref for Operand<'_> {
    type Target = Tensor;

    fn deref(&self) -> &Tensor {
        self.0
    }
}

/// One part of an index: `x.at(0, '1:8:2', null, '...', mask)`.
#[derive(Clone, Debug)]
pub enum Index {
    Int(i64),
    Slice { start: Option<i64>, stop: Option<i64>, step: Option<i64> },
    NewAxis,
    Ellipsis,
    Tensor(Tensor),
    Bool(bool),
    List(Vec<i64>),
}

/// An argument that is passed as it is read.
macro_rules! by_value {
    ($($type:ty: $kind:ident = |$args:ident| $read:expr;)+) => {$(
        impl Argument<'_> for $type {
            type Owned = $type;
            const KIND: Kind = Kind::$kind;
            #[inline]
            fn read($args: &mut Args) -> Result<$type> { $read }
            #[inline]
            fn lend(owned: &$type) -> $type { owned.clone() }
            fn own(self) -> $type { self }
        }
    )+};
}

by_value! {
    i64: Int = |args| args.int();
    f64: Float = |args| args.word();
    bool: Bool = |args| Ok(args.word()? != 0.0);
    DType: DType = |args| args.dtype()?.ok_or_else(missing);
    Option<DType>: OptDType = |args| args.dtype();
    Device: Device = |args| args.device();
    Option<Generator>: OptGenerator = |args| args.generator();
    Option<i64>: OptInt = |args| { let word = args.word()?; if word.is_nan() { Ok(None) } else { whole(word).map(Some) } };
    Option<f64>: OptFloat = |args| { let given = args.word()?; let value = args.word()?; Ok((given != 0.0).then_some(value)) };
    Option<bool>: OptBool = |args| { let word = args.word()?; Ok(if word < 0.0 { None } else { Some(word != 0.0) }) };
    Scalar: Scalar = |args| optional_scalar(args)?.ok_or_else(missing);
    Option<Scalar>: OptScalar = |args| optional_scalar(args);
}

/// An argument that is read as one type and lent as a reference.
macro_rules! by_reference {
    ($(
        $type:ty as $owned:ty: $kind:ident = |$args:ident| $read:expr, |$value:ident| $lend:expr, |$default:ident| $own:expr
        $(, |$given:ident, $devices:ident| $locate:expr)?;
    )+) => {$(
        impl<'a> Argument<'a> for $type {
            type Owned = $owned;
            const KIND: Kind = Kind::$kind;
            #[inline]
            fn read($args: &mut Args) -> Result<$owned> { $read }
            #[inline]
            fn lend($value: &'a $owned) -> $type { $lend }
            fn own(self) -> $owned { let $default = self; $own }
            $(#[inline] fn locate(&self, $devices: &mut Devices) { let $given = self; $locate; })?
        }
    )+};
}

by_reference! {
    &'a Tensor as Tensor: Tensor = |args| args.tensor(), |value| value, |default| default.clone(), |tensor, devices| devices.add(tensor);
    Option<&'a Tensor> as Option<Tensor>: OptTensor = |args| args.optional_tensor(), |value| value.as_ref(), |default| default.cloned(), |tensor, devices| tensor.iter().for_each(|tensor| devices.add(tensor));
    &'a [Tensor] as Vec<Tensor>: Tensors = |args| list(args, Args::tensor), |value| value, |default| default.to_vec(), |tensors, devices| tensors.iter().for_each(|tensor| devices.add(tensor));
    &'a [Option<Tensor>] as Vec<Option<Tensor>>: OptTensors = |args| list(args, Args::optional_tensor), |value| value, |default| default.to_vec(), |tensors, devices| tensors.iter().flatten().for_each(|tensor| devices.add(tensor));
    Operand<'a> as Tensor: Operand = |args| optional_operand(args)?.ok_or_else(missing), |value| Operand(value), |default| default.0.clone(), |operand, devices| devices.add_or_number(operand);
    Option<Operand<'a>> as Option<Tensor>: OptOperand = |args| optional_operand(args), |value| value.as_ref().map(Operand), |default| default.map(|operand| operand.0.clone()), |operand, devices| operand.iter().for_each(|operand| devices.add_or_number(operand));
    &'a [i64] as Vec<i64>: Ints = |args| list(args, Args::int), |value| value, |default| default.to_vec();
    Option<&'a [i64]> as Option<Vec<i64>>: OptInts = |args| optional_list(args, Args::int), |value| value.as_deref(), |default| default.map(<[i64]>::to_vec);
    &'a [Vec<i64>] as Vec<Vec<i64>>: IntLists = |args| list(args, |args| list(args, Args::int)), |value| value, |default| default.to_vec();
    &'a [f64] as Vec<f64>: Floats = |args| list(args, Args::word), |value| value, |default| default.to_vec();
    &'a str as String: Str = |args| args.text()?.ok_or_else(missing), |value| value, |default| default.to_owned();
    Option<&'a str> as Option<String>: OptStr = |args| args.text(), |value| value.as_deref(), |default| default.map(str::to_owned);
    &'a [Index] as Vec<Index>: Indices = |args| list(args, index), |value| value, |default| default.to_vec();
}

fn missing() -> tapir_core::Error {
    tapir_core::error!(Value, "a required argument is missing")
}

fn optional_scalar(args: &mut Args) -> Result<Option<Scalar>> {
    Ok(match args.tagged()? {
        Tagged::Scalar(scalar) => Some(scalar),
        // PyTorch takes a one-element tensor for a number.
        Tagged::Tensor(tensor) => {
            let scalar = tensor.item()?;
            ensure!(
                tensor.dtype() != DType::U64 || scalar.to_i64() >= 0,
                Value,
                "value cannot be converted to type int64_t without overflow"
            );
            Some(scalar)
        }
        Tagged::Nothing => None,
    })
}

#[inline]
fn optional_operand(args: &mut Args) -> Result<Option<Tensor>> {
    Ok(match args.tagged()? {
        Tagged::Tensor(tensor) => Some(tensor),
        Tagged::Scalar(scalar) => Some(Tensor::wrapped_number(scalar)?),
        Tagged::Nothing => None,
    })
}

fn list<'w, T>(args: &mut Args<'w>, read: impl Fn(&mut Args<'w>) -> Result<T>) -> Result<Vec<T>> {
    let count = args.count()?;
    (0..count).map(|_| read(args)).collect()
}

fn optional_list<'w, T>(args: &mut Args<'w>, read: impl Fn(&mut Args<'w>) -> Result<T>) -> Result<Option<Vec<T>>> {
    let Some(count) = args.optional_count()? else { return Ok(None) };
    (0..count).map(|_| read(args)).collect::<Result<_>>().map(Some)
}

/// Tags: 0 an integer, 1 a slice, 2 a new axis, 3 an ellipsis, 4 a tensor, 5 a bool, 6 a list of integers.
fn index(args: &mut Args) -> Result<Index> {
    let tag = args.word()?;
    Ok(match tag as u32 {
        0 => Index::Int(args.int()?),
        1 => Index::Slice {
            start: <Option<i64> as Argument>::read(args)?,
            stop: <Option<i64> as Argument>::read(args)?,
            step: <Option<i64> as Argument>::read(args)?,
        },
        2 => Index::NewAxis,
        3 => Index::Ellipsis,
        4 => Index::Tensor(args.tensor()?),
        5 => Index::Bool(args.word()? != 0.0),
        6 => Index::List(list(args, Args::int)?),
        _ => bail!(Value, "unknown index tag {tag}"),
    })
}

/// A result type.
pub(crate) trait Returned {
    const RETURNS: Returns;
    fn into_output(self) -> Output;
}

macro_rules! returned {
    ($($type:ty: $returns:expr, |$value:ident| $output:expr;)+) => {$(
        impl Returned for $type {
            const RETURNS: Returns = $returns;
            #[inline]
            fn into_output(self) -> Output { let $value = self; $output }
        }
    )+};
}

returned! {
    Tensor: Returns::Tensor, |tensor| Output::One(tensor);
    (Tensor, Tensor): Returns::Tuple(2), |pair| Output::Many(vec![pair.0, pair.1]);
    // The second where it was asked for, else the first alone.
    (Tensor, Option<Tensor>): Returns::Tuple(2), |pair| match pair.1 { Some(second) => Output::Many(vec![pair.0, second]), None => Output::One(pair.0) };
    (Tensor, Tensor, Tensor): Returns::Tuple(3), |triple| Output::Many(vec![triple.0, triple.1, triple.2]);
    Vec<Tensor>: Returns::Tensors, |tensors| Output::Many(tensors);
    Scalar: Returns::Scalar, |scalar| Output::Scalar(scalar);
    bool: Returns::Bool, |value| Output::Bool(value);
    Vec<i64>: Returns::Ints, |ints| Output::Ints(ints);
    (): Returns::None, |_unit| Output::None;
    // One tensor or a list, as an argument decides.
    Output: Returns::Tensors, |output| output;
}
