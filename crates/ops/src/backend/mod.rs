//! What a device must be able to do. Operators speak to a device only through this trait, so a new device
//! touches no operator. One sub-trait per kernel family, each in the file of that family.

mod convolution;
mod copy;
mod elementwise;
mod index;
mod matmul;
mod normalize;
mod optim;
mod pool;
mod random;
mod reduce;
mod scan;
mod sort;

pub use convolution::{Convolution, ConvolutionBackend};
pub use copy::CopyBackend;
pub use elementwise::{ElementwiseBackend, ElementwiseSaved};
pub use index::{IndexBackend, ScatterMode};
pub use matmul::{Matmul, MatmulBackend};
pub use normalize::{CrossEntropy, LayerNorm, LayerNormGrads, NormalizeBackend};
pub use optim::{Adam, AdamState, OptimBackend, Rmsprop, RmspropState, Sgd};
pub use pool::{PoolBackend, Pooling};
pub use random::{Distribution, RandomBackend};
pub use reduce::{Extremum, ReduceBackend, Reduction};
pub use scan::{Scan, ScanBackend};
pub use sort::SortBackend;

/// A device: the sum of its kernel families.
pub trait Backend:
    CopyBackend
    + ElementwiseBackend
    + ReduceBackend
    + ScanBackend
    + NormalizeBackend
    + SortBackend
    + IndexBackend
    + MatmulBackend
    + ConvolutionBackend
    + PoolBackend
    + OptimBackend
    + RandomBackend
    + Sync
{
}
