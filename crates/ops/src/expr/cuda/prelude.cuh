// What the text of the rows is written with: their vocabulary as functions of float, double and Int, reading and writing
// of every storage type, and the walk over strided operands. Compiles with nvcc, with NVRTC (no header is included),
// and with a C++17 compiler after host.h.

namespace tapir {

#define TAPIR_INLINE __device__ __forceinline__

// Integers compute in 64 bits, wrap around, and give 0 for a division by zero.
struct Int {
  long long value;
  Int() = default;
  TAPIR_INLINE explicit Int(long long v) : value(v) {}
  TAPIR_INLINE explicit Int(unsigned long long v) : value((long long)v) {}
  TAPIR_INLINE explicit Int(bool v) : value(v) {}
};

TAPIR_INLINE Int wrapped(unsigned long long bits) { return Int((long long)bits); }
TAPIR_INLINE unsigned long long bits(Int x) { return (unsigned long long)x.value; }

TAPIR_INLINE Int operator+(Int a, Int b) { return wrapped(bits(a) + bits(b)); }
TAPIR_INLINE Int operator-(Int a, Int b) { return wrapped(bits(a) - bits(b)); }
TAPIR_INLINE Int operator*(Int a, Int b) { return wrapped(bits(a) * bits(b)); }
TAPIR_INLINE Int operator-(Int a) { return wrapped(0 - bits(a)); }
TAPIR_INLINE Int operator/(Int a, Int b) {
  return b.value == 0 ? Int(0LL) : b.value == -1 ? -a : Int(a.value / b.value);
}
TAPIR_INLINE bool operator<(Int a, Int b) { return a.value < b.value; }
TAPIR_INLINE bool operator<=(Int a, Int b) { return a.value <= b.value; }
TAPIR_INLINE bool operator==(Int a, Int b) { return a.value == b.value; }

TAPIR_INLINE Int mul_add(Int x, Int a, Int b) { return x * a + b; }
TAPIR_INLINE Int abs(Int x) { return x.value < 0 ? -x : x; }
TAPIR_INLINE Int copysign(Int x, Int sign) { return sign.value < 0 ? -abs(x) : abs(x); }
TAPIR_INLINE Int floor(Int x) { return x; }
TAPIR_INLINE Int ceil(Int x) { return x; }
TAPIR_INLINE Int trunc(Int x) { return x; }
TAPIR_INLINE Int round(Int x) { return x; }
TAPIR_INLINE bool is_infinite(Int) { return false; }
TAPIR_INLINE bool is_sign_negative(Int x) { return x.value < 0; }
TAPIR_INLINE Int fmod(Int x, Int other) {
  return Int(other.value == 0 || other.value == -1 ? 0LL : x.value % other.value);
}
TAPIR_INLINE Int floor_divide(Int x, Int other) {
  const Int rest = fmod(x, other);
  const bool down = rest.value != 0 && (rest.value < 0) != (other.value < 0);
  return x / other - Int(down);
}
// By squaring; a negative exponent gives 0, except to the bases 1 and -1.
TAPIR_INLINE Int pow(Int x, Int exponent) {
  if (exponent.value < 0) {
    const bool odd = exponent.value & 1;
    return Int(x.value == 1 || (x.value == -1 && !odd) ? 1LL : x.value == -1 ? -1LL : 0LL);
  }
  Int power(1LL);
  for (long long rest = exponent.value; rest > 0; rest >>= 1) {
    if (rest & 1) power = power * x;
    x = x * x;
  }
  return power;
}
TAPIR_INLINE Int bit_and(Int a, Int b) { return wrapped(bits(a) & bits(b)); }
TAPIR_INLINE Int bit_or(Int a, Int b) { return wrapped(bits(a) | bits(b)); }
TAPIR_INLINE Int bit_xor(Int a, Int b) { return wrapped(bits(a) ^ bits(b)); }
TAPIR_INLINE Int bit_not(Int a) { return wrapped(~bits(a)); }
TAPIR_INLINE Int shift_left(Int a, Int by) { return by.value >= 0 && by.value < 64 ? wrapped(bits(a) << by.value) : Int(0LL); }
TAPIR_INLINE Int shift_right(Int a, Int by) { return Int(a.value >> (by.value >= 0 && by.value < 64 ? by.value : 63)); }

// The float functions of C, under one name for both widths.
#define TAPIR_ONE(name, c) \
  TAPIR_INLINE float name(float x) { return ::c##f(x); } \
  TAPIR_INLINE double name(double x) { return ::c(x); }
#define TAPIR_TWO(name, c) \
  TAPIR_INLINE float name(float x, float y) { return ::c##f(x, y); } \
  TAPIR_INLINE double name(double x, double y) { return ::c(x, y); }

TAPIR_ONE(abs, fabs) TAPIR_ONE(sqrt, sqrt)
TAPIR_ONE(floor, floor) TAPIR_ONE(ceil, ceil) TAPIR_ONE(trunc, trunc) TAPIR_ONE(round, rint)
TAPIR_ONE(exp, exp) TAPIR_ONE(exp2, exp2) TAPIR_ONE(expm1, expm1)
TAPIR_ONE(log, log) TAPIR_ONE(log2, log2) TAPIR_ONE(log10, log10) TAPIR_ONE(log1p, log1p)
TAPIR_ONE(sin, sin) TAPIR_ONE(cos, cos) TAPIR_ONE(tan, tan)
TAPIR_ONE(asin, asin) TAPIR_ONE(acos, acos) TAPIR_ONE(atan, atan)
TAPIR_ONE(sinh, sinh) TAPIR_ONE(cosh, cosh) TAPIR_ONE(tanh, tanh)
TAPIR_ONE(asinh, asinh) TAPIR_ONE(acosh, acosh) TAPIR_ONE(atanh, atanh)
TAPIR_ONE(erf, erf) TAPIR_ONE(erfc, erfc) TAPIR_ONE(lgamma, lgamma)
TAPIR_TWO(copysign, copysign) TAPIR_TWO(fmod, fmod) TAPIR_TWO(pow, pow) TAPIR_TWO(atan2, atan2) TAPIR_TWO(hypot, hypot)

TAPIR_INLINE float mul_add(float x, float a, float b) { return ::fmaf(x, a, b); }
TAPIR_INLINE double mul_add(double x, double a, double b) { return ::fma(x, a, b); }

TAPIR_INLINE float from_bits(unsigned bits) { return __uint_as_float(bits); }
TAPIR_INLINE double from_bits(unsigned long long bits) { return __longlong_as_double((long long)bits); }
TAPIR_INLINE bool is_infinite(float x) { return ::fabsf(x) == from_bits(0x7f800000u); }
TAPIR_INLINE bool is_infinite(double x) { return ::fabs(x) == from_bits(0x7ff0000000000000ull); }
TAPIR_INLINE bool is_sign_negative(float x) { return __float_as_uint(x) >> 31; }
TAPIR_INLINE bool is_sign_negative(double x) { return __double_as_longlong(x) < 0; }

template <class T> TAPIR_INLINE T sign(T x) { return T(T(0LL) < x) - T(x < T(0LL)); }
template <class T> TAPIR_INLINE T minimum(T a, T b) { return a < b || !(a == a) ? a : b; }
template <class T> TAPIR_INLINE T maximum(T a, T b) { return b < a || !(a == a) ? a : b; }
template <class T> TAPIR_INLINE T remainder(T x, T other) {
  const T zero(0LL), modulus = fmod(x, other);
  return !(modulus == zero) && (modulus < zero) != (other < zero) ? modulus + other : modulus;
}
// Exact where floor(x / other) would round up.
template <class T> TAPIR_INLINE T floor_divide(T x, T other) {
  const T quotient = x / other;
  if (other == T(0)) return quotient;
  const T modulus = fmod(x, other), towards_zero = (x - modulus) / other;
  const T exact = !(modulus == T(0)) && (modulus < T(0)) != (other < T(0)) ? towards_zero - T(1) : towards_zero;
  if (exact == T(0)) return copysign(T(0), quotient);
  const T below = floor(exact);
  return exact - below > T(0.5) ? below + T(1) : below;
}

// The derivative number n of the digamma function, which C does not have; for both widths in double precision. Digamma by
// steps up to where its asymptotic series holds, the others by Hurwitz's zeta function (NIST DLMF 5.11.2, 5.15, 25.11).
TAPIR_INLINE double positive_digamma(double x) {
  const double start = x;
  int steps = 0;
  for (; x < 10; x += 1) ++steps;
  const double r = 1 / (x * x);
  double rest = 1.0 / 240 - r * (1.0 / 132 - r * (691.0 / 32760 - r * (1.0 / 12)));
  rest = -0.5 / x - r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * rest)));
  double sum = ::log(x);
  for (int k = steps - 1; k >= 0; --k) {  // what the roundings take goes to the rest
    const double step = -1 / (start + k), next = sum + step, part = next - sum;
    rest += (sum - (next - part)) + (step - part);
    sum = next;
  }
  return sum + rest;
}
TAPIR_INLINE double integer_power(double base, int exponent) {
  double power = 1;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) power *= base;
  return power;
}
TAPIR_INLINE double zeta(int power, double x) {
  const double numbers[] = {  // Bernoulli's, B(2j) / (2j)!
      0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
      2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
      8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19};
  const double s = power, start = x + 9, inverse = 1 / start;
  double correction = 0;
  for (int j = 11; j >= 0; --j) correction = (s + 2 * j + 1) * (s + 2 * j + 2) * (inverse * inverse) * correction + numbers[j];
  double sum = (start / (s - 1) + 0.5 + s * inverse * correction) / integer_power(start, power);
  for (int k = 8; k >= 0; --k) sum += 1 / integer_power(x + k, power);
  return sum;
}
TAPIR_INLINE double polygamma(double x, double n) {
  const double below = x - ::floor(x), above = ::ceil(x) - x;
  if (n == 0) {
    if (x == 0) return -1 / x;
    if (x > 0) return positive_digamma(x);
    if (below == 0) return below / below;
    return positive_digamma(1 - x) - 3.141592653589793 / ::tan(3.141592653589793 * (x - ::rint(x)));
  }
  if (n == 1 && is_infinite(x)) return x > 0 ? 0 : x - x;
  const int power = (int)n + 1;
  const double sign = power % 2 == 0 ? 1 : -1;
  double factorial = sign;
  for (double k = 2; k <= n; k += 1) factorial *= k;
  if (x > 0) return factorial * zeta(power, x);
  if (x == ::floor(x)) return factorial * from_bits(0x7ff0000000000000ull);
  // The sum over all integers, less that over those which are not to be there.
  return factorial * (zeta(power, below) + sign * (zeta(power, above) - zeta(power, 1 - x)));
}
TAPIR_INLINE float polygamma(float x, float n) { return (float)polygamma((double)x, (double)n); }

// Storage types. Half precision is converted by its bits, so that no header is needed.
struct half { unsigned short bits; };
struct bfloat16 { unsigned short bits; };

TAPIR_INLINE float read(float x) { return x; }
TAPIR_INLINE double read(double x) { return x; }
TAPIR_INLINE Int read(unsigned long long x) { return Int(x); }
TAPIR_INLINE float read(bfloat16 x) { return __uint_as_float((unsigned)x.bits << 16); }
TAPIR_INLINE float read(half x) {
  const unsigned sign = (x.bits & 0x8000u) << 16, rest = x.bits & 0x7fffu;
  if (rest >= 0x7c00u) return __uint_as_float(sign | 0x7f800000u | (rest & 0x3ffu) << 13);
  if (rest >= 0x400u) return __uint_as_float(sign | ((rest << 13) + 0x38000000u));
  return ::copysignf((float)rest * __uint_as_float(0x33800000u), __uint_as_float(sign | 0x3f800000u));
}
template <class S> TAPIR_INLINE Int read(S x) { return Int((long long)x); }

TAPIR_INLINE void write(float* at, float x) { *at = x; }
TAPIR_INLINE void write(double* at, double x) { *at = x; }
TAPIR_INLINE void write(bool* at, float x) { *at = x != 0; }
TAPIR_INLINE void write(bool* at, double x) { *at = x != 0; }
TAPIR_INLINE void write(bool* at, Int x) { *at = x.value != 0; }
template <class S> TAPIR_INLINE void write(S* at, Int x) { *at = (S)bits(x); }
// To nearest, ties to even; NaN stays NaN.
TAPIR_INLINE void write(bfloat16* at, float x) {
  const unsigned b = __float_as_uint(x);
  at->bits = (unsigned short)(x != x ? b >> 16 | 0x40u : (b + 0x7fffu + (b >> 16 & 1u)) >> 16);
}
TAPIR_INLINE void write(half* at, float x) {
  const unsigned b = __float_as_uint(x), sign = b >> 16 & 0x8000u, rest = b & 0x7fffffffu;
  unsigned magnitude;
  if (rest > 0x7f800000u) magnitude = 0x7e00u | (rest >> 13 & 0x3ffu);
  else if (rest >= 0x477ff000u) magnitude = 0x7c00u;
  else if (rest >= 0x38800000u) magnitude = (rest - 0x38000000u + 0xfffu + (rest >> 13 & 1u)) >> 13;
  else magnitude = __float_as_uint(__uint_as_float(rest) + 0.5f) - 0x3f000000u;  // the sum rounds at half's last bit
  at->bits = (unsigned short)(sign | magnitude);
}

// Shape and strides (in elements) of N operands. Rank 0 says that all are dense in the same order: a position is an index.
template <int N> struct Space {
  int rank;
  long long shape[8];
  long long stride[N][8];

  TAPIR_INLINE void locate(long long index, long long (&at)[N]) const {
    for (int k = 0; k < N; ++k) at[k] = rank == 0 ? index : 0;
    for (int d = rank - 1; d >= 0; --d) {
      const long long outer = index / shape[d], inner = index - outer * shape[d];
      for (int k = 0; k < N; ++k) at[k] += inner * stride[k][d];
      index = outer;
    }
  }
};

TAPIR_INLINE long long first_index() { return blockIdx.x * (long long)blockDim.x + threadIdx.x; }
TAPIR_INLINE long long index_step() { return (long long)blockDim.x * gridDim.x; }

}  // namespace tapir
