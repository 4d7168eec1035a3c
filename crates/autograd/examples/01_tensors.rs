//! Tensors: made from numbers, combined, reduced, looked at. `cargo run --example 01_tensors`

#![allow(clippy::print_stdout, reason = "an example prints")]

use tapir_autograd::{
    Tensor,
    core::{DType, Device, Result},
    ops,
};

pub fn main() -> Result<()> {
    let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3])?;
    let y = Tensor::ones(&[2, 3], DType::F32, Device::Cpu)?;

    // Operators give a result, which the next one takes as it is.
    let z = (&x + &y * &x)?;
    assert_eq!(z.to_vec::<f32>()?, [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);

    // Methods have PyTorch's names; a number is an operand like a tensor.
    let above = x.gt(2.5)?.to_vec::<bool>()?;
    assert_eq!(above, [false, false, true, true, true, true]);
    let activated = x.sub(3.5)?.relu()?.sum(Some(&[1]), false, None)?;
    assert_eq!(activated.to_vec::<f32>()?, [0.0, 0.5 + 1.5 + 2.5]);

    // Views share memory with what they are cut from.
    let column = x.select(1, 0)?;
    ops::mul_in_place(&x.transpose(0, 1)?, &Tensor::full(&[], 10, DType::F32, Device::Cpu)?)?;
    assert_eq!(column.to_vec::<f32>()?, [10.0, 40.0]);

    println!("{:?} {:?}", z, activated.to_vec::<f32>()?);
    Ok(())
}
