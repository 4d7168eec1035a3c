//! Brings operands of any strides and dtype before kernels that know neither: packs what is not dense in the compute
//! dtype into buffers that stay in the first-level cache, a chunk at a time, and unpacks results likewise.
//! Invariant: a kernel sees dense operands of its own dtype, and no output that overlaps an operand.

use crate::{
    convert::{Convert, converter},
    iterate::{
        space::{Cursor, Space},
        strided,
    },
    non_temporal, parallel,
};
use std::mem::MaybeUninit;
use tapir_core::DType;

/// Bytes of one packing buffer, and elements per chunk: even of complex128 that many fit.
const BUFFER: usize = 8192;
const CHUNK: usize = 1024;

/// Innermost axes at least this long are walked row by row, so that dense rows need no packing.
const LONG_ROW: usize = 256;

/// Memory of one chunk of an operand in the compute dtype.
#[repr(align(64))]
struct Buffer(MaybeUninit<[u8; BUFFER]>);

/// Memory of one chunk before or after conversion: elements of up to 16 bytes.
#[repr(align(64))]
struct Staging(MaybeUninit<[u8; 16 * CHUNK]>);

/// One tensor among the operands of a kernel. A null pointer stands for one that nobody has: an output is thrown away,
/// an input is some other memory.
#[derive(Clone, Copy)]
pub struct Operand {
    pub pointer: *mut u8,
    pub dtype: DType,
}

/// A kernel call over `N` operands, of which the first `outputs` are written. Operands share `space`.
pub struct Job<'a, const N: usize> {
    pub space: Space<N>,
    pub operands: [Operand; N],
    pub outputs: usize,
    pub compute: DType,
    /// Called with the number of elements and the operands, dense and in the compute dtype.
    pub kernel: &'a (dyn Fn(usize, &[*mut u8; N]) + Sync),
}

// SAFETY: threads write disjoint parts of the outputs, and nobody writes the inputs.
unsafe impl<const N: usize> Sync for Job<'_, N> {}

/// How an operand comes before the kernel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Dense in the compute dtype over the whole space.
    Flat,
    /// Needs a look at each chunk.
    Packed,
    /// There is none.
    Absent,
}

impl<const N: usize> Job<'_, N> {
    /// Runs the whole space, on several threads if it is large.
    pub fn run(&self) {
        let numel = self.space.numel();
        parallel::split(numel, parallel::GRAIN, &|start, end| self.run_range(start, end));
    }

    fn run_range(&self, start: usize, end: usize) {
        let mut buffers = [const { Buffer(MaybeUninit::uninit()) }; N];
        let mut staging = Staging(MaybeUninit::uninit());
        let mut worker = Worker::new(self, &mut buffers, &mut staging);
        let by_rows = self.space.inner_size() >= LONG_ROW || self.space.axes.len() <= 1;
        let mut cursor = self.space.cursor(start);
        let mut position = start;
        while position < end {
            let row = if by_rows { cursor.run(&self.space) } else { usize::MAX };
            let limit = if by_rows && worker.row_is_dense() { row } else { worker.chunk() };
            let count = limit.min(row).min(end - position);
            worker.step(&cursor, position, count);
            cursor.advance(&self.space, count);
            position += count;
        }
        if worker.streams {
            non_temporal::finish();
        }
    }
}

/// One thread's buffers and the state of each operand.
struct Worker<'a, const N: usize> {
    job: &'a Job<'a, N>,
    access: [Access; N],
    convert: [Option<Convert>; N],
    /// For an operand that is one element along the rows: which element fills its buffer now, and how far.
    filled: [(*const u8, usize); N],
    aliased: bool,
    /// Outputs are large, and written past the caches where they are dense.
    streams: bool,
    buffers: &'a mut [Buffer; N],
    staging: &'a mut Staging,
}

impl<'a, const N: usize> Worker<'a, N> {
    fn new(job: &'a Job<'a, N>, buffers: &'a mut [Buffer; N], staging: &'a mut Staging) -> Self {
        let mut access = [Access::Packed; N];
        let mut convert = [None; N];
        for k in 0..N {
            let operand = job.operands[k];
            if operand.pointer.is_null() {
                access[k] = Access::Absent;
            } else if operand.dtype == job.compute {
                if job.space.is_flat(k, operand.dtype.size()) {
                    access[k] = Access::Flat;
                }
            } else if k < job.outputs {
                convert[k] = Some(converter(job.compute, operand.dtype));
            } else {
                convert[k] = Some(converter(operand.dtype, job.compute));
            }
        }
        let (written, read) = job.operands.split_at(job.outputs);
        let is_read = |out: &Operand| !out.pointer.is_null() && read.iter().any(|input| input.pointer == out.pointer);
        let aliased = written.iter().any(is_read);
        let bytes = written.iter().filter(|out| !out.pointer.is_null()).map(|out| out.dtype.size()).max().unwrap_or(0);
        let streams = !aliased && job.space.numel() * bytes >= non_temporal::threshold();
        Worker { job, access, convert, filled: [(std::ptr::null(), 0); N], aliased, streams, buffers, staging }
    }

    /// How many elements are brought before the kernel at once.
    fn chunk(&self) -> usize {
        let buffer = if self.streams || self.aliased { non_temporal::CHUNK } else { BUFFER };
        CHUNK.min(buffer / self.job.compute.size())
    }

    /// Whether every operand can be handed to the kernel as it is for a whole row.
    fn row_is_dense(&self) -> bool {
        let item = self.job.compute.size() as isize;
        !self.aliased
            && !self.streams
            && (0..N).all(|k| {
                self.access[k] == Access::Flat || self.convert[k].is_none() && self.job.space.inner_stride(k) == item
            })
    }

    /// Runs the kernel on `count` elements from a cursor, which is at element number `position`.
    fn step(&mut self, cursor: &Cursor, position: usize, count: usize) {
        let outputs = self.job.outputs;
        let mut pointers = [std::ptr::null_mut(); N];
        for k in 0..N {
            pointers[k] = match self.access[k] {
                Access::Absent if k >= outputs => pointers[outputs],
                _ if k >= outputs => self.input(k, cursor, position, count),
                _ if self.streams => self.buffers[k].0.as_mut_ptr().cast(),
                _ => self.direct(k, cursor, position, count).unwrap_or(self.buffers[k].0.as_mut_ptr().cast()),
            };
        }
        (self.job.kernel)(count, &pointers);
        for (k, pointer) in pointers.iter().enumerate().take(outputs) {
            if self.access[k] != Access::Absent && *pointer == self.buffers[k].0.as_mut_ptr().cast() {
                self.unpack(k, cursor, count);
            }
        }
    }

    /// The operand's own memory, if it is dense and of the compute dtype over the chunk.
    fn direct(&self, k: usize, cursor: &Cursor, position: usize, count: usize) -> Option<*mut u8> {
        let (space, item) = (&self.job.space, self.job.compute.size());
        let base = self.job.operands[k].pointer;
        let offset = if self.access[k] == Access::Flat {
            (position * item) as isize
        } else if self.access[k] == Access::Packed
            && self.convert[k].is_none()
            && space.inner_stride(k) == item as isize
            && count <= cursor.run(space)
        {
            cursor.offset(space, k)
        } else {
            return None;
        };
        // SAFETY: the chunk lies inside the operand.
        Some(unsafe { base.offset(offset) })
    }

    fn input(&mut self, k: usize, cursor: &Cursor, position: usize, count: usize) -> *mut u8 {
        let buffer = self.buffers[k].0.as_mut_ptr().cast::<u8>();
        let (space, item) = (&self.job.space, self.job.compute.size());
        if let Some(pointer) = self.direct(k, cursor, position, count) {
            if !self.aliased || !self.is_written(self.job.operands[k].pointer) {
                return pointer;
            }
            // SAFETY: a chunk fits the buffer.
            unsafe { std::ptr::copy_nonoverlapping(pointer, buffer, count * item) };
            return buffer;
        }
        // SAFETY: the cursor is inside the operand.
        let first = unsafe { self.job.operands[k].pointer.offset(cursor.offset(space, k)) };
        let repeats = space.is_constant(k) || space.inner_stride(k) == 0 && count <= cursor.run(space);
        if repeats {
            self.repeat(k, first, count);
        } else {
            self.pack(k, cursor, count);
        }
        buffer
    }

    fn is_written(&self, pointer: *mut u8) -> bool {
        self.job.operands[..self.job.outputs].iter().any(|out| out.pointer == pointer)
    }

    /// Fills the buffer with one element, unless it is full of it already.
    fn repeat(&mut self, k: usize, element: *const u8, count: usize) {
        let (filled_with, filled) = self.filled[k];
        if filled_with == element && filled >= count {
            return;
        }
        let buffer = self.buffers[k].0.as_mut_ptr().cast::<u8>();
        let mut converted = [0u64; 2];
        let converted = converted.as_mut_ptr().cast::<u8>();
        let item = self.job.compute.size();
        // SAFETY: one element is read; the buffer holds a chunk.
        unsafe {
            match self.convert[k] {
                Some(convert) => convert(element, converted, 1),
                None => std::ptr::copy_nonoverlapping(element, converted, item),
            }
            strided::splat(converted, buffer, item as isize, count, item);
        }
        self.filled[k] = (element, count);
    }

    fn pack(&mut self, k: usize, cursor: &Cursor, count: usize) {
        let operand = self.job.operands[k];
        let (space, size) = (&self.job.space, operand.dtype.size());
        let buffer = self.buffers[k].0.as_mut_ptr().cast::<u8>();
        // SAFETY: the chunk lies inside the operand, and fits buffer and staging.
        unsafe {
            let Some(convert) = self.convert[k] else {
                return strided::gather_space(space, k, operand.pointer, cursor.clone(), buffer, count, size);
            };
            let dense = space.inner_stride(k) == size as isize && count <= cursor.run(space);
            let source = if dense {
                operand.pointer.offset(cursor.offset(space, k))
            } else {
                let staging = self.staging.0.as_mut_ptr().cast::<u8>();
                strided::gather_space(space, k, operand.pointer, cursor.clone(), staging, count, size);
                staging
            };
            convert(source, buffer, count);
        }
    }

    fn unpack(&mut self, k: usize, cursor: &Cursor, count: usize) {
        let operand = self.job.operands[k];
        let (space, size) = (&self.job.space, operand.dtype.size());
        let buffer = self.buffers[k].0.as_ptr().cast::<u8>();
        // SAFETY: the chunk lies inside the operand and in the buffer, and fits the staging.
        unsafe {
            let dense = space.inner_stride(k) == size as isize && count <= cursor.run(space);
            let target = operand.pointer.offset(cursor.offset(space, k));
            let packed = match self.convert[k] {
                None => buffer,
                Some(convert) if dense && !self.streams => return convert(buffer, target, count),
                Some(convert) => {
                    let staging = self.staging.0.as_mut_ptr().cast::<u8>();
                    convert(buffer, staging, count);
                    staging.cast_const()
                }
            };
            if dense && self.streams {
                non_temporal::copy(packed, target, count * size);
            } else {
                strided::scatter_space(space, k, operand.pointer, cursor.clone(), packed, count, size);
            }
        }
    }
}
