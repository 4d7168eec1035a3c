//! What an expression is made of.
//! Invariant: a node's arguments stand before it, so that a graph read from front to back is a program.

/// Position of a node in its graph.
pub type NodeId = u32;

/// One value of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    /// The gradient of the result.
    Gradient,
    /// A tensor operand of the row.
    Operand(u8),
    /// The row's result, in its derivative.
    Result,
    /// A number the row takes beside its tensors.
    Parameter(u8),
    /// A constant, as the bits of a double: equal constants are one node, and NaN equals itself.
    Constant(u64),
    /// A function of one to three earlier nodes; arguments it does not take repeat the first.
    Apply(Function, [NodeId; 3]),
}

macro_rules! functions {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $arity:literal $truth:literal;)+) => {
        /// The vocabulary of [`Num`](crate::Num), as data. What `Num` itself builds from the rest is not listed, unless
        /// a reading has its own way to do it.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Function {
            $($(#[doc = $doc])* $variant,)+
        }

        impl Function {
            /// The method of [`Num`](crate::Num), or the operator, it stands for.
            pub const fn name(self) -> &'static str {
                match self { $(Function::$variant => $name,)+ }
            }

            /// How many arguments it takes.
            pub const fn arity(self) -> usize {
                match self { $(Function::$variant => $arity,)+ }
            }

            /// Whether the value is a truth value.
            pub const fn is_truth(self) -> bool {
                match self { $(Function::$variant => $truth,)+ }
            }
        }
    };
}

functions! {
    Add "+" 2 false; Sub "-" 2 false; Mul "*" 2 false; Div "/" 2 false;
    Neg "-" 1 false;
    Lt "<" 2 true; Le "<=" 2 true; Eq "==" 2 true;
    And "&" 2 true; Or "|" 2 true; Xor "^" 2 true;
    Not "!" 1 true;
    IsInfinite "is_infinite" 1 true; IsSignNegative "is_sign_negative" 1 true;
    /// Condition, value if it holds, value if not.
    Select "select" 3 false;
    FromBool "from_bool" 1 false;
    MulAdd "mul_add" 3 false;
    Abs "abs" 1 false; Sign "sign" 1 false; Copysign "copysign" 2 false;
    Minimum "minimum" 2 false; Maximum "maximum" 2 false;
    Floor "floor" 1 false; Ceil "ceil" 1 false; Trunc "trunc" 1 false; Round "round" 1 false;
    Fmod "fmod" 2 false; Remainder "remainder" 2 false; FloorDivide "floor_divide" 2 false;
    Sqrt "sqrt" 1 false;
    Exp "exp" 1 false; Exp2 "exp2" 1 false; Expm1 "expm1" 1 false;
    Log "log" 1 false; Log2 "log2" 1 false; Log10 "log10" 1 false; Log1p "log1p" 1 false;
    Pow "pow" 2 false; Hypot "hypot" 2 false;
    Sin "sin" 1 false; Cos "cos" 1 false; Tan "tan" 1 false;
    Asin "asin" 1 false; Acos "acos" 1 false; Atan "atan" 1 false; Atan2 "atan2" 2 false;
    Sinh "sinh" 1 false; Cosh "cosh" 1 false; Tanh "tanh" 1 false;
    Asinh "asinh" 1 false; Acosh "acosh" 1 false; Atanh "atanh" 1 false;
    Erf "erf" 1 false; Erfc "erfc" 1 false;
    Lgamma "lgamma" 1 false;
    /// Of the number, then of the order.
    Polygamma "polygamma" 2 false;
    BitAnd "bit_and" 2 false; BitOr "bit_or" 2 false; BitXor "bit_xor" 2 false; BitNot "bit_not" 1 false;
    ShiftLeft "shift_left" 2 false; ShiftRight "shift_right" 2 false;
}

impl Node {
    /// The nodes it is made from.
    pub fn arguments(&self) -> &[NodeId] {
        match self {
            Node::Apply(function, arguments) => &arguments[..function.arity()],
            _ => &[],
        }
    }
}
