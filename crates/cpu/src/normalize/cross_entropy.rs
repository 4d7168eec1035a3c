//! Cross entropy with class indices: one pass over the scores forward and one backward. Of the softmax, two numbers per
//! sample are kept; it is never written to memory.

use super::softmax::log_sum;
use crate::{
    copy,
    iterate::lanes::{self, Block, Operand, PANEL},
    number::Real,
    simd::isa::{self, LaneKernel},
};
use std::sync::atomic::{AtomicBool, Ordering};
use tapir_core::{DType, Layout, Result, bail, memory};
use tapir_ops::{CrossEntropy, View, ViewMut, lane::Isa};

/// What every block needs to know.
struct Classes<T> {
    count: usize,
    weight: Option<Vec<T>>,
    ignore_index: i64,
    normalized: bool,
}

impl<T: Real> Classes<T> {
    fn of(what: &CrossEntropy) -> Classes<T> {
        let weight = what.weight.map(|weight| {
            let mut dense = memory::filled(weight.numel(), T::ZERO);
            // SAFETY: there is room for so many elements.
            let target = unsafe { ViewMut::row(dense.as_mut_ptr().cast(), T::DTYPE, dense.len()) };
            copy::copy(weight, &target);
            dense
        });
        let count = what.input.shape[1];
        Classes { count, weight, ignore_index: what.ignore_index, normalized: what.normalized }
    }

    /// The class and its weight, where the target counts; an error for one that is no class.
    #[inline(always)]
    fn of_target(&self, target: i64) -> std::result::Result<Option<(usize, T)>, ()> {
        if target == self.ignore_index {
            return Ok(None);
        }
        let class = usize::try_from(target).ok().filter(|&class| class < self.count).ok_or(())?;
        Ok(Some((class, self.weight.as_ref().map_or(T::ONE, |weight| weight[class]))))
    }
}

pub fn forward<T: Real>(what: &CrossEntropy, losses: &ViewMut, weights: &ViewMut, statistics: &ViewMut) -> Result<()> {
    let classes = Classes::<T>::of(what);
    let outside = AtomicBool::new(false);
    let operands = [
        Operand::input(what.input, T::DTYPE),
        Operand::input(what.target, DType::I64),
        Operand::output(losses, T::DTYPE),
        Operand::output(weights, T::DTYPE),
        Operand::output(statistics, T::DTYPE),
    ];
    lanes::run_blocks(1, operands, &|block, _| {
        if !isa::run(Forward { block, classes: &classes }) {
            outside.store(true, Ordering::Relaxed);
        }
    });
    if outside.into_inner() { refuse(what.target, &classes) } else { Ok(()) }
}

/// Names the first target that is no class.
fn refuse<T: Real>(target: &View, classes: &Classes<T>) -> Result<()> {
    let mut dense = memory::filled(target.numel(), 0i64);
    let layout = Layout::contiguous(&target.shape);
    // SAFETY: there is room for so many elements.
    let into = unsafe { ViewMut::new(dense.as_mut_ptr().cast(), DType::I64, &layout) };
    copy::copy(target, &into);
    for value in dense {
        if classes.of_target(value).is_err() {
            bail!(Index, "Target {value} is out of bounds.");
        }
    }
    Ok(())
}

struct Forward<'a, T> {
    block: &'a Block<5>,
    classes: &'a Classes<T>,
}

impl<T: Real> LaneKernel for Forward<'_, T> {
    /// Whether all targets are classes.
    type Output = bool;

    #[inline(always)]
    fn run_in<I: Isa>(self) -> bool {
        let (block, classes) = (self.block, self.classes);
        let [x, _, _, _, statistics] = block.pointers;
        let mut greatest = [T::ZERO; PANEL];
        let mut shifts = [T::ZERO; PANEL];
        // SAFETY: lines of scores have an element per class, those of statistics two, the others one.
        unsafe {
            if block.panel && !classes.normalized {
                panel_sums::<T, I>(x, block.along[0], [block.lines, classes.count], &mut greatest, &mut shifts);
            }
            let mut all = true;
            for line in 0..block.lines {
                let [x, target, loss, weight, _] = block.line::<u8>(line);
                let (first, shift) = match (classes.normalized, block.panel) {
                    (true, _) => (T::ZERO, T::ZERO),
                    (false, true) => (greatest[line], shifts[line]),
                    (false, false) => log_sum::<T, I>(x.cast(), classes.count),
                };
                let statistic = statistics.offset(line as isize * block.apart[4]);
                statistic.cast::<T>().write(first);
                statistic.offset(block.along[4]).cast::<T>().write(shift);
                let (of_loss, of_weight) = match classes.of_target(target.cast::<i64>().read()) {
                    Ok(Some((class, weight))) => {
                        let score = x.offset(class as isize * block.along[0]).cast::<T>().read();
                        ((shift - (score - first)) * weight, weight)
                    }
                    Ok(None) => (T::ZERO, T::ZERO),
                    Err(()) => {
                        all = false;
                        (T::ZERO, T::ZERO)
                    }
                };
                loss.cast::<T>().write(of_loss);
                weight.cast::<T>().write(of_weight);
            }
            all
        }
    }
}

/// The greatest score of each line of a panel, and the logarithm of its sum of exponentials.
///
/// # Safety
/// `x` must be readable for `lines` adjacent elements at each of `length` places, `along` bytes from one to the next.
#[inline(always)]
unsafe fn panel_sums<T: Real, I: Isa>(
    x: *const u8,
    along: isize,
    [lines, length]: [usize; 2],
    greatest: &mut [T; PANEL],
    shifts: &mut [T; PANEL],
) {
    let lines = lines.min(PANEL);
    *greatest = [T::LEAST; PANEL];
    let mut totals = [T::ZERO; PANEL];
    // SAFETY: each place has `lines` elements.
    unsafe {
        for i in 0..length as isize {
            let x = x.offset(i * along).cast::<T>();
            for line in 0..lines {
                greatest[line] = greatest[line].greater(*x.add(line));
            }
        }
        for i in 0..length as isize {
            let x = x.offset(i * along).cast::<T>();
            for line in 0..lines {
                totals[line] = totals[line] + (*x.add(line) - greatest[line]).exp::<I>();
            }
        }
    }
    for line in 0..lines {
        shifts[line] = totals[line].ln::<I>();
    }
}

pub fn backward<T: Real>(what: &CrossEntropy, statistics: &View, scale: &View, out: &ViewMut) {
    let classes = Classes::<T>::of(what);
    let operands = [
        Operand::input(what.input, T::DTYPE),
        Operand::input(what.target, DType::I64),
        Operand::input(statistics, T::DTYPE),
        Operand::input(scale, T::DTYPE),
        Operand::output(out, T::DTYPE),
    ];
    lanes::run_blocks(1, operands, &|block, _| isa::run(Backward { block, classes: &classes }));
}

struct Backward<'a, T> {
    block: &'a Block<5>,
    classes: &'a Classes<T>,
}

impl<T: Real> LaneKernel for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run_in<I: Isa>(self) {
        let (block, classes) = (self.block, self.classes);
        // SAFETY: lines of scores and of the gradient have an element per class, those of statistics two, the others one.
        unsafe {
            if block.panel {
                backward_panel::<T, I>(block, classes);
            }
            for line in 0..block.lines {
                let [x, target, statistic, scale, out] = block.line::<u8>(line);
                let scale = scale.cast::<T>().read();
                let first = statistic.cast::<T>().read();
                let shift = statistic.offset(block.along[2]).cast::<T>().read();
                if !block.panel {
                    let (x, out) = (x.cast::<T>().cast_const(), out.cast::<T>());
                    if classes.normalized {
                        std::ptr::write_bytes(out, 0, classes.count);
                    } else {
                        for i in 0..classes.count {
                            *out.add(i) = ((*x.add(i) - first) - shift).exp::<I>() * scale;
                        }
                    }
                }
                if let Ok(Some((class, _))) = classes.of_target(target.cast::<i64>().read()) {
                    let place = out.offset(class as isize * block.along[4]).cast::<T>();
                    *place = *place - scale;
                }
            }
        }
    }
}

/// The gradient of a panel but for what the targets take from it.
///
/// # Safety
/// The block must be a panel whose scores and gradient have an element per class, and the others what [`Forward`] wrote.
#[inline(always)]
unsafe fn backward_panel<T: Real, I: Isa>(block: &Block<5>, classes: &Classes<T>) {
    let [x, _, statistics, scales, out] = block.pointers;
    let lines = block.lines.min(PANEL);
    // SAFETY: each place has `lines` elements.
    unsafe {
        let firsts = statistics.cast::<T>().cast_const();
        let shifts = statistics.offset(block.along[2]).cast::<T>().cast_const();
        let scales = scales.cast::<T>().cast_const();
        for i in 0..classes.count as isize {
            let (x, out) = (x.offset(i * block.along[0]).cast::<T>(), out.offset(i * block.along[4]).cast::<T>());
            if classes.normalized {
                std::ptr::write_bytes(out, 0, lines);
                continue;
            }
            for line in 0..lines {
                *out.add(line) =
                    ((*x.add(line) - *firsts.add(line)) - *shifts.add(line)).exp::<I>() * *scales.add(line);
            }
        }
    }
}
