#!/bin/sh
# Runs the Rust tests under AddressSanitizer: reads and writes out of bounds, use after free, leaks.
# usage: scripts/asan.sh [arguments of cargo test; --workspace --exclude tapir unless given: the addon has no tests in Rust]
set -eu
cd "$(dirname "$0")/.."

target=x86_64-unknown-linux-gnu
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "asan.sh: written for x86-64 Linux, this is $(uname -sm)" >&2
  exit 1
fi

# The sanitizer is an unstable option of the compiler: a nightly one has it, and a stable one if told so.
if rustc +nightly --version >/dev/null 2>&1; then
  toolchain=+nightly
else
  toolchain=
  export RUSTC_BOOTSTRAP=1
fi

export RUSTFLAGS="-Zsanitizer=address -Cforce-frame-pointers=yes"
# Threads of the pool and statics live as long as the process: what they hold is not lost.
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target/asan}"

# Documentation tests link without the sanitizer's flags, so they are left to the ordinary run.
[ $# -gt 0 ] || set -- --workspace --exclude tapir
# shellcheck disable=SC2086
exec cargo $toolchain test --target "$target" --lib --tests "$@"
