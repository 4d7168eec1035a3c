//! The table of steps. Operations come in the order of PyTorch's single-tensor implementations, so that results agree to the
//! last digits.

use super::{MAX_FLAGS, MAX_NUMBERS, MAX_WRITTEN, Step, StepId, StepSpec, StepVisitor};
use crate::Num;
use std::{collections::HashMap, sync::LazyLock};

/// One step per entry:
///
/// ```text
/// /// What it is, and where it comes from.
/// Type name(parameter, gradient, state, …; number, …; flag, …) = { …; [parameter, state, …] };
/// ```
macro_rules! steps {
    ($(
        $(#[doc = $doc:literal])+
        $type:ident $name:ident($param:ident, $grad:ident $(, $state:ident)*; $($number:ident),+; $($flag:ident),*) = $body:expr;
    )+) => {
        $(
            $(#[doc = $doc])+
            pub struct $type;

            impl Step for $type {
                const SPEC: StepSpec = StepSpec {
                    name: stringify!($name),
                    state: &[$(stringify!($state)),*],
                    numbers: &[$(stringify!($number)),+],
                    flags: &[$(stringify!($flag)),*],
                };

                #[inline(always)]
                fn step<V: Num>(
                    $grad: V,
                    old: [V; MAX_WRITTEN],
                    numbers: &[V; MAX_NUMBERS],
                    flags: [bool; MAX_FLAGS],
                ) -> [V; MAX_WRITTEN] {
                    let [$param, $($state,)* ..] = old;
                    let [$($number,)+ ..] = *numbers;
                    let [$($flag,)* ..] = flags;
                    let new = $body;
                    let mut written = [V::lit(0.0); MAX_WRITTEN];
                    written[..new.len()].copy_from_slice(&new);
                    written
                }
            }
        )+

        /// Visits every step in table order.
        pub fn visit_steps(visitor: &mut impl StepVisitor) {
            let mut next = 0..;
            $(visitor.visit::<$type>(StepId(next.next().unwrap_or_default()));)+
        }
    };
}

/// The gradient to follow: of the other sign to ascend, and with weight decay.
#[inline(always)]
fn directed<V: Num>(grad: V, param: V, weight_decay: V, maximize: bool, decays: bool) -> V {
    let grad = if maximize { -grad } else { grad };
    if decays { grad + weight_decay * param } else { grad }
}

/// `old + weight * (new - old)`, from the nearer end, as PyTorch's `lerp`.
#[inline(always)]
fn lerp<V: Num>(old: V, new: V, weight: V, is_far: bool) -> V {
    if is_far { new - (new - old) * (V::lit(1.0) - weight) } else { old + weight * (new - old) }
}

/// The parameter after decoupled weight decay, and the new averages of the gradient and its square.
#[inline(always)]
fn averages<V: Num>([param, grad, mean, square]: [V; 4], [new1, beta2, new2]: [V; 3], is_far: bool) -> [V; 3] {
    [param, lerp(mean, grad, new1, is_far), square * beta2 + new2 * grad * grad]
}

steps! {
    /// Gradient descent.
    Sgd sgd(param, grad; lr, weight_decay; maximize, decays) =
        [param - lr * directed(grad, param, weight_decay, maximize, decays)];

    /// Gradient descent with momentum; `keep` and `new` are what is taken of the old buffer and of the gradient.
    SgdMomentum sgd_momentum(param, grad, buffer; lr, weight_decay, keep, new, momentum; maximize, decays, nesterov) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let buffer = keep * buffer + new * grad;
        let direction = if nesterov { grad + momentum * buffer } else { buffer };
        [param - lr * direction, buffer]
    };

    /// Adam (Kingma and Ba, 2014). `shrink` is what decoupled weight decay leaves of the parameter, 1 without it.
    Adam adam(param, grad, mean, square; step_size, new1, beta2, new2, correction, eps, weight_decay, shrink; maximize, decays, is_far) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let [param, mean, square] = averages([param * shrink, grad, mean, square], [new1, beta2, new2], is_far);
        [param - step_size * mean / (square.sqrt() / correction + eps), mean, square]
    };

    /// Adam with the greatest average so far in the divisor (Reddi, Kale and Kumar, 2018).
    AmsGrad amsgrad(param, grad, mean, square, greatest; step_size, new1, beta2, new2, correction, eps, weight_decay, shrink; maximize, decays, is_far) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let [param, mean, square] = averages([param * shrink, grad, mean, square], [new1, beta2, new2], is_far);
        let greatest = greatest.maximum(square);
        [param - step_size * mean / (greatest.sqrt() / correction + eps), mean, square, greatest]
    };

    /// The gradient over the root of its average square (Hinton, 2012).
    Rmsprop rmsprop(param, grad, square; lr, alpha, new, eps, weight_decay; maximize, decays) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let square = square * alpha + new * grad * grad;
        [param - lr * grad / (square.sqrt() + eps), square]
    };

    /// RMSprop with momentum.
    RmspropMomentum rmsprop_momentum(param, grad, square, buffer; lr, alpha, new, eps, weight_decay, momentum; maximize, decays) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let square = square * alpha + new * grad * grad;
        let buffer = buffer * momentum + grad / (square.sqrt() + eps);
        [param - lr * buffer, square, buffer]
    };

    /// RMSprop by the variance of gradients (Graves, 2013).
    RmspropCentered rmsprop_centered(param, grad, square, mean; lr, alpha, new, eps, weight_decay; maximize, decays, is_far) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let square = square * alpha + new * grad * grad;
        let mean = lerp(mean, grad, new, is_far);
        [param - lr * grad / ((square - mean * mean).sqrt() + eps), square, mean]
    };

    /// RMSprop by the variance of gradients, with momentum.
    RmspropCenteredMomentum rmsprop_centered_momentum(param, grad, square, mean, buffer; lr, alpha, new, eps, weight_decay, momentum; maximize, decays, is_far) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let square = square * alpha + new * grad * grad;
        let mean = lerp(mean, grad, new, is_far);
        let buffer = buffer * momentum + grad / ((square - mean * mean).sqrt() + eps);
        [param - lr * buffer, square, mean, buffer]
    };

    /// Adadelta (Zeiler, 2012): the gradient times the ratio of two averages, of earlier steps and of gradients.
    Adadelta adadelta(param, grad, square, delta_square; lr, rho, new, eps, weight_decay; maximize, decays) = {
        let grad = directed(grad, param, weight_decay, maximize, decays);
        let square = square * rho + new * grad * grad;
        let delta = (delta_square + eps).sqrt() / (square + eps).sqrt() * grad;
        [param - lr * delta, square, delta_square * rho + new * delta * delta]
    };
}

static IDS: LazyLock<HashMap<&str, StepId>> = LazyLock::new(|| {
    struct Collect(HashMap<&'static str, StepId>);
    impl StepVisitor for Collect {
        fn visit<S: Step>(&mut self, id: StepId) {
            self.0.insert(S::SPEC.name, id);
        }
    }
    let mut collect = Collect(HashMap::new());
    visit_steps(&mut collect);
    collect.0
});

/// The step with that [`StepSpec::name`].
pub fn step_by_name(name: &str) -> Option<StepId> {
    IDS.get(name).copied()
}
