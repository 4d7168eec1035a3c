//! What a step does to one element. Operations come in the order of PyTorch's single-tensor implementations, and factors
//! are computed in double precision and rounded once, so results agree to the last digits.

use super::pass::{Real, Update};
use tapir_ops::{Adam, Rmsprop, Sgd};

/// `old + weight * (new - old)`, from the nearer end, as PyTorch's `lerp`.
#[inline(always)]
fn lerp<T: Real>(old: T, new: T, weight: T) -> T {
    if weight < T::of(0.5) { old + weight * (new - old) } else { new - (new - old) * (T::of(1.0) - weight) }
}

/// The greater; NaN if there is one.
#[inline(always)]
fn maximum<T: Real>(a: T, b: T) -> T {
    let greater = if a > b { a } else { b };
    #[allow(clippy::eq_op, reason = "only NaN differs from itself")]
    if a != a { a } else { greater }
}

#[derive(Clone, Copy)]
pub struct SgdUpdate<T> {
    options: Sgd,
    lr: T,
    momentum: T,
    undamped: T,
    weight_decay: T,
}

impl<T: Real> SgdUpdate<T> {
    pub fn new(options: Sgd) -> Self {
        SgdUpdate {
            options,
            lr: T::of(options.lr),
            momentum: T::of(options.momentum),
            undamped: T::of(1.0 - options.dampening),
            weight_decay: T::of(options.weight_decay),
        }
    }

    #[inline(always)]
    fn direction(self, grad: T, param: T) -> T {
        directed(grad, param, self.options.maximize, self.options.weight_decay != 0.0, self.weight_decay)
    }
}

/// The gradient to follow: of the other sign to ascend, and with weight decay.
#[inline(always)]
fn directed<T: Real>(grad: T, param: T, maximize: bool, decays: bool, weight_decay: T) -> T {
    let grad = if maximize { -grad } else { grad };
    if decays { grad + weight_decay * param } else { grad }
}

/// Without momentum.
impl<T: Real> Update<T, 1> for SgdUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param]: [T; 1]) -> [T; 1] {
        [param - self.lr * self.direction(grad, param)]
    }
}

impl<T: Real> Update<T, 2> for SgdUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, buffer]: [T; 2]) -> [T; 2] {
        let grad = self.direction(grad, param);
        let buffer = if self.options.is_first_step { grad } else { self.momentum * buffer + self.undamped * grad };
        let direction = if self.options.nesterov { grad + self.momentum * buffer } else { buffer };
        [param - self.lr * direction, buffer]
    }
}

#[derive(Clone, Copy)]
pub struct AdamUpdate<T> {
    options: Adam,
    new1: T,
    beta2: T,
    new2: T,
    eps: T,
    weight_decay: T,
    /// What is left of the parameter by decoupled weight decay.
    shrink: T,
    step_size: T,
    correction2_sqrt: T,
}

impl<T: Real> AdamUpdate<T> {
    pub fn new(options: Adam) -> Self {
        let Adam { lr, beta1, beta2, eps, weight_decay, step, .. } = options;
        AdamUpdate {
            options,
            new1: T::of(1.0 - beta1),
            beta2: T::of(beta2),
            new2: T::of(1.0 - beta2),
            eps: T::of(eps),
            weight_decay: T::of(weight_decay),
            shrink: T::of(1.0 - lr * weight_decay),
            step_size: T::of(lr / (1.0 - beta1.powf(step))),
            correction2_sqrt: T::of((1.0 - beta2.powf(step)).sqrt()),
        }
    }

    /// The parameter and gradient after weight decay, and the new averages.
    #[inline(always)]
    fn averages(self, grad: T, [param, mean, square]: [T; 3]) -> [T; 3] {
        let decays = self.options.weight_decay != 0.0;
        let decoupled = self.options.decoupled_weight_decay;
        let grad = directed(grad, param, self.options.maximize, decays && !decoupled, self.weight_decay);
        let param = if decays && decoupled { param * self.shrink } else { param };
        [param, lerp(mean, grad, self.new1), square * self.beta2 + self.new2 * grad * grad]
    }

    #[inline(always)]
    fn moved(self, param: T, mean: T, square: T) -> T {
        let denominator = square.sqrt() / self.correction2_sqrt + self.eps;
        param - self.step_size * mean / denominator
    }
}

impl<T: Real> Update<T, 3> for AdamUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, old: [T; 3]) -> [T; 3] {
        let [param, mean, square] = self.averages(grad, old);
        [self.moved(param, mean, square), mean, square]
    }
}

/// AMSGrad.
impl<T: Real> Update<T, 4> for AdamUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, mean, square, max]: [T; 4]) -> [T; 4] {
        let [param, mean, square] = self.averages(grad, [param, mean, square]);
        let max = maximum(max, square);
        [self.moved(param, mean, max), mean, square, max]
    }
}

#[derive(Clone, Copy)]
pub struct RmspropUpdate<T> {
    options: Rmsprop,
    lr: T,
    alpha: T,
    fresh: T,
    eps: T,
    weight_decay: T,
    momentum: T,
}

impl<T: Real> RmspropUpdate<T> {
    pub fn new(options: Rmsprop) -> Self {
        RmspropUpdate {
            options,
            lr: T::of(options.lr),
            alpha: T::of(options.alpha),
            fresh: T::of(1.0 - options.alpha),
            eps: T::of(options.eps),
            weight_decay: T::of(options.weight_decay),
            momentum: T::of(options.momentum),
        }
    }

    /// The gradient to follow and the new average of squares.
    #[inline(always)]
    fn average(self, grad: T, param: T, square: T) -> [T; 2] {
        let decays = self.options.weight_decay != 0.0;
        let grad = directed(grad, param, self.options.maximize, decays, self.weight_decay);
        [grad, square * self.alpha + self.fresh * grad * grad]
    }
}

impl<T: Real> Update<T, 2> for RmspropUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, square]: [T; 2]) -> [T; 2] {
        let [grad, square] = self.average(grad, param, square);
        [param - self.lr * grad / (square.sqrt() + self.eps), square]
    }
}

/// With momentum.
impl<T: Real> Update<T, 3> for RmspropUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, square, buffer]: [T; 3]) -> [T; 3] {
        let [grad, square] = self.average(grad, param, square);
        let buffer = buffer * self.momentum + grad / (square.sqrt() + self.eps);
        [param - self.lr * buffer, square, buffer]
    }
}

/// RMSprop by the variance of gradients.
#[derive(Clone, Copy)]
pub struct CenteredUpdate<T>(pub RmspropUpdate<T>);

impl<T: Real> CenteredUpdate<T> {
    /// Gradient, average of squares, average, and the step's denominator.
    #[inline(always)]
    fn average(self, grad: T, param: T, square: T, mean: T) -> [T; 4] {
        let [grad, square] = self.0.average(grad, param, square);
        let mean = lerp(mean, grad, self.0.fresh);
        [grad, square, mean, (square - mean * mean).sqrt() + self.0.eps]
    }
}

impl<T: Real> Update<T, 3> for CenteredUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, square, mean]: [T; 3]) -> [T; 3] {
        let [grad, square, mean, denominator] = self.average(grad, param, square, mean);
        [param - self.0.lr * grad / denominator, square, mean]
    }
}

/// With momentum.
impl<T: Real> Update<T, 4> for CenteredUpdate<T> {
    #[inline(always)]
    fn apply(self, grad: T, [param, square, mean, buffer]: [T; 4]) -> [T; 4] {
        let [grad, square, mean, denominator] = self.average(grad, param, square, mean);
        let buffer = buffer * self.0.momentum + grad / denominator;
        [param - self.0.lr * buffer, square, mean, buffer]
    }
}
