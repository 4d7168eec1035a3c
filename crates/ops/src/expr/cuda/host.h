// What CUDA's compiler provides, for a C++17 compiler: with it kernels are ordinary functions, and a launch is a loop
// over blockIdx and threadIdx. Kernels that synchronise threads need more than this.
#include <cmath>
#include <cstring>

#define __global__
#define __device__
#define __forceinline__ inline

struct dim3 { unsigned x, y, z; };
static dim3 gridDim = {1, 1, 1}, blockDim = {1, 1, 1}, blockIdx = {0, 0, 0}, threadIdx = {0, 0, 0};

static inline float __uint_as_float(unsigned bits) { float x; std::memcpy(&x, &bits, sizeof x); return x; }
static inline unsigned __float_as_uint(float x) { unsigned bits; std::memcpy(&bits, &x, sizeof x); return bits; }
static inline double __longlong_as_double(long long bits) { double x; std::memcpy(&x, &bits, sizeof x); return x; }
static inline long long __double_as_longlong(double x) { long long bits; std::memcpy(&bits, &x, sizeof x); return bits; }
