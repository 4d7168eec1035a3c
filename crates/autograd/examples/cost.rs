//! The engine's share of a small operation, in nanoseconds: `cargo run --release --example cost`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::{hint::black_box, time::Instant};
use tapir_autograd::{
    Tensor,
    call::{Args, Resolver},
    core::{DType, Device, Generator, Result, generator},
    registry::operators,
};

struct One(Tensor);

impl Resolver for One {
    fn tensor(&self, _: f64) -> Result<&Tensor> {
        Ok(&self.0)
    }

    fn generator(&self, _: f64) -> Result<Generator> {
        generator::default_for(Device::Cpu)
    }
}

fn main() -> Result<()> {
    let resolver = One(Tensor::ones(&[4, 6], DType::F32, Device::Cpu)?);
    let words = [3.0, 1.0, 0.0, 1.0];
    for (name, in_place) in [("add", false), ("add", true), ("mul", false), ("relu", false), ("view", false)] {
        let Some(op) = operators().iter().find(|op| op.name == name) else { continue };
        let words: &[f64] = match name {
            "relu" => &[1.0, 1.0],
            "view" => &[3.0, 1.0, 1.0, 24.0],
            _ => &words,
        };
        let count = 1_000_000;
        let start = Instant::now();
        for _ in 0..count {
            black_box(op.invoke(&mut Args::new(words, &resolver), in_place)?);
        }
        let nanoseconds = start.elapsed().as_nanos() as f64 / f64::from(count);
        println!("{name}{}: {nanoseconds:.0} ns", if in_place { "_" } else { "" });
    }
    Ok(())
}
