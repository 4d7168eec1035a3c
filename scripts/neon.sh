#!/bin/sh
# Builds the kernels' tests for AArch64 and runs them under QEMU: what NEON machines run, checked on an x86-64 one.
# usage: scripts/neon.sh [arguments of cargo test; -p tapir-ops -p tapir-cpu unless given]
set -eu
cd "$(dirname "$0")/.."

target=aarch64-unknown-linux-gnu
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing\n  $1: $2"; }
need aarch64-linux-gnu-gcc "apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
need qemu-aarch64 "apt-get install qemu-user"
library=$(rustc --print target-libdir --target "$target")
[ -d "$library" ] ||
  missing="$missing\n  Rust's library for $target: rustup target add $target (Debian's rustc: libstd-rust-dev:arm64)"
if [ -n "$missing" ]; then
  printf "neon.sh needs$missing\n" >&2
  exit 1
fi

export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target/neon}"

[ $# -gt 0 ] || set -- -p tapir-ops -p tapir-cpu
exec cargo test --target "$target" --lib --tests "$@"
