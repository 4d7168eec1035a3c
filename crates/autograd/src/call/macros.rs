//! The `ops!` macro: a function, its place in the registry, and how it is called from outside, from one definition.

/// Defines operators.
///
/// ```text
/// ops! {
///     in "nn.functional";
///
///     /// What it computes, with shapes, errors and an example.
///     pub fn name(input: &Tensor, dim: i64 = 0, keepdim: bool = false) -> Tensor, inplace, shape(Reduce) { … }
///
///     /// An overload under a public name other than the Rust one, with named results.
///     pub fn max_dim as "max"(input: &Tensor, dim: i64, keepdim: bool = false) -> (Tensor, Tensor), names("values", "indices") { … }
/// }
/// ```
///
/// `in "linalg"` before the parameters puts one operator elsewhere than the others of the file. The function returns `Result<…>` of the type given. Without a flag an operator whose first parameter is a `&Tensor`
/// exists as function and method at the top, and as function only in a namespace; `only(method)`, `only(property)` and
/// `only(function)` restrict that, and `only(engine)` hides it from users. `inplace` adds `name_`, which writes the result
/// into the first argument; `out(Converted)` and `out(Same)` say how it takes `out`; with `devices(any)` the tensors need not
/// be on one device; `rebinds` and `variadic` set the fields of [`Op`](crate::call::Op) of these names; `shape(Sizes)` implies `variadic`.
macro_rules! ops {
    ($(in $namespace:literal;)? $(
        $(#[doc = $doc:literal])*
        pub fn $name:ident $(as $public:literal)? $(in $own:literal)? ($($parameters:tt)*)
            -> $returns:ty $(, $flag:ident $(($($value:tt)*))?)* $body:block
    )+) => {
        /// The dotted path the operators of this file live under, unless their own says otherwise.
        const FILE_NAMESPACE: &str = concat!($($namespace)?);

        $(
            $crate::call::ops!(
                @function [$(#[doc = $doc])*] $name($($parameters)*) -> $returns, [$($flag $(($($value)*))?)*] $body
            );
            $crate::call::ops!(@method [$(#[doc = $doc])*] $name($($parameters)*) -> $returns);
        )+

        /// The operators of this file.
        pub(crate) const OPS: &[$crate::call::Op] = &[$({
            const NAMESPACE: &str = $crate::call::ops!(@namespace $($own)?);
            #[allow(unused_mut, reason = "most operators have no flag")]
            let mut op = $crate::call::ops!(@entry $name($($parameters)*) -> $returns);
            op.name = $crate::call::ops!(@name $name $($public)?);
            op.namespace = NAMESPACE;
            op.doc = concat!($($doc, "\n"),*);
            op.method = op.method && NAMESPACE.is_empty();
            $($crate::call::ops!(@flag op $flag $(($($value)*))?);)*
            op
        }),+];
    };

    (@function [$($doc:tt)*] $name:ident($($parameter:ident: $type:ty $(= $default:expr)?),* $(,)?) -> $returns:ty, [$($flags:tt)*] $body:block) => {
        $($doc)*
        #[allow(clippy::too_many_arguments, reason = "an operator has the parameters PyTorch gave it")]
        pub fn $name($($parameter: $type),*) -> ::tapir_core::Result<$returns> {
            $crate::call::ops!(@devices [$($flags)*] $($parameter: $type),*);
            $body
        }
    };

    // Whether the tensors are on one device, unless the operator says that they may be anywhere.
    (@devices [devices(any) $($rest:tt)*] $($parameter:ident: $type:ty),*) => {};
    (@devices [$flag:tt $($rest:tt)*] $($parameters:tt)*) => { $crate::call::ops!(@devices [$($rest)*] $($parameters)*) };
    (@devices [] $($parameter:ident: $type:ty),*) => {
        if ::tapir_core::device::driver().is_some() {
            #[allow(unused_mut, reason = "an operator may have no tensors")]
            let mut devices = $crate::device::Devices::default();
            $(<$type as $crate::call::Argument>::locate(&$parameter, &mut devices);)*
            devices.one()?;
        }
    };

    // Words that mean something else of a tensor in Rust: another reference to it, and the same elements without history.
    (@method [$($doc:tt)*] clone($($parameters:tt)*) -> $returns:ty) => {};
    (@method [$($doc:tt)*] detach($($parameters:tt)*) -> $returns:ty) => {};
    // A method, where a tensor comes first.
    (@method [$($doc:tt)*] $name:ident($first:ident: &Tensor $(, $parameter:ident: $type:ty $(= $default:expr)?)* $(,)?) -> $returns:ty) => {
        $crate::call::ops!(@method [$($doc)*] $name, |tensor| tensor, $($parameter: $type),* => $returns);
    };
    (@method [$($doc:tt)*] $name:ident($first:ident: Target $(, $parameter:ident: $type:ty $(= $default:expr)?)* $(,)?) -> $returns:ty) => {
        $crate::call::ops!(@method [$($doc)*] $name, |tensor| tensor.into(), $($parameter: $type),* => $returns);
    };
    (@method [$($doc:tt)*] $name:ident($($other:tt)*) -> $returns:ty) => {};
    (@method [$($doc:tt)*] $name:ident, |$tensor:ident| $first:expr, $($parameter:ident: $type:ty),* => $returns:ty) => {
        impl $crate::Tensor {
            $($doc)*
            #[allow(clippy::too_many_arguments, reason = "an operator has the parameters PyTorch gave it")]
            pub fn $name(&self $(, $parameter: $type)*) -> ::tapir_core::Result<$returns> {
                let $tensor = self;
                $name($first $(, $parameter)*)
            }
        }
    };

    (@entry $name:ident(
        $first:ident: $first_type:ty $(= $first_default:expr)? $(, $parameter:ident: $type:ty $(= $default:expr)?)* $(,)?
    ) -> $returns:ty) => {{
        fn call(args: &mut $crate::call::Args) -> ::tapir_core::Result<$crate::call::Output> {
            let $first = $crate::call::ops!(@read args, $first_type $(, $first_default)?);
            $(let $parameter = $crate::call::ops!(@read args, $type $(, $default)?);)*
            let result = $name(
                <$first_type as $crate::call::Argument>::lend(&$first)
                $(, <$type as $crate::call::Argument>::lend(&$parameter))*
            )?;
            Ok($crate::call::Returned::into_output(result))
        }
        $crate::call::Op {
            name: "",
            namespace: "",
            doc: "",
            params: &[
                $crate::call::ops!(@param $first, $first_type $(, $first_default)?),
                $($crate::call::ops!(@param $parameter, $type $(, $default)?)),*
            ],
            returns: <$returns as $crate::call::Returned>::RETURNS,
            names: &[],
            shape: $crate::call::ShapeRule::Any,
            function: true,
            method: matches!(<$first_type as $crate::call::Argument>::KIND, $crate::call::Kind::Tensor),
            property: false,
            variadic: false,
            inplace: false,
            rebinds: false,
            out: $crate::call::Out::None,
            call: $crate::call::Call::Function(call),
        }
    }};

    (@read $args:ident, $type:ty) => {{
        $args.next_is_given();
        <$type as $crate::call::Argument>::read($args)?
    }};
    (@read $args:ident, $type:ty, $default:expr) => {
        if $args.next_is_given() {
            <$type as $crate::call::Argument>::read($args)?
        } else {
            let default: $type = $default;
            $crate::call::Argument::own(default)
        }
    };
    (@param $name:ident, $type:ty) => {
        $crate::call::Param { name: stringify!($name), kind: <$type as $crate::call::Argument>::KIND, default: None }
    };
    (@param $name:ident, $type:ty, $default:expr) => {
        $crate::call::Param {
            name: stringify!($name),
            kind: <$type as $crate::call::Argument>::KIND,
            default: Some(stringify!($default)),
        }
    };
    (@namespace) => { FILE_NAMESPACE };
    (@namespace $own:literal) => { $own };
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $public:literal) => { $public };
    (@flag $op:ident inplace) => { $op.inplace = true };
    (@flag $op:ident out($out:ident)) => { $op.out = $crate::call::Out::$out };
    (@flag $op:ident devices(any)) => {};
    (@flag $op:ident rebinds) => { $op.rebinds = true };
    (@flag $op:ident variadic) => { $op.variadic = true };
    (@flag $op:ident shape(Sizes)) => { $op.shape = $crate::call::ShapeRule::Sizes; $op.variadic = true };
    (@flag $op:ident shape($rule:ident)) => { $op.shape = $crate::call::ShapeRule::$rule };
    (@flag $op:ident names($($part:literal),+)) => { $op.names = &[$($part),+] };
    (@flag $op:ident only(method)) => { $op.function = false; $op.method = true };
    (@flag $op:ident only(function)) => { $op.method = false };
    (@flag $op:ident only(engine)) => { $op.function = false; $op.method = false };
    (@flag $op:ident only(property)) => { $op.function = false; $op.method = true; $op.property = true };
}

/// The operators of a folder: its files, each of which has defined some with [`ops!`].
macro_rules! families {
    ($($file:ident),+ $(,)?) => {
        $(pub use $file::*;)+

        /// The operators of this folder, by file.
        pub(crate) const FAMILIES: &[&[$crate::call::Op]] = &[$($file::OPS),+];
    };
}

pub(crate) use families;
pub(crate) use ops;
