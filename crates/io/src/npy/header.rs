//! The header of an npy file: a Python dictionary literal, read without evaluating anything.
//! Invariant: exactly the keys descr, fortran_order and shape, each once; time and memory are linear in the text
//! and nothing recurses.

use crate::array::MAX_RANK;
use tapir_core::{DType, Error, Result, bail, ensure, error};

pub(super) struct Header {
    pub dtype: DType,
    /// The data is big-endian.
    pub swapped: bool,
    pub fortran_order: bool,
    pub shape: Vec<usize>,
}

impl Header {
    /// Parses the dictionary and nothing after it but white space.
    pub fn parse(text: &[u8]) -> Result<Header> {
        let mut literal = Literal { text, at: 0 };
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        literal.expect(b'{')?;
        while !literal.take(b'}') {
            let key = literal.string()?;
            literal.expect(b':')?;
            let fresh = match key {
                b"descr" => descr.replace(literal.dtype()?).is_none(),
                b"fortran_order" => fortran_order.replace(literal.boolean()?).is_none(),
                b"shape" => shape.replace(literal.shape()?).is_none(),
                _ => bail!(Format, "the npy header has the unknown key '{}'", String::from_utf8_lossy(key)),
            };
            ensure!(fresh, Format, "the npy header has the key '{}' twice", String::from_utf8_lossy(key));
            if !literal.take(b',') {
                literal.expect(b'}')?;
                break;
            }
        }
        ensure!(literal.peek().is_none(), Format, "the npy header goes on after its dictionary");
        let missing = |key: &str| error!(Format, "the npy header has no '{key}'");
        let (dtype, swapped) = descr.ok_or_else(|| missing("descr"))?;
        let fortran_order = fortran_order.ok_or_else(|| missing("fortran_order"))?;
        Ok(Header { dtype, swapped, fortran_order, shape: shape.ok_or_else(|| missing("shape"))? })
    }

    /// The dictionary for a row-major array, as NumPy writes it.
    pub fn text(dtype: DType, shape: &[usize]) -> Result<String> {
        let descr = match dtype {
            DType::Bool => "|b1",
            DType::U8 => "|u1",
            DType::I8 => "|i1",
            DType::I16 => "<i2",
            DType::I32 => "<i4",
            DType::I64 => "<i8",
            DType::U16 => "<u2",
            DType::U32 => "<u4",
            DType::U64 => "<u8",
            DType::F16 => "<f2",
            DType::F32 => "<f4",
            DType::F64 => "<f8",
            DType::C64 => "<c8",
            DType::C128 => "<c16",
            DType::BF16 => {
                return Err(error!(DType, "npy files have no bfloat16").with_hint("Convert to float32 first."));
            }
        };
        let mut dims = String::new();
        for (index, dim) in shape.iter().enumerate() {
            dims += &if index == 0 { format!("{dim},") } else { format!(" {dim},") };
        }
        let dims = if shape.len() > 1 { dims.trim_end_matches(',') } else { &dims };
        Ok(format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({dims}), }}"))
    }
}

/// A cursor over Python source of which only a few literals are accepted.
struct Literal<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Literal<'a> {
    /// The next character that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(|c| c.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn take(&mut self, expected: u8) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, expected: u8) -> Result<()> {
        if self.take(expected) { Ok(()) } else { Err(self.unexpected(&format!("'{}'", expected as char))) }
    }

    fn unexpected(&mut self, wanted: &str) -> Error {
        match self.peek() {
            Some(found) => error!(
                Format,
                "the npy header has '{}' at byte {} where {wanted} belongs",
                found.escape_ascii(),
                self.at
            ),
            None => error!(Format, "the npy header ends where {wanted} belongs"),
        }
    }

    /// The characters up to one that `ends` them.
    fn until(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|&c| ends(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A string in either kind of quotes; none that is needed has an escape.
    fn string(&mut self) -> Result<&'a [u8]> {
        let quote = match self.peek() {
            Some(quote @ (b'\'' | b'"')) => quote,
            _ => return Err(self.unexpected("a string")),
        };
        self.at += 1;
        let string = self.until(|c| c == quote || c == b'\\' || c == b'\n');
        ensure!(self.text.get(self.at) == Some(&quote), Format, "the npy header has a string without an end");
        self.at += 1;
        Ok(string)
    }

    fn boolean(&mut self) -> Result<bool> {
        self.peek();
        match self.until(|c| !c.is_ascii_alphanumeric()) {
            b"True" => Ok(true),
            b"False" => Ok(false),
            _ => Err(error!(Format, "the npy header's 'fortran_order' is neither True nor False")),
        }
    }

    /// A tuple of sizes; one of length 1 needs its comma, as in Python.
    fn shape(&mut self) -> Result<Vec<usize>> {
        self.expect(b'(')?;
        let mut shape = Vec::new();
        while !self.take(b')') {
            ensure!(shape.len() < MAX_RANK, Format, "the npy header claims more than {MAX_RANK} dimensions");
            shape.push(self.size()?);
            if !self.take(b',') {
                ensure!(shape.len() > 1, Format, "the npy header's 'shape' is not a tuple");
                self.expect(b')')?;
                break;
            }
        }
        Ok(shape)
    }

    /// A non-negative decimal integer; Python 2 wrote some with an L.
    fn size(&mut self) -> Result<usize> {
        self.peek();
        let start = self.at;
        let digits = self.until(|c| !c.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.unexpected("a size"));
        }
        if self.text.get(self.at) == Some(&b'L') {
            self.at += 1;
        }
        let parsed = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        parsed.ok_or_else(|| error!(Format, "the npy header has a size that is too large at byte {start}"))
    }

    /// The element type and whether it is big-endian.
    fn dtype(&mut self) -> Result<(DType, bool)> {
        if self.peek() == Some(b'[') {
            bail!(Format, "the npy file holds records (a structured dtype), which are not a tensor");
        }
        let descr = self.string()?;
        let name = String::from_utf8_lossy(descr);
        let Some((&order, code)) = descr.split_first() else { bail!(Format, "the npy header's 'descr' is empty") };
        let dtype = element_type(code, &name)?;
        match order {
            b'<' | b'=' => Ok((dtype, false)),
            b'>' => Ok((dtype, dtype.size() > 1)),
            b'|' if dtype.size() == 1 => Ok((dtype, false)),
            _ => bail!(Format, "the npy header's 'descr' '{name}' has no byte order"),
        }
    }
}

fn element_type(code: &[u8], name: &str) -> Result<DType> {
    Ok(match code {
        b"b1" => DType::Bool,
        b"u1" => DType::U8,
        b"i1" => DType::I8,
        b"i2" => DType::I16,
        b"i4" => DType::I32,
        b"i8" => DType::I64,
        b"u2" => DType::U16,
        b"u4" => DType::U32,
        b"u8" => DType::U64,
        b"f2" => DType::F16,
        b"f4" => DType::F32,
        b"f8" => DType::F64,
        b"c8" => DType::C64,
        b"c16" => DType::C128,
        [b'O', ..] => bail!(Format, "the npy file holds pickled Python objects ('{name}'), which are never loaded"),
        [b'U' | b'S' | b'a', ..] => bail!(Format, "the npy file holds strings ('{name}'), which are not a tensor"),
        [b'M' | b'm', ..] => bail!(Format, "the npy file holds dates or durations ('{name}')"),
        [b'V', ..] => bail!(Format, "the npy file holds raw bytes ('{name}') of unknown meaning"),
        _ => bail!(Format, "the npy header's 'descr' '{name}' is no known element type"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(shape: &str) -> Result<Vec<usize>> {
        let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}\n");
        Header::parse(text.as_bytes()).map(|header| header.shape)
    }

    #[test]
    fn shapes_are_tuples_of_sizes() {
        assert!(shape_of("()").unwrap().is_empty());
        assert_eq!(shape_of("(3,)").unwrap(), [3]);
        assert_eq!(shape_of("( 3 ,4L, )").unwrap(), [3, 4]);
        for wrong in ["(3)", "3", "[3]", "(-1, 2)", "(2.0,)", "(,)", "(1,,2)", "(1 2)", "(99999999999999999999,)", "(1"]
        {
            assert!(shape_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_text_of_a_header_parses_to_what_it_says() {
        for dtype in DType::ALL.into_iter().filter(|&dtype| dtype != DType::BF16) {
            for shape in [&[][..], &[0], &[2, 3, 4]] {
                let header = Header::parse(Header::text(dtype, shape).unwrap().as_bytes()).unwrap();
                assert_eq!((header.dtype, &header.shape[..]), (dtype, shape));
                assert!(!header.swapped && !header.fortran_order);
            }
        }
    }

    #[test]
    fn keys_come_in_any_order_but_once() {
        let parse = |text: &str| Header::parse(text.as_bytes());
        assert!(parse(r#"{"shape": (2,), "descr": ">i4", "fortran_order": True}"#).unwrap().swapped);
        assert!(parse("{'shape': (), 'shape': (), 'descr': '<f4', 'fortran_order': True}").is_err());
        assert!(parse("{'shape': (), 'descr': '<f4'}").is_err());
        assert!(parse("{'shape': (), 'descr': '<f4', 'fortran_order': True} + {}").is_err());
        assert!(parse("{'shape': (), 'descr': '<f4', 'fortran_order': Truely}").is_err());
        assert!(parse("{'shape': (), 'descr': '<f4, 'fortran_order': True}").is_err());
    }
}
