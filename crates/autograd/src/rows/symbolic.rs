//! The third reading of a row: as tensors. Its derivative becomes ordinary tensor operations, recorded like any other, so
//! that derivatives of every order follow from the one formula.
//! Invariant: a [`Symbol`] is an index into this thread's arena and lives only while one derivative is evaluated.

use super::{Params, call, defaults, row};
use crate::{
    Tensor,
    copying::cast,
    mode::GradMode,
    tape::{Context, Grads},
};
use std::{
    cell::RefCell,
    ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub},
    sync::OnceLock,
};
use tapir_core::{DType, Device, Error, Result, Scalar, bail};
use tapir_ops::{
    MAX_OPERANDS, Num, Row, RowId, RowVisitor,
    expr::{Function, Graph},
    visit_rows,
};

/// A value of the formula: an index into the arena.
#[derive(Clone, Copy)]
struct Symbol(u32);

/// A truth value: a symbol whose tensor is bool.
#[derive(Clone, Copy)]
struct Truth(Symbol);

#[derive(Clone)]
enum Value {
    Tensor(Tensor),
    Number(f64),
    /// The incoming gradient, when only the shape of the formula is asked for.
    Gradient,
    /// Anything else, likewise.
    Unknown,
}

struct Arena {
    values: Vec<Value>,
    /// What numbers become where a tensor is needed: the dtype of the gradient.
    dtype: DType,
    /// The formula being read chooses, or is part of one that does.
    strict: bool,
    error: Option<Error>,
}

thread_local! {
    static ARENA: RefCell<Arena> = const { RefCell::new(Arena { values: Vec::new(), dtype: DType::F32, strict: false, error: None }) };
}

fn push(value: Value) -> Symbol {
    ARENA.with_borrow_mut(|arena| {
        arena.values.push(value);
        Symbol(arena.values.len() as u32 - 1)
    })
}

fn value(symbol: Symbol) -> Value {
    ARENA.with_borrow(|arena| arena.values[symbol.0 as usize].clone())
}

fn number(symbol: Symbol) -> Option<f64> {
    ARENA.with_borrow(|arena| match arena.values[symbol.0 as usize] {
        Value::Number(number) => Some(number),
        _ => None,
    })
}

/// A row on symbols, with its default parameters.
fn apply(row: RowId, operands: &[Symbol]) -> Symbol {
    apply_with(row, operands, defaults(row))
}

/// A row on symbols; the first error sticks and the rest of the formula is not computed.
fn apply_with(row: RowId, operands: &[Symbol], params: &[Scalar]) -> Symbol {
    if ARENA.with_borrow(|arena| arena.error.is_some()) {
        return push(Value::Unknown);
    }
    let values: smallvec::SmallVec<[Value; 3]> = operands.iter().map(|&operand| value(operand)).collect();
    if values.iter().any(|value| matches!(value, Value::Gradient | Value::Unknown)) {
        return push(Value::Unknown);
    }
    let result =
        values.into_iter().map(as_operand).collect::<Result<smallvec::SmallVec<[Tensor; 3]>>>().and_then(|tensors| {
            let references: smallvec::SmallVec<[&Tensor; 3]> = tensors.iter().collect();
            call(row, &references, params)
        });
    match result {
        Ok(tensor) => push(Value::Tensor(tensor)),
        Err(error) => {
            ARENA.with_borrow_mut(|arena| arena.error = Some(error));
            push(Value::Unknown)
        }
    }
}

/// A row that is constant between its steps: nothing flows back through it, not even 0 times infinity.
fn apply_flat(row: RowId, operands: &[Symbol]) -> Symbol {
    let _guard = GradMode::set(false);
    apply(row, operands)
}

/// What is compared: of complex numbers the real part.
fn real(symbol: Symbol) -> Symbol {
    match value(symbol) {
        Value::Tensor(tensor) if tensor.dtype().is_complex() => {
            match cast(&tensor.detach(), tensor.dtype().to_real()) {
                Ok(real) => push(Value::Tensor(real)),
                Err(_) => symbol,
            }
        }
        _ => symbol,
    }
}

/// Whether what is recorded now belongs to a formula that chooses.
#[inline]
pub(super) fn is_strict() -> bool {
    ARENA.with_borrow(|arena| arena.strict)
}

fn as_operand(value: Value) -> Result<Tensor> {
    match value {
        Value::Tensor(tensor) => Ok(tensor),
        // Weak, so it does not widen the tensor it meets.
        Value::Number(number) => Tensor::wrapped_number(Scalar::Float(number)),
        Value::Gradient | Value::Unknown => Err(tapir_core::error!(Internal, "a formula without values was evaluated")),
    }
}

/// A number that takes part where no tensor fixes the dtype.
fn solid(symbol: Symbol) -> Symbol {
    let Some(number) = number(symbol) else { return symbol };
    let dtype = ARENA.with_borrow(|arena| arena.dtype);
    match Tensor::full(&[], number, dtype, Device::Cpu) {
        Ok(tensor) => push(Value::Tensor(tensor)),
        Err(_) => symbol,
    }
}

/// Operators with the folding that keeps formulas short: constants, and neutral elements.
macro_rules! operator {
    ($($trait:ident $method:ident $row:ident |$a:ident, $b:ident| $fold:expr, left $left:expr, right $right:expr;)+) => {$(
        impl $trait for Symbol {
            type Output = Symbol;
            fn $method(self, other: Symbol) -> Symbol {
                match (number(self), number(other)) {
                    (Some($a), Some($b)) => push(Value::Number($fold)),
                    (Some(a), None) if Some(a) == $left => other,
                    (None, Some(b)) if Some(b) == $right => self,
                    _ => apply(row!($row), &[self, other]),
                }
            }
        }
        impl $trait<f64> for Symbol {
            type Output = Symbol;
            fn $method(self, other: f64) -> Symbol {
                $trait::$method(self, push(Value::Number(other)))
            }
        }
    )+};
}

operator! {
    Add add add |a, b| a + b, left Some(0.0), right Some(0.0);
    Sub sub sub |a, b| a - b, left None, right Some(0.0);
    Mul mul mul |a, b| a * b, left Some(1.0), right Some(1.0);
    Div div div |a, b| a / b, left None, right Some(1.0);
}

impl Neg for Symbol {
    type Output = Symbol;
    fn neg(self) -> Symbol {
        match number(self) {
            Some(number) => push(Value::Number(-number)),
            None => apply(row!(neg), &[self]),
        }
    }
}

macro_rules! logic {
    ($($trait:ident $method:ident $row:ident),+) => {$(
        impl $trait for Truth {
            type Output = Truth;
            fn $method(self, other: Truth) -> Truth { Truth(apply(row!($row), &[self.0, other.0])) }
        }
    )+};
}

logic!(BitAnd bitand logical_and, BitOr bitor logical_or, BitXor bitxor logical_xor);

impl Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        Truth(apply(row!(logical_not), &[self.0]))
    }
}

macro_rules! functions {
    ($($method:ident($($operand:ident),*) = $row:ident),+ $(,)?) => {$(
        fn $method(self $(, $operand: Self)*) -> Self { apply(row!($row), &[self $(, $operand)*]) }
    )+};
}

macro_rules! steps {
    ($($method:ident($($operand:ident),*) = $row:ident),+ $(,)?) => {$(
        fn $method(self $(, $operand: Self)*) -> Self { apply_flat(row!($row), &[self $(, $operand)*]) }
    )+};
}

impl Num for Symbol {
    type Bool = Truth;

    fn lit(value: f64) -> Symbol {
        push(Value::Number(value))
    }

    fn select(condition: Truth, yes: Symbol, no: Symbol) -> Symbol {
        apply(row!(where_), &[condition.0, solid(yes), solid(no)])
    }

    fn from_bool(condition: Truth) -> Symbol {
        Symbol::select(condition, Symbol::lit(1.0), Symbol::lit(0.0))
    }

    fn lt(self, other: Symbol) -> Truth {
        Truth(apply(row!(lt), &[real(self), real(other)]))
    }

    fn le(self, other: Symbol) -> Truth {
        Truth(apply(row!(le), &[real(self), real(other)]))
    }

    fn eq(self, other: Symbol) -> Truth {
        Truth(apply(row!(eq), &[self, other]))
    }

    /// Real tensors are their own conjugates, and are not copied.
    fn conj(self) -> Symbol {
        match value(self) {
            Value::Tensor(tensor) if tensor.dtype().is_complex() => apply(row!(conj_physical), &[self]),
            _ => self,
        }
    }

    fn mul_add(self, a: Symbol, b: Symbol) -> Symbol {
        self * a + b
    }

    fn sign(self) -> Symbol {
        // The direction of a complex number does change with it.
        match value(self) {
            Value::Tensor(tensor) if tensor.dtype().is_complex() => apply(row!(sgn), &[self]),
            _ => apply_flat(row!(sign), &[self]),
        }
    }

    /// Only what turns the number changes its direction: `(g - s Re(g s*)) / |x|` with the direction `s`.
    fn sign_gradient(self, g: Symbol) -> Symbol {
        match value(self) {
            Value::Tensor(tensor) if tensor.dtype().is_complex() => {
                let s = self.conj().sign();
                let along = (g * s.conj() + g.conj() * s) * 0.5;
                let size = self.abs();
                Symbol::select(size.eq(Symbol::lit(0.0)), Symbol::lit(0.0), (g - s * along) / size)
            }
            _ => Symbol::lit(0.0),
        }
    }

    /// The order is a constant of the formula, or follows from a parameter.
    fn polygamma(self, order: Symbol) -> Symbol {
        // No number only where something failed before, which is the error then.
        let Some(order) = number(order) else { return push(Value::Unknown) };
        apply_with(row!(polygamma), &[self], &[Scalar::Float(order)])
    }

    steps! { floor() = floor, ceil() = ceil, trunc() = trunc, round() = round, floor_divide(other) = floor_divide }

    functions! {
        abs() = abs, copysign(sign) = copysign, minimum(other) = minimum, maximum(other) = maximum,
        fmod(other) = fmod, remainder(other) = remainder,
        sqrt() = sqrt, rsqrt() = rsqrt, recip() = reciprocal, exp() = exp, exp2() = exp2, expm1() = expm1, log() = log, log2() = log2,
        log10() = log10, log1p() = log1p, pow(exponent) = pow, hypot(other) = hypot, sigmoid() = sigmoid,
        sin() = sin, cos() = cos, tan() = tan, asin() = asin, acos() = acos, atan() = atan, atan2(x) = atan2,
        sinh() = sinh, cosh() = cosh, tanh() = tanh, asinh() = asinh, acosh() = acosh, atanh() = atanh,
        erf() = erf, erfc() = erfc, lgamma() = lgamma,
        bit_and(other) = bitwise_and, bit_or(other) = bitwise_or, bit_xor(other) = bitwise_xor, bit_not() = bitwise_not,
        shift_left(distance) = bitwise_left_shift, shift_right(distance) = bitwise_right_shift,
    }
}

type Derivative = fn(Symbol, [Symbol; MAX_OPERANDS], Symbol, &[Symbol]) -> [Symbol; MAX_OPERANDS];

/// The derivative of every row in this reading, in table order.
fn derivatives() -> &'static [Derivative] {
    struct Collect(Vec<Derivative>);
    impl RowVisitor for Collect {
        fn visit<R: Row>(&mut self, _: RowId) {
            self.0.push(R::backward::<Symbol>);
        }
    }
    static TABLE: OnceLock<Vec<Derivative>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut collect = Collect(Vec::new());
        visit_rows(&mut collect);
        collect.0
    })
}

/// Evaluates with an arena of its own on top of what is there, and leaves that as it was.
fn with_arena<T>(dtype: DType, strict: bool, evaluate: impl FnOnce() -> T) -> Result<T> {
    let (start, outer) = ARENA.with_borrow_mut(|arena| {
        let outer = (arena.dtype, arena.strict);
        (arena.dtype, arena.strict) = (dtype, strict);
        (arena.values.len(), outer)
    });
    let result = evaluate();
    let (garbage, error) = ARENA.with_borrow_mut(|arena| {
        (arena.dtype, arena.strict) = outer;
        (arena.values.split_off(start), arena.error.take())
    });
    drop(garbage); // outside the borrow: dropping tensors may run other code
    error.map_or(Ok(result), Err)
}

/// The operands to which the derivative hands the gradient on as it is, by a formula without operands.
pub(super) fn passes_gradient_on(row: RowId, params: &Params) -> [bool; MAX_OPERANDS] {
    let formula = derivatives()[row.0 as usize];
    with_arena(DType::F32, false, || {
        let params: Vec<Symbol> = params.iter().map(|&param| Symbol::from_scalar(param)).collect();
        let unknown = push(Value::Unknown);
        let grads = formula(push(Value::Gradient), [unknown; MAX_OPERANDS], unknown, &params);
        grads.map(|grad| matches!(value(grad), Value::Gradient))
    })
    .unwrap_or_default()
}

/// Whether the derivative of a row chooses between values.
fn chooses(row: RowId) -> bool {
    static TABLE: OnceLock<Vec<bool>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = 0..tapir_ops::specs().len() as u16;
        rows.map(|row| {
            Graph::backward(RowId(row), [true; MAX_OPERANDS]).is_some_and(|graph| graph.applies(Function::Select))
        })
        .collect()
    });
    table[row.0 as usize]
}

pub(super) fn backward(
    row: RowId,
    strict: bool,
    context: &Context,
    grad: &Tensor,
    operands: &[Option<Tensor>],
    output: Option<&Tensor>,
    params: &Params,
) -> Result<Grads> {
    let formula = derivatives()[row.0 as usize];
    // Integers and bools become the gradient's dtype: products of integers wrap, and bools have no difference.
    let operand = |tensor: Option<&Tensor>| -> Result<Option<Tensor>> {
        let is_number = |tensor: &Tensor| row == row!(where_) || tensor.dtype().is_differentiable();
        tensor.map(|tensor| if is_number(tensor) { Ok(tensor.clone()) } else { cast(tensor, grad.dtype()) }).transpose()
    };
    let operands: Grads = operands.iter().map(|tensor| operand(tensor.as_ref())).collect::<Result<_>>()?;
    let symbol = |tensor: Option<&Tensor>| push(tensor.map_or(Value::Unknown, |tensor| Value::Tensor(tensor.clone())));
    let values = with_arena(grad.dtype(), strict || chooses(row), || {
        let params: Vec<Symbol> = params.iter().map(|&param| Symbol::from_scalar(param)).collect();
        let inputs = std::array::from_fn(|index| symbol(operands.get(index).and_then(Option::as_ref)).conj());
        let grads = formula(symbol(Some(grad)), inputs, symbol(output).conj(), &params);
        grads.map(value)
    })?;
    let mut results = Grads::new();
    for (index, value) in values.into_iter().take(operands.len()).enumerate() {
        results.push(match value {
            _ if !context.needs(index) => None,
            Value::Tensor(tensor) => Some(tensor),
            Value::Number(number) => Some(Tensor::full(grad.shape(), number, grad.dtype(), grad.device())?),
            Value::Gradient | Value::Unknown => {
                bail!(Internal, "the derivative of row {} reads what was not saved", row.0)
            }
        });
    }
    Ok(results)
}
