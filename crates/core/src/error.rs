//! One error type for the engine. The text is PyTorch's wherever PyTorch has one; the operator's name is
//! filled in by the dispatcher, so a kernel or a composite says only what is wrong.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

pub type Result<T> = std::result::Result<T, Error>;

/// What kind of mistake it was. Each kind is an error class of its own in TypeScript.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// Sizes or strides do not fit.
    Shape,
    /// The dtype is unsupported here, or dtypes do not fit together.
    DType,
    /// The device is missing, or tensors are on different ones.
    Device,
    /// An index or a dimension is out of range.
    Index,
    /// Any other argument has a value that is refused.
    Value,
    /// The tape: no gradient, a modified saved tensor, a second backward, a forbidden in-place write.
    Autograd,
    /// Out of memory, or a size nobody can allocate.
    Memory,
    /// A file or a byte stream is not what it claims to be.
    Format,
    /// A bug of ours.
    Internal,
}

/// An error with the operator it arose in and, where there is one, a hint. One pointer wide.
#[derive(Clone, PartialEq, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Debug)]
struct Inner {
    kind: ErrorKind,
    op: Option<&'static str>,
    message: String,
    hint: Option<String>,
}

impl Error {
    #[cold]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error(Box::new(Inner { kind, op: None, message: message.into(), hint: None }))
    }

    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Error {
        self.0.hint = Some(hint.into());
        self
    }

    /// Names the operator, unless an inner one already has.
    #[must_use]
    pub fn in_op(mut self, op: &'static str) -> Error {
        self.0.op.get_or_insert(op);
        self
    }

    /// Ends what cannot return a result, such as a chunk of a parallel loop: unwinds, without a word, to the nearest
    /// [`Error::caught`].
    #[cold]
    pub fn throw(self) -> ! {
        resume_unwind(Box::new(self))
    }

    /// Runs `body`; an error that was thrown in it is its result. Other panics go on.
    #[inline]
    pub fn caught<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
        match catch_unwind(AssertUnwindSafe(body)) {
            Ok(result) => result,
            Err(payload) => match payload.downcast::<Error>() {
                Ok(error) => Err(*error),
                Err(payload) => resume_unwind(payload),
            },
        }
    }

    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    pub fn op(&self) -> Option<&'static str> {
        self.0.op
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(op) = self.0.op {
            write!(f, "{op}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(hint) = &self.0.hint {
            write!(f, " Hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// `error!(Shape, "expected {a}, got {b}")` makes an [`Error`] of that kind.
#[macro_export]
macro_rules! error {
    ($kind:ident, $($message:tt)+) => {
        $crate::Error::new($crate::ErrorKind::$kind, format!($($message)+))
    };
}

/// `bail!(Shape, "…")` returns an [`Error`] from the enclosing function.
#[macro_export]
macro_rules! bail {
    ($($arguments:tt)+) => {
        return Err($crate::error!($($arguments)+))
    };
}

/// `ensure!(condition, Shape, "…")` bails unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($arguments:tt)+) => {
        if !$condition {
            $crate::bail!($($arguments)+)
        }
    };
}
