//! Speed of convolutions: `cargo run --release --example conv -- 32x64x56x64x3s1p1 …` prints the shortest time of many runs,
//! forward, and the gradients of input and weight. A shape is batch, input channels, height and width, output channels, kernel,
//! stride, padding, and groups after `g`.

#![allow(clippy::print_stdout, reason = "a program that reports on standard output")]

use std::time::{Duration, Instant};
use tapir_core::{DType, Layout};
use tapir_cpu::CPU;
use tapir_ops::{Convolution, ConvolutionBackend, View, ViewMut};

const DEFAULT: &str = "64x1x28x32x3s1p0 64x32x26x64x3s1p0 32x3x32x16x3s1p1 16x64x56x64x3s1p1 8x128x28x128x3s1p1 \
                       8x256x14x256x3s1p1 8x512x7x512x3s1p1 4x3x224x64x7s2p3 8x128x28x256x3s2p1 8x256x14x512x1s2p0 \
                       8x256x14x1024x1s1p0 8x96x28x96x3s1p1g96";
const TIME: Duration = Duration::from_millis(1500);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shapes = if arguments.is_empty() { DEFAULT.to_owned() } else { arguments.join(" ") };
    for shape in shapes.split_whitespace() {
        measure(shape)?;
    }
    Ok(())
}

fn shortest(mut run: impl FnMut() -> tapir_core::Result<()>) -> tapir_core::Result<f64> {
    let (start, mut shortest) = (Instant::now(), Duration::MAX);
    while start.elapsed() < TIME {
        let start = Instant::now();
        run()?;
        shortest = shortest.min(start.elapsed());
    }
    Ok(shortest.as_secs_f64() * 1e3)
}

fn measure(shape: &str) -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = shape.split(['x', 's', 'p', 'g']).map(str::parse).collect::<Result<_, _>>()?;
    let (&[batch, channels, size, rows, kernel, stride, padding], groups) =
        (numbers.first_chunk::<7>().ok_or("expected seven numbers")?, numbers.get(7).copied().unwrap_or(1));
    let out = (size + 2 * padding - kernel) / stride + 1;
    let layout = |shape: [usize; 4]| Layout::contiguous(&shape);
    let (input, weight, output) = (
        layout([batch, channels, size, size]),
        layout([rows, channels / groups, kernel, kernel]),
        layout([batch, rows, out, out]),
    );
    let (mut x, mut w, mut y) = (vec![1f32; input.numel()], vec![1f32; weight.numel()], vec![1f32; output.numel()]);
    // SAFETY: each list has as many elements as its layout and outlives the view.
    let targets = unsafe {
        (
            ViewMut::new(x.as_mut_ptr().cast(), DType::F32, &input),
            ViewMut::new(w.as_mut_ptr().cast(), DType::F32, &weight),
            ViewMut::new(y.as_mut_ptr().cast(), DType::F32, &output),
        )
    };
    let sources: (View, View, View) = (targets.0.as_view(), targets.1.as_view(), targets.2.as_view());
    let how = Convolution { stride: &[stride, stride], padding: &[padding, padding], dilation: &[1, 1], groups };
    let work = 2.0 * (output.numel() * weight.numel() / rows) as f64 / 1e6;
    let forward = shortest(|| CPU.convolution(how, &sources.0, &sources.1, None, &targets.2))?;
    let by_input = shortest(|| CPU.convolution_transposed(how, &sources.2, &sources.1, None, &targets.0))?;
    let by_weight = shortest(|| CPU.convolution_weight(how, &sources.2, &sources.0, &targets.1))?;
    let rate = |time: f64| work / time;
    println!(
        "tapir {shape}: forward {forward:.3} ms ({:.0} GFLOPS), input {by_input:.3} ms ({:.0}), weight {by_weight:.3} ms ({:.0}), all {:.3} ms",
        rate(forward),
        rate(by_input),
        rate(by_weight),
        forward + by_input + by_weight
    );
    Ok(())
}
