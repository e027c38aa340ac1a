/*
 * Batch kernels of decision forests: the loops of trees/float-forest.ts and trees/double-forest.ts, eight rows at a
 * time. A walk waits for memory most of its time, so eight independent walks in turn take little longer than one.
 * What is left, or came alone, goes through eight trees at a time. Either way every sum is made in the order of the
 * trees, as the references do.
 *
 * Built by scripts/build-wasm.mjs into forest-wasm.table.ts. No memory is allocated here: the caller lays everything out.
 */
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define EIGHT(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7)

typedef struct {
  float threshold;
  uint32_t word; /* missing left (bit 31, where forests have it), feature, right child */
} FloatNode;

typedef struct {
  double threshold;
  uint32_t feature; /* with flags */
  uint32_t right;
} DoubleNode;

#define LEAF_ROW_MASK 0x3fffffu
#define MISSING_LEFT (1u << 30)
#define CATEGORICAL (1u << 29)
#define FEATURE_MASK (CATEGORICAL - 1)

static inline uint32_t float_row(const FloatNode *leaf) {
  return *(const uint32_t *)&leaf->threshold & LEAF_ROW_MASK;
}

static inline uint32_t double_row(const DoubleNode *leaf) { return *(const uint32_t *)&leaf->threshold; }

static inline void add_row(double *out, const double *values, int width) {
  if (width == 1) {
    *out += *values;
    return;
  }
#pragma clang loop unroll(disable) vectorize(disable)
  for (int k = 0; k < width; k++) out[k] += values[k];
}

/* One step of a walk: at a leaf the walk stands still. */
static inline const FloatNode *float_step(const FloatNode *node, const FloatNode *root, const float *x, int shift,
                                          uint32_t mask) {
  uint32_t word = node->word;
  const FloatNode *right = root + (word & mask);
  return x[(word & 0x7fffffffu) >> shift] <= node->threshold ? node + 1 : right;
}

static inline const FloatNode *float_step_missing(const FloatNode *node, const FloatNode *root, const float *x,
                                                  int shift, uint32_t mask) {
  uint32_t word = node->word;
  float value = x[(word & 0x7fffffffu) >> shift];
  const FloatNode *right = root + (word & mask);
  return (value <= node->threshold) | ((value != value) & (word >> 31)) ? node + 1 : right;
}

static inline const DoubleNode *double_step(const DoubleNode *node, const DoubleNode *nodes, const double *x) {
  const DoubleNode *right = nodes + node->right;
  return x[node->feature & FEATURE_MASK] <= node->threshold ? node + 1 : right;
}

static inline const DoubleNode *double_step_missing(const DoubleNode *node, const DoubleNode *nodes, const double *x) {
  uint32_t feature = node->feature;
  double value = x[feature & FEATURE_MASK];
  const DoubleNode *right = nodes + node->right;
  return (value <= node->threshold) | ((value != value) & (feature >> 30)) ? node + 1 : right;
}

static inline const DoubleNode *double_step_sets(const DoubleNode *node, const DoubleNode *nodes, const double *x,
                                                 const uint32_t *sets) {
  uint32_t feature = node->feature;
  double value = x[feature & FEATURE_MASK];
  int left;
  if (feature & CATEGORICAL) {
    if (value >= 0) {
      uint32_t code = value < 2147483648.0 ? (uint32_t)value & 255 : 0;
      left = sets[*(const uint32_t *)&node->threshold + (code >> 5)] >> (code & 31) & 1;
    } else {
      left = feature >> 30 & 1;
    }
  } else {
    left = (value <= node->threshold) | ((value != value) & (feature >> 30));
  }
  return left ? node + 1 : nodes + node->right;
}

/* Eight rows at a time: ROOT is where a tree's walk begins, STEP moves walk i on, ROW gives a leaf's row. */
#define WALK_TREES(NODE, ROOT, STEP, ROW, BASE)                                                                        \
  int group = 0;                                                                                                       \
  for (int tree = 0; whole > 0 && tree < trees; tree++) {                                                              \
    const NODE *root = ROOT;                                                                                           \
    const uint32_t base = BASE;                                                                                        \
    double *to = out + group;                                                                                          \
    if (++group == groups) group = 0;                                                                                  \
    for (int row = 0; row < whole; row += 8) {                                                                         \
      EIGHT(BEGIN_##NODE)                                                                                              \
      for (int moved = 1; moved;) {                                                                                    \
        moved = 0;                                                                                                     \
        EIGHT(STEP)                                                                                                    \
      }                                                                                                                \
      EIGHT(ROW)                                                                                                       \
    }                                                                                                                  \
  }

/* The other rows, each through eight trees at a time: START begins walk i, LEAF adds what it has found. */
#define WALK_ROWS(START, STEP, LEAF)                                                                                   \
  for (int row = whole; row < rows; row++) {                                                                           \
    const __auto_type cells = x + row * columns;                                                                       \
    double *to = out + row * outputs;                                                                                  \
    int at = 0, tree = 0;                                                                                              \
    for (; tree + 8 <= trees; tree += 8) {                                                                             \
      EIGHT(START)                                                                                                     \
      for (int moved = 1; moved;) {                                                                                    \
        moved = 0;                                                                                                     \
        EIGHT(STEP)                                                                                                    \
      }                                                                                                                \
      EIGHT(LEAF)                                                                                                      \
    }                                                                                                                  \
    for (; tree < trees; tree++) {                                                                                     \
      START(0)                                                                                                         \
      for (int moved = 1; moved;) {                                                                                    \
        moved = 0;                                                                                                     \
        STEP(0)                                                                                                        \
      }                                                                                                                \
      LEAF(0)                                                                                                          \
    }                                                                                                                  \
  }

#define BEGIN_FloatNode(i)                                                                                             \
  const float *x##i = x + (row + i) * columns;                                                                         \
  const FloatNode *node##i = root;
#define BEGIN_DoubleNode(i)                                                                                            \
  const double *x##i = x + (row + i) * columns;                                                                        \
  const DoubleNode *node##i = root;
#define MOVE(i, next)                                                                                                  \
  {                                                                                                                    \
    const void *to_node = next;                                                                                        \
    moved |= to_node != node##i;                                                                                       \
    node##i = to_node;                                                                                                 \
  }
#define FLOAT_STEP(i) MOVE(i, float_step(node##i, root, x##i, shift, mask))
#define FLOAT_STEP_MISSING(i) MOVE(i, float_step_missing(node##i, root, x##i, shift, mask))
#define DOUBLE_STEP(i) MOVE(i, double_step(node##i, nodes, x##i))
#define DOUBLE_STEP_MISSING(i) MOVE(i, double_step_missing(node##i, nodes, x##i))
#define DOUBLE_STEP_SETS(i) MOVE(i, double_step_sets(node##i, nodes, x##i, sets))
#define FLOAT_ROW(i)                                                                                                   \
  add_row(to, values + (base + float_row(node##i)) * width, width);                                                    \
  to += outputs;
#define DOUBLE_ROW(i)                                                                                                  \
  add_row(to, values + (base + double_row(node##i)) * width, width);                                                   \
  to += outputs;

#define FLOAT_START(i)                                                                                                 \
  const FloatNode *root##i = nodes + roots[tree + i];                                                                  \
  const FloatNode *node##i = root##i;
#define DOUBLE_START(i) const DoubleNode *node##i = nodes + roots[tree + i];
#define FLOAT_TREE(i) MOVE(i, float_step(node##i, root##i, cells, shift, mask))
#define FLOAT_TREE_MISSING(i) MOVE(i, float_step_missing(node##i, root##i, cells, shift, mask))
#define DOUBLE_TREE(i) MOVE(i, double_step(node##i, nodes, cells))
#define DOUBLE_TREE_MISSING(i) MOVE(i, double_step_missing(node##i, nodes, cells))
#define DOUBLE_TREE_SETS(i) MOVE(i, double_step_sets(node##i, nodes, cells, sets))
#define FLOAT_LEAF(i)                                                                                                  \
  add_row(to + at, values + (bases[tree + i] + float_row(node##i)) * width, width);                                    \
  if (++at == groups) at = 0;
#define DOUBLE_LEAF(i)                                                                                                 \
  add_row(to + at, values + double_row(node##i) * width, width);                                                       \
  if (++at == groups) at = 0;

#define FLOAT_KERNEL(name, STEP, TREE)                                                                                 \
  void EXPORT(name)(const FloatNode *nodes, const uint32_t *roots, const uint32_t *bases, int trees, int shift,        \
                    const double *values, int width, int groups, const float *x, int rows, int columns, double *out) { \
    const uint32_t mask = (1u << shift) - 1;                                                                           \
    const int outputs = width * groups, whole = rows & ~7;                                                             \
    WALK_TREES(FloatNode, nodes + roots[tree], STEP, FLOAT_ROW, bases[tree])                                           \
    WALK_ROWS(FLOAT_START, TREE, FLOAT_LEAF)                                                                           \
  }

#define DOUBLE_KERNEL(name, STEP, TREE)                                                                                \
  void EXPORT(name)(const DoubleNode *nodes, const uint32_t *roots, const uint32_t *sets, int trees,                   \
                    const double *values, int width, int groups, const double *x, int rows, int columns,               \
                    double *out) {                                                                                     \
    const int outputs = width * groups, whole = rows & ~7;                                                             \
    WALK_TREES(DoubleNode, nodes + roots[tree], STEP, DOUBLE_ROW, 0)                                                   \
    WALK_ROWS(DOUBLE_START, TREE, DOUBLE_LEAF)                                                                         \
  }

FLOAT_KERNEL(addFloatLeaves, FLOAT_STEP, FLOAT_TREE)
FLOAT_KERNEL(addFloatLeavesMissing, FLOAT_STEP_MISSING, FLOAT_TREE_MISSING)
DOUBLE_KERNEL(addDoubleLeaves, DOUBLE_STEP, DOUBLE_TREE)
DOUBLE_KERNEL(addDoubleLeavesMissing, DOUBLE_STEP_MISSING, DOUBLE_TREE_MISSING)
DOUBLE_KERNEL(addDoubleLeavesCategorical, DOUBLE_STEP_SETS, DOUBLE_TREE_SETS)

/* 1 where a number is NaN, 2 where one is infinite, 3 where both occur. */
int EXPORT(scanFloats)(const float *x, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) {
    float value = x[i];
    found |= (value != value) | (value - value != 0 && value == value) << 1;
  }
  return found;
}

/* 1 where a number is NaN. */
int EXPORT(scanDoubles)(const double *x, int count) {
  int found = 0;
  for (int i = 0; i < count; i++) found |= x[i] != x[i];
  return found;
}
