#!/bin/sh
# Runs a command of Node.js over an addon built with AddressSanitizer: reads and writes out of bounds, use after free.
# usage: scripts/asan-node.sh [COMMAND...]; npm run fuzz -- --seconds 60 unless given
#        scripts/asan-node.sh npx vitest run __test__/io
set -eu
cd "$(dirname "$0")/.."

target=x86_64-unknown-linux-gnu
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "asan-node.sh: written for x86-64 Linux, this is $(uname -sm)" >&2
  exit 1
fi

# The addon is a library: the sanitizer's runtime has to be there before Node.js is, and rustc has it for programs only. That
# of GCC has the same interface.
runtime=$(cc -print-file-name=libasan.so)
if [ "$runtime" = libasan.so ]; then
  echo "asan-node.sh: cc has no libasan.so; install GCC" >&2
  exit 1
fi

# The sanitizer is an unstable option of the compiler: a nightly one has it, and a stable one if told so.
if rustc +nightly --version >/dev/null 2>&1; then
  toolchain=+nightly
else
  toolchain=
  export RUSTC_BOOTSTRAP=1
fi

folder=${CARGO_TARGET_DIR:-$(pwd)/target/asan}
# shellcheck disable=SC2086
RUSTFLAGS="-Zsanitizer=address -Cforce-frame-pointers=yes" CARGO_TARGET_DIR="$folder" \
  cargo $toolchain build -p tapir --lib --target "$target" --release
export TAPIR_ASAN_ADDON="$folder/tapir-asan.node"
cp "$folder/$target/release/libtapir.so" "$TAPIR_ASAN_ADDON"

# Leaks are those of Node.js, which frees nothing at its end; sizes beyond all memory are refused as usual; and what was freed
# is not kept so long that tests need other machines.
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=64:abort_on_error=1}"
export NODE_OPTIONS="${NODE_OPTIONS:-} --require $(pwd)/scripts/asan-addon.cjs"
[ $# -gt 0 ] || set -- npm run --silent fuzz -- --seconds 60
LD_PRELOAD=$(readlink -f "$runtime") exec "$@"
