//! Rows of a table by index, and indices as one-hot rows.

use crate::{
    GradMode, Tensor,
    call::ops,
    copying,
    device::backend,
    mode::grad_enabled,
    ops::{
        create::ranges,
        index::slices,
        pointwise::arithmetic::{self},
        reduce::norm,
        view::views,
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Dims, Layout, Result, Scalar, ensure};

fn ensure_indices(index: &Tensor) -> Result<()> {
    ensure!(
        matches!(index.dtype(), DType::I64 | DType::I32),
        DType,
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.{}Tensor instead (while checking arguments for embedding)",
        index.dtype().scalar_name()
    );
    Ok(())
}

fn lookup(weight: &Tensor, index: &Tensor) -> Result<Tensor> {
    let mut shape: Dims = index.layout().shape.clone();
    shape.push(weight.shape()[1]);
    let output = Tensor::empty(&shape, weight.dtype(), weight.device())?;
    let (places, columns) = (index.numel(), weight.shape()[1]);
    let places_view = views::reshape_to(&index.detach(), &[places])?;
    let rows = output.as_view_mut().laid_out(&Layout::contiguous(&[places, columns]));
    backend(weight.device()).index_select(&weight.as_view(), 0, &places_view.as_view(), &rows)?;
    Ok(output)
}

/// The gradient of the table: rows of `grad` added where they were read, none at the padding index.
fn table_gradient(
    grad: &Tensor,
    index: &Tensor,
    rows: usize,
    padding: Option<i64>,
    by_frequency: bool,
) -> Result<Tensor> {
    let columns = grad.shape()[grad.rank() - 1];
    if grad_enabled() {
        // Recorded: the same through operators that have gradients.
        let flat = views::reshape_to(grad, &[index.numel(), columns])?;
        let places = views::reshape_to(index, &[index.numel()])?;
        let masked = match padding {
            Some(padding) => {
                let keep = arithmetic::ne_scalar(&places, padding)?;
                arithmetic::mul(&flat, &views::unsqueeze_at(&keep, 1))?
            }
            None => flat,
        };
        return slices::zeros_with_slices(&[rows, columns], 0, &places, &masked);
    }
    let table = Tensor::zeros(&[rows, columns], grad.dtype(), grad.device())?;
    let values = if by_frequency { scaled_by_frequency(grad, index, rows)? } else { grad.clone() };
    backend(grad.device()).index_put(&[0], &[index.as_view()], &values.as_view(), true, &table.as_view_mut())?;
    if let Some(padding) = padding {
        let row = views::select_dim(&table, 0, padding as usize);
        backend(grad.device()).fill(Scalar::Int(0), &row.as_view_mut())?;
    }
    Ok(table)
}

/// Each row divided by how often its index occurs.
fn scaled_by_frequency(grad: &Tensor, index: &Tensor, rows: usize) -> Result<Tensor> {
    let counts = Tensor::zeros(&[rows], grad.dtype(), grad.device())?;
    let ones = Tensor::ones(index.shape(), grad.dtype(), grad.device())?;
    backend(grad.device()).index_put(&[0], &[index.as_view()], &ones.as_view(), true, &counts.as_view_mut())?;
    let share = Tensor::empty(index.shape(), grad.dtype(), grad.device())?;
    backend(grad.device()).index(&counts.as_view(), &[0], &[index.as_view()], &share.as_view_mut())?;
    arithmetic::div(grad, &views::unsqueeze_at(&share, share.rank()))
}

/// Rows that are read and longer than `max_norm` are scaled down to it, in the table itself.
fn renormalize(weight: &Tensor, index: &Tensor, max_norm: f64, norm_type: f64) -> Result<()> {
    let _mode = GradMode::set(false);
    let places = views::reshape_to(index, &[index.numel()])?;
    let rows = lookup(weight, &places)?;
    let norms = norm::vector_norm(&rows, norm_type, Some(&[1]), true, None)?;
    let is_long = arithmetic::gt_scalar(&norms, max_norm)?;
    let scale = (max_norm / &(&norms + 1e-7)?)?;
    // Rows that are read twice are written twice, and equal both times.
    let rows = arithmetic::where_(&is_long, &(&rows * &scale)?, &rows)?;
    weight.storage().bump_version();
    let (places, target) = (places.as_view(), weight.as_view_mut());
    backend(weight.device()).index_put(&[0], &[places], &rows.as_view(), false, &target)
}

ops! {
    in "nn.functional";

    /// The rows of `weight`, `[rows, columns]`, at the places in `input`: shape of `input` plus `[columns]`.
    ///
    /// `padding_idx` gets no gradient; rows longer than `max_norm` (in the `norm_type`-norm) are scaled down in place first.
    pub fn embedding(
        input: &Tensor, weight: &Tensor, padding_idx: Option<i64> = None, max_norm: Option<f64> = None, norm_type: f64 = 2.0,
        scale_grad_by_freq: bool = false, sparse: bool = false
    ) -> Tensor {
        let _ = sparse; // gradients are always dense
        ensure!(weight.rank() == 2, Shape, "'weight' must be 2-D");
        ensure_indices(input)?;
        let rows = weight.shape()[0];
        let padding = match padding_idx {
            Some(padding) => {
                let wrapped = if padding < 0 { padding + rows as i64 } else { padding };
                ensure!((0..rows as i64).contains(&wrapped), Value, "Padding_idx must be within num_embeddings");
                Some(wrapped)
            }
            None => None,
        };
        if let Some(max_norm) = max_norm {
            renormalize(weight, input, max_norm, norm_type)?;
        }
        let output = lookup(weight, input)?;
        Ok(record_unary(output, "EmbeddingBackward0", weight, &[Save::Input(input)], move |context, grad| {
            table_gradient(grad, &context.saved(0)?, rows, padding, scale_grad_by_freq)
        }))
    }

    /// Zeros with a one at the index, in a new last dimension of `num_classes` (−1: as many as the largest index needs).
    pub fn one_hot(input: &Tensor, num_classes: i64 = -1) -> Tensor {
        ensure!(input.dtype() == DType::I64, DType, "one_hot is only applicable to index tensor of type LongTensor.");
        let values: Vec<i64> = input.to_vec()?;
        ensure!(
            !values.is_empty() || num_classes > 0, Shape,
            "Can not infer total number of classes from empty tensor."
        );
        ensure!(values.iter().all(|&value| value >= 0), Value, "Class values must be non-negative.");
        let largest = values.iter().copied().max().unwrap_or(-1);
        ensure!(num_classes != 0 && num_classes >= -1, Value, "num_classes should be positive");
        let classes = if num_classes == -1 { largest + 1 } else { num_classes };
        ensure!(largest < classes, Value, "Class values must be smaller than num_classes.");
        let places = ranges::arange_of(classes, input.device())?;
        let column = views::unsqueeze_at(input, input.rank());
        copying::cast(&arithmetic::eq(&column, &places)?, DType::I64)
    }
}
