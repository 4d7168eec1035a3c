//! Reading and writing at computed places. [`places`] turns indices into checked offsets, [`copier`] says what happens
//! there; `pointwise` has an index for every element, `slices` one for every slice, `masks` a truth value.

mod combine;
mod copier;
mod masks;
mod places;
mod pointwise;
mod slices;

#[cfg(test)]
mod tests;

use crate::Cpu;
use tapir_core::Result;
use tapir_ops::{IndexBackend, ScatterMode, View, ViewMut};

impl IndexBackend for Cpu {
    fn gather(&self, input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()> {
        pointwise::gather(input, dim, index, out)
    }

    fn scatter(&self, mode: ScatterMode, dim: usize, index: &View, source: &View, target: &ViewMut) -> Result<()> {
        pointwise::scatter(mode, dim, index, source, target)
    }

    fn index_select(&self, input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()> {
        slices::select(input, dim, index, out)
    }

    fn index_scatter(
        &self,
        mode: ScatterMode,
        dim: usize,
        index: &View,
        source: &View,
        target: &ViewMut,
    ) -> Result<()> {
        slices::scatter(mode, dim, index, source, target)
    }

    fn index(&self, input: &View, dims: &[usize], indices: &[View], out: &ViewMut) -> Result<()> {
        slices::index(input, dims, indices, out)
    }

    fn index_put(
        &self,
        dims: &[usize],
        indices: &[View],
        values: &View,
        accumulate: bool,
        target: &ViewMut,
    ) -> Result<()> {
        slices::put(dims, indices, values, accumulate, target)
    }

    fn count_nonzero(&self, input: &View) -> Result<usize> {
        Ok(masks::count_nonzero(input))
    }

    fn nonzero(&self, input: &View, out: &ViewMut) -> Result<()> {
        masks::nonzero(input, out);
        Ok(())
    }

    fn masked_select(&self, input: &View, mask: &View, out: &ViewMut) -> Result<()> {
        masks::select(input, mask, out);
        Ok(())
    }

    fn masked_scatter(&self, mask: &View, source: &View, target: &ViewMut) -> Result<()> {
        masks::scatter(mask, source, target)
    }
}
