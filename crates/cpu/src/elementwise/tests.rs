//! The driver against an element-by-element account, with rows whose results are exact.

use crate::{
    CPU,
    testing::{Block, dtypes, layouts, shapes},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout, Scalar};
use tapir_ops::{ElementwiseBackend, ElementwiseSaved, Number, RowId, Source, row_by_name};

fn row(name: &str) -> RowId {
    row_by_name(name).unwrap()
}

/// The dtype a real dtype is computed in.
fn compute(dtype: DType) -> DType {
    match dtype {
        DType::F16 | DType::BF16 | DType::F32 => DType::F32,
        DType::F64 | DType::C64 | DType::C128 => dtype,
        _ => DType::I64,
    }
}

/// Three layouts of one shape, the last without overlap.
fn triples() -> impl Strategy<Value = (Layout, Layout, Layout)> {
    shapes().prop_flat_map(|shape| (layouts(shape.clone(), true), layouts(shape.clone(), true), layouts(shape, false)))
}

proptest! {
    #[test]
    fn an_add_reads_any_layouts_and_dtypes((a, b, out) in triples(), x in dtypes(), y in dtypes()) {
        let (a, b) = (Block::counting(x, a), Block::counting(y, b));
        let dtype = compute(x.promote(y));
        let mut out = Block::counting(dtype, out);
        CPU.elementwise(row("add"), dtype, &[a.view().into(), b.view().into()], &[Scalar::Int(1)], &out.view_mut()).unwrap();
        let expected: Vec<f64> = a.values().iter().zip(b.values()).map(|(a, b)| a + b).collect();
        prop_assert_eq!(out.values(), expected);
    }

    #[test]
    fn a_product_is_stored_as_any_dtype((a, b, out) in triples(), dtype in dtypes()) {
        let (a, b) = (Block::counting(DType::Bool, a), Block::counting(DType::U8, b));
        let mut out = Block::counting(dtype, out);
        CPU.elementwise(row("mul"), DType::I64, &[a.view().into(), b.view().into()], &[], &out.view_mut()).unwrap();
        let to_bool = |x: f64| if dtype == DType::Bool { f64::from(u8::from(x != 0.0)) } else { x };
        let expected: Vec<f64> = a.values().iter().zip(b.values()).map(|(a, b)| to_bool(a * b)).collect();
        prop_assert_eq!(out.values(), expected);
    }

    #[test]
    fn an_operand_may_be_the_output((a, _, out) in triples(), dtype in dtypes()) {
        let (a, mut out) = (Block::counting(dtype, a), Block::counting(dtype, out));
        let before = out.values();
        let view = out.view_mut();
        CPU.elementwise(row("mul"), compute(dtype), &[view.as_view().into(), a.view().into()], &[], &view).unwrap();
        let narrowed: Vec<f64> = a.values().iter().zip(before).map(|(a, b)| a * b).collect();
        let mut expected = Block::zeros(dtype, &out.layout.shape);
        let exact = Block::new(DType::F64, &out.layout.shape, &narrowed);
        tapir_ops::CopyBackend::copy(&CPU, &exact.view(), &expected.view_mut()).unwrap();
        if !matches!(dtype, DType::I8 | DType::U8) { // which wrap by way of int64
            prop_assert_eq!(out.values(), expected.values());
        }
    }

    #[test]
    fn a_fused_backward_gives_the_gradients_asked_for((a, grad, out) in triples(), wanted in 1..4, dtype in
        prop::sample::select(vec![DType::BF16, DType::F32, DType::F64])
    ) {
        let shape = out.shape.clone();
        let (a, grad) = (Block::counting(dtype, a), Block::counting(dtype, grad));
        let b = Block::counting(dtype, Layout::contiguous(&shape));
        let (mut da, mut db) = (Block::counting(DType::F64, out.clone()), Block::counting(DType::F64, out));
        let outs = [(wanted & 1 != 0).then(|| da.view_mut()), (wanted & 2 != 0).then(|| db.view_mut())];
        let inputs = [Some(a.view().into()), Some(b.view().into())];
        let saved = ElementwiseSaved { grad: &grad.view(), inputs: &inputs, output: None };
        let compute = if dtype == DType::F64 { DType::F64 } else { DType::F32 };
        CPU.elementwise_backward(row("mul"), compute, saved, &[], &outs).unwrap();
        let product = |x: &Block| -> Vec<f64> { grad.values().iter().zip(x.values()).map(|(g, x)| g * x).collect() };
        if wanted & 1 != 0 { prop_assert_eq!(da.values(), product(&b)); }
        if wanted & 2 != 0 { prop_assert_eq!(db.values(), product(&a)); }
    }
}

/// They take ways of their own: past the caches, from registers where they begin with a cache line and else by buffers, which
/// also hold numbers and what is written in place.
#[test]
fn large_results_are_right_wherever_they_begin() {
    const COUNT: usize = (17 << 20) / 4 + 5;
    let layout = |offset| Layout { offset, ..Layout::contiguous(&[COUNT]) };
    let mut out = Block::counting(DType::F32, layout(16));
    let (a, b) = (Block::counting(DType::F32, layout(0)), Block::counting(DType::F32, layout(3)));
    let three = Block::new(DType::F64, &[1], &[3.0]).with_layout(Layout::new(&[COUNT], &[0], 0));
    // SAFETY: all blocks hold so many float32 without gaps.
    let floats =
        |block: &Block| unsafe { std::slice::from_raw_parts(block.view().pointer.cast::<f32>(), COUNT).to_vec() };
    let (x, y) = (floats(&a), floats(&b));
    let each = |f: fn(f32, f32) -> f32| -> Vec<f32> { x.iter().zip(&y).map(|(&a, &b)| f(a, b)).collect() };
    for offset in 0..16 {
        out.layout = layout(offset);
        let begins_with_line = out.view_mut().pointer.addr().is_multiple_of(64);
        if !begins_with_line && offset != 1 && offset != 2 {
            continue;
        }
        let (mul, view) = (row("mul"), out.view_mut());
        CPU.elementwise(mul, DType::F32, &[a.view().into(), b.view().into()], &[], &view).unwrap();
        assert!(floats(&out) == each(|a, b| a * b), "a product, {offset} elements on");
        CPU.elementwise(mul, DType::F32, &[a.view().into(), three.view().into()], &[], &view).unwrap();
        assert!(floats(&out) == each(|a, _| a * 3.0), "a product with a number, {offset} elements on");
        CPU.elementwise(mul, DType::F32, &[view.as_view().into(), b.view().into()], &[], &view).unwrap();
        assert!(floats(&out) == each(|a, b| a * 3.0 * b), "a product in place, {offset} elements on");
        CPU.elementwise(row("floor_divide"), DType::F32, &[a.view().into(), three.view().into()], &[], &view).unwrap();
        assert!(floats(&out) == each(|a, _| (a / 3.0).floor()), "a quotient within limits, {offset} elements on");
        let (inputs, mut other) =
            ([Some(a.view().into()), Some(b.view().into())], Block::counting(DType::F32, layout(2)));
        let saved = ElementwiseSaved { grad: &three.view(), inputs: &inputs, output: None };
        let outs = [Some(view), Some(other.view_mut())];
        CPU.elementwise_backward(mul, DType::F32, saved, &[], &outs).unwrap();
        assert!(floats(&out) == each(|_, b| 3.0 * b) && floats(&other) == each(|a, _| 3.0 * a), "gradients");
    }
}

#[test]
fn logic_of_bools_is_that_of_numbers() {
    let (a, b) =
        (Block::counting(DType::Bool, Layout::contiguous(&[100])), Block::new(DType::Bool, &[100], &[1.0; 100]));
    let mut out = Block::zeros(DType::Bool, &[100]);
    type Rule = fn(bool, bool) -> bool;
    let rows: [(&str, Rule); 6] = [
        ("logical_and", |a, b| a && b),
        ("logical_or", |a, b| a || b),
        ("logical_xor", |a, b| a != b),
        ("logical_not", |a, _| !a),
        ("eq", |a, b| a == b),
        ("ne", |a, b| a != b),
    ];
    for (name, logic) in rows {
        for (a, b) in [(&a, &b), (&a, &a), (&b, &a)] {
            CPU.elementwise(row(name), DType::I64, &[a.view().into(), b.view().into()], &[], &out.view_mut()).unwrap();
            let expected: Vec<f64> = a
                .values()
                .iter()
                .zip(b.values())
                .map(|(&a, b)| f64::from(u8::from(logic(a != 0.0, b != 0.0))))
                .collect();
            assert_eq!(out.values(), expected, "{name}");
        }
    }
}

#[test]
fn a_row_without_a_reading_in_the_dtype_is_an_error() {
    let a = Block::zeros(DType::F32, &[2]);
    let mut out = Block::zeros(DType::F32, &[2]);
    let error = CPU
        .elementwise(row("bitwise_and"), DType::F32, &[a.view().into(), a.view().into()], &[], &out.view_mut())
        .unwrap_err();
    assert_eq!(error.message(), "\"bitwise_and\" not implemented for 'Float'");
}

#[test]
fn an_operand_that_is_a_number_is_everywhere_the_same() {
    let three = |dtype: DType| {
        let block = Block::new(dtype, &[], &[3.0]);
        // SAFETY: the block has one element.
        let bytes = unsafe { std::slice::from_raw_parts(block.view().pointer, dtype.size()) };
        Source::Number(Number::new(bytes, dtype))
    };
    for layout in [Layout::contiguous(&[2, 3]), Layout::new(&[2, 3], &[1, 2], 0), Layout::new(&[2, 3], &[0, 2], 1)] {
        let a = Block::counting(DType::F32, layout);
        let expected: Vec<f64> = a.values().iter().map(|x| 3.0 * x).collect();
        for dtype in [DType::F32, DType::F64, DType::BF16, DType::I64, DType::U8] {
            let mut out = Block::counting(DType::F32, Layout::contiguous(&[2, 3]));
            let operands = [a.view().into(), three(dtype)];
            CPU.elementwise(row("mul"), DType::F32, &operands, &[], &out.view_mut()).unwrap();
            assert_eq!(out.values(), expected, "a product with a number of {dtype}");
            let mut gradient = Block::counting(DType::BF16, Layout::contiguous(&[2, 3]));
            let (inputs, grad) = ([None, Some(three(dtype))], a.view());
            let saved = ElementwiseSaved { grad: &grad, inputs: &inputs, output: None };
            CPU.elementwise_backward(row("mul"), DType::F32, saved, &[], &[Some(gradient.view_mut()), None]).unwrap();
            assert_eq!(gradient.values(), expected, "its gradient, written as bfloat16");
        }
    }
}
