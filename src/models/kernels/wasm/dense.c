/*
 * Matrix product of a block of rows with packed weights: the loops of matrix-product.ts, four rows by four outputs at a
 * time. Every sum runs in order of the features without fused multiply-add, so it has the bits of the plain reference.
 *
 * Weights are packed in panels of four outputs, (width, 4) each; the last panel may have two (one or two outputs left).
 * Built by scripts/build-wasm.mjs into dense-wasm.table.ts. No memory is allocated here: the caller lays everything out.
 */
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

static inline v128_t finish(v128_t sum, v128_t bias, int relu) {
  v128_t value = wasm_f64x2_add(sum, bias);
  /* NaN stays NaN: pmax gives its first operand when the comparison is false. */
  return relu ? wasm_f64x2_pmax(value, wasm_f64x2_splat(0)) : value;
}

static inline void store(double *out, v128_t value, int count) {
  if (count >= 2) wasm_v128_store(out, value);
  else if (count == 1) *out = wasm_f64x2_extract_lane(value, 0);
}

#define ROW(n) \
  v128_t lo##n = wasm_f64x2_splat(0), hi##n = wasm_f64x2_splat(0); \
  const double *x##n = x + (long)(row + n) * width;

#define ADD(n) { \
  v128_t v = wasm_v128_load64_splat(x##n + c); \
  lo##n = wasm_f64x2_add(lo##n, wasm_f64x2_mul(v, w0)); \
  hi##n = wasm_f64x2_add(hi##n, wasm_f64x2_mul(v, w1)); }

#define ADD_LOW(n) { \
  v128_t v = wasm_v128_load64_splat(x##n + c); \
  lo##n = wasm_f64x2_add(lo##n, wasm_f64x2_mul(v, w0)); }

#define STORE(n) \
  store(out + (long)(row + n) * outputs + o, finish(lo##n, b0, relu), count); \
  store(out + (long)(row + n) * outputs + o + 2, finish(hi##n, b1, relu), count - 2);

/* out (rows, outputs) = x (rows, width) weights^T + bias; bias is padded to a whole panel. relu: 1 to cut off below 0. */
void EXPORT(multiply)(const double *x, int rows, int width, const double *packed, const double *bias, double *out,
                      int outputs, int relu) {
  for (int o = 0; o < outputs; o += 4) {
    int count = outputs - o < 4 ? outputs - o : 4;
    int stride = count <= 2 ? 2 : 4;
    v128_t b0 = wasm_v128_load(bias + o);
    v128_t b1 = wasm_v128_load(bias + o + 2);
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      ROW(0) ROW(1) ROW(2) ROW(3)
      const double *w = packed;
      if (stride == 4) {
        for (int c = 0; c < width; c++, w += 4) {
          v128_t w0 = wasm_v128_load(w), w1 = wasm_v128_load(w + 2);
          ADD(0) ADD(1) ADD(2) ADD(3)
        }
      } else {
        for (int c = 0; c < width; c++, w += 2) {
          v128_t w0 = wasm_v128_load(w);
          ADD_LOW(0) ADD_LOW(1) ADD_LOW(2) ADD_LOW(3)
        }
      }
      STORE(0) STORE(1) STORE(2) STORE(3)
    }
    for (; row < rows; row++) {
      ROW(0)
      const double *w = packed;
      for (int c = 0; c < width; c++, w += stride) {
        v128_t w0 = wasm_v128_load(w), w1 = stride == 4 ? wasm_v128_load(w + 2) : w0;
        ADD(0)
      }
      STORE(0)
    }
    packed += (long)width * stride;
  }
}

/* The index of the least of each row of (rows, columns); the first one of equals. */
void EXPORT(leastOfRows)(const double *values, int rows, int columns, int *out) {
  for (int row = 0; row < rows; row++, values += columns) {
    int best = 0;
    double least = values[0];
    for (int c = 1; c < columns; c++) {
      if (values[c] < least) {
        least = values[c];
        best = c;
      }
    }
    out[row] = best;
  }
}

/* |x - y|^2 of one row to `count` rows y, packed in panels of four, (width, 4) each; count is a multiple of eight. */
void EXPORT(squaredDistances)(const double *x, int width, const double *packed, int count, double *out) {
  for (int i = 0; i < count; i += 8, packed += (long)width * 8) {
    const double *p = packed, *q = packed + (long)width * 4;
    v128_t s0 = wasm_f64x2_splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (int c = 0; c < width; c++, p += 4, q += 4) {
      v128_t v = wasm_v128_load64_splat(x + c);
      v128_t d0 = wasm_f64x2_sub(v, wasm_v128_load(p)), d1 = wasm_f64x2_sub(v, wasm_v128_load(p + 2));
      v128_t d2 = wasm_f64x2_sub(v, wasm_v128_load(q)), d3 = wasm_f64x2_sub(v, wasm_v128_load(q + 2));
      s0 = wasm_f64x2_add(s0, wasm_f64x2_mul(d0, d0));
      s1 = wasm_f64x2_add(s1, wasm_f64x2_mul(d1, d1));
      s2 = wasm_f64x2_add(s2, wasm_f64x2_mul(d2, d2));
      s3 = wasm_f64x2_add(s3, wasm_f64x2_mul(d3, d3));
    }
    wasm_v128_store(out + i, s0);
    wasm_v128_store(out + i + 2, s1);
    wasm_v128_store(out + i + 4, s2);
    wasm_v128_store(out + i + 6, s3);
  }
}

#define TERM(k) p = wasm_f64x2_add(wasm_f64x2_mul(p, r), wasm_f64x2_splat(1.0 / (k)));

/*
 * exp(-factor v) of every value, in place, for values that are not negative; count is a multiple of two. Within one unit in
 * the last place: 2^n e^r with |r| <= log(2) / 2, e^r by its series to r^13. Below 2^-1022 it is 0; NaN stays NaN.
 */
void EXPORT(expOfNegative)(double *values, int count, double factor) {
  const v128_t magic = wasm_f64x2_splat(6755399441055744.0);
  for (int i = 0; i < count; i += 2) {
    v128_t x = wasm_f64x2_mul(wasm_v128_load(values + i), wasm_f64x2_splat(-factor));
    v128_t shifted = wasm_f64x2_add(wasm_f64x2_mul(x, wasm_f64x2_splat(1.4426950408889634)), magic);
    v128_t n = wasm_f64x2_sub(shifted, magic);
    /* log(2) in two parts, the first of which has zeros at its end, so that n times it is exact. */
    v128_t r = wasm_f64x2_sub(x, wasm_f64x2_mul(n, wasm_f64x2_splat(6.93147180369123816490e-01)));
    r = wasm_f64x2_sub(r, wasm_f64x2_mul(n, wasm_f64x2_splat(1.90821492927058770002e-10)));
    v128_t p = wasm_f64x2_splat(1.0 / 6227020800.0);
    TERM(479001600.0) TERM(39916800.0) TERM(3628800.0) TERM(362880.0) TERM(40320.0) TERM(5040.0) TERM(720.0)
    TERM(120.0) TERM(24.0) TERM(6.0) TERM(2.0) TERM(1.0) TERM(1.0)
    v128_t scaled = wasm_i64x2_add(p, wasm_i64x2_shl(shifted, 52));
    v128_t kept = wasm_v128_andnot(scaled, wasm_f64x2_lt(x, wasm_f64x2_splat(-708)));
    wasm_v128_store(values + i, wasm_v128_bitselect(kept, x, wasm_f64x2_eq(x, x)));
  }
}
