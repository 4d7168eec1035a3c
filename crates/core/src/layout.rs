//! Shapes and strides. A [`Layout`] says which elements of a storage a tensor sees, in units of elements.
//! Invariant: strides are never negative, and every element of a tensor lies inside its storage.

use crate::{Result, bail, ensure};
use smallvec::SmallVec;

pub type Dims = SmallVec<[usize; 6]>;
pub type Strides = SmallVec<[isize; 6]>;

/// Shape, strides and offset, in elements.
#[derive(PartialEq, Eq, Debug)]
pub struct Layout {
    pub shape: Dims,
    pub strides: Strides,
    pub offset: usize,
}

impl Clone for Layout {
    /// By blocks of memory: the derived clone goes element by element, which shows in small operations.
    #[inline]
    fn clone(&self) -> Layout {
        Layout::new(&self.shape, &self.strides, self.offset)
    }
}

/// Row-major strides of a shape. A dimension of size 0 counts as 1, as in PyTorch.
#[inline]
pub fn contiguous_strides(shape: &[usize]) -> Strides {
    let mut strides: Strides = SmallVec::from_elem(1, shape.len());
    for dim in (1..shape.len()).rev() {
        // Saturates where no tensor can be: see `ensure_addressable`.
        strides[dim - 1] = strides[dim].saturating_mul(shape[dim].max(1) as isize);
    }
    strides
}

/// Fails unless numbers of elements and strides of this shape can be computed. A dimension of size 0 hides nothing: strides
/// come from the others.
#[inline]
pub fn ensure_addressable(shape: &[usize]) -> Result<()> {
    let bound = shape.iter().try_fold(1isize, |product, &size| product.checked_mul(isize::try_from(size.max(1)).ok()?));
    ensure!(bound.is_some(), Shape, "numel: integer multiplication overflow: no tensor can have the sizes {shape:?}");
    Ok(())
}

/// Fails if a dimension comes twice.
pub fn ensure_distinct(dims: &[usize]) -> Result<()> {
    for (position, dim) in dims.iter().enumerate() {
        ensure!(!dims[..position].contains(dim), Shape, "dim {dim} appears multiple times in the list of dims");
    }
    Ok(())
}

/// Turns a possibly negative dimension into an index below `rank`; a 0-d tensor accepts 0 and −1.
pub fn wrap_dim(dim: i64, rank: usize) -> Result<usize> {
    let range = rank.max(1) as i64;
    if dim < -range || dim >= range {
        bail!(Index, "Dimension out of range (expected to be in range of [{}, {}], but got {dim})", -range, range - 1);
    }
    Ok(if dim < 0 { dim + range } else { dim } as usize)
}

/// The shape two shapes broadcast to.
pub fn broadcast_shapes(a: &[usize], b: &[usize]) -> Result<Dims> {
    let rank = a.len().max(b.len());
    let mut shape: Dims = SmallVec::from_elem(1, rank);
    for dim in (0..rank).rev() {
        let size = |s: &[usize]| if dim + s.len() >= rank { s[dim + s.len() - rank] } else { 1 };
        let (x, y) = (size(a), size(b));
        ensure!(
            x == y || x == 1 || y == 1,
            Shape,
            "The size of tensor a ({x}) must match the size of tensor b ({y}) at non-singleton dimension {dim}"
        );
        shape[dim] = if x == 1 { y } else { x };
    }
    Ok(shape)
}

impl Layout {
    /// Row-major, offset 0.
    #[inline]
    pub fn contiguous(shape: &[usize]) -> Layout {
        Layout { shape: SmallVec::from_slice(shape), strides: contiguous_strides(shape), offset: 0 }
    }

    /// Dense, with the channels of `[batch, channels, sizes…]` innermost, offset 0.
    pub fn channels_last(shape: &[usize]) -> Layout {
        let order: Dims = [0].into_iter().chain(2..shape.len()).chain([1]).collect();
        let permuted: Dims = order.iter().map(|&dim| shape[dim]).collect();
        let mut strides: Strides = SmallVec::from_elem(0, shape.len());
        for (&dim, stride) in order.iter().zip(contiguous_strides(&permuted)) {
            strides[dim] = stride;
        }
        Layout::new(shape, &strides, 0)
    }

    /// Whether strides say that channels are the innermost dimension, in the sense of PyTorch's `channels_last`.
    pub fn is_channels_last(&self) -> bool {
        let (shape, strides) = (&self.shape, &self.strides);
        let order: &[usize] = match shape.len() {
            4 => &[1, 3, 2, 0],
            5 => &[1, 4, 3, 2, 0],
            _ => return false,
        };
        let mut least = 0;
        strides[1] != 0
            && order.iter().all(|&dim| {
                let fits = shape[dim] != 0 && strides[dim] >= least && !(dim == 0 && least == strides[1]);
                least = strides[dim] * if shape[dim] > 1 { shape[dim] as isize } else { 1 };
                fits
            })
    }

    #[inline]
    pub fn new(shape: &[usize], strides: &[isize], offset: usize) -> Layout {
        debug_assert_eq!(shape.len(), strides.len());
        Layout { shape: SmallVec::from_slice(shape), strides: SmallVec::from_slice(strides), offset }
    }

    #[inline]
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// Number of elements.
    #[inline]
    pub fn numel(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether elements lie row-major without gaps. Dimensions of size 1 do not count; nor does anything if a
    /// size is 0.
    #[inline]
    pub fn is_contiguous(&self) -> bool {
        let mut expected = 1;
        for (&size, &stride) in self.shape.iter().zip(&self.strides).rev() {
            if size == 0 {
                return true;
            }
            if size != 1 {
                if stride != expected {
                    return false;
                }
                expected *= size as isize;
            }
        }
        true
    }

    /// Whether this is what [`Layout::contiguous`] gives for the shape.
    #[inline]
    pub fn is_canonical(&self) -> bool {
        let mut expected = 1;
        self.offset == 0
            && self.shape.iter().zip(&self.strides).rev().all(|(&size, &stride)| {
                let fits = stride == expected;
                expected = expected.wrapping_mul(size.max(1) as isize);
                fits
            })
    }

    /// Whether the elements fill a block of memory without gaps or overlap, in some order of dimensions.
    pub fn is_dense(&self) -> bool {
        let mut dims: SmallVec<[(isize, usize); 6]> =
            self.strides.iter().copied().zip(self.shape.iter().copied()).filter(|&(_, size)| size != 1).collect();
        if dims.iter().any(|&(_, size)| size == 0) {
            return true;
        }
        dims.sort_unstable();
        let mut expected = 1;
        dims.iter().all(|&(stride, size)| {
            let fits = stride == expected;
            expected *= size as isize;
            fits
        })
    }

    /// The layout of a new tensor modelled on this one: the same if it is dense, otherwise without gaps, with the dimensions
    /// in the same order of strides. As PyTorch's `empty_like`, down to how it breaks ties.
    pub fn dense_like(&self) -> Layout {
        if self.is_contiguous() {
            return Layout::contiguous(&self.shape);
        }
        if self.is_dense() {
            return Layout { offset: 0, ..self.clone() };
        }
        // Innermost first. Dimensions that repeat (stride 0) compare as equal to any other.
        let mut order: SmallVec<[usize; 6]> = (0..self.rank()).rev().collect();
        let belongs_outside = |a: usize, b: usize| match (self.strides[a], self.strides[b]) {
            (0, _) | (_, 0) => std::cmp::Ordering::Equal,
            (x, y) if x == y && self.shape[a] <= self.shape[b] => std::cmp::Ordering::Equal,
            (x, y) => x.cmp(&y).then(std::cmp::Ordering::Greater),
        };
        for end in 1..order.len() {
            let mut at = end;
            for before in (0..end).rev() {
                match belongs_outside(order[before], order[at]) {
                    std::cmp::Ordering::Greater => {
                        order.swap(before, at);
                        at = before;
                    }
                    std::cmp::Ordering::Less => break,
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        let mut strides: Strides = SmallVec::from_elem(1, self.rank());
        let mut next = 1;
        for dim in order {
            strides[dim] = next;
            next *= self.shape[dim].max(1) as isize;
        }
        Layout { shape: self.shape.clone(), strides, offset: 0 }
    }

    /// Whether two different indices may name the same element, as after `expand`. May say yes for a few exotic
    /// layouts that do not overlap; never says no for one that does.
    pub fn overlaps_itself(&self) -> bool {
        let mut dims: SmallVec<[(isize, usize); 6]> =
            self.strides.iter().copied().zip(self.shape.iter().copied()).filter(|&(_, size)| size > 1).collect();
        if self.numel() == 0 {
            return false;
        }
        dims.sort_unstable();
        let mut reach = 0;
        for (stride, size) in dims {
            if stride <= reach {
                return true;
            }
            reach += stride * (size as isize - 1);
        }
        false
    }

    /// Elements a storage needs so that every index is inside it.
    pub fn required_len(&self) -> usize {
        if self.numel() == 0 {
            return 0;
        }
        let reach: usize = self.shape.iter().zip(&self.strides).map(|(&n, &s)| (n - 1) * s as usize).sum();
        self.offset + reach + 1
    }

    /// Storage position of the element with row-major number `index`.
    pub fn position(&self, mut index: usize) -> usize {
        let mut position = self.offset;
        for (&size, &stride) in self.shape.iter().zip(&self.strides).rev() {
            position += (index % size) * stride as usize;
            index /= size;
        }
        position
    }

    /// The layout seen under a larger shape: new and size-1 dimensions get stride 0.
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Layout> {
        let rank = shape.len();
        ensure!(
            rank >= self.rank(),
            Shape,
            "The number of sizes provided ({rank}) must be greater or equal to the number of dimensions in the tensor ({})",
            self.rank()
        );
        let lead = rank - self.rank();
        let mut strides: Strides = SmallVec::from_elem(0, rank);
        for dim in lead..rank {
            let (have, want) = (self.shape[dim - lead], shape[dim]);
            if have == want {
                strides[dim] = self.strides[dim - lead];
            } else if have != 1 {
                bail!(
                    Shape,
                    "The expanded size of the tensor ({want}) must match the existing size ({have}) at non-singleton dimension {dim}.  Target sizes: {shape:?}.  Tensor sizes: {:?}",
                    self.shape.as_slice()
                );
            }
        }
        ensure_addressable(shape)?;
        Ok(Layout { shape: SmallVec::from_slice(shape), strides, offset: self.offset })
    }

    /// Strides under which the same elements, in the same order, have another shape; `None` if a copy is needed.
    pub fn view_strides(&self, shape: &[usize]) -> Option<Strides> {
        if self.numel() == 0 || self.is_contiguous() {
            return Some(contiguous_strides(shape));
        }
        // Walk the old dimensions from the back in runs that are contiguous among themselves, and cut each run
        // into new dimensions.
        let mut strides: Strides = SmallVec::from_elem(1, shape.len());
        let mut new_dim = shape.len();
        let mut chunk_base = *self.strides.last()?;
        let (mut chunk_numel, mut view_numel) = (1usize, 1usize);
        for dim in (0..self.rank()).rev() {
            chunk_numel *= self.shape[dim];
            let ends_chunk =
                dim == 0 || self.shape[dim - 1] != 1 && self.strides[dim - 1] != chunk_numel as isize * chunk_base;
            if ends_chunk {
                while new_dim > 0 && (view_numel < chunk_numel || shape[new_dim - 1] == 1) {
                    new_dim -= 1;
                    strides[new_dim] = view_numel as isize * chunk_base;
                    view_numel *= shape[new_dim];
                }
                if view_numel != chunk_numel {
                    return None;
                }
                if dim > 0 {
                    chunk_base = self.strides[dim - 1];
                    (chunk_numel, view_numel) = (1, 1);
                }
            }
        }
        (new_dim == 0).then_some(strides)
    }

    /// The half-open part `start..start + len` of one dimension. Panics if it is none.
    pub fn narrow(&self, dim: usize, start: usize, len: usize) -> Layout {
        assert!(
            start <= self.shape[dim] && len <= self.shape[dim] - start,
            "no part of dimension {dim} of {:?}",
            self.shape
        );
        let mut layout = self.clone();
        layout.offset += start * layout.strides[dim] as usize;
        layout.shape[dim] = len;
        layout
    }

    /// Fixes one dimension at an index and drops it. Panics if the index is outside.
    pub fn select(&self, dim: usize, index: usize) -> Layout {
        assert!(index < self.shape[dim], "no place {index} in dimension {dim} of {:?}", self.shape);
        let mut layout = self.clone();
        layout.offset += index * layout.strides[dim] as usize;
        layout.shape.remove(dim);
        layout.strides.remove(dim);
        layout
    }

    /// Reorders dimensions: dimension `i` of the result is dimension `order[i]` of this layout; what is left out is
    /// at its first place. Panics if one comes twice: such a layout may reach beyond its storage.
    pub fn permute(&self, order: &[usize]) -> Layout {
        let distinct = order.iter().enumerate().all(|(position, dim)| !order[..position].contains(dim));
        assert!(distinct, "{order:?} has a dimension twice");
        Layout {
            shape: order.iter().map(|&dim| self.shape[dim]).collect(),
            strides: order.iter().map(|&dim| self.strides[dim]).collect(),
            offset: self.offset,
        }
    }

    pub fn transpose(&self, a: usize, b: usize) -> Layout {
        let mut layout = self.clone();
        layout.shape.swap(a, b);
        layout.strides.swap(a, b);
        layout
    }

    /// Inserts a dimension of size 1.
    pub fn unsqueeze(&self, dim: usize) -> Layout {
        let mut layout = self.clone();
        let stride = if dim < self.rank() { self.strides[dim] * self.shape[dim] as isize } else { 1 };
        layout.shape.insert(dim, 1);
        layout.strides.insert(dim, stride);
        layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "[0, 0] has a dimension twice")]
    fn an_order_with_a_dimension_twice_is_no_layout() {
        Layout::contiguous(&[3, 2]).permute(&[0, 0]);
    }

    #[test]
    #[should_panic(expected = "no part of dimension 1")]
    fn a_part_beyond_the_end_is_no_layout() {
        Layout::contiguous(&[3, 2]).narrow(1, 1, 2);
    }

    #[test]
    #[should_panic(expected = "no place 3 in dimension 0")]
    fn a_place_beyond_the_end_is_no_layout() {
        Layout::contiguous(&[3, 2]).select(0, 3);
    }

    #[test]
    fn a_layout_is_canonical_where_it_is_what_the_shape_gives() {
        for shape in [&[][..], &[3], &[2, 3, 4], &[2, 1, 4], &[2, 0, 4]] {
            assert!(Layout::contiguous(shape).is_canonical(), "{shape:?}");
        }
        let whole = Layout::contiguous(&[4, 6]);
        assert!(!whole.transpose(0, 1).is_canonical());
        assert!(!whole.narrow(0, 1, 2).is_canonical(), "it starts further on");
        assert!(!Layout::new(&[1, 6], &[1, 1], 0).is_canonical(), "contiguous, but its first stride is not 6");
    }

    #[test]
    fn sizes_whose_product_overflows_cannot_be_broadcast_to() {
        let one = Layout::contiguous(&[1]);
        assert!(one.broadcast_to(&[1 << 32, 1 << 30]).is_ok());
        for shape in [&[1 << 32, 1 << 32][..], &[0, 1 << 62, 1 << 62], &[usize::MAX]] {
            let error = one.broadcast_to(shape).expect_err("nobody can count that far");
            assert!(error.to_string().contains("numel: integer multiplication overflow"), "{shape:?}");
        }
    }

    #[test]
    fn strides_of_absurd_sizes_saturate() {
        assert_eq!(contiguous_strides(&[0, 1 << 62, 1 << 62]).as_slice(), [isize::MAX, 1 << 62, 1]);
    }

    #[test]
    fn sizes_that_do_not_broadcast_are_reported_from_the_last_dimension() {
        let error = broadcast_shapes(&[4, 6], &[6, 4]).expect_err("they differ in both");
        assert!(
            error.to_string().contains("tensor a (6) must match the size of tensor b (4) at non-singleton dimension 1")
        );
    }
}
