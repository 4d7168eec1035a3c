//! How a family of kernels is declared, so that a device may lack some, and that what stands between a device and another
//! need not name each.

use tapir_core::{Device, Error, error};

/// What has kernels.
pub trait OnDevice {
    /// Where the memory is that the kernels read and write.
    fn device(&self) -> Device;

    /// The error of a kernel that this device does not have.
    #[cold]
    fn lacks(&self, kernel: &'static str) -> Error {
        error!(Device, "\"{kernel}\" has no kernel on device {}", self.device())
    }
}

/// Declares a family: a trait whose kernels are errors unless a device has them, and a macro that hands the signatures of all
/// of them to another, for devices that pass calls on.
///
/// ```text
/// kernels! {
///     /// What the family does.
///     pub trait CopyBackend, each_copy_kernel {
///         /// What it computes, and what its views must fulfil.
///         fn fill(&self, value: Scalar, target: &ViewMut) -> Result<()>;
///     }
/// }
/// ```
macro_rules! kernels {
    ($(#[$about:meta])* pub trait $family:ident, $each:ident {
        $($(#[$doc:meta])* fn $name:ident(&self, $($argument:ident: $type:ty),* $(,)?) -> Result<$returns:ty>;)+
    }) => {
        $(#[$about])*
        pub trait $family: $crate::OnDevice {
            $(
                $(#[$doc])*
                fn $name(&self, $($argument: $type),*) -> Result<$returns> {
                    let _ = ($(&$argument,)*);
                    Err(self.lacks(stringify!($name)))
                }
            )+
        }

        /// Calls a macro with the name of the family and the signatures of its kernels.
        #[macro_export]
        macro_rules! $each {
            ($callback:ident) => {
                $callback! { $family { $(fn $name($($argument: $type),*) -> $returns;)+ } }
            };
        }
    };
}

pub(super) use kernels;

#[cfg(test)]
mod tests {
    use super::OnDevice;
    use crate::{CopyBackend, ViewMut};
    use tapir_core::{DType, Device, ErrorKind, Layout, Scalar};

    struct Bare;

    impl OnDevice for Bare {
        fn device(&self) -> Device {
            Device::Cuda(3)
        }
    }

    impl CopyBackend for Bare {}

    #[test]
    fn a_kernel_that_a_device_does_not_have_is_an_error_that_names_both() {
        // SAFETY: there are no elements.
        let nothing = unsafe { ViewMut::new(std::ptr::null_mut(), DType::F32, &Layout::contiguous(&[0])) };
        let error = Bare.fill(Scalar::Int(1), &nothing).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Device, "\"fill\" has no kernel on device cuda:3"));
    }
}
