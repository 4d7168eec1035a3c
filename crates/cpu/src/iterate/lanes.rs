//! Kernels that work along one dimension (softmax, scans, sorts, arg-extrema) see one dense line at a time in the dtype they
//! ask for; layouts and conversions end here. Where a line is strided, neighbouring lines are packed together, so
//! that memory is still read in order.

use crate::{
    convert::{Convert, converter},
    iterate::{
        space::{Cursor, Space},
        strided::{self, by_size},
    },
    non_temporal, parallel,
};
use tapir_core::{DType, memory, pool};
use tapir_ops::{View, ViewMut};

/// A tensor cut into lines.
#[derive(Clone, Copy)]
pub struct Operand<'a> {
    pointer: *mut u8,
    dtype: DType,
    shape: &'a [usize],
    strides: &'a [isize],
    /// The dtype in which the kernel reads or writes it.
    work: DType,
    written: bool,
}

impl<'a> Operand<'a> {
    /// Lines to read, as `work`.
    pub fn input(view: &'a View, work: DType) -> Operand<'a> {
        let View { pointer, dtype, shape, strides } = view;
        Operand { pointer: pointer.cast_mut(), dtype: *dtype, shape, strides, work, written: false }
    }

    /// Lines to write, as `work`.
    pub fn output(view: &'a ViewMut, work: DType) -> Operand<'a> {
        let ViewMut { pointer, dtype, shape, strides } = view;
        Operand { pointer: *pointer, dtype: *dtype, shape, strides, work, written: true }
    }

    /// Lines to write if somebody wants them; the kernel gets a null pointer if not. `like` gives the shape.
    pub fn optional(view: Option<&'a ViewMut>, work: DType, like: &Operand<'a>) -> Operand<'a> {
        match view {
            Some(view) => Operand::output(view, work),
            None => Operand { pointer: std::ptr::null_mut(), dtype: work, work, written: true, ..*like },
        }
    }

    /// Lines to read if there are any; the kernel gets a null pointer if not. `like` gives the shape.
    pub fn optional_input(view: Option<&'a View>, work: DType, like: &Operand<'a>) -> Operand<'a> {
        match view {
            Some(view) => Operand::input(view, work),
            None => Operand { pointer: std::ptr::null_mut(), dtype: work, work, ..*like },
        }
    }

    fn length(&self, dim: usize) -> usize {
        self.shape.get(dim).copied().unwrap_or(1)
    }
}

/// Called with the dense lines of all operands; `scratch` is for the kernel's own use and kept from line to line.
pub type Kernel<'a, const N: usize> = &'a (dyn Fn(&[*mut u8; N], &mut Vec<u64>) + Sync);

/// Neighbouring lines of all operands. Either all lines are dense, or the elements of one place of all lines are, beside
/// each other (a panel), which lets short and strided lines be worked on in vectors across lines.
#[derive(Clone, Copy)]
pub struct Block<const N: usize> {
    pub pointers: [*mut u8; N],
    /// Bytes from an element of a line to the next.
    pub along: [isize; N],
    /// Bytes from a line to the next.
    pub apart: [isize; N],
    pub lines: usize,
    /// Whether this is a panel: at most [`PANEL`] lines.
    pub panel: bool,
}

impl<const N: usize> Block<N> {
    /// Where line number `line` of each operand begins; null where there is no operand.
    #[inline(always)]
    pub fn line<T>(&self, line: usize) -> [*mut T; N] {
        let mut lines = [std::ptr::null_mut(); N];
        for (k, pointer) in lines.iter_mut().enumerate() {
            // A missing operand has no strides.
            *pointer = self.pointers[k].wrapping_offset(line as isize * self.apart[k]).cast();
        }
        lines
    }
}

/// Called with the lines of a block; `scratch` is for the kernel's own use and kept from block to block.
pub type BlockKernel<'a, const N: usize> = &'a (dyn Fn(&Block<N>, &mut Vec<u64>) + Sync);

/// As [`BlockKernel`], called with the number of the part first.
pub type PartKernel<'a, const N: usize> = &'a (dyn Fn(usize, &Block<N>, &mut Vec<u64>) + Sync);

/// Lines of a panel at most.
pub const PANEL: usize = 64;
/// Fewer neighbouring lines than this are packed one after the other instead.
const NARROW: usize = 8;
/// Dense lines shorter than this are worked on as panels: they would fill no vector.
const SHORT: usize = 32;

/// Strided lines packed together at most: as many as 4-byte elements fill a cache line.
const MAX_BLOCK: usize = 16;
/// Bytes that packed lines of one operand should not exceed.
const BLOCK_BYTES: usize = 1 << 20;
/// Elements of short dense lines to take together.
const DENSE_BLOCK: usize = 4096;
/// Dense lines that a kernel can work on at a time.
pub const TOGETHER: usize = 8;

/// Runs a kernel on every line along `dim`. Operands have one shape, but for their sizes in `dim`.
pub fn run<const N: usize>(dim: usize, operands: [Operand; N], kernel: Kernel<N>) {
    run_rows(dim, operands, &|block, scratch| (0..block.lines).for_each(|line| kernel(&block.line(line), scratch)));
}

/// Runs a kernel on all lines along `dim`, several at a time, each dense.
pub fn run_rows<const N: usize>(dim: usize, operands: [Operand; N], kernel: BlockKernel<N>) {
    Lines::new(dim, &operands).run_all(kernel);
}

/// Runs a kernel on all lines along `dim`, many at a time: as panels where they are short or strided, else [`TOGETHER`] if they
/// are not long.
pub fn run_blocks<const N: usize>(dim: usize, operands: [Operand; N], kernel: BlockKernel<N>) {
    let mut lines = Lines::new(dim, &operands);
    lines.together = TOGETHER;
    lines.panel = lines.is_strided() && lines.outer.inner_size() >= NARROW || lines.longest() < SHORT;
    lines.run_all(kernel);
}

/// As [`run_rows`], with the lines cut into parts of `per_part`; lines of one part are taken one after the
/// other.
pub fn run_parts<const N: usize>(dim: usize, operands: [Operand; N], per_part: usize, kernel: PartKernel<N>) {
    let lines = Lines::new(dim, &operands);
    let count = lines.outer.numel();
    pool::parallel(count.div_ceil(per_part), &|part| {
        let end = count.min((part + 1) * per_part);
        lines.run_range(part * per_part, end, &|block, scratch| kernel(part, block, scratch));
    });
}

/// One operand's lines.
#[derive(Clone, Copy)]
struct Line {
    pointer: *mut u8,
    length: usize,
    /// Bytes from element to element.
    stride: isize,
    size: usize,
    work: usize,
    written: bool,
    convert: Option<Convert>,
    /// Part of a large result: written past the caches, where lines are not taken as panels.
    streamed: bool,
}

/// A line of so many bytes may take the way by a buffer: it is still in the caches when it is streamed.
const STREAMED_LINE: usize = 16 << 10;

struct Lines<const N: usize> {
    /// All dimensions but the one lines run along.
    outer: Space<N>,
    lines: [Line; N],
    panel: bool,
    /// Dense lines that kernels want at least, where they are not long.
    together: usize,
}

// SAFETY: threads write disjoint lines, and nobody writes the inputs.
unsafe impl<const N: usize> Sync for Lines<N> {}

impl<const N: usize> Lines<N> {
    fn new(dim: usize, operands: &[Operand; N]) -> Lines<N> {
        let mut shape: tapir_core::Dims = operands[0].shape.into();
        if let Some(size) = shape.get_mut(dim) {
            *size = 1;
        }
        let outer = Space::new(&shape, operands.map(|operand| (operand.strides, operand.dtype.size())));
        let is_read = |pointer: *mut u8| operands.iter().any(|other| !other.written && other.pointer == pointer);
        let lines = operands.map(|operand| {
            let (from, to) =
                if operand.written { (operand.work, operand.dtype) } else { (operand.dtype, operand.work) };
            let mut line = Line {
                pointer: operand.pointer,
                length: operand.length(dim),
                stride: operand.strides.get(dim).copied().unwrap_or(1) * operand.dtype.size() as isize,
                size: operand.dtype.size(),
                work: operand.work.size(),
                written: operand.written,
                convert: (from != to).then(|| converter(from, to)),
                streamed: false,
            };
            let bytes = line.length * line.size;
            line.streamed = line.written
                && line.convert.is_none()
                && line.is_dense()
                && (non_temporal::CHUNK..=STREAMED_LINE).contains(&bytes)
                && outer.numel() * bytes >= non_temporal::threshold()
                && !is_read(line.pointer);
            line
        });
        Lines { outer, lines, panel: false, together: 1 }
    }

    fn longest(&self) -> usize {
        self.lines.iter().map(|line| line.length).max().unwrap_or(1).max(1)
    }

    fn is_strided(&self) -> bool {
        self.lines.iter().any(|line| !line.pointer.is_null() && !line.is_dense())
    }

    /// Whether the elements of neighbouring lines lie beside each other in all operands, as a kernel wants them.
    fn is_beside(&self) -> bool {
        let mut operands = self.lines.iter().enumerate().filter(|(_, line)| !line.pointer.is_null());
        operands.all(|(k, line)| line.convert.is_none() && self.outer.inner_stride(k) == line.size as isize)
    }

    /// How many lines to take together.
    fn block(&self) -> usize {
        let length = self.longest();
        let most = BLOCK_BYTES / (8 * length);
        match self.is_strided() {
            // Panels that are read where they lie take no memory, so these may be long.
            _ if self.panel && self.is_beside() => most.clamp(MAX_BLOCK, PANEL),
            _ if self.panel => most.clamp(1, PANEL),
            true => most.clamp(1, MAX_BLOCK),
            false if length <= DENSE_BLOCK => (DENSE_BLOCK / length).max(self.together),
            false => 1,
        }
    }

    fn run_all(&self, kernel: BlockKernel<N>) {
        // Of empty lines there may be more than anybody could count.
        if self.lines.iter().all(|line| line.length == 0) {
            return;
        }
        let grain = parallel::GRAIN.div_ceil(self.longest()).next_multiple_of(self.block());
        parallel::split(self.outer.numel(), grain, &|start, end| self.run_range(start, end, kernel));
    }

    /// Runs a kernel on lines `start..end`.
    fn run_range(&self, start: usize, end: usize, kernel: BlockKernel<N>) {
        let mut worker =
            Worker { lines: self, buffers: [const { Vec::new() }; N], staging: Vec::new(), scratch: Vec::new() };
        let block = self.block();
        let (mut cursor, mut left) = (self.outer.cursor(start), end - start);
        while left > 0 {
            let count = block.min(left).min(cursor.run(&self.outer));
            worker.run_block(&cursor, count, kernel);
            cursor.advance(&self.outer, count);
            left -= count;
        }
        if self.lines.iter().any(|line| line.streamed) {
            non_temporal::finish();
        }
    }
}

impl Line {
    fn is_dense(&self) -> bool {
        self.stride == self.size as isize || self.length <= 1
    }

    /// Whether `count` lines, `apart` bytes from one to the next, are one dense run.
    fn is_gapless(&self, apart: isize, count: usize) -> bool {
        self.is_dense() && (count == 1 || apart == (self.length * self.size) as isize)
    }

    /// Whether the kernel may work on the operand's own memory, with `count` lines that are `apart` bytes from one another.
    fn is_direct(&self, panel: bool, apart: isize, count: usize) -> bool {
        let dense = if panel { apart == self.size as isize || count == 1 } else { self.is_dense() };
        self.convert.is_none() && dense && (panel || !self.streamed)
    }
}

struct Worker<'a, const N: usize> {
    lines: &'a Lines<N>,
    buffers: [Vec<u64>; N],
    staging: Vec<u64>,
    scratch: Vec<u64>,
}

impl<const N: usize> Worker<'_, N> {
    /// Runs the kernel on `count` neighbouring lines from a place on.
    fn run_block(&mut self, cursor: &Cursor, count: usize, kernel: BlockKernel<N>) {
        let (outer, panel) = (&self.lines.outer, self.lines.panel);
        let mut bases = [std::ptr::null_mut::<u8>(); N];
        let mut block = Block { pointers: bases, along: [0; N], apart: [0; N], lines: count, panel };
        for (k, line) in self.lines.lines.iter().enumerate() {
            if line.pointer.is_null() {
                continue;
            }
            let apart = outer.inner_stride(k);
            bases[k] = line.pointer.wrapping_offset(cursor.offset(outer, k));
            if line.is_direct(panel, apart, count) {
                (block.pointers[k], block.along[k], block.apart[k]) = (bases[k], line.stride, apart);
                continue;
            }
            reserve(&mut self.buffers[k], count * line.length * line.work);
            if !line.written {
                self.pack(k, bases[k], count);
            }
            let work = line.work as isize;
            (block.along[k], block.apart[k]) =
                if panel { (work * count as isize, work) } else { (work, work * line.length as isize) };
            block.pointers[k] = self.buffers[k].as_mut_ptr().cast();
        }
        kernel(&block, &mut self.scratch);
        for (k, line) in self.lines.lines.iter().enumerate() {
            if line.written && !line.pointer.is_null() && !line.is_direct(panel, outer.inner_stride(k), count) {
                self.unpack(k, bases[k], count);
            }
        }
    }

    fn pack(&mut self, k: usize, base: *const u8, count: usize) {
        let line = self.lines.lines[k];
        let (elements, apart, panel) = (count * line.length, self.lines.outer.inner_stride(k), self.lines.panel);
        let buffer = self.buffers[k].as_mut_ptr().cast::<u8>();
        // SAFETY: the lines lie inside the operand, and the buffers were made large enough.
        unsafe {
            match line.convert {
                None => gather_block(panel, base, line, apart, count, buffer),
                Some(convert) if !panel && line.is_gapless(apart, count) => convert(base, buffer, elements),
                Some(convert) => {
                    reserve(&mut self.staging, elements * line.size);
                    gather_block(panel, base, line, apart, count, self.staging.as_mut_ptr().cast());
                    convert(self.staging.as_ptr().cast(), buffer, elements);
                }
            }
        }
    }

    fn unpack(&mut self, k: usize, base: *mut u8, count: usize) {
        let line = self.lines.lines[k];
        let (elements, apart, panel) = (count * line.length, self.lines.outer.inner_stride(k), self.lines.panel);
        let buffer = self.buffers[k].as_ptr().cast::<u8>();
        // SAFETY: the lines lie inside the operand and in the buffers, and the staging was made large enough.
        unsafe {
            match line.convert {
                None if line.streamed && !panel => {
                    let bytes = line.length * line.size;
                    for member in 0..count {
                        non_temporal::copy(buffer.add(member * bytes), base.offset(member as isize * apart), bytes);
                    }
                }
                None => scatter_block(panel, buffer, line, apart, count, base),
                Some(convert) if !panel && line.is_gapless(apart, count) => convert(buffer, base, elements),
                Some(convert) => {
                    reserve(&mut self.staging, elements * line.size);
                    convert(buffer, self.staging.as_mut_ptr().cast(), elements);
                    scatter_block(panel, self.staging.as_ptr().cast(), line, apart, count, base);
                }
            }
        }
    }
}

/// Packs lines, as a panel or one after the other.
///
/// # Safety
/// As for [`gather_lines`].
unsafe fn gather_block(panel: bool, base: *const u8, line: Line, apart: isize, count: usize, target: *mut u8) {
    // SAFETY: by the caller's promise.
    unsafe {
        if panel {
            gather_panel(base, line, apart, count, target);
        } else {
            gather_lines(base, line, apart, count, target);
        }
    }
}

/// The converse of [`gather_block`].
///
/// # Safety
/// As there, with the roles exchanged.
unsafe fn scatter_block(panel: bool, source: *const u8, line: Line, apart: isize, count: usize, base: *mut u8) {
    // SAFETY: by the caller's promise.
    unsafe {
        if panel {
            scatter_panel(source, line, apart, count, base);
        } else {
            scatter_lines(source, line, apart, count, base);
        }
    }
}

fn reserve(buffer: &mut Vec<u64>, bytes: usize) {
    memory::grow(buffer, bytes.div_ceil(8) + 1, 0);
}

/// Packs `count` lines, `apart` bytes from one to the next, one dense line after the other.
///
/// # Safety
/// The lines must be readable, and `target` large enough.
unsafe fn gather_lines(base: *const u8, line: Line, apart: isize, count: usize, target: *mut u8) {
    // SAFETY: by the caller's promise.
    unsafe {
        if count == 1 || line.is_dense() {
            for member in 0..count {
                let source = base.offset(member as isize * apart);
                strided::gather(
                    source,
                    line.stride,
                    target.add(member * line.length * line.size),
                    line.length,
                    line.size,
                );
            }
            return;
        }
        by_size!(line.size, T => for i in 0..line.length {
            let row = base.offset(i as isize * line.stride);
            for member in 0..count {
                let value = row.offset(member as isize * apart).cast::<T>().read_unaligned();
                target.cast::<T>().add(member * line.length + i).write_unaligned(value);
            }
        })
    }
}

/// The converse of [`gather_lines`].
///
/// # Safety
/// As there, with the roles exchanged.
unsafe fn scatter_lines(source: *const u8, line: Line, apart: isize, count: usize, base: *mut u8) {
    // SAFETY: by the caller's promise.
    unsafe {
        if count == 1 || line.is_dense() {
            for member in 0..count {
                let target = base.offset(member as isize * apart);
                strided::scatter(
                    source.add(member * line.length * line.size),
                    target,
                    line.stride,
                    line.length,
                    line.size,
                );
            }
            return;
        }
        by_size!(line.size, T => for i in 0..line.length {
            let row = base.offset(i as isize * line.stride);
            for member in 0..count {
                let value = source.cast::<T>().add(member * line.length + i).read_unaligned();
                row.offset(member as isize * apart).cast::<T>().write_unaligned(value);
            }
        })
    }
}

/// Packs `count` lines, `apart` bytes from one to the next, side by side: place by place, the elements of all lines.
///
/// # Safety
/// As for [`gather_lines`].
unsafe fn gather_panel(base: *const u8, line: Line, apart: isize, count: usize, target: *mut u8) {
    for i in 0..line.length {
        // SAFETY: by the caller's promise.
        unsafe {
            let place = base.offset(i as isize * line.stride);
            strided::gather(place, apart, target.add(i * count * line.size), count, line.size);
        }
    }
}

/// The converse of [`gather_panel`].
///
/// # Safety
/// As there, with the roles exchanged.
unsafe fn scatter_panel(source: *const u8, line: Line, apart: isize, count: usize, base: *mut u8) {
    for i in 0..line.length {
        // SAFETY: by the caller's promise.
        unsafe {
            let place = base.offset(i as isize * line.stride);
            strided::scatter(source.add(i * count * line.size), place, apart, count, line.size);
        }
    }
}

/// An output with the reduced dimension put back, of size 1.
pub fn with_dim(out: Option<&ViewMut>, dim: usize, rank: usize) -> Option<ViewMut> {
    let mut out = out?.clone();
    if out.shape.len() < rank {
        out.shape.insert(dim, 1);
        out.strides.insert(dim, 1);
    }
    Some(out)
}
