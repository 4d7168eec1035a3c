//! Safetensors files: what is written comes back, and what breaks a rule is refused.

mod common;

use common::{Directory, bytes};
use std::fs;
use tapir_core::{DType, ErrorKind, Result};
use tapir_io::{
    ArrayView,
    safetensors::{self, Access},
};

fn view<'a>(dtype: DType, shape: &'a [usize], bytes: &'a [u8]) -> ArrayView<'a> {
    ArrayView::new(dtype, shape, bytes).unwrap()
}

fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

fn refusal(header: &str, data: &[u8]) -> String {
    let error = safetensors::from_bytes(&file(header, data)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format, "{header}");
    error.message().to_owned()
}

#[test]
fn tensors_and_metadata_come_back_in_order() -> Result<()> {
    let directory = Directory::new("round-trip");
    let path = directory.join("a.safetensors");
    let data: Vec<u8> = (0..96).collect();
    let bools = [1, 0, 1];
    let tensors = [
        ("mask", view(DType::Bool, &[3], &bools)),
        ("weight", view(DType::F64, &[2, 6], &data)),
        ("größe \"\\\n", view(DType::BF16, &[], &data[4..6])),
        ("empty", view(DType::F32, &[0, 4], &[])),
        ("tied", view(DType::F64, &[2, 6], &data)),
    ];
    let metadata = [("format", "pt"), ("note", "\"☃\"\u{0}"), ("", "")];
    safetensors::save(&path, &tensors, &metadata)?;
    let [mapped, read] = [Access::Mapped, Access::Read].map(|access| safetensors::load(&path, access));
    for contents in
        [mapped?, read?, safetensors::load(&path, Access::BySize)?, safetensors::from_bytes(&fs::read(&path).unwrap())?]
    {
        assert_eq!(contents.tensors.len(), tensors.len());
        for ((name, array), (wanted_name, wanted)) in contents.tensors.iter().zip(&tensors) {
            assert_eq!((name.as_str(), array.dtype, &array.shape[..]), (*wanted_name, wanted.dtype(), wanted.shape()));
            assert_eq!(bytes(array), wanted.bytes());
        }
        let pairs: Vec<_> = contents.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, metadata);
    }
    Ok(())
}

#[test]
fn every_dtype_of_the_format_comes_back() -> Result<()> {
    let data: Vec<u8> = (0..32).collect();
    for dtype in DType::ALL.into_iter().filter(|&dtype| dtype != DType::Bool && dtype != DType::C128) {
        let written = safetensors::to_bytes(&[("t", view(dtype, &[2], &data[..2 * dtype.size()]))], &[])?;
        let (_, read) = &safetensors::from_bytes(&written)?.tensors[0];
        assert_eq!((read.dtype, bytes(read)), (dtype, &data[..2 * dtype.size()]));
    }
    Ok(())
}

#[test]
fn writing_to_a_loaded_tensor_does_not_reach_the_file_or_its_neighbour() -> Result<()> {
    let directory = Directory::new("private");
    let path = directory.join("a.safetensors");
    safetensors::save(&path, &[("a", view(DType::F32, &[2], &[1; 8])), ("b", view(DType::F32, &[2], &[2; 8]))], &[])?;
    let before = fs::read(&path).unwrap();
    let loaded = safetensors::load(&path, Access::Mapped)?;
    let (a, b) = (&loaded.tensors[0].1, &loaded.tensors[1].1);
    // SAFETY: the storage has 8 bytes, and nothing else looks at it now.
    unsafe { a.storage.as_ptr().write_bytes(9, 8) };
    assert_eq!((bytes(a), bytes(b)), (&[9; 8][..], &[2; 8][..]));
    assert_eq!(fs::read(&path).unwrap(), before);
    Ok(())
}

#[test]
fn a_file_can_be_saved_over_the_one_its_tensors_are_mapped_from() -> Result<()> {
    let directory = Directory::new("over-itself");
    let path = directory.join("a.safetensors");
    let data = vec![7; 1 << 16];
    safetensors::save(&path, &[("a", view(DType::U8, &[1 << 16], &data))], &[])?;
    let loaded = safetensors::load(&path, Access::Mapped)?;
    let a = &loaded.tensors[0].1;
    safetensors::save(&path, &[("b", view(DType::U8, &[1 << 16], bytes(a)))], &[])?;
    assert_eq!(bytes(a), data);
    assert_eq!(bytes(&safetensors::load(&path, Access::Mapped)?.tensors[0].1), data);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    Ok(())
}

#[test]
fn unaligned_tensors_are_loaded_to_aligned_memory() -> Result<()> {
    let directory = Directory::new("unaligned");
    let path = directory.join("a.safetensors");
    let header =
        r#"{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#;
    for padding in 0..8 {
        fs::write(&path, file(&format!("{header}{}", " ".repeat(padding)), &[5, 1, 2, 3, 4])).unwrap();
        let loaded = safetensors::load(&path, Access::Mapped)?;
        let a = &loaded.tensors[1].1;
        assert_eq!(bytes(a), [1, 2, 3, 4]);
        assert!(a.storage.as_ptr().addr().is_multiple_of(4));
    }
    Ok(())
}

#[test]
fn saved_data_is_aligned_whatever_the_order_of_dtypes() -> Result<()> {
    let tensors = [("a", view(DType::U8, &[3], &[0; 3])), ("b", view(DType::F64, &[1], &[0x42; 8]))];
    let written = safetensors::to_bytes(&tensors, &[])?;
    assert_eq!(&written[written.len() - 11..written.len() - 3], [0x42; 8]);
    assert!((written.len() - 11).is_multiple_of(64));
    Ok(())
}

#[test]
fn bools_other_than_one_are_read_as_true() -> Result<()> {
    let written = file(r#"{"m":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}"#, &[0, 2, 255]);
    assert_eq!(bytes(&safetensors::from_bytes(&written)?.tensors[0].1), [0, 1, 1]);
    Ok(())
}

#[test]
fn gaps_overlaps_and_leftovers_are_refused() {
    let two = |a: &str, b: &str| {
        format!(
            r#"{{"a":{{"dtype":"U8","shape":[4],"data_offsets":{a}}},"b":{{"dtype":"U8","shape":[4],"data_offsets":{b}}}}}"#
        )
    };
    assert!(safetensors::from_bytes(&file(&two("[4,8]", "[0,4]"), &[0; 8])).is_ok());
    assert!(refusal(&two("[0,4]", "[5,9]"), &[0; 9]).contains("tensor 'b' starts at byte 5"));
    assert!(refusal(&two("[0,4]", "[2,6]"), &[0; 8]).contains("tensor 'b' starts at byte 2"));
    assert!(refusal(&two("[0,4]", "[0,4]"), &[0; 4]).contains("tensor 'b' starts at byte 0"));
    assert!(refusal(&two("[0,4]", "[4,8]"), &[0; 9]).contains("cover 8 bytes of the 9"));
    assert!(refusal(&two("[0,4]", "[4,8]"), &[0; 7]).contains("tensor 'b' ends at byte 8"));
    assert!(refusal(&two("[0,4]", "[8,4]"), &[0; 8]).contains("offsets are [8, 4]"));
}

#[test]
fn names_that_come_twice_are_refused() {
    let entry = r#"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#;
    assert!(refusal(&format!(r#"{{"a":{entry},"\u0061":{entry}}}"#), &[]).contains("'a' twice"));
    assert!(refusal(r#"{"__metadata__":{"k":"1","k":"2"}}"#, &[]).contains("'k' twice"));
    assert!(refusal(r#"{"__metadata__":{},"__metadata__":{}}"#, &[]).contains("__metadata__"));
    let tensor = view(DType::U8, &[0], &[]);
    assert_eq!(safetensors::to_bytes(&[("a", tensor), ("a", tensor)], &[]).unwrap_err().kind(), ErrorKind::Value);
    assert!(safetensors::to_bytes(&[("__metadata__", tensor)], &[]).is_err());
}

#[test]
fn sizes_that_overflow_are_refused() {
    let claim =
        |shape: &str, end: &str| format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":[0,{end}]}}}}"#);
    assert!(refusal(&claim("[4611686018427387908]", "16"), &[0; 16]).contains("larger than any memory"));
    assert!(refusal(&claim("[4294967296,4294967296,0]", "0"), &[]).contains("larger than any memory"));
    assert!(refusal(&claim("[18446744073709551616]", "16"), &[0; 16]).contains("not as specified"));
    let ones = vec!["1"; 65].join(",");
    assert!(refusal(&claim(&format!("[{ones}]"), "4"), &[0; 4]).contains("65 dimensions"));
}

#[test]
fn deep_nesting_is_an_ordinary_error_or_skipped() {
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    refusal(&format!(r#"{{"a":{deep}}}"#), &[]);
    let unknown = format!(r#"{{"a":{{"x":{deep},"dtype":"U8","shape":[0],"data_offsets":[0,0]}}}}"#);
    assert!(safetensors::from_bytes(&file(&unknown, &[])).is_ok());
}

#[test]
fn lengths_are_checked_against_the_file() {
    for claimed in [3, 1000, 200_000_000, 1 << 63, u64::MAX] {
        let mut written = file("{}", &[]);
        written[..8].copy_from_slice(&u64::to_le_bytes(claimed));
        assert_eq!(safetensors::from_bytes(&written).unwrap_err().kind(), ErrorKind::Format);
    }
    assert!(safetensors::from_bytes(&[0; 7]).is_err());
    assert!(safetensors::from_bytes(&file("{}", &[])).unwrap().tensors.is_empty());
}

#[test]
fn unsupported_dtypes_are_named() {
    let header = |dtype: &str| format!(r#"{{"a":{{"dtype":"{dtype}","shape":[1],"data_offsets":[0,1]}}}}"#);
    assert!(refusal(&header("F8_E4M3"), &[0]).contains("F8_E4M3"));
    assert!(refusal(&header("u8"), &[0]).contains("unknown dtype 'u8'"));
    let tensor = view(DType::C128, &[0], &[]);
    assert_eq!(safetensors::to_bytes(&[("a", tensor)], &[]).unwrap_err().kind(), ErrorKind::DType);
}

#[test]
fn errors_in_opening_name_the_path() {
    let directory = Directory::new("absent");
    let path = directory.join("absent.safetensors");
    let error = safetensors::load(&path, Access::Mapped).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value);
    assert!(error.message().contains("absent.safetensors") && error.message().contains("os error"));
    fs::write(&path, b"").unwrap();
    let error = safetensors::load(&path, Access::Mapped).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert!(error.message().contains("absent.safetensors"));
}
