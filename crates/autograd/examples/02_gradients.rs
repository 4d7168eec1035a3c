//! Gradients: of a formula, of a part of a tensor, and of a gradient. `cargo run --example 02_gradients`

#![allow(clippy::print_stdout, reason = "an example prints")]

use tapir_autograd::{BackwardOptions, Tensor, backward, core::Result, grad};

pub fn main() -> Result<()> {
    let x = Tensor::from_slice(&[1.0f64, 2.0, 3.0], &[3])?;
    x.set_requires_grad(true)?;

    // The sum of x³: its gradient is 3x².
    let y = (&x * &x * &x)?.sum(None, false, None)?;
    backward(&[y], &[], None, BackwardOptions::default())?;
    let gradient = x.grad().expect("backward leaves it in the leaf");
    assert_eq!(gradient.to_vec::<f64>()?, [3.0, 12.0, 27.0]);

    // The derivative of a derivative, without touching `.grad`: of sin, -sin.
    let recorded = BackwardOptions { create_graph: true, ..BackwardOptions::default() };
    let first = grad(&[x.sin()?.sum(None, false, None)?], std::slice::from_ref(&x), &[], recorded, false)?;
    let slope = first[0].as_ref().expect("it depends on x").sum(None, false, None)?;
    let second = grad(&[slope], std::slice::from_ref(&x), &[], BackwardOptions::default(), false)?;
    let (found, expected) = (second[0].as_ref().expect("it depends on x").to_vec::<f64>()?, [1.0f64, 2.0, 3.0]);
    assert!(found.iter().zip(expected).all(|(found, x)| (found + x.sin()).abs() < 1e-15));

    println!("{:?} {:?}", gradient.to_vec::<f64>()?, found);
    Ok(())
}
