//! Which functions take `out`, a tensor to write the result into, and how its dtype must fit that of the result.

use crate::call::Out;

const CONVERTED: &str = "
    abs absolute acos acosh add addcdiv addcmul addr arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh
    bernoulli bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor cat ceil clamp_max clamp_min column_stack
    concat concatenate copysign cos cosh deg2rad diff div divide dstack empty eq erf erfc exp exp2 expm1 eye fix float_power floor
    floor_divide fmax fmin fmod frac full ge ger greater greater_equal gt hardshrink hstack hypot kron ldexp le lerp less less_equal linspace
    log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logit logspace logsumexp lt maximum mean minimum
    mul multiply nan_to_num nanmean nansum ne neg negative normal not_equal ones outer pow prod rad2deg rand randint randn randperm range
    reciprocal remainder row_stack rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square stack std sub subtract sum tan tanh threshold
    true_divide trunc var vstack xlogy zeros special.entr special.erf special.erfc special.exp2 special.expit special.expm1 special.log1p
    special.logit special.logsumexp special.ndtr special.sinc special.xlogy nn.functional.normalize cumsum cumprod conj_physical
";

const SAME: &str = "
    addbmm addmm addmv alias_copy all amax amin aminmax any argmax argmin as_strided_copy baddbmm bmm clamp clip cummax cummin
    detach_copy diag diagonal_copy dot expand_copy gather index_add index_copy index_reduce index_select inner isneginf isposinf
    kthvalue linalg.cross linalg.matmul linalg.multi_dot linalg.vecdot linalg.vector_norm log_softmax logcumsumexp masked_select matmul max
    min mm msort multinomial mv narrow_copy nonzero nonzero_static norm permute_copy round scatter scatter_add scatter_reduce select_copy
    slice_copy slice_scatter softmax sort special.round squeeze_copy t_copy take take_along_dim tensordot topk transpose_copy tril triu
    unfold_copy unsqueeze_copy vdot view_copy where
";

/// Whether and how the function at a dotted path takes `out`.
pub(super) fn out_of(namespace: &str, name: &str) -> Out {
    let is_in = |list: &str| {
        list.split_whitespace().any(|path| match path.rsplit_once('.') {
            Some((space, last)) => (space, last) == (namespace, name),
            None => namespace.is_empty() && path == name,
        })
    };
    match () {
        () if is_in(CONVERTED) => Out::Converted,
        () if is_in(SAME) => Out::Same,
        () => Out::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{CONVERTED, SAME};
    use crate::registry::operators;

    #[test]
    fn every_path_of_the_lists_is_a_function_with_tensors_as_results() {
        for path in CONVERTED.split_whitespace().chain(SAME.split_whitespace()) {
            let (namespace, name) = path.rsplit_once('.').unwrap_or(("", path));
            let found = operators().iter().any(|op| (op.namespace, op.name) == (namespace, name) && op.function);
            assert!(found, "{path}");
        }
    }
}
