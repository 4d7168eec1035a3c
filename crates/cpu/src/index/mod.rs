//! Reading and writing at computed places: gather, scatter, advanced indexing, masks.

use crate::Cpu;
use tapir_core::{Result, error};
use tapir_ops::{IndexBackend, ScatterMode, View, ViewMut};

fn pending<T>() -> Result<T> {
    Err(error!(Internal, "indexed access is not in this build"))
}

impl IndexBackend for Cpu {
    fn gather(&self, _: &View, _: usize, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn scatter(&self, _: ScatterMode, _: usize, _: &View, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn index_select(&self, _: &View, _: usize, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn index_scatter(&self, _: ScatterMode, _: usize, _: &View, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn index(&self, _: &View, _: &[usize], _: &[View], _: &ViewMut) -> Result<()> {
        pending()
    }
    fn index_put(&self, _: &[usize], _: &[View], _: &View, _: bool, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn count_nonzero(&self, _: &View) -> Result<usize> {
        pending()
    }
    fn nonzero(&self, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn masked_select(&self, _: &View, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
    fn masked_scatter(&self, _: &View, _: &View, _: &ViewMut) -> Result<()> {
        pending()
    }
}
