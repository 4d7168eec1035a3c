//! Speed of matrix products: `cargo run --release --example gemm -- 256x256x256nn 64x256x784nt …` prints the shortest time of
//! many runs. A shape is rows, columns and depth, whether `a` and `b` are transposed in memory, and `d` for float64,
//! `b` for bfloat16, `h` for float16 or `i` for int32.

#![allow(clippy::print_stdout, reason = "a program that reports on standard output")]

use std::time::{Duration, Instant};
use tapir_core::{DType, Layout};
use tapir_cpu::CPU;
use tapir_ops::{Matmul, MatmulBackend, View, ViewMut};

const DEFAULT: &str = "256x256x256nn 512x512x512nn 1024x1024x1024nn 64x256x784nn 64x256x784nt 64x10x256nn 784x256x64tn \
                       64x784x256nn 10x1x1nn 64x64x64nn";
const TIME: Duration = Duration::from_millis(700);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shapes = if arguments.is_empty() { DEFAULT.to_owned() } else { arguments.join(" ") };
    for shape in shapes.split_whitespace() {
        measure(shape)?;
    }
    Ok(())
}

fn measure(shape: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (sizes, flags) = shape.split_at(shape.find(['n', 't']).ok_or("no flags")?);
    let sizes: Vec<usize> = sizes.split('x').map(str::parse).collect::<Result<_, _>>()?;
    let &[m, n, k] = &sizes[..] else { return Err("expected rows x columns x depth".into()) };
    let dtype = match flags.chars().nth(2) {
        Some('d') => DType::F64,
        Some('b') => DType::BF16,
        Some('h') => DType::F16,
        Some('i') => DType::I32,
        _ => DType::F32,
    };
    let matrix = |rows: usize, columns: usize, transposed: bool| {
        if transposed {
            Layout::contiguous(&[1, columns, rows]).transpose(1, 2)
        } else {
            Layout::contiguous(&[1, rows, columns])
        }
    };
    let memory = |elements: usize| vec![0x3c00_3c00_3c00_3c00u64; elements.div_ceil(8 / dtype.size().min(8)) + 8];
    let (a, b, mut c) = (memory(m * k), memory(k * n), memory(m * n));
    // SAFETY: each block has room for its matrix and outlives the view.
    let (a, b, c) = unsafe {
        (
            View::new(a.as_ptr().cast(), dtype, &matrix(m, k, flags.starts_with('t'))),
            View::new(b.as_ptr().cast(), dtype, &matrix(k, n, flags[1..].starts_with('t'))),
            ViewMut::new(c.as_mut_ptr().cast(), dtype, &matrix(m, n, false)),
        )
    };
    let (start, mut shortest) = (Instant::now(), Duration::MAX);
    while start.elapsed() < TIME {
        let start = Instant::now();
        CPU.matmul(Matmul::new(&a, &b, &c))?;
        shortest = shortest.min(start.elapsed());
    }
    let rate = 2.0 * (m * n * k) as f64 / shortest.as_secs_f64() / 1e9;
    println!("tapir {shape}: {:.2} us {rate:.1} GFLOPS", shortest.as_secs_f64() * 1e6);
    Ok(())
}
