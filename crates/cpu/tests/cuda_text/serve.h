// Runs kernels on request: a number, the arguments in the kernel's order, and back go the buffers it may write.
#include <cstdio>
#include <cstdlib>
#include <tuple>
#include <vector>

static void take(void* to, size_t size) {
  if (size != 0 && std::fread(to, size, 1, stdin) != 1) std::abort();
}

template <class A> struct Argument {
  A value;
  explicit Argument(int) { take(&value, sizeof value); }
  A get() { return value; }
  void give() {}
};

template <class E> struct Argument<E*> {
  std::vector<char> bytes;
  explicit Argument(int) {
    unsigned long long size;
    take(&size, sizeof size);
    bytes.resize(size);
    take(bytes.data(), size);
  }
  E* get() { return reinterpret_cast<E*>(bytes.data()); }
  void give() {
    if (!std::is_const<E>::value && !bytes.empty()) std::fwrite(bytes.data(), bytes.size(), 1, stdout);
  }
};

template <int N, class... A> static void serve(void (*kernel)(long long, tapir::Space<N>, A...)) {
  const long long count = Argument<long long>(0).get();
  const tapir::Space<N> space = Argument<tapir::Space<N>>(0).get();
  std::tuple<Argument<A>...> arguments{Argument<A>(0)...};
  gridDim = {3, 1, 1};
  blockDim = {2, 1, 1};
  for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x)
    for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x)
      std::apply([&](auto&... argument) { kernel(count, space, argument.get()...); }, arguments);
  std::apply([](auto&... argument) { (argument.give(), ...); }, arguments);
}

static int serve_all(void (*const* kernels)(), size_t count) {
  unsigned long long which;
  while (std::fread(&which, sizeof which, 1, stdin) == 1) {
    if (which >= count) return 1;
    kernels[which]();
  }
  return std::fflush(stdout);
}
