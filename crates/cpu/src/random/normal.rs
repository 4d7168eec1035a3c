//! Normal numbers, by Box and Muller's method in the two ways PyTorch has. Fewer than 16, or elements that are not
//! row-major, come one by one in float64, with a cached second half. More come in blocks of 16: eight radii, eight angles.

use super::{fill, uniform};
use crate::{
    convert::converter,
    number::Number,
    parallel::{self, Shared},
    simd::isa::{self, Kernel},
};
use std::f32::consts::TAU;
use tapir_core::{DType, bf16, f16, generator::MersenneTwister};
use tapir_ops::ViewMut;

const BLOCK: usize = 16;

pub fn normal(engine: &mut MersenneTwister, mean: f64, std: f64, out: &ViewMut) {
    if out.numel() < BLOCK || !out.layout().is_contiguous() {
        return fill::fill::<f64>(out, |values| {
            values.iter_mut().for_each(|value| *value = engine.normal().mul_add(std, mean));
        });
    }
    // SAFETY: the elements lie without gaps and are of these types.
    unsafe {
        match out.dtype {
            DType::F64 => blocks_f64(engine, mean, std, slice(out)),
            DType::F16 => blocks_half::<f16>(engine, mean, std, slice(out)),
            DType::BF16 => blocks_half::<bf16>(engine, mean, std, slice(out)),
            _ => blocks_f32(engine, mean as f32, std as f32, slice(out)),
        }
    }
}

/// # Safety
/// The view must be contiguous, of elements `T`, and writable for `'a`.
unsafe fn slice<'a, T>(out: &ViewMut) -> &'a mut [T] {
    // SAFETY: by the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(out.pointer.cast::<T>(), out.numel()) }
}

/// All uniforms first; what does not fill a block is overwritten by a last block of fresh ones.
fn blocks_f32(engine: &mut MersenneTwister, mean: f32, std: f32, values: &mut [f32]) {
    uniform::units(engine, values);
    let blocks = values.len() / BLOCK;
    let base = Shared(values.as_mut_ptr());
    parallel::split(blocks, parallel::GRAIN / BLOCK / 4, &|start, end| {
        let count = (end - start) * BLOCK;
        // SAFETY: parts are disjoint and inside the slice.
        let values = unsafe { std::slice::from_raw_parts_mut(base.get().add(start * BLOCK), count) };
        isa::run(Blocks { mean, std, values });
    });
    if !values.len().is_multiple_of(BLOCK) {
        let first = values.len() - BLOCK;
        uniform::units(engine, &mut values[first..]);
        isa::run(Blocks { mean, std, values: &mut values[first..] });
    }
}

/// As for float32, in float64 with the C library's functions.
fn blocks_f64(engine: &mut MersenneTwister, mean: f64, std: f64, values: &mut [f64]) {
    values.iter_mut().for_each(|value| *value = engine.uniform());
    let blocks = values.len() / BLOCK;
    let base = Shared(values.as_mut_ptr());
    parallel::split(blocks, parallel::GRAIN / BLOCK / 16, &|start, end| {
        let count = (end - start) * BLOCK;
        // SAFETY: parts are disjoint and inside the slice.
        let values = unsafe { std::slice::from_raw_parts_mut(base.get().add(start * BLOCK), count) };
        values.chunks_exact_mut(BLOCK).for_each(|block| block_f64(block, mean, std));
    });
    if !values.len().is_multiple_of(BLOCK) {
        let first = values.len() - BLOCK;
        values[first..].iter_mut().for_each(|value| *value = engine.uniform());
        block_f64(&mut values[first..], mean, std);
    }
}

fn block_f64(block: &mut [f64], mean: f64, std: f64) {
    let (radii, angles) = block.split_at_mut(BLOCK / 2);
    for (a, b) in radii.iter_mut().zip(angles) {
        let radius = (-2.0 * (1.0 - *a).ln()).sqrt();
        let theta = std::f64::consts::TAU * *b;
        *a = (radius * theta.cos()).mul_add(std, mean);
        *b = (radius * theta.sin()).mul_add(std, mean);
    }
}

/// float32 blocks, each drawn and transformed before what follows, then rounded.
fn blocks_half<T: Number>(engine: &mut MersenneTwister, mean: f64, std: f64, values: &mut [T]) {
    let (mean, std) = (mean as f32, std as f32);
    let round = converter(DType::F32, T::DTYPE);
    let mut buffer = [0f32; fill::CHUNK];
    let mut draw = |target: &mut [T]| {
        let buffer = &mut buffer[..target.len()];
        uniform::units(engine, buffer);
        isa::run(Blocks { mean, std, values: buffer });
        // SAFETY: both slices have this length, and the types the conversion was made for.
        unsafe { round(buffer.as_ptr().cast(), target.as_mut_ptr().cast(), target.len()) };
    };
    let whole = values.len() - values.len() % BLOCK;
    values[..whole].chunks_mut(fill::CHUNK).for_each(&mut draw);
    if whole < values.len() {
        let first = values.len() - BLOCK;
        draw(&mut values[first..]);
    }
}

/// Blocks of uniforms, which become normals.
struct Blocks<'a> {
    mean: f32,
    std: f32,
    values: &'a mut [f32],
}

impl Kernel for Blocks<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for block in self.values.chunks_exact_mut(BLOCK) {
            let (radii, angles) = block.split_at_mut(BLOCK / 2);
            for (a, b) in radii.iter_mut().zip(angles) {
                let radius = (-2.0 * log(1.0 - *a)).sqrt();
                let (sin, cos) = sin_cos(TAU * *b);
                *a = (radius * cos).mul_add(self.std, self.mean);
                *b = (radius * sin).mul_add(self.std, self.mean);
            }
        }
    }
}

/// The Cephes library's `logf` for x in (0, 1], as PyTorch has it: each product that is followed by a sum is fused with it.
#[inline(always)]
#[allow(clippy::excessive_precision, reason = "as published")]
fn log(x: f32) -> f32 {
    const COEFFICIENTS: [f32; 8] = [
        -1.1514610310E-1,
        1.1676998740E-1,
        -1.2420140846E-1,
        1.4249322787E-1,
        -1.6668057665E-1,
        2.0000714765E-1,
        -2.4999993993E-1,
        3.3333331174E-1,
    ];
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let mut exponent = ((bits >> 23) as i32 - 126) as f32;
    let mut m = f32::from_bits(bits & 0x007f_ffff | 0x3f00_0000); // 0.5 <= m < 1
    let small = m < std::f32::consts::FRAC_1_SQRT_2;
    exponent -= if small { 1.0 } else { 0.0 };
    m = (m - 1.0) + if small { m } else { 0.0 };
    let z = m * m;
    let mut y = 7.0376836292E-2f32;
    for coefficient in COEFFICIENTS {
        y = y.mul_add(m, coefficient);
    }
    y *= m;
    y = y.mul_add(z, exponent * -2.12194440e-4);
    y = (-z).mul_add(0.5, y);
    exponent.mul_add(0.693359375, m + y)
}

/// The Cephes library's `sinf` and `cosf` for x in [0, 2π], as PyTorch has them.
#[inline(always)]
#[allow(clippy::excessive_precision, reason = "as published")]
fn sin_cos(x: f32) -> (f32, f32) {
    let octant = ((x * 1.27323954473516) as i32 + 1) & !1;
    let f = octant as f32;
    let mut x = f.mul_add(-0.78515625, x);
    x = f.mul_add(-2.4187564849853515625e-4, x);
    x = f.mul_add(-3.77489497744594108e-8, x);
    let z = x * x;
    let mut c = 2.443315711809948E-5f32.mul_add(z, -1.388731625493765E-3);
    c = c.mul_add(z, 4.166664568298827E-2) * z;
    c = c.mul_add(z, -(z * 0.5)) + 1.0;
    let mut s = (-1.9515295891E-4f32).mul_add(z, 8.3321608736E-3);
    s = s.mul_add(z, -1.6666654611E-1) * z;
    s = s.mul_add(x, x);
    let swap = octant & 2 != 0;
    let (sin, cos) = if swap { (c, s) } else { (s, c) };
    // The signs: bit 2 of the octant, and of the octant a quarter turn before.
    let sin_sign = (octant as u32 & 4) << 29;
    let cos_sign = (!(octant - 2) as u32 & 4) << 29;
    (f32::from_bits(sin.to_bits() ^ sin_sign), f32::from_bits(cos.to_bits() ^ cos_sign))
}
