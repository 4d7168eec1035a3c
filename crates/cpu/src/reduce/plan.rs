//! Which elements meet in which output: the axes of a reduction, apart into those kept and those reduced.

use crate::iterate::space::{Axis, Space};
use smallvec::SmallVec;
use tapir_core::Strides;
use tapir_ops::{View, ViewMut};

/// The geometry of a reduction. Both spaces are ordered by the input's strides, so that memory is read in order.
pub struct Plan {
    /// Strides in the input and in each output; element number `i` of this space is output number `i`.
    pub kept: Space<3>,
    /// Strides in the input.
    pub reduced: Space<1>,
}

impl Plan {
    /// `outputs` are one or two of the same shape: the input's with `dims` removed or of size 1.
    pub fn new(input: &View, dims: &[usize], outputs: [Option<&ViewMut>; 2]) -> Plan {
        let size = input.dtype.size() as isize;
        let strides = outputs.map(|out| out.map(|out| aligned_strides(out, input.shape.len(), dims)));
        let (mut kept, mut reduced) = (SmallVec::new(), SmallVec::new());
        for (dim, (&length, &stride)) in input.shape.iter().zip(&input.strides).enumerate() {
            if length == 1 {
                continue;
            }
            if dims.contains(&dim) {
                reduced.push(Axis { size: length, strides: [stride * size] });
            } else {
                let out = |k: usize| match (&strides[k], outputs[k]) {
                    (Some(strides), Some(out)) => strides[dim] * out.dtype.size() as isize,
                    _ => 0,
                };
                kept.push(Axis { size: length, strides: [stride * size, out(0), out(1)] });
            }
        }
        let (mut kept, mut reduced) = (Space { axes: kept }, Space { axes: reduced });
        kept.arrange();
        reduced.arrange();
        Plan { kept, reduced }
    }
}

/// The output's strides per dimension of the input, 0 for the reduced ones.
fn aligned_strides(out: &ViewMut, rank: usize, dims: &[usize]) -> Strides {
    if out.shape.len() == rank {
        return out.strides.clone();
    }
    let mut rest = out.strides.iter();
    (0..rank).map(|dim| if dims.contains(&dim) { 0 } else { rest.next().copied().unwrap_or(0) }).collect()
}
