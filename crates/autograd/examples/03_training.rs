//! A network trained: two layers learn whether two bits differ. `cargo run --example 03_training`

#![allow(clippy::print_stdout, reason = "an example prints")]

use tapir_autograd::{
    BackwardOptions, GradMode, Tensor, backward,
    core::{DType, Device, Generator, Result},
    ops,
};

struct Network {
    /// Weight and bias of each layer.
    layers: [(Tensor, Tensor); 2],
}

impl Network {
    fn new(hidden: i64) -> Result<Network> {
        let generator = Generator::new();
        generator.manual_seed(1)?;
        let layer = |outputs: i64, inputs: i64| -> Result<(Tensor, Tensor)> {
            let weight = ops::randn(&[outputs, inputs], Some(generator.clone()), DType::F32, Device::Cpu, true)?;
            let bias = Tensor::zeros(&[outputs as usize], DType::F32, Device::Cpu)?;
            bias.set_requires_grad(true)?;
            Ok((weight, bias))
        };
        Ok(Network { layers: [layer(hidden, 2)?, layer(1, hidden)?] })
    }

    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let [(first, shift), (second, end)] = &self.layers;
        input.linear(first, Some(shift))?.tanh()?.linear(second, Some(end))
    }

    fn parameters(&self) -> impl Iterator<Item = &Tensor> {
        self.layers.iter().flat_map(|(weight, bias)| [weight, bias])
    }
}

pub fn main() -> Result<()> {
    let input = Tensor::from_slice(&[0.0f32, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], &[4, 2])?;
    let target = Tensor::from_slice(&[0.0f32, 1.0, 1.0, 0.0], &[4, 1])?;
    let network = Network::new(8)?;
    let mut last = f64::INFINITY;
    for _ in 0..500 {
        let loss = network.forward(&input)?.sub(&target)?.square()?.mean(None, false, None)?;
        last = loss.item()?.to_f64();
        backward(&[loss], &[], None, BackwardOptions::default())?;
        let _mode = GradMode::set(false);
        for parameter in network.parameters() {
            if let Some(gradient) = parameter.grad() {
                ops::copy_(parameter, &(parameter - &gradient * 0.1)?, false)?;
                parameter.set_grad(None)?;
            }
        }
    }
    assert!(last < 0.01, "the loss is {last} still");
    println!("loss {last:.6}, answers {:?}", network.forward(&input)?.to_vec::<f32>()?);
    Ok(())
}
