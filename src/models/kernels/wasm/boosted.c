/*
 * Kernels of boosted trees (XGBoost, LightGBM): the loops of boosted-forest.ts and wide-forest.ts, eight walks at a
 * time. Many rows go through one tree after the other; a single row goes through eight trees at once, and then their
 * leaves are added one after the other. So every sum is made in the order of the trees, as the references do.
 *
 * Built by scripts/build-wasm.mjs into boosted-wasm.table.ts. No memory is allocated here: the caller lays everything out.
 */
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define EIGHT(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7)

typedef struct {
  float threshold;
  uint32_t feature; /* in bytes of a row */
  uint32_t right;   /* in bytes from the first node */
  uint32_t extra;   /* flags, and a leaf's number or the offset of a categorical split's set */
} FloatNode;

typedef struct {
  double threshold; /* its low word: a leaf's number, or the offset of a categorical split's set */
  uint32_t feature; /* in bytes of a row; bit 2 is the flag ZERO_MISSING, bit 1 CATEGORICAL, bit 0 missing left */
  uint32_t right;   /* in bytes from the first node */
} DoubleNode;

#define FLOAT_CATEGORICAL (1u << 30)
#define FLOAT_EXTRA_MASK (FLOAT_CATEGORICAL - 1)
#define MISSING_LEFT 1u
#define CATEGORICAL 2u
#define ZERO_MISSING 4u
#define FLAGS 7u
/* 1e-35 as float32, what LightGBM counts as zero. */
#define ZERO ((double)1e-35f)

static inline uint32_t FloatNode_leaf(const FloatNode *node) { return node->extra; }
static inline uint32_t DoubleNode_leaf(const DoubleNode *node) { return *(const uint32_t *)&node->threshold; }

static inline const FloatNode *float_right(const FloatNode *nodes, uint32_t right) {
  return (const FloatNode *)((const char *)nodes + right);
}
static inline const DoubleNode *double_right(const DoubleNode *nodes, uint32_t right) {
  return (const DoubleNode *)((const char *)nodes + right);
}
static inline float float_value(const float *x, uint32_t feature) { return *(const float *)((const char *)x + feature); }
static inline double double_value(const double *x, uint32_t feature) {
  return *(const double *)((const char *)x + (feature & ~FLAGS));
}

/* No value is missing. */
static inline const FloatNode *float_step(const FloatNode *node, const FloatNode *nodes, const float *x,
                                          const uint32_t *sets) {
  const FloatNode *right = float_right(nodes, node->right);
  return float_value(x, node->feature) <= node->threshold ? node + 1 : right;
}

static inline const FloatNode *float_step_missing(const FloatNode *node, const FloatNode *nodes, const float *x,
                                                  const uint32_t *sets) {
  float value = float_value(x, node->feature);
  const FloatNode *right = float_right(nodes, node->right);
  return (value <= node->threshold) | ((value != value) & (node->extra >> 31)) ? node + 1 : right;
}

/* XGBoost: a value in the set goes right. */
static inline const FloatNode *float_step_sets(const FloatNode *node, const FloatNode *nodes, const float *x,
                                               const uint32_t *sets) {
  uint32_t extra = node->extra;
  float value = float_value(x, node->feature);
  uint32_t left = (value <= node->threshold) | ((value != value) & (extra >> 31));
  if (extra & FLOAT_CATEGORICAL && value == value) {
    left = 1;
    if (value >= 0 && value < 16777216.0f) {
      const uint32_t *set = sets + (extra & FLOAT_EXTRA_MASK);
      uint32_t category = (uint32_t)value;
      if (category >> 5 < set[0]) left = ~(set[1 + (category >> 5)] >> (category & 31)) & 1;
    }
  }
  return left ? node + 1 : float_right(nodes, node->right);
}

static inline const DoubleNode *double_step(const DoubleNode *node, const DoubleNode *nodes, const double *x,
                                            const uint32_t *sets) {
  const DoubleNode *right = double_right(nodes, node->right);
  return double_value(x, node->feature) <= node->threshold ? node + 1 : right;
}

static inline const DoubleNode *double_step_missing(const DoubleNode *node, const DoubleNode *nodes, const double *x,
                                                    const uint32_t *sets) {
  double value = double_value(x, node->feature);
  const DoubleNode *right = double_right(nodes, node->right);
  return (value <= node->threshold) | ((value != value) & node->feature) ? node + 1 : right;
}

/* LightGBM: a value in the set goes left; zeros may be missing values. */
static inline const DoubleNode *double_step_sets(const DoubleNode *node, const DoubleNode *nodes, const double *x,
                                                 const uint32_t *sets) {
  uint32_t feature = node->feature;
  double value = double_value(x, feature);
  uint32_t left;
  if (feature & CATEGORICAL) {
    left = 0;
    if (value > -1.0 && value < 2147483648.0) {
      const uint32_t *set = sets + DoubleNode_leaf(node);
      uint32_t category = (uint32_t)(int32_t)value;
      if (category >> 5 < set[0]) left = set[1 + (category >> 5)] >> (category & 31) & 1;
    }
  } else if ((value != value) | (feature & ZERO_MISSING && value >= -ZERO && value <= ZERO)) {
    left = feature & MISSING_LEFT;
  } else {
    left = value <= node->threshold;
  }
  return left ? node + 1 : double_right(nodes, node->right);
}

#define STEP(i) node##i = step(node##i, nodes, x##i, sets);
/* One step of walk i that tells whether it moved. */
#define MOVE(i)                                                                                                        \
  {                                                                                                                    \
    const void *before = node##i;                                                                                      \
    STEP(i)                                                                                                            \
    moved |= before != node##i;                                                                                        \
  }
/* First so many steps as every walk may take (a leaf stands still), then until no walk moves. */
#define WALK(steps, isWhole, STEPS, MOVES)                                                                             \
  for (int i = steps; i > 0; i--) {                                                                                    \
    STEPS                                                                                                              \
  }                                                                                                                    \
  for (int moved = !(isWhole); moved;) {                                                                               \
    moved = 0;                                                                                                         \
    MOVES                                                                                                              \
  }
#define BEGIN_ROW(i)                                                                                                   \
  const NUMBER *x##i = x + (row + i) * columns;                                                                        \
  const NODE *node##i = root;
#define BEGIN_TREE(i)                                                                                                  \
  const NUMBER *x##i = x;                                                                                              \
  const NODE *node##i = nodes + roots[tree + i];
#define LEAF_OF_ROW(i)                                                                                                 \
  *to += values[LEAF(node##i)];                                                                                        \
  to += outputs;
#define LEAF_OF_TREE(i) out[output_of[tree + i]] += values[LEAF(node##i)];
#define STEPS_OF_TREE(i)                                                                                               \
  {                                                                                                                    \
    int own = steps[tree + i];                                                                                         \
    whole &= own >= 0;                                                                                                 \
    own = own < 0 ? -own : own;                                                                                        \
    most = own > most ? own : most;                                                                                    \
    least = own < least ? own : least;                                                                                 \
  }

/* Many rows: out (rows, outputs) += the leaves of the trees [0, trees). A tree's steps are negative where they do not
   reach every leaf. */
#define ROWS_LOOP                                                                                                      \
  for (int tree = 0; tree < trees; tree++) {                                                                           \
    const NODE *root = nodes + roots[tree];                                                                            \
    const int whole = steps[tree] >= 0;                                                                                \
    const int fixed = whole ? steps[tree] : -steps[tree];                                                              \
    NUMBER *to = out + output_of[tree];                                                                                \
    int row = 0;                                                                                                       \
    for (; row + 8 <= rows; row += 8) {                                                                                \
      EIGHT(BEGIN_ROW)                                                                                                 \
      WALK(fixed, whole, EIGHT(STEP), EIGHT(MOVE))                                                                     \
      EIGHT(LEAF_OF_ROW)                                                                                               \
    }                                                                                                                  \
    for (; row < rows; row++) {                                                                                        \
      BEGIN_ROW(0)                                                                                                     \
      WALK(fixed, whole, STEP(0), MOVE(0))                                                                             \
      LEAF_OF_ROW(0)                                                                                                   \
    }                                                                                                                  \
  }

/* One row: out (outputs) += the leaves of the trees [0, trees). */
#define ROW_LOOP                                                                                                       \
  int tree = 0;                                                                                                        \
  for (; tree + 8 <= trees; tree += 8) {                                                                               \
    int whole = 1, most = 0, least = 1 << 30;                                                                          \
    EIGHT(STEPS_OF_TREE)                                                                                               \
    EIGHT(BEGIN_TREE)                                                                                                  \
    WALK(whole ? most : least, whole, EIGHT(STEP), EIGHT(MOVE))                                                        \
    EIGHT(LEAF_OF_TREE)                                                                                                \
  }                                                                                                                    \
  for (; tree < trees; tree++) {                                                                                       \
    BEGIN_TREE(0)                                                                                                      \
    WALK(0, 0, STEP(0), MOVE(0))                                                                                       \
    LEAF_OF_TREE(0)                                                                                                    \
  }

#define FLOAT_ARGUMENTS                                                                                                \
  const FloatNode *nodes, const uint32_t *roots, const int *steps, const uint32_t *output_of, const uint32_t *sets,    \
      int trees, const float *values
#define DOUBLE_ARGUMENTS                                                                                               \
  const DoubleNode *nodes, const uint32_t *roots, const int *steps, const uint32_t *output_of, const uint32_t *sets,   \
      int trees, const double *values
#define ROWS_ARGUMENTS int outputs, const NUMBER *x, int rows, int columns, NUMBER *out
#define ROW_ARGUMENTS const NUMBER *x, int columns, NUMBER *out

/* True where one of the numbers is NaN. */
static int has_nan_float(const float *x, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) found |= x[i] != x[i];
  return found;
}
static int has_nan_double(const double *x, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) found |= x[i] != x[i];
  return found;
}

#define NODE FloatNode
#define NUMBER float
#define LEAF FloatNode_leaf
#define step float_step_missing
static void float_rows_missing(FLOAT_ARGUMENTS, ROWS_ARGUMENTS) { ROWS_LOOP }
static void float_row_missing(FLOAT_ARGUMENTS, ROW_ARGUMENTS) { ROW_LOOP }
#undef step
#define step float_step_sets
void EXPORT(addFloatRowsSets)(FLOAT_ARGUMENTS, ROWS_ARGUMENTS) { ROWS_LOOP }
void EXPORT(addFloatRowSets)(FLOAT_ARGUMENTS, ROW_ARGUMENTS) { ROW_LOOP }
#undef step
#define step float_step
void EXPORT(addFloatRows)(FLOAT_ARGUMENTS, ROWS_ARGUMENTS) {
  if (has_nan_float(x, rows * columns)) {
    float_rows_missing(nodes, roots, steps, output_of, sets, trees, values, outputs, x, rows, columns, out);
    return;
  }
  ROWS_LOOP
}
void EXPORT(addFloatRow)(FLOAT_ARGUMENTS, ROW_ARGUMENTS) {
  if (has_nan_float(x, columns)) {
    float_row_missing(nodes, roots, steps, output_of, sets, trees, values, x, columns, out);
    return;
  }
  ROW_LOOP
}
#undef step
#undef NODE
#undef NUMBER
#undef LEAF

#define NODE DoubleNode
#define NUMBER double
#define LEAF DoubleNode_leaf
#define step double_step_missing
static void double_rows_missing(DOUBLE_ARGUMENTS, ROWS_ARGUMENTS) { ROWS_LOOP }
static void double_row_missing(DOUBLE_ARGUMENTS, ROW_ARGUMENTS) { ROW_LOOP }
#undef step
#define step double_step_sets
void EXPORT(addDoubleRowsSets)(DOUBLE_ARGUMENTS, ROWS_ARGUMENTS) { ROWS_LOOP }
void EXPORT(addDoubleRowSets)(DOUBLE_ARGUMENTS, ROW_ARGUMENTS) { ROW_LOOP }
#undef step
#define step double_step
void EXPORT(addDoubleRows)(DOUBLE_ARGUMENTS, ROWS_ARGUMENTS) {
  if (has_nan_double(x, rows * columns)) {
    double_rows_missing(nodes, roots, steps, output_of, sets, trees, values, outputs, x, rows, columns, out);
    return;
  }
  ROWS_LOOP
}
void EXPORT(addDoubleRow)(DOUBLE_ARGUMENTS, ROW_ARGUMENTS) {
  if (has_nan_double(x, columns)) {
    double_row_missing(nodes, roots, steps, output_of, sets, trees, values, x, columns, out);
    return;
  }
  ROW_LOOP
}
