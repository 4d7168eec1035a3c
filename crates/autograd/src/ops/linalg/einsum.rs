//! Einstein summation: every operand is brought to one order of labels, then pairs are folded as batched products.

use crate::{
    Tensor,
    call::ops,
    ops::{linalg::products::bmm, pointwise::arithmetic::mul, reduce::sum, view::views},
};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use tapir_core::{Dims, Result, bail, ensure};

/// A label: a letter, or a dimension under the ellipsis counted from the right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Label {
    Hidden(std::cmp::Reverse<usize>),
    Letter(char),
}

struct Equation {
    operands: Vec<Vec<Label>>,
    output: Vec<Label>,
}

/// The labels of one term; `hidden` dimensions stand for its ellipsis.
fn labels(term: &str, hidden: usize) -> Result<Vec<Label>> {
    let mut labels = Vec::new();
    let mut rest = term;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("...") {
            labels.extend((0..hidden).rev().map(|position| Label::Hidden(std::cmp::Reverse(position))));
            rest = after;
            continue;
        }
        ensure!(
            letter.is_ascii_alphabetic(),
            Value,
            "einsum(): invalid subscript given: '{letter}', subscripts must be in [a-zA-Z]"
        );
        labels.push(Label::Letter(letter));
        rest = &rest[1..];
    }
    Ok(labels)
}

fn parse(equation: &str, operands: &[Tensor]) -> Result<Equation> {
    let text: String = equation.chars().filter(|c| !c.is_whitespace()).collect();
    ensure!(
        text.is_ascii(),
        Value,
        "einsum(): invalid subscript given in '{equation}', subscripts must be in [a-zA-Z]"
    );
    let (inputs, output) = match text.split_once("->") {
        Some((inputs, output)) => (inputs, Some(output)),
        None => (text.as_str(), None),
    };
    let terms: Vec<&str> = inputs.split(',').collect();
    ensure!(
        terms.len() == operands.len(),
        Value,
        "einsum(): {} operands were provided, but the equation specifies {}",
        operands.len(),
        terms.len()
    );
    let mut widest = 0;
    let mut parsed = Vec::new();
    for (position, (term, operand)) in terms.iter().zip(operands).enumerate() {
        let dots = term.contains("...");
        let letters = term.chars().filter(|&c| c != '.').count();
        ensure!(
            if dots { letters <= operand.rank() } else { letters == operand.rank() },
            Shape,
            "einsum(): the number of subscripts in the equation ({letters}) does not match the number of dimensions ({}) for operand {position}{}",
            operand.rank(),
            if dots { "" } else { " and no ellipsis was given" }
        );
        let hidden = if dots { operand.rank() - letters } else { 0 };
        widest = widest.max(hidden);
        parsed.push(labels(term, hidden)?);
    }
    let output = match output {
        Some(term) => labels(term, widest)?,
        None => implicit_output(&parsed, widest),
    };
    for (position, label) in output.iter().enumerate() {
        ensure!(
            !output[..position].contains(label),
            Value,
            "einsum(): output subscript {label:?} appears more than once in the output"
        );
        ensure!(
            parsed.iter().any(|term| term.contains(label)),
            Value,
            "einsum(): output subscript {label:?} does not appear in the equation for any input operand"
        );
    }
    Ok(Equation { operands: parsed, output })
}

/// Without an arrow: the ellipsis, then every letter that occurs once, in alphabetical order.
fn implicit_output(terms: &[Vec<Label>], hidden: usize) -> Vec<Label> {
    let mut count = BTreeMap::<Label, usize>::new();
    for &label in terms.iter().flatten() {
        *count.entry(label).or_default() += 1;
    }
    let dots = (0..hidden).rev().map(|position| Label::Hidden(std::cmp::Reverse(position)));
    let once = count.iter().filter(|&(label, &uses)| matches!(label, Label::Letter(_)) && uses == 1);
    dots.chain(once.map(|(&label, _)| label)).collect()
}

/// Diagonals for repeated labels, then dimensions in the common order, size 1 where a label is missing.
fn arrange(operand: &Tensor, labels: &[Label], order: &[Label]) -> Result<Tensor> {
    let mut operand = operand.clone();
    let mut labels = labels.to_vec();
    let mut position = 0;
    while position < labels.len() {
        match labels[..position].iter().position(|&other| other == labels[position]) {
            Some(first) => {
                let (m, n) = (operand.shape()[first], operand.shape()[position]);
                ensure!(
                    m == n,
                    Shape,
                    "einsum(): subscript {:?} is repeated for operand but the sizes don't match, {n} != {m}",
                    labels[position]
                );
                operand = views::diagonal(&operand, 0, first as i64, position as i64)?;
                let label = labels.remove(position);
                labels.remove(first);
                labels.push(label);
                position = 0;
            }
            None => position += 1,
        }
    }
    let present: SmallVec<[usize; 6]> =
        order.iter().filter_map(|label| labels.iter().position(|other| other == label)).collect();
    let mut arranged = views::permute_to(&operand, &present);
    for (position, label) in order.iter().enumerate() {
        if !labels.contains(label) {
            arranged = views::unsqueeze_at(&arranged, position);
        }
    }
    Ok(arranged)
}

/// `Σ a * b` over the dimensions in `summed`; dimensions broadcast, and all are kept (summed ones with size 1).
fn contract(a: &Tensor, b: &Tensor, summed: &[usize]) -> Result<Tensor> {
    let rank = a.rank();
    // Dimensions that only one operand has can be summed there, before the product.
    let only = |tensor: &Tensor, other: &Tensor| -> Vec<i64> {
        summed
            .iter()
            .filter(|&&dim| tensor.shape()[dim] != 1 && other.shape()[dim] == 1)
            .map(|&dim| dim as i64)
            .collect()
    };
    let (alone_a, alone_b) = (only(a, b), only(b, a));
    let early = |tensor: &Tensor, dims: &[i64]| {
        if dims.is_empty() { Ok(tensor.clone()) } else { sum::sum(tensor, Some(dims), true, None) }
    };
    let (a, b) = (early(a, &alone_a)?, early(b, &alone_b)?);
    let (mut batch, mut left, mut right, mut inner) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for dim in 0..rank {
        match (a.shape()[dim], b.shape()[dim]) {
            (m, n) if m != 1 && n != 1 => if summed.contains(&dim) { &mut inner } else { &mut batch }.push(dim),
            (m, 1) if m != 1 => left.push(dim),
            _ => right.push(dim),
        }
    }
    if inner.is_empty() {
        return mul(&a, &b);
    }
    let size = |tensor: &Tensor, dims: &[usize]| dims.iter().map(|&dim| tensor.shape()[dim]).product::<usize>();
    let order_a: Vec<usize> = [&batch[..], &left, &inner, &right].concat();
    let order_b: Vec<usize> = [&batch[..], &inner, &right, &left].concat();
    let (groups, m, k, n) = (size(&a, &batch), size(&a, &left), size(&a, &inner), size(&b, &right));
    let x = views::reshape_to(&views::permute_to(&a, &order_a), &[groups, m, k])?;
    let y = views::reshape_to(&views::permute_to(&b, &order_b), &[groups, k, n])?;
    let product = bmm(&x, &y)?;
    let order: Vec<usize> = [&batch[..], &left, &right, &inner].concat();
    let sizes: Dims =
        order.iter().map(|&dim| if inner.contains(&dim) { 1 } else { a.shape()[dim].max(b.shape()[dim]) }).collect();
    let sizes: Dims =
        order
            .iter()
            .zip(sizes)
            .map(|(&dim, size)| {
                if a.shape()[dim] == 0 || b.shape()[dim] == 0 { if inner.contains(&dim) { 1 } else { 0 } } else { size }
            })
            .collect();
    let mut inverse = vec![0; rank];
    for (position, &dim) in order.iter().enumerate() {
        inverse[dim] = position;
    }
    Ok(views::permute_to(&views::reshape_to(&product, &sizes)?, &inverse))
}

ops! {
    /// Sums of products by Einstein's convention: `einsum('ij,jk->ik', [a, b])` is the matrix product.
    ///
    /// Letters label dimensions, `...` stands for dimensions that broadcast; labels missing from the output are summed.
    /// Without `->` the output has the labels that occur once, in alphabetical order.
    pub fn einsum(equation: &str, operands: &[Tensor]) -> Tensor, variadic {
        ensure!(!operands.is_empty(), Value, "einsum(): must provide at least one operand");
        let Equation { operands: terms, output } = parse(equation, operands)?;
        let mut summed: Vec<Label> = terms.iter().flatten().copied().filter(|label| !output.contains(label)).collect();
        summed.sort();
        summed.dedup();
        let order: Vec<Label> = output.iter().copied().chain(summed).collect();
        let arranged: Vec<Tensor> =
            operands.iter().zip(&terms).map(|(operand, labels)| arrange(operand, labels, &order)).collect::<Result<_>>()?;
        for dim in 0..order.len() {
            let mut sizes = arranged.iter().map(|operand| operand.shape()[dim]).filter(|&size| size != 1);
            let first = sizes.next().unwrap_or(1);
            if let Some(other) = sizes.find(|&size| size != first) {
                bail!(
                    Shape,
                    "einsum(): operands do not broadcast with remapped shapes [original->remapped]: sizes {first} and {other} for one subscript"
                );
            }
        }
        let mut result = arranged[0].clone();
        let last_use = |dim: usize| arranged.iter().rposition(|operand| operand.shape()[dim] != 1).unwrap_or(0);
        let finished = |step: usize| -> Vec<usize> {
            (output.len()..order.len()).filter(|&dim| last_use(dim) == step).collect()
        };
        let own: Vec<i64> = finished(0).into_iter().map(|dim| dim as i64).collect();
        if !own.is_empty() {
            result = sum::sum(&result, Some(&own), true, None)?;
        }
        for (step, operand) in arranged.iter().enumerate().skip(1) {
            result = contract(&result, operand, &finished(step))?;
        }
        let shape: Dims = result.shape()[..output.len()].into();
        views::reshape_to(&result, &shape)
    }
}
