//! The driver against an element-by-element account, with rows whose results are exact.

use crate::{
    CPU,
    testing::{Block, dtypes, layouts, shapes},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout, Scalar};
use tapir_ops::{ElementwiseBackend, ElementwiseSaved, RowId, row_by_name};

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
        CPU.elementwise(row("add"), dtype, &[a.view(), b.view()], &[Scalar::Int(1)], &out.view_mut()).unwrap();
        let expected: Vec<f64> = a.values().iter().zip(b.values()).map(|(a, b)| a + b).collect();
        prop_assert_eq!(out.values(), expected);
    }

    #[test]
    fn a_product_is_stored_as_any_dtype((a, b, out) in triples(), dtype in dtypes()) {
        let (a, b) = (Block::counting(DType::Bool, a), Block::counting(DType::U8, b));
        let mut out = Block::counting(dtype, out);
        CPU.elementwise(row("mul"), DType::I64, &[a.view(), b.view()], &[], &out.view_mut()).unwrap();
        let to_bool = |x: f64| if dtype == DType::Bool { f64::from(u8::from(x != 0.0)) } else { x };
        let expected: Vec<f64> = a.values().iter().zip(b.values()).map(|(a, b)| to_bool(a * b)).collect();
        prop_assert_eq!(out.values(), expected);
    }

    #[test]
    fn an_operand_may_be_the_output((a, _, out) in triples(), dtype in dtypes()) {
        let (a, mut out) = (Block::counting(dtype, a), Block::counting(dtype, out));
        let before = out.values();
        let view = out.view_mut();
        CPU.elementwise(row("mul"), compute(dtype), &[view.as_view(), a.view()], &[], &view).unwrap();
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
        let inputs = [Some(a.view()), Some(b.view())];
        let saved = ElementwiseSaved { grad: &grad.view(), inputs: &inputs, output: None };
        let compute = if dtype == DType::F64 { DType::F64 } else { DType::F32 };
        CPU.elementwise_backward(row("mul"), compute, saved, &[], &outs).unwrap();
        let product = |x: &Block| -> Vec<f64> { grad.values().iter().zip(x.values()).map(|(g, x)| g * x).collect() };
        if wanted & 1 != 0 { prop_assert_eq!(da.values(), product(&b)); }
        if wanted & 2 != 0 { prop_assert_eq!(db.values(), product(&a)); }
    }
}

#[test]
fn a_row_without_a_reading_in_the_dtype_is_an_error() {
    let a = Block::zeros(DType::F32, &[2]);
    let mut out = Block::zeros(DType::F32, &[2]);
    let error =
        CPU.elementwise(row("bitwise_and"), DType::F32, &[a.view(), a.view()], &[], &out.view_mut()).unwrap_err();
    assert_eq!(error.message(), "\"bitwise_and\" not implemented for 'Float'");
}
