//! Poisson numbers: by multiplying uniforms below a rate of 10, from there on by transformed rejection (Hörmann, "The
//! transformed rejection method for generating Poisson random variables", 1993).

use super::fill;
use tapir_core::{Result, ensure, generator::MersenneTwister};
use tapir_ops::{View, ViewMut};

pub fn poisson(engine: &mut MersenneTwister, rate: &View, out: &ViewMut) -> Result<()> {
    fill::fill_with::<f64, i64>(rate, out, |rate| {
        ensure!(rate >= 0.0, Value, "invalid Poisson rate, expected rate to be non-negative");
        Ok(draw(engine, rate))
    })
}

fn draw(engine: &mut MersenneTwister, rate: f64) -> i64 {
    if rate >= 10.0 {
        return by_rejection(engine, rate);
    }
    if rate == 0.0 {
        return 0;
    }
    let (bound, mut product, mut count) = ((-rate).exp(), 1.0, 0);
    loop {
        product *= engine.uniform();
        if product <= bound {
            return count;
        }
        count += 1;
    }
}

fn by_rejection(engine: &mut MersenneTwister, rate: f64) -> i64 {
    let log_rate = rate.ln();
    let b = 0.931 + 2.53 * rate.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let accepted_at_once = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = engine.uniform() - 0.5;
        let v = engine.uniform();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + rate + 0.43).floor();
        if us >= 0.07 && v <= accepted_at_once {
            return k as i64;
        }
        if k < 0.0 || us < 0.013 && v > us {
            continue;
        }
        if v.ln() + inverse_alpha.ln() - (a / (us * us) + b).ln() <= -rate + k * log_rate - log_factorial(k) {
            return k as i64;
        }
    }
}

/// The logarithm of k!, for a whole k: a product, or Stirling's series from where it is exact to rounding.
fn log_factorial(k: f64) -> f64 {
    const LOG_ROOT_TAU: f64 = 0.918_938_533_204_672_8;
    if k < 16.0 {
        return (2..=k as u64).map(|factor| factor as f64).product::<f64>().ln();
    }
    let x = k + 1.0;
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + LOG_ROOT_TAU + series
}
