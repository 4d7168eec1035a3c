//! Every kernel: its arguments with addresses of the host, to the CPU.

use crate::{MIRRORS, Mirror, argument::Argument};
use tapir_core::{DType, Device, Error, Generator, Layout, Result, Scalar, bail};
use tapir_cpu::CPU;
use tapir_ops::{
    Arrival, Convolution, CopyBackend, CrossEntropy, Distribution, ElementwiseSaved, Extremum, LayerNorm,
    LayerNormGrads, Matmul, Params, Pooling, Reduction, RowId, Scan, ScatterMode, Source, StepId, StepItem,
    TransferBackend, View, ViewMut,
};

/// Where elements are to arrive, which nobody else looks at until then.
struct Target(*mut u8);

// SAFETY: only who waits writes there.
unsafe impl Send for Target {}

macro_rules! by_the_cpu {
    ($family:ident { $(fn $name:ident($($argument:ident: $type:ty),*) -> $returns:ty;)+ }) => {
        impl tapir_ops::$family for Mirror {$(
            fn $name(&self, $($argument: $type),*) -> Result<$returns> {
                $(let $argument = <$type as Argument>::to_host($argument, &self.memory)?;)*
                self.answer(tapir_ops::$family::$name(&CPU, $(<$type as Argument>::lend(&$argument)),*))
            }
        )+}
    };
}

tapir_ops::each_copy_kernel!(by_the_cpu);
tapir_ops::each_elementwise_kernel!(by_the_cpu);
tapir_ops::each_reduce_kernel!(by_the_cpu);
tapir_ops::each_scan_kernel!(by_the_cpu);
tapir_ops::each_normalize_kernel!(by_the_cpu);
tapir_ops::each_sort_kernel!(by_the_cpu);
tapir_ops::each_index_kernel!(by_the_cpu);
tapir_ops::each_matmul_kernel!(by_the_cpu);
tapir_ops::each_convolution_kernel!(by_the_cpu);
tapir_ops::each_pool_kernel!(by_the_cpu);
tapir_ops::each_optim_kernel!(by_the_cpu);
tapir_ops::each_random_kernel!(by_the_cpu);

impl TransferBackend for Mirror {
    fn upload(&self, bytes: &[u8], target: &ViewMut) -> Result<()> {
        CPU.upload(bytes, &target.to_host(&self.memory)?)
    }

    fn download(&self, source: &View, target: &ViewMut) -> Result<()> {
        Mirror::count_wait();
        CPU.download(&source.to_host(&self.memory)?, target)
    }

    fn download_later(&self, source: &View, target: &ViewMut) -> Result<Arrival> {
        let source = source.to_host(&self.memory)?;
        let mut bytes = vec![0u8; source.numel() * source.dtype.size()];
        let layout = Layout::contiguous(&target.shape);
        // SAFETY: so many bytes have room for the elements without gaps.
        CPU.copy(&source, &unsafe { ViewMut::new(bytes.as_mut_ptr(), target.dtype, &layout) })?;
        let target = Target(target.pointer);
        Ok(Box::new(move || {
            Mirror::count_wait();
            let Target(target) = { target };
            // SAFETY: the target is row-major and of this size, and stays until now.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len()) };
            Ok(())
        }))
    }

    fn copy_from_peer(&self, peer: Device, source: &View, target: &ViewMut) -> Result<()> {
        let Device::Cuda(index) = peer else { bail!(Internal, "{peer} is no mirror") };
        CPU.download(&source.to_host(&MIRRORS[index as usize].memory)?, &target.to_host(&self.memory)?)
    }

    fn check(&self, conditions: &View, error: &dyn Fn() -> Error) -> Result<()> {
        self.answer(CPU.check(&conditions.to_host(&self.memory)?, error))
    }
}
