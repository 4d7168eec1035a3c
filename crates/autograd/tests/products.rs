//! Products over chosen dimensions: what they refuse.

use tapir_autograd::{Tensor, ops};
use tapir_core::{DType, Device, ErrorKind};

tapir_mirror::on_start!();

#[test]
fn a_number_has_no_dimension_to_contract() {
    let x = Tensor::ones(&[4, 6], DType::F32, Device::default()).unwrap();
    let number = Tensor::ones(&[], DType::F32, Device::default()).unwrap();
    for (a, b) in [(&x, &number), (&number, &x)] {
        let error = ops::tensordot_lists(a, b, &[0], &[0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Index);
        assert_eq!(error.message(), "Dimension specified as 0 but tensor has no dimensions");
    }
}
