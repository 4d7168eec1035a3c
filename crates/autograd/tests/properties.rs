//! Operators over random views, against ndarray: every layout and every broadcast gives what a plain loop gives.

use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn, Slice, Zip};
use proptest::prelude::*;
use tapir_autograd::{BackwardOptions, Tensor, grad, ops};

tapir_mirror::on_start!();

/// A view cut from a dense array: part of each axis with a step, axes in another order, and some repeated.
#[derive(Clone, Debug)]
struct Cut {
    shape: Vec<usize>,
    /// `order[d]` is the axis of the base that becomes axis `d`.
    order: Vec<usize>,
    start: Vec<usize>,
    step: Vec<usize>,
    /// Axes that repeat one element.
    repeated: Vec<bool>,
    seed: usize,
}

impl Cut {
    fn base_shape(&self) -> Vec<usize> {
        let mut base = vec![0; self.shape.len()];
        for (d, &axis) in self.order.iter().enumerate() {
            base[axis] = self.start[d] + self.taken(d) * self.step[d];
        }
        base
    }

    /// Elements that axis `d` takes from the base.
    fn taken(&self, d: usize) -> usize {
        if self.repeated[d] { 1 } else { self.shape[d] }
    }

    /// Small integers, so that sums and products are exact.
    fn base(&self) -> ArrayD<f64> {
        let mut next = self.seed;
        ArrayD::from_shape_simple_fn(self.base_shape(), || {
            next = (next * 31 + 17) % 1009;
            (next % 13) as f64 - 6.0
        })
    }

    /// The view before repetition.
    fn slice<'a>(&self, base: &'a ArrayD<f64>) -> ArrayViewD<'a, f64> {
        let mut view = base.view();
        for (d, &axis) in self.order.iter().enumerate() {
            let end = self.start[d] + self.taken(d) * self.step[d];
            view.slice_axis_inplace(
                Axis(axis),
                Slice::new(self.start[d] as isize, Some(end as isize), self.step[d] as isize),
            );
        }
        view.permuted_axes(IxDyn(&self.order))
    }

    fn array(&self) -> ArrayD<f64> {
        let base = self.base();
        self.slice(&base).broadcast(IxDyn(&self.shape)).unwrap().to_owned()
    }

    /// The same view of a tensor with the base's elements.
    fn view_of(&self, base: &Tensor) -> Tensor {
        let rank = self.shape.len();
        let (mut size, mut stride, mut offset) = (vec![0; rank], vec![0; rank], 0);
        for (d, &axis) in self.order.iter().enumerate() {
            size[axis] = self.taken(d) as i64;
            stride[axis] = (base.strides()[axis] * self.step[d] as isize) as i64;
            offset += base.strides()[axis] as i64 * self.start[d] as i64;
        }
        let part = ops::as_strided(base, &size, &stride, Some(offset)).unwrap();
        let order: Vec<i64> = self.order.iter().map(|&axis| axis as i64).collect();
        let permuted = ops::permute(&part, &order).unwrap();
        ops::expand(&permuted, &integers(&self.shape), false).unwrap()
    }

    fn base_tensor(&self) -> Tensor {
        Tensor::try_from(self.base()).unwrap()
    }

    fn tensor(&self) -> Tensor {
        self.view_of(&self.base_tensor())
    }
}

fn integers(sizes: &[usize]) -> Vec<i64> {
    sizes.iter().map(|&size| size as i64).collect()
}

fn shapes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(prop::sample::select(vec![0usize, 1, 2, 3, 4, 7, 17]), 0..4)
}

fn cuts(shape: Vec<usize>, repeats: bool) -> impl Strategy<Value = Cut> {
    let rank = shape.len();
    let order = Just((0..rank).collect::<Vec<_>>()).prop_shuffle();
    let start = prop::collection::vec(0usize..3, rank);
    let step = prop::collection::vec(prop::sample::select(vec![1usize, 1, 2, 3]), rank);
    let repeated = prop::collection::vec(prop::bool::weighted(if repeats { 0.25 } else { 0.0 }), rank);
    (order, start, step, repeated, 0usize..1009).prop_map(move |(order, start, step, repeated, seed)| Cut {
        shape: shape.clone(),
        order,
        start,
        step,
        repeated,
        seed,
    })
}

/// A shape that broadcasts to the given one: leading axes left out, others 1.
fn smaller(shape: Vec<usize>) -> impl Strategy<Value = Vec<usize>> {
    let rank = shape.len();
    (0..=rank, prop::collection::vec(prop::bool::weighted(0.3), rank))
        .prop_map(move |(dropped, ones)| (dropped..rank).map(|d| if ones[d] { 1 } else { shape[d] }).collect())
}

/// Operands of which the first has the shape of the result.
fn operands(count: usize) -> impl Strategy<Value = Vec<Cut>> {
    shapes().prop_flat_map(move |shape| {
        let whole = cuts(shape.clone(), true);
        let rest = prop::collection::vec(smaller(shape).prop_flat_map(|shape| cuts(shape, true)), count - 1);
        (whole, rest).prop_map(|(whole, rest)| std::iter::once(whole).chain(rest).collect())
    })
}

/// `f` on broadcast pairs, by ndarray.
fn combine<T>(a: &ArrayD<f64>, b: &ArrayD<f64>, shape: &[usize], f: impl Fn(f64, f64) -> T) -> ArrayD<T> {
    let shape = IxDyn(shape);
    let (a, b) = (a.broadcast(shape.clone()).unwrap(), b.broadcast(shape).unwrap());
    Zip::from(a).and(b).map_collect(|&a, &b| f(a, b))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_view_has_the_elements_it_was_cut_from(cut in shapes().prop_flat_map(|shape| cuts(shape, true))) {
        prop_assert_eq!(cut.tensor().to_ndarray::<f64>().unwrap(), cut.array());
    }

    #[test]
    fn operands_broadcast_whatever_their_layout(cuts in operands(2), swapped in any::<bool>()) {
        let shape = cuts[0].shape.clone();
        let (a, b) = if swapped { (&cuts[1], &cuts[0]) } else { (&cuts[0], &cuts[1]) };
        let ((x, y), (a, b)) = ((a.tensor(), b.tensor()), (a.array(), b.array()));
        let results = [ops::add(&x, &y), ops::sub(&x, &y), ops::mul(&x, &y), ops::maximum(&x, &y)];
        let expected = [
            combine(&a, &b, &shape, |a, b| a + b),
            combine(&a, &b, &shape, |a, b| a - b),
            combine(&a, &b, &shape, |a, b| a * b),
            combine(&a, &b, &shape, f64::max),
        ];
        for (result, expected) in results.into_iter().zip(expected) {
            prop_assert_eq!(result.unwrap().to_ndarray::<f64>().unwrap(), expected);
        }
    }

    #[test]
    fn comparisons_of_any_layouts_are_bool_tensors(cuts in operands(2)) {
        let (a, b) = (&cuts[0], &cuts[1]);
        let result = ops::lt(&a.tensor(), &b.tensor()).unwrap();
        let expected = combine(&a.array(), &b.array(), &a.shape, |a, b| a < b);
        prop_assert_eq!(result.to_ndarray::<bool>().unwrap(), expected);
    }

    #[test]
    fn a_choice_reads_three_layouts_at_once(cuts in operands(3)) {
        let [condition, yes, no] = [0, 1, 2].map(|k| cuts[k].tensor());
        let condition = ops::gt_scalar(&condition, 0.0).unwrap();
        let result = ops::where_(&condition, &yes, &no).unwrap();
        let shape = IxDyn(&cuts[0].shape);
        let [condition, yes, no] = [0, 1, 2].map(|k| cuts[k].array().broadcast(shape.clone()).unwrap().to_owned());
        let expected = Zip::from(&condition).and(&yes).and(&no).map_collect(|&c, &y, &n| if c > 0.0 { y } else { n });
        prop_assert_eq!(result.to_ndarray::<f64>().unwrap(), expected);
    }

    #[test]
    fn a_write_through_a_view_changes_its_elements_and_no_other(
        (target, other) in shapes().prop_flat_map(|shape| {
            (cuts(shape.clone(), false), smaller(shape).prop_flat_map(|shape| cuts(shape, true)))
        }),
    ) {
        let base = target.base_tensor();
        ops::mul_in_place(&target.view_of(&base), &other.tensor()).unwrap();
        ops::add_in_place(&target.view_of(&base), &other.tensor()).unwrap();
        let written = combine(&target.array(), &other.array(), &target.shape, |a, b| a * b + b);
        let mut expected = target.base();
        // The view of the positions says which elements were written.
        let positions = ArrayD::from_shape_vec(expected.shape(), (0..expected.len()).map(|i| i as f64).collect()).unwrap();
        let flat = expected.as_slice_mut().unwrap();
        for (&position, &value) in target.slice(&positions).iter().zip(&written) {
            flat[position as usize] = value;
        }
        prop_assert_eq!(base.to_ndarray::<f64>().unwrap(), expected);
    }

    #[test]
    fn reductions_fold_any_axes_of_any_layout(
        (cut, axes) in shapes().prop_flat_map(|shape| {
            let axes = prop::collection::vec(any::<bool>(), shape.len());
            (cuts(shape, true), axes)
        }),
        keepdim in any::<bool>(),
    ) {
        let tensor = cut.tensor();
        let reduced: Vec<usize> = (0..axes.len()).filter(|&d| axes[d]).collect();
        prop_assume!(!reduced.is_empty());
        let dims = integers(&reduced);
        let fold = |start: f64, f: fn(f64, f64) -> f64| {
            reduced.iter().rev().fold(cut.array(), |array, &axis| {
                let folded = array.fold_axis(Axis(axis), start, |&a, &b| f(a, b));
                if keepdim { folded.insert_axis(Axis(axis)) } else { folded }
            })
        };
        let sum = ops::sum(&tensor, Some(&dims), keepdim, None).unwrap();
        prop_assert_eq!(sum.to_ndarray::<f64>().unwrap(), fold(0.0, |a, b| a + b));
        if reduced.iter().all(|&d| cut.shape[d] > 0) {
            let most = ops::amax(&tensor, Some(&dims), keepdim).unwrap();
            prop_assert_eq!(most.to_ndarray::<f64>().unwrap(), fold(f64::NEG_INFINITY, f64::max));
        }
    }

    #[test]
    fn a_gradient_finds_its_way_back_through_views_and_broadcasts(cuts in operands(2)) {
        let (cut, other) = (&cuts[0], &cuts[1]);
        let (base, factor) = (cut.base_tensor(), other.base_tensor());
        base.set_requires_grad(true).unwrap();
        factor.set_requires_grad(true).unwrap();
        let product = ops::mul(&cut.view_of(&base), &other.view_of(&factor)).unwrap();
        let total = ops::sum(&product, None, false, None).unwrap();
        let grads = grad(&[total], &[base, factor], &[], BackwardOptions::default(), false).unwrap();
        let shape = IxDyn(&cut.shape);
        for (k, (this, that)) in [(cut, other), (other, cut)].into_iter().enumerate() {
            let (mut expected, that) = (ArrayD::<f64>::zeros(this.base_shape()), that.array());
            let places = (0..expected.len()).map(|i| i as f64).collect();
            let positions = ArrayD::from_shape_vec(expected.shape(), places).unwrap();
            let flat = expected.as_slice_mut().unwrap();
            let places = this.slice(&positions);
            // Repetition within the cut, then broadcasting to the other operand.
            let places = places.broadcast(IxDyn(&this.shape)).unwrap().to_owned();
            let places = places.broadcast(shape.clone()).unwrap();
            for (&place, &factor) in places.iter().zip(that.broadcast(shape.clone()).unwrap()) {
                flat[place as usize] += factor;
            }
            prop_assert_eq!(grads[k].as_ref().unwrap().to_ndarray::<f64>().unwrap(), expected);
        }
    }
}
