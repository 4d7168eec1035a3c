//! Distributions by inversion, in float64 whatever the dtype: one wide draw for each element, and the log-normal one from
//! normals with a cached second half at every size.

use super::fill;
use tapir_core::generator::MersenneTwister;
use tapir_ops::ViewMut;

pub fn exponential(engine: &mut MersenneTwister, rate: f64, out: &ViewMut) {
    each(out, || -1.0 / rate * (-engine.uniform()).ln_1p());
}

pub fn cauchy(engine: &mut MersenneTwister, median: f64, sigma: f64, out: &ViewMut) {
    each(out, || (std::f64::consts::PI * (engine.uniform() - 0.5)).tan().mul_add(sigma, median));
}

pub fn geometric(engine: &mut MersenneTwister, p: f64, out: &ViewMut) {
    let log_of_failure = (-p).ln_1p();
    each(out, || (engine.uniform().ln() / log_of_failure).ceil());
}

pub fn log_normal(engine: &mut MersenneTwister, mean: f64, std: f64, out: &ViewMut) {
    each(out, || engine.normal().mul_add(std, mean).exp());
}

fn each(out: &ViewMut, mut draw: impl FnMut() -> f64) {
    fill::fill::<f64>(out, |values| values.iter_mut().for_each(|value| *value = draw()));
}
