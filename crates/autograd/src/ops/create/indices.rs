//! The identity, and the places of triangles of a matrix.

use crate::{Tensor, call::ops, device::backend, ops::create::filled::with_grad};
use tapir_core::{DType, Device, Layout, Result, Scalar, ensure};
use tapir_ops::ViewMut;

fn ensure_sizes(row: i64, col: i64) -> Result<()> {
    ensure!(row >= 0, Value, "row must be non-negative, got{row}");
    ensure!(col >= 0, Value, "col must be non-negative, got{col}");
    Ok(())
}

/// Rows of a triangle of which each has one place more than the last, from `first` on, but at most `most`.
struct Staircase {
    rows: i64,
    first: i128,
    most: i64,
}

impl Staircase {
    fn places(&self) -> i128 {
        let (rows, most) = (i128::from(self.rows), i128::from(self.most));
        let growing = (most - self.first).clamp(0, rows);
        growing * self.first + growing * (growing - 1) / 2 + (rows - growing) * most
    }
}

/// Row numbers and column numbers of `count` places as `[2, count]`, given the columns of each row; no row is empty.
fn places(
    (rows, count): (std::ops::Range<i64>, i128),
    columns: impl Fn(i64) -> std::ops::Range<i64>,
    (kernel, dtype, device): (&str, DType, Device),
) -> Result<Tensor> {
    let name = dtype.scalar_name();
    ensure!(matches!(dtype, DType::I32 | DType::I64), DType, "\"{kernel}\" not implemented for '{name}'");
    let output = Tensor::empty(&[2, usize::try_from(count).unwrap_or(usize::MAX)], dtype, device)?;
    let mut start = 0;
    for row in rows {
        let columns = columns(row);
        let length = (columns.end - columns.start) as usize;
        let segment = |line: usize| part(&output, output.layout().select(0, line).narrow(0, start, length));
        backend(device).fill(Scalar::Int(row), &segment(0))?;
        backend(device).arange(Scalar::Int(columns.start), Scalar::Int(1), &segment(1))?;
        start += length;
    }
    Ok(output)
}

/// Some of a new tensor's elements, to write.
fn part(tensor: &Tensor, layout: Layout) -> ViewMut {
    Tensor::over(tensor.storage().clone(), layout, tensor.dtype()).as_view_mut()
}

fn identity(n: i64, m: i64, dtype: DType, device: Device, requires_grad: bool) -> Result<Tensor> {
    ensure!(n >= 0, Value, "n must be greater or equal to 0, got {n}");
    ensure!(m >= 0, Value, "m must be greater or equal to 0, got {m}");
    let output = Tensor::zeros(&[n as usize, m as usize], dtype, device)?;
    let diagonal = Layout::new(&[n.min(m) as usize], &[m as isize + 1], 0);
    backend(device).fill(Scalar::Int(1), &part(&output, diagonal))?;
    with_grad(output, requires_grad)
}

ops! {
    /// A matrix with ones on the diagonal and zeros elsewhere, `[n, n]`.
    pub fn eye(n: i64, dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false) -> Tensor, out(Converted) {
        identity(n, n, dtype, device, requires_grad)
    }

    /// A matrix with ones on the diagonal and zeros elsewhere, `[n, m]`.
    pub fn eye_rectangular as "eye"(
        n: i64, m: i64, dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        identity(n, m, dtype, device, requires_grad)
    }

    /// The places on and below the diagonal `offset` of a matrix `[row, col]`, row by row: row numbers, then column numbers,
    /// `[2, count]`.
    pub fn tril_indices(row: i64, col: i64, offset: i64 = 0, dtype: DType = DType::I64, device: Device = Device::default()) -> Tensor {
        ensure_sizes(row, col)?;
        // Row r has min(r + offset + 1, col) places, so none before row -offset.
        let rows = if col == 0 { 0..0 } else { offset.saturating_neg().clamp(0, row)..row };
        let first = i128::from(rows.start) + i128::from(offset) + 1;
        let count = Staircase { rows: rows.end - rows.start, first, most: col }.places();
        let end = |row: i64| row.saturating_add(offset).saturating_add(1).min(col);
        places((rows, count), |row| 0..end(row), ("tril_indices", dtype, device))
    }

    /// The places on and above the diagonal `offset` of a matrix `[row, col]`, row by row: row numbers, then column numbers,
    /// `[2, count]`.
    pub fn triu_indices(row: i64, col: i64, offset: i64 = 0, dtype: DType = DType::I64, device: Device = Device::default()) -> Tensor {
        ensure_sizes(row, col)?;
        // Row r starts at r + offset, so none has places from row col - offset on. The last one has the fewest.
        let rows = 0..if col == 0 { 0 } else { col.saturating_sub(offset).clamp(0, row) };
        let first = i128::from(col) - i128::from(rows.end - 1) - i128::from(offset);
        let count = Staircase { rows: rows.end, first: first.min(i128::from(col)), most: col }.places();
        places((rows, count), |row| row.saturating_add(offset).max(0)..col, ("triu_indices", dtype, device))
    }
}
