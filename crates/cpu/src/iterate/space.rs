//! The iteration space of a kernel: the dimensions that several operands share, brought into the order in which the first
//! operand lies in memory and merged where all operands allow it. Invariant: no axis has size 1; strides are in bytes.

use smallvec::SmallVec;

/// One dimension of the space: its size and the distance between neighbours in each operand.
#[derive(Clone, Copy, Debug)]
pub struct Axis<const N: usize> {
    pub size: usize,
    pub strides: [isize; N],
}

/// Axes from the outermost to the innermost. A space without axes is one element; sizes may be 0.
#[derive(Clone, Debug)]
pub struct Space<const N: usize> {
    pub axes: SmallVec<[Axis<N>; 4]>,
}

impl<const N: usize> Space<N> {
    /// The space of operands of one shape, given each one's strides in elements and the bytes of its element. Axes are
    /// ordered by the strides of operand 0, which should be the output.
    pub fn new(shape: &[usize], operands: [(&[isize], usize); N]) -> Space<N> {
        let mut space = Space::in_order(shape, operands);
        space.arrange();
        space
    }

    /// As [`Space::new`], but element number `i` of the space stays element `i` in row-major order.
    pub fn row_major(shape: &[usize], operands: [(&[isize], usize); N]) -> Space<N> {
        let mut space = Space::in_order(shape, operands);
        space.coalesce();
        space
    }

    fn in_order(shape: &[usize], operands: [(&[isize], usize); N]) -> Space<N> {
        let mut axes = SmallVec::new();
        for (dim, &size) in shape.iter().enumerate() {
            if size != 1 {
                axes.push(Axis { size, strides: operands.map(|(strides, bytes)| strides[dim] * bytes as isize) });
            }
        }
        Space { axes }
    }

    /// Orders the axes by the strides of operand 0 and merges what can be merged.
    pub fn arrange(&mut self) {
        self.sort();
        self.coalesce();
    }

    /// Stable insertion sort: ranks are small and mostly in order already.
    fn sort(&mut self) {
        for end in 1..self.axes.len() {
            let mut at = end;
            while at > 0 && self.axes[at - 1].strides[0] < self.axes[at].strides[0] {
                self.axes.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    fn coalesce(&mut self) {
        let mut last = 0;
        for at in 1..self.axes.len() {
            let (outer, inner) = (self.axes[last], self.axes[at]);
            let merges = (0..N).all(|k| outer.strides[k] == inner.strides[k] * inner.size as isize);
            if merges {
                self.axes[last] = Axis { size: outer.size * inner.size, strides: inner.strides };
            } else {
                last += 1;
                self.axes[last] = inner;
            }
        }
        self.axes.truncate(last + 1);
    }

    pub fn numel(&self) -> usize {
        self.axes.iter().map(|axis| axis.size).product()
    }

    /// Size of the innermost axis.
    pub fn inner_size(&self) -> usize {
        self.axes.last().map_or(1, |axis| axis.size)
    }

    /// Stride of operand `k` along the innermost axis.
    pub fn inner_stride(&self, k: usize) -> isize {
        self.axes.last().map_or(0, |axis| axis.strides[k])
    }

    /// Whether operand `k` lies without gaps in the order of the space, so that element `i` is at `i * bytes`.
    pub fn is_flat(&self, k: usize, bytes: usize) -> bool {
        let mut expected = bytes as isize;
        self.axes.iter().rev().all(|axis| {
            let fits = axis.strides[k] == expected;
            expected *= axis.size as isize;
            fits
        })
    }

    /// Whether operand `k` is the same element everywhere.
    pub fn is_constant(&self, k: usize) -> bool {
        self.axes.iter().all(|axis| axis.strides[k] == 0)
    }

    /// A cursor at element number `position`.
    pub fn cursor(&self, mut position: usize) -> Cursor {
        let mut index = SmallVec::from_elem(0, self.axes.len());
        for (axis, index) in self.axes.iter().zip(&mut index).rev() {
            *index = position % axis.size;
            position /= axis.size;
        }
        Cursor { index }
    }
}

/// A place in a space, which can be moved on without divisions.
#[derive(Clone, Debug)]
pub struct Cursor {
    index: SmallVec<[usize; 4]>,
}

impl Cursor {
    /// Byte offset of the place in operand `k`.
    #[inline]
    pub fn offset<const N: usize>(&self, space: &Space<N>, k: usize) -> isize {
        self.index.iter().zip(&space.axes).map(|(&index, axis)| index as isize * axis.strides[k]).sum()
    }

    /// Elements from here to the end of the innermost axis.
    #[inline]
    pub fn run<const N: usize>(&self, space: &Space<N>) -> usize {
        match (space.axes.last(), self.index.last()) {
            (Some(axis), Some(index)) => axis.size - index,
            _ => 1,
        }
    }

    /// Moves `steps` elements on.
    #[inline]
    pub fn advance<const N: usize>(&mut self, space: &Space<N>, steps: usize) {
        let mut carry = steps;
        for (index, axis) in self.index.iter_mut().zip(&space.axes).rev() {
            *index += carry;
            if *index < axis.size {
                return;
            }
            carry = *index / axis.size;
            *index %= axis.size;
        }
    }
}
