//! Sorts and order statistics. Every element becomes an unsigned key in the order of the dtype (NaN last, the two zeros
//! equal), with its place in the low bits: plain integer sorts are then stable.

mod key;

#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    iterate::lanes::{self, Operand, with_dim},
    number::dispatch,
};
use key::{Entry, SortKey};
use tapir_core::{DType, Result, ensure};
use tapir_ops::{SortBackend, View, ViewMut};

/// What to take from the sorted line.
#[derive(Clone, Copy)]
enum Task {
    Sort,
    /// The first `k`, in order.
    Top(usize),
    /// Element number `k`, from 0.
    Kth(usize),
    Median {
        ignore_nan: bool,
    },
}

impl SortBackend for Cpu {
    fn sort(
        &self,
        input: &View,
        dim: usize,
        descending: bool,
        values: Option<&ViewMut>,
        indices: Option<&ViewMut>,
    ) -> Result<()> {
        run(Task::Sort, input, dim, descending, values, indices)
    }

    fn topk(
        &self,
        input: &View,
        k: usize,
        dim: usize,
        largest: bool,
        values: Option<&ViewMut>,
        indices: Option<&ViewMut>,
    ) -> Result<()> {
        ensure!(k <= length(input, dim), Index, "selected index k out of range");
        run(Task::Top(k), input, dim, largest, values, indices)
    }

    fn kthvalue(
        &self,
        input: &View,
        k: usize,
        dim: usize,
        values: Option<&ViewMut>,
        indices: Option<&ViewMut>,
    ) -> Result<()> {
        ensure!(k >= 1 && k <= length(input, dim), Index, "selected number k out of range for dimension {dim}");
        let rank = input.shape.len();
        let (values, indices) = (with_dim(values, dim, rank), with_dim(indices, dim, rank));
        run(Task::Kth(k - 1), input, dim, false, values.as_ref(), indices.as_ref())
    }

    fn median(
        &self,
        input: &View,
        dim: usize,
        ignore_nan: bool,
        values: Option<&ViewMut>,
        indices: Option<&ViewMut>,
    ) -> Result<()> {
        let rank = input.shape.len();
        if length(input, dim) == 0 {
            let kept_is_empty = (0..rank).any(|other| other != dim && input.shape[other] == 0);
            ensure!(kept_is_empty, Index, "Expected reduction dim {dim} to have non-zero size.");
        }
        let (values, indices) = (with_dim(values, dim, rank), with_dim(indices, dim, rank));
        run(Task::Median { ignore_nan }, input, dim, false, values.as_ref(), indices.as_ref())
    }
}

fn length(input: &View, dim: usize) -> usize {
    input.shape.get(dim).copied().unwrap_or(1)
}

fn run(
    task: Task,
    input: &View,
    dim: usize,
    descending: bool,
    values: Option<&ViewMut>,
    indices: Option<&ViewMut>,
) -> Result<()> {
    if input.numel() == 0 {
        return Ok(());
    }
    // Keys of 32 bits leave 32 for the place.
    ensure!(
        length(input, dim) <= u32::MAX as usize,
        Value,
        "cannot sort more than 2^32 - 1 elements along one dimension"
    );
    dispatch!(input.dtype, T in keys => run_lines::<T>(task, input, dim, descending, values, indices));
    Ok(())
}

fn run_lines<T: SortKey>(
    task: Task,
    input: &View,
    dim: usize,
    descending: bool,
    values: Option<&ViewMut>,
    indices: Option<&ViewMut>,
) {
    let length = length(input, dim);
    let line = Operand::input(input, T::DTYPE);
    let operands = [line, Operand::optional(values, T::DTYPE, &line), Operand::optional(indices, DType::I64, &line)];
    lanes::run(dim, operands, &|&[line, values, indices], scratch| {
        // SAFETY: lines are dense, as long as the dimension, and of type `T`.
        let line = unsafe { std::slice::from_raw_parts(line.cast::<T>().cast_const(), length) };
        let entries = key::entries(line, descending, scratch);
        for (position, entry) in select(task, line, entries).iter().enumerate() {
            let place = entry.place();
            // SAFETY: outputs are as long as the selection.
            unsafe {
                if !values.is_null() {
                    values.cast::<T>().add(position).write(line[place]);
                }
                if !indices.is_null() {
                    indices.cast::<i64>().add(position).write(place as i64);
                }
            }
        }
    });
}

/// Brings the entries wanted to the front of the result.
fn select<'a, T: SortKey>(task: Task, line: &[T], entries: &'a mut [T::Entry]) -> &'a [T::Entry] {
    let kth = |entries: &'a mut [T::Entry], k: usize| {
        entries.select_nth_unstable(k);
        &entries[k..=k]
    };
    match task {
        Task::Sort => {
            entries.sort_unstable();
            entries
        }
        Task::Top(0) => &[],
        Task::Top(k) => {
            if k < entries.len() {
                entries.select_nth_unstable(k - 1);
            }
            entries[..k].sort_unstable();
            &entries[..k]
        }
        Task::Kth(k) => kth(entries, k),
        Task::Median { ignore_nan } => {
            let first_nan = line.iter().position(|x| x.is_nan());
            match first_nan {
                None => kth(entries, (line.len() - 1) / 2),
                Some(place) if !ignore_nan => &entries[place..=place], // entries are still in the line's order
                Some(_) => {
                    let numbers = line.iter().filter(|x| !x.is_nan()).count();
                    kth(entries, numbers.saturating_sub(1) / 2)
                }
            }
        }
    }
}
