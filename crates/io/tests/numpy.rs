//! npy and npz files: NumPy's layouts are read, ours are NumPy's, and what is wrong is refused.

mod common;

use common::{Directory, bytes};
use std::fs;
use tapir_core::{DType, ErrorKind, Result};
use tapir_io::{
    ArrayView, npy,
    npz::{self, Compression},
};

fn view<'a>(dtype: DType, shape: &'a [usize], bytes: &'a [u8]) -> ArrayView<'a> {
    ArrayView::new(dtype, shape, bytes).unwrap()
}

fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn described(descr: &str, fortran_order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    file(&format!("{{'descr': {descr}, 'fortran_order': {fortran_order}, 'shape': {shape}, }}\n"), data)
}

fn refusal(written: &[u8]) -> String {
    let error = npy::from_bytes(written).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
    error.message().to_owned()
}

#[test]
fn a_written_file_is_what_numpy_writes() -> Result<()> {
    let mut header = b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".to_vec();
    header.resize(127, b' ');
    header.push(b'\n');
    let data: Vec<u8> = (0..12).collect();
    assert_eq!(npy::to_bytes(view(DType::F32, &[3], &data))?, [header, data].concat());
    Ok(())
}

#[test]
fn every_dtype_of_the_format_comes_back() -> Result<()> {
    let directory = Directory::new("npy");
    let path = directory.join("a.npy");
    for dtype in DType::ALL.into_iter().filter(|&dtype| dtype != DType::BF16) {
        for shape in [&[][..], &[2, 3], &[0, 3]] {
            let data = vec![1; shape.iter().product::<usize>() * dtype.size()];
            npy::save(&path, view(dtype, shape, &data))?;
            let read = npy::load(&path)?;
            assert_eq!((read.dtype, &read.shape[..], bytes(&read)), (dtype, shape, &data[..]));
        }
    }
    assert_eq!(npy::save(&path, view(DType::BF16, &[0], &[])).unwrap_err().kind(), ErrorKind::DType);
    Ok(())
}

#[test]
fn foreign_orders_are_turned_into_ours() -> Result<()> {
    let fortran = npy::from_bytes(&described("'>i2'", "True", "(2, 2)", &[0, 1, 0, 2, 0, 3, 0, 4]))?;
    assert_eq!((fortran.dtype, &fortran.shape[..]), (DType::I16, &[2, 2][..]));
    assert_eq!(bytes(&fortran), [1, 0, 3, 0, 2, 0, 4, 0]);
    let bools = npy::from_bytes(&described("'|b1'", "False", "(3,)", &[0, 1, 7]))?;
    assert_eq!(bytes(&bools), [0, 1, 1]);
    Ok(())
}

#[test]
fn later_versions_have_a_longer_length() -> Result<()> {
    let header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}";
    for version in [2, 3] {
        let length = (header.len() as u32).to_le_bytes();
        let written = [b"\x93NUMPY", &[version, 0][..], &length, header, &[5]].concat();
        assert_eq!(bytes(&npy::from_bytes(&written)?), [5]);
    }
    refusal(&[b"\x93NUMPY", &[4, 0, 1, 0, 0, 0, b' '][..]].concat());
    Ok(())
}

#[test]
fn claims_beyond_the_end_are_refused_before_memory_is_allocated() {
    assert!(refusal(&described("'<f8'", "False", "(1000000, 1000000)", &[0; 8])).contains("8 bytes follow"));
    assert!(refusal(&described("'<f8'", "False", "(4611686018427387904, 4)", &[])).contains("larger than any memory"));
    assert!(refusal(&described("'<f4'", "False", "(2,)", &[0; 7])).contains("7 bytes follow"));
    refusal(&[b"\x93NUMPY\x02\x00", &[255; 4][..]].concat());
    refusal(&[b"\x93NUMPY\x01\x00\x10\x00", &b"{'descr'"[..]].concat());
    refusal(b"\x93NUMP");
    refusal(b"");
}

#[test]
fn what_is_not_a_tensor_is_refused_by_name() {
    assert!(refusal(&described("'|O'", "False", "(1,)", b"cos\nsystem\n.")).contains("pickled"));
    assert!(refusal(&described("'<U4'", "False", "(1,)", &[0; 16])).contains("strings"));
    assert!(refusal(&described("[('a', '<f4')]", "False", "(1,)", &[0; 4])).contains("records"));
    assert!(refusal(&described("'<M8[ns]'", "False", "(1,)", &[0; 8])).contains("dates"));
    assert!(refusal(&described("'<f3'", "False", "(1,)", &[0; 3])).contains("'<f3'"));
    refusal(&described("'<f4'", "False", "__import__('os')", &[0; 4]));
    refusal(&described("'<f4'", "False", &"(".repeat(10_000), &[0; 4]));
}

#[test]
fn an_archive_comes_back_in_order() -> Result<()> {
    let directory = Directory::new("npz");
    let path = directory.join("a.npz");
    let data: Vec<u8> = (0..=255).cycle().take(1 << 16).collect();
    let arrays = [
        ("z/é", view(DType::F32, &[1 << 14], &data)),
        ("a", view(DType::Bool, &[], &[1])),
        ("../up", view(DType::I64, &[0, 2], &[])),
    ];
    for compression in [Compression::Stored, Compression::Deflated] {
        npz::save(&path, &arrays, compression)?;
        let small = fs::metadata(&path).unwrap().len() < 1 << 15;
        assert_eq!(small, compression == Compression::Deflated);
        let read = npz::load(&path)?;
        assert_eq!(read.len(), arrays.len());
        for ((name, array), (wanted_name, wanted)) in read.iter().zip(&arrays) {
            assert_eq!((name.as_str(), array.dtype, &array.shape[..]), (*wanted_name, wanted.dtype(), wanted.shape()));
            assert_eq!(bytes(array), wanted.bytes());
        }
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    Ok(())
}

#[test]
fn an_archive_may_be_empty_but_not_have_a_name_twice() -> Result<()> {
    assert!(npz::from_bytes(&npz::to_bytes(&[], Compression::Stored)?)?.is_empty());
    let array = view(DType::U8, &[0], &[]);
    let twice = npz::to_bytes(&[("a", array), ("a", array)], Compression::Stored);
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::Value);
    Ok(())
}

/// Positions of `size` as four bytes: in the local header, then in the central directory.
fn positions(archive: &[u8], size: u32) -> Vec<usize> {
    let size = size.to_le_bytes();
    (0..archive.len() - 3).filter(|&at| archive[at..at + 4] == size).collect()
}

#[test]
fn claimed_sizes_that_are_not_true_are_refused() -> Result<()> {
    let data = vec![0; 1 << 20];
    let sound = npz::to_bytes(&[("a", view(DType::U8, &[1 << 20], &data))], Compression::Deflated)?;
    let actual = (1 << 20) + 128;
    assert!(sound.len() < 8192);
    for claimed in [144, actual - 1, actual + 1, u32::MAX - 16] {
        let mut archive = sound.clone();
        for at in positions(&sound, actual) {
            archive[at..at + 4].copy_from_slice(&claimed.to_le_bytes());
        }
        assert_eq!(npz::from_bytes(&archive).unwrap_err().kind(), ErrorKind::Format, "{claimed}");
    }
    Ok(())
}

#[test]
fn a_flipped_byte_of_an_archive_is_noticed() -> Result<()> {
    let mut archive = npz::to_bytes(&[("a", view(DType::U8, &[9], b"\x01marker!\x01"))], Compression::Stored)?;
    let at = archive.windows(7).position(|window| window == b"marker!").unwrap();
    archive[at] ^= 1;
    let error = npz::from_bytes(&archive).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert!(error.message().contains("'a.npy'"));
    assert!(npz::from_bytes(&archive[..archive.len() - 1]).is_err());
    Ok(())
}

#[test]
fn errors_in_opening_name_the_path() {
    let directory = Directory::new("absent-numpy");
    for error in [
        npy::load(&directory.join("absent.npy")).unwrap_err(),
        npz::load(&directory.join("absent.npz")).unwrap_err(),
        npy::save(&directory.join("absent/a.npy"), view(DType::U8, &[0], &[])).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Value);
        assert!(error.message().contains("absent") && error.message().contains("os error"));
    }
}
