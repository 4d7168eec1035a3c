//! Arguments as a front end sends them: numbers in one flat list. The first word is a bit mask of the parameters that are
//! given; the others follow in order, and those left out take no room.

use crate::{Tensor, copying};
use tapir_core::{DType, Device, Generator, Result, Scalar, bail, ensure, error};

/// Turns the front end's handles into tensors and generators.
pub trait Resolver {
    fn tensor(&self, id: f64) -> Result<&Tensor>;
    fn generator(&self, id: f64) -> Result<Generator>;
}

/// A reader over the words of one call. Every read is checked: a malformed list is an error, never a crash.
pub struct Args<'a> {
    words: &'a [f64],
    at: usize,
    given: u64,
    parameter: u32,
    /// The operator writes its result into its first argument.
    in_place: bool,
    resolver: &'a dyn Resolver,
}

impl<'a> Args<'a> {
    pub fn new(words: &'a [f64], resolver: &'a dyn Resolver) -> Args<'a> {
        let given = words.first().map_or(0.0, |&mask| mask) as u64;
        Args { words, at: 1, given, parameter: 0, in_place: false, resolver }
    }

    /// Whether the next parameter is given; moves on to it either way.
    #[inline]
    pub(crate) fn next_is_given(&mut self) -> bool {
        let given = self.given >> self.parameter & 1 == 1;
        self.parameter += 1;
        given
    }

    /// Whether none of the parameters from the next one on is given.
    #[inline]
    pub(crate) fn are_all_left_out(&self) -> bool {
        self.given.checked_shr(self.parameter).unwrap_or(0) == 0
    }

    /// The tensor that a call in place writes: the one in first place, which is not consumed.
    pub(crate) fn write_in_place(&mut self) -> Result<Tensor> {
        let id = self.words.get(1).copied().ok_or_else(|| error!(Value, "missing the tensor to write"))?;
        self.in_place = true;
        self.resolver.tensor(id).cloned()
    }

    /// The tensor to change, and whether to change it in place.
    pub(crate) fn target(&mut self) -> Result<(Tensor, bool)> {
        let id = self.word()?;
        Ok((self.resolver.tensor(id)?.clone(), self.in_place))
    }

    #[inline]
    pub(crate) fn word(&mut self) -> Result<f64> {
        let word = self.words.get(self.at).copied().ok_or_else(|| error!(Value, "the argument list ends too early"))?;
        self.at += 1;
        Ok(word)
    }

    pub(crate) fn count(&mut self) -> Result<usize> {
        let count = self.word()?;
        let left = self.words.len() - self.at;
        ensure!(count >= 0.0 && count <= left as f64, Value, "the argument list ends too early");
        Ok(count as usize)
    }

    /// A count, or `None` for −1.
    pub(crate) fn optional_count(&mut self) -> Result<Option<usize>> {
        if self.words.get(self.at) == Some(&-1.0) {
            self.at += 1;
            return Ok(None);
        }
        self.count().map(Some)
    }

    #[inline]
    pub(crate) fn tensor(&mut self) -> Result<Tensor> {
        let is_written = self.in_place && self.at == 1;
        let id = self.word()?;
        let tensor = self.resolver.tensor(id)?;
        if is_written { copying::before_write(tensor) } else { Ok(tensor.clone()) }
    }

    /// As [`Args::tensor`] for a call that is not in place, without counting a reference.
    #[inline]
    pub(crate) fn tensor_ref(&mut self) -> Result<&'a Tensor> {
        let id = self.word()?;
        self.resolver.tensor(id)
    }

    pub(crate) fn optional_tensor(&mut self) -> Result<Option<Tensor>> {
        let id = self.word()?;
        if id == 0.0 { Ok(None) } else { self.resolver.tensor(id).cloned().map(Some) }
    }

    pub(crate) fn int(&mut self) -> Result<i64> {
        let word = self.word()?;
        whole(word)
    }

    pub(crate) fn generator(&mut self) -> Result<Option<Generator>> {
        let id = self.word()?;
        if id == 0.0 { Ok(None) } else { self.resolver.generator(id).map(Some) }
    }

    pub(crate) fn dtype(&mut self) -> Result<Option<DType>> {
        let code = self.word()?;
        if code == -1.0 {
            return Ok(None);
        }
        let dtype = DType::ALL.get(code as usize).copied();
        dtype.map(Some).ok_or_else(|| error!(DType, "unknown dtype code {code}"))
    }

    pub(crate) fn device(&mut self) -> Result<Device> {
        let code = self.word()?;
        let device = Device::from_code(code as u32);
        device.ensure_available()?;
        Ok(device)
    }

    pub(crate) fn text(&mut self) -> Result<Option<String>> {
        let Some(length) = self.optional_count()? else { return Ok(None) };
        let units: Vec<u16> = (0..length).map(|_| self.word().map(|word| word as u16)).collect::<Result<_>>()?;
        Ok(Some(String::from_utf16_lossy(&units)))
    }

    /// The tensor, if the next tagged value is one; otherwise nothing is read.
    #[inline]
    pub(crate) fn tagged_tensor(&mut self) -> Result<Option<&'a Tensor>> {
        if self.words.get(self.at) != Some(&0.0) {
            return Ok(None);
        }
        self.at += 1;
        self.tensor_ref().map(Some)
    }

    /// A tagged value: 0 a tensor, 1 an integer, 2 a float, 3 a bool, 4 a 64-bit integer in two halves, 5 nothing,
    /// 6 an integer from 2^63 on in two halves.
    #[inline]
    pub(crate) fn tagged(&mut self) -> Result<Tagged> {
        let tag = self.word()?;
        Ok(match tag as u32 {
            0 => Tagged::Tensor(self.tensor()?),
            1 => Tagged::Scalar(Scalar::Int(self.int()?)),
            2 => Tagged::Scalar(Scalar::Float(self.word()?)),
            3 => Tagged::Scalar(Scalar::Bool(self.word()? != 0.0)),
            4 => {
                let (high, low) = (self.word()? as i64, self.word()? as u32);
                Tagged::Scalar(Scalar::Int(high << 32 | i64::from(low)))
            }
            5 => Tagged::Nothing,
            6 => {
                let (high, low) = (self.word()? as u64, self.word()? as u32);
                Tagged::Tensor(Tensor::wrapped_unsigned(high << 32 | u64::from(low))?)
            }
            _ => bail!(Value, "unknown argument tag {tag}"),
        })
    }
}

/// The integer that a word is: `as` would bring those that int64 does not hold back into its range.
pub(crate) fn whole(word: f64) -> Result<i64> {
    ensure!(word.trunc() == word, Value, "expected an integer, got {word}");
    ensure!((-TWO_63..TWO_63).contains(&word), Value, "Overflow when unpacking long long");
    Ok(word as i64)
}

/// 2^63.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;

pub(crate) enum Tagged {
    Tensor(Tensor),
    Scalar(Scalar),
    Nothing,
}
