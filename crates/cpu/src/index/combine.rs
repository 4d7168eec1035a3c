//! How two elements become one where a scatter lands: a rule for each mode.

use crate::number::{Arithmetic, Ordered};

/// One of the four operations, as a type.
pub trait Rule<T>: Copy + Default + 'static {
    fn combine(present: T, new: T) -> T;
}

macro_rules! rules {
    ($($name:ident<$bound:ident>: $method:ident),+) => {$(
        #[derive(Clone, Copy, Default)]
        pub struct $name;

        impl<T: $bound> Rule<T> for $name {
            #[inline(always)]
            fn combine(present: T, new: T) -> T { present.$method(new) }
        }
    )+};
}

rules! { Add<Arithmetic>: plus, Multiply<Arithmetic>: times, Maximum<Ordered>: greater, Minimum<Ordered>: lesser }
