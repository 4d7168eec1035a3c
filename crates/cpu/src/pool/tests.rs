//! Max pooling against PyTorch's loop, written out.
