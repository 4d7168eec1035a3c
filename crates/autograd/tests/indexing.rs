//! Indexed access: brackets, gather and scatter, masks, and what gradients and in-place writes make of them.

use tapir_autograd::{
    BackwardOptions, Tensor, backward,
    call::{Args, Index, Operand, Output, Resolver, Target},
    grad, ops,
    registry::operators,
};
use tapir_core::{DType, Device, Generator, Result, bail, error};

tapir_mirror::on_start!();

fn counting(shape: &[usize]) -> Tensor {
    let values: Vec<f64> = (0..shape.iter().product()).map(|i: usize| i as f64).collect();
    Tensor::from_slice(&values, shape).unwrap()
}

fn leaf(values: &[f64], shape: &[usize]) -> Tensor {
    let tensor = Tensor::from_slice(values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn ints(values: &[i64]) -> Tensor {
    Tensor::from_slice(values, &[values.len()]).unwrap()
}

fn mask(values: &[bool], shape: &[usize]) -> Tensor {
    Tensor::from_slice(values, shape).unwrap()
}

fn number(value: f64) -> Tensor {
    Tensor::wrapped_number(value.into()).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f64> {
    tensor.to_vec().unwrap()
}

fn get(input: &Tensor, indices: &[Index]) -> Result<Tensor> {
    ops::__getitem__(input, indices)
}

fn slice(start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Index {
    Index::Slice { start, stop, step }
}

const ALL: Index = Index::Slice { start: None, stop: None, step: None };

fn backward_of(output: &Tensor, seed: &[f64]) {
    let seed = Tensor::from_slice(seed, output.shape()).unwrap();
    backward(std::slice::from_ref(output), &[Some(seed)], None, BackwardOptions::default()).unwrap();
}

fn grad_of(tensor: &Tensor) -> Vec<f64> {
    values(&tensor.grad().expect("a gradient"))
}

fn message<T>(result: Result<T>) -> String {
    result.err().expect("an error").message().to_owned()
}

#[test]
fn integers_slices_new_axes_and_ellipsis_give_views() {
    let x = counting(&[2, 3, 4]);
    let view =
        get(&x, &[Index::Int(-1), Index::NewAxis, slice(Some(1), None, None), slice(None, None, Some(2))]).unwrap();
    assert_eq!(view.shape(), [1, 2, 2]);
    assert_eq!(values(&view), [16.0, 18.0, 20.0, 22.0]);
    assert!(view.base().is_some_and(|base| base.same(&x)));
    let last = get(&x, &[Index::Ellipsis, Index::Int(3)]).unwrap();
    assert_eq!(last.shape(), [2, 3]);
    assert!(last.base().is_some());
    assert!(get(&x, &[]).unwrap().base().is_some(), "all of a tensor is a view of it");
    assert_eq!(get(&x, &[slice(Some(5), Some(9), None)]).unwrap().shape(), [0, 3, 4]);
    assert_eq!(get(&x, &[Index::Int(0), Index::Ellipsis, Index::Ellipsis]).unwrap().shape(), [3, 4]);
}

#[test]
fn neighbouring_indices_stay_in_place_and_separated_ones_go_first() {
    let x = counting(&[2, 3, 4]);
    let pair = || Index::Tensor(ints(&[0, 1]));
    let shape = |indices: &[Index]| get(&x, indices).unwrap().shape().to_vec();
    assert_eq!(shape(&[ALL, pair(), pair()]), [2, 2]);
    assert_eq!(shape(&[pair(), ALL, pair()]), [2, 3]);
    assert_eq!(shape(&[ALL, Index::List(vec![2, 0, 1, 1])]), [2, 4, 4]);
    assert_eq!(shape(&[pair(), Index::NewAxis, pair()]), [2, 1, 4]);
    assert_eq!(shape(&[Index::Int(0), ALL, pair()]), [3, 2]);
    assert_eq!(values(&get(&x, &[pair(), ALL, pair()]).unwrap()), [0.0, 4.0, 8.0, 13.0, 17.0, 21.0]);
    let places = Tensor::from_slice(&[0i64, 2], &[2, 1]).unwrap();
    let crossed = get(&x, &[Index::Int(1), Index::Tensor(places), pair()]).unwrap();
    assert_eq!(values(&crossed), [12.0, 13.0, 20.0, 21.0]);
}

#[test]
fn masks_take_as_many_dimensions_as_they_have() {
    let x = counting(&[2, 3, 4]);
    let picks = Index::Tensor(mask(&[true, false, true, false, true, false], &[2, 3]));
    assert_eq!(values(&get(&x, &[picks.clone(), Index::Int(0)]).unwrap()), [0.0, 8.0, 16.0]);
    assert_eq!(get(&x, &[picks.clone(), Index::NewAxis]).unwrap().shape(), [3, 1, 4]);
    assert_eq!(get(&x, &[picks.clone(), Index::List(vec![0, 1, 2])]).unwrap().shape(), [3]);
    assert_eq!(
        message(get(&x, &[Index::Int(0), picks])),
        "The shape of the mask [2, 3] at index 0 does not match the shape of the indexed tensor [3, 4] at index 0"
    );
    let whole = ops::gt(&x, &number(20.0)).unwrap();
    assert_eq!(values(&get(&x, &[Index::Tensor(whole)]).unwrap()), [21.0, 22.0, 23.0]);
}

#[test]
fn a_truth_value_is_a_dimension_of_size_one_or_zero() {
    let x = counting(&[2, 3]);
    assert_eq!(get(&x, &[Index::Bool(true)]).unwrap().shape(), [1, 2, 3]);
    assert_eq!(get(&x, &[Index::Bool(false)]).unwrap().shape(), [0, 2, 3]);
    let scalar = counting(&[]);
    assert_eq!(get(&scalar, &[Index::Tensor(mask(&[true], &[]))]).unwrap().shape(), [1]);
    assert_eq!(get(&scalar, &[Index::NewAxis]).unwrap().shape(), [1]);
}

#[test]
fn wrong_indices_are_refused_in_pytorchs_words() {
    let x = counting(&[3, 4]);
    let scalar = counting(&[]);
    let places = |list: &[i64]| Index::Tensor(ints(list));
    let refused = |indices: &[Index]| message(get(&x, indices));
    assert_eq!(refused(&[Index::Int(5)]), "index 5 is out of bounds for dimension 0 with size 3");
    assert_eq!(refused(&[ALL, Index::Int(-5)]), "index -5 is out of bounds for dimension 1 with size 4");
    assert_eq!(refused(&[places(&[0, 1]), places(&[0, 9])]), "index 9 is out of bounds for dimension 1 with size 4");
    assert_eq!(refused(&[Index::Int(0), ALL, Index::Int(0)]), "too many indices for tensor of dimension 2");
    assert_eq!(refused(&[slice(None, None, Some(0))]), "slice step cannot be zero");
    assert_eq!(refused(&[slice(None, None, Some(-1))]), "step must be greater than zero");
    assert_eq!(
        refused(&[places(&[0, 1]), places(&[0, 1, 2])]),
        "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]"
    );
    assert_eq!(
        refused(&[Index::Tensor(counting(&[2]))]),
        "tensors used as indices must be long, int, byte or bool tensors"
    );
    assert!(message(get(&scalar, &[Index::Int(0)])).starts_with("invalid index of a 0-dim tensor."));
    assert_eq!(message(get(&scalar, &[ALL])), "slice() cannot be applied to a 0-dim tensor.");
    let empty = counting(&[0, 4]);
    assert_eq!(message(get(&empty, &[places(&[0])])), "index is out of bounds for dimension with size 0");
}

#[test]
fn extreme_slices_are_ordinary() {
    let x = counting(&[3]);
    let whole = get(&x, &[slice(Some(i64::MIN), Some(i64::MAX), Some(i64::MAX))]).unwrap();
    assert_eq!(values(&whole), [0.0]);
    assert_eq!(get(&x, &[slice(Some(i64::MAX), None, None)]).unwrap().numel(), 0);
    assert_eq!(
        message(get(&x, &[Index::Int(i64::MIN)])),
        format!("index {} is out of bounds for dimension 0 with size 3", i64::MIN)
    );
}

#[test]
fn repeated_places_collect_their_gradients() {
    let x = leaf(&[1.0, 2.0, 3.0], &[3]);
    let picked = get(&x, &[Index::List(vec![0, -1, 0])]).unwrap();
    backward_of(&picked, &[1.0, 10.0, 100.0]);
    assert_eq!(grad_of(&x), [101.0, 0.0, 10.0]);
}

#[test]
fn changing_an_index_before_backward_is_found_out() {
    let x = leaf(&[1.0, 2.0, 3.0], &[3]);
    let places = ints(&[0, 1]);
    let picked = get(&x, &[Index::Tensor(places.clone())]).unwrap();
    ops::copy_(&places, &ints(&[2, 2]), false).unwrap();
    let root = ops::sum(&picked, None, false, None).unwrap();
    let error = backward(&[root], &[], None, BackwardOptions::default()).unwrap_err();
    assert!(error.message().contains("modified by an inplace operation"), "{error}");
}

fn set(input: &Tensor, indices: &[Index], value: &Tensor) -> Result<()> {
    ops::__setitem__(input, indices, Operand(value))
}

#[test]
fn brackets_write_numbers_and_tensors_that_broadcast() {
    let x = counting(&[3, 4]);
    set(&x, &[Index::Int(0)], &number(5.0)).unwrap();
    set(&x, &[ALL, Index::List(vec![0, 3])], &Tensor::from_slice(&[7.0, 8.0], &[1, 1, 2]).unwrap()).unwrap();
    assert_eq!(values(&x), [7.0, 5.0, 5.0, 8.0, 7.0, 5.0, 6.0, 8.0, 7.0, 9.0, 10.0, 8.0]);
    set(&x, &[Index::Tensor(ops::gt(&x, &number(6.5)).unwrap())], &number(0.0)).unwrap();
    assert_eq!(values(&x), [0.0, 5.0, 5.0, 0.0, 0.0, 5.0, 6.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    set(&x, &[Index::Bool(false)], &number(9.0)).unwrap();
    assert_eq!(values(&x)[0], 0.0);
    let whole = Tensor::from_slice(&[1i64, 2, 3], &[3]).unwrap();
    set(&whole, &[Index::Int(1)], &number(2.5)).unwrap();
    set(&whole, &[Index::List(vec![2])], &number(7.5)).unwrap();
    assert_eq!(whole.to_vec::<i64>().unwrap(), [1, 2, 7]);
}

#[test]
fn values_that_do_not_fit_are_refused_in_pytorchs_words() {
    let x = counting(&[3, 4]);
    assert_eq!(
        message(set(&x, &[Index::Int(0)], &counting(&[3]))),
        "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [4].  Tensor sizes: [3]"
    );
    assert_eq!(
        message(set(&x, &[Index::List(vec![0, 1])], &counting(&[3]))),
        "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [2, 4]"
    );
    assert_eq!(
        message(set(&x, &[Index::List(vec![0, 1])], &ints(&[1, 2, 3, 4]))),
        "Index put requires the source and destination dtypes match, got Double for the destination and Long for the source."
    );
    let part = get(&x, &[slice(Some(1), None, None)]).unwrap();
    let shifted = set(&x, &[slice(None, Some(-1), None)], &part);
    assert!(message(shifted).starts_with("unsupported operation: some elements of the input"));
    assert!(
        message(set(&x, &[Index::List(vec![0, 1])], &part))
            .starts_with("unsupported operation: some elements of the input")
    );
}

#[test]
fn a_write_through_brackets_passes_gradients_to_the_value_and_the_rest() {
    let (x, v) = (leaf(&[1.0, 2.0, 3.0], &[3]), leaf(&[10.0], &[1]));
    let y = ops::mul_scalar(&x, 2.0).unwrap();
    set(&y, &[Index::List(vec![0, 2])], &v).unwrap();
    assert_eq!(values(&y), [10.0, 4.0, 10.0]);
    backward_of(&y, &[1.0, 10.0, 100.0]);
    assert_eq!(grad_of(&x), [0.0, 20.0, 0.0]);
    assert_eq!(grad_of(&v), [101.0]);
}

#[test]
fn a_write_to_places_of_a_view_reaches_the_base() {
    let v = leaf(&[5.0, 6.0], &[2]);
    let base = Tensor::zeros(&[2, 3], DType::F64, Device::default()).unwrap();
    set(&base, &[Index::Int(1), Index::List(vec![2, 0])], &v).unwrap();
    assert_eq!(values(&base), [0.0, 0.0, 0.0, 6.0, 0.0, 5.0]);
    backward_of(&base, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(grad_of(&v), [6.0, 4.0]);
}

#[test]
fn a_leaf_that_requires_grad_is_not_written_through_brackets() {
    let x = leaf(&[1.0, 2.0], &[2]);
    assert!(
        message(set(&x, &[Index::Int(0)], &number(1.0))).starts_with("a view of a leaf Variable that requires grad")
    );
    assert!(message(set(&x, &[Index::List(vec![0])], &number(1.0))).starts_with("a leaf Variable that requires grad"));
}

/// Handles by position, for calls through the registry.
struct Handles(Vec<Tensor>);

impl Resolver for Handles {
    fn tensor(&self, id: f64) -> Result<&Tensor> {
        self.0.get(id as usize).ok_or_else(|| error!(Value, "no tensor {id}"))
    }
    fn generator(&self, id: f64) -> Result<Generator> {
        bail!(Value, "no generator {id}")
    }
}

/// Calls an operator of tensors in place through the registry.
fn call_in_place(name: &str, parameter: &str, words: &[f64], tensors: &[&Tensor]) -> Tensor {
    let has = |op: &&tapir_autograd::call::Op| op.params.iter().any(|param| param.name == parameter);
    let op = operators().iter().filter(|op| op.name == name).find(has).expect("the operator");
    let handles = Handles(tensors.iter().map(|&tensor| tensor.clone()).collect());
    match op.invoke(&mut Args::new(words, &handles), true).unwrap() {
        Output::One(tensor) => tensor,
        _ => panic!("one tensor is expected"),
    }
}

#[test]
fn the_in_place_form_writes_the_tensor_itself() {
    let x = counting(&[3]);
    let version = x.version();
    let result =
        call_in_place("index_add", "source", &[15.0, 0.0, 0.0, 1.0, 2.0], &[&x, &ints(&[0, 0]), &counting(&[2])]);
    assert!(result.same(&x));
    assert_eq!(x.version(), version + 1);
    assert_eq!(values(&x), [1.0, 1.0, 2.0]);
}

#[test]
fn the_in_place_form_keeps_the_old_value_for_backward() {
    // y is overwritten by the product that needs it: backward reads the value it had.
    let (x, w) = (leaf(&[2.0, 3.0], &[2]), leaf(&[5.0, 7.0], &[2]));
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    let words = [31.0, 0.0, 0.0, 1.0, 2.0, 4.0, 112.0, 114.0, 111.0, 100.0];
    call_in_place("scatter_reduce", "src", &words, &[&y, &ints(&[0, 0]), &w]);
    assert_eq!(values(&y), [70.0, 3.0]);
    backward_of(&y, &[1.0, 1.0]);
    assert_eq!(grad_of(&x), [35.0, 1.0]);
    assert_eq!(grad_of(&w), [14.0, 10.0]);
}

#[test]
fn the_generic_in_place_form_keeps_the_old_value_for_backward() {
    let x = leaf(&[2.0, 3.0], &[2]);
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    call_in_place("pow", "exponent", &[3.0, 0.0, 1.0, 2.0], &[&y]);
    backward_of(&y, &[1.0, 1.0]);
    assert_eq!(grad_of(&x), [4.0, 6.0]);
}

#[test]
fn gather_and_scatter_add_are_each_others_gradients() {
    let x = leaf(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
    let index = Tensor::from_slice(&[0i64, 0, 1], &[1, 3]).unwrap();
    let taken = ops::gather(&x, 1, &index, false).unwrap();
    assert_eq!(values(&taken), [1.0, 1.0, 2.0]);
    backward_of(&taken, &[1.0, 10.0, 100.0]);
    assert_eq!(grad_of(&x), [11.0, 100.0, 0.0, 0.0]);
    let source = leaf(&[1.0, 2.0, 3.0, 9.0], &[1, 4]);
    let sum = ops::scatter_add(
        Target::from(&Tensor::zeros(&[2, 2], DType::F64, Device::default()).unwrap()),
        1,
        &index,
        &source,
    );
    let sum = sum.unwrap();
    assert_eq!(values(&sum), [3.0, 3.0, 0.0, 0.0]);
    backward_of(&sum, &[1.0, 10.0, 0.0, 0.0]);
    assert_eq!(grad_of(&source), [1.0, 1.0, 10.0, 0.0]);
}

#[test]
fn second_derivatives_pass_through_indexing() {
    let x = leaf(&[2.0, 3.0], &[2]);
    let picked = get(&x, &[Index::List(vec![0, 0, 1])]).unwrap();
    let cubes = ops::mul(&ops::mul(&picked, &picked).unwrap(), &picked).unwrap();
    let root = ops::sum(&cubes, None, false, None).unwrap();
    let options = BackwardOptions { retain_graph: true, create_graph: true };
    let first = grad(&[root], std::slice::from_ref(&x), &[], options, false).unwrap()[0].clone().unwrap();
    assert_eq!(values(&first), [24.0, 27.0]);
    let again = ops::sum(&first, None, false, None).unwrap();
    let second = grad(&[again], &[x], &[], BackwardOptions::default(), false).unwrap()[0].clone().unwrap();
    assert_eq!(values(&second), [24.0, 18.0]);
}

#[test]
fn a_reduction_without_a_derivative_says_so_in_backward() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let sum = ops::scatter(Target::from(&x), 0, &ints(&[0]), &counting(&[1]), Some("add")).unwrap();
    let root = ops::sum(&sum, None, false, None).unwrap();
    let error = backward(&[root], &[], None, BackwardOptions::default()).unwrap_err();
    assert_eq!(error.message(), "derivative for aten::scatter is not implemented");
}

#[test]
fn the_product_has_a_gradient_where_factors_are_zero() {
    let source = leaf(&[0.0, 3.0, 0.0, 0.0], &[4]);
    let index = ints(&[0, 0, 1, 1]);
    let ones = Tensor::ones(&[2], DType::F64, Device::default()).unwrap();
    let product = ops::scatter_reduce(Target::from(&ones), 0, &index, &source, "prod", true).unwrap();
    backward_of(&product, &[1.0, 1.0]);
    assert_eq!(grad_of(&source), [3.0, 0.0, 0.0, 0.0]);
}

#[test]
fn masks_select_and_scatter_in_row_major_order() {
    let x = leaf(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
    let holes = mask(&[false, true, true, false], &[2, 2]);
    let picked = ops::masked_select(&x, &holes).unwrap();
    assert_eq!(values(&picked), [2.0, 3.0]);
    backward_of(&picked, &[10.0, 20.0]);
    assert_eq!(grad_of(&x), [0.0, 10.0, 20.0, 0.0]);
    let source = leaf(&[7.0, 8.0, 9.0], &[3]);
    let filled = ops::masked_scatter(Target::from(&x.detach()), &holes, &source).unwrap();
    assert_eq!(values(&filled), [1.0, 7.0, 8.0, 4.0]);
    backward_of(&filled, &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(grad_of(&source), [2.0, 3.0, 0.0]);
    assert_eq!(
        message(ops::masked_scatter(Target::from(&x.detach()), &holes, &counting(&[1]))),
        "Number of elements of source < number of ones in mask"
    );
}

#[test]
fn a_fill_through_a_mask_keeps_the_dtype() {
    let x = ints(&[1, 2, 3]);
    let holes = mask(&[true, false, true], &[3]);
    let filled = ops::masked_fill(Target::from(&x), &holes, Operand(&number(2.5))).unwrap();
    assert_eq!(filled.to_vec::<i64>().unwrap(), [2, 2, 2]);
    ops::masked_fill(Target::written(&x), &holes, Operand(&number(9.0))).unwrap();
    assert_eq!(x.to_vec::<i64>().unwrap(), [9, 2, 9]);
    let wide = ops::masked_fill(Target::from(&counting(&[1])), &holes, Operand(&number(4.0))).unwrap();
    assert_eq!(values(&wide), [4.0, 0.0, 4.0]);
    let small = counting(&[3]);
    let error = ops::masked_fill(Target::written(&small), &mask(&[true; 6], &[2, 3]), Operand(&number(4.0)));
    assert_eq!(message(error), "output with shape [3] doesn't match the broadcast shape [2, 3]");
}

#[test]
fn filling_repeated_places_counts_each_once_in_the_gradient_of_the_value() {
    let value = leaf(&[5.0], &[]);
    let x = counting(&[3, 2]);
    let filled = ops::index_fill(Target::from(&x), 0, &ints(&[-1, 2]), Operand(&value)).unwrap();
    assert_eq!(values(&filled), [0.0, 1.0, 2.0, 3.0, 5.0, 5.0]);
    backward_of(&filled, &[1.0; 6]);
    assert_eq!(grad_of(&value), [2.0]);
}

#[test]
fn take_and_put_count_in_row_major_order_whatever_the_layout() {
    let x = ops::transpose(&counting(&[2, 3]), 0, 1).unwrap();
    assert_eq!(values(&ops::take(&x, &ints(&[1, -1])).unwrap()), [3.0, 5.0]);
    ops::put(Target::written(&x), &ints(&[1, 1]), &counting(&[2]), true).unwrap();
    assert_eq!(values(&x), [0.0, 4.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(
        message(ops::take(&x, &ints(&[0, 6]))),
        "out of range: tried to access index 6 on a tensor of 6 elements."
    );
}

#[test]
fn where_takes_numbers_and_lists_places() {
    let condition = mask(&[true, false, true], &[3]);
    let chosen = ops::where_tensors(&condition, Operand(&number(1.0)), Operand(&counting(&[3]))).unwrap();
    assert_eq!(values(&chosen), [1.0, 1.0, 1.0]);
    let places = ops::where_condition(&condition).unwrap();
    assert_eq!(places[0].to_vec::<i64>().unwrap(), [0, 2]);
    assert_eq!(ops::nonzero(&counting(&[])).unwrap().shape(), [0, 0]);
    assert_eq!(ops::nonzero_tuple(&counting(&[])).unwrap()[0].shape(), [0]);
    let padded = ops::nonzero_static(&condition, 3, -7).unwrap();
    assert_eq!(padded.to_vec::<i64>().unwrap(), [0, 2, -7]);
}

#[test]
fn an_embedding_reads_rows_and_collects_gradients_but_for_the_padding() {
    let table = leaf(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[3, 2]);
    let index = Tensor::from_slice(&[2i64, 0, 2, 1], &[2, 2]).unwrap();
    let rows = ops::embedding(&index, &table, Some(1), None, 2.0, false, false).unwrap();
    assert_eq!(rows.shape(), [2, 2, 2]);
    assert_eq!(values(&rows), [5.0, 6.0, 1.0, 2.0, 5.0, 6.0, 3.0, 4.0]);
    backward_of(&rows, &[1.0; 8]);
    assert_eq!(grad_of(&table), [1.0, 1.0, 0.0, 0.0, 2.0, 2.0]);
    let outside = ops::embedding(&ints(&[-1]), &table, None, None, 2.0, false, false);
    assert_eq!(message(outside), "index out of range in self");
}
