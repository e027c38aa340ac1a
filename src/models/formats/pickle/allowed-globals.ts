import { createModelFileError, needsPython } from '../model-file-error.ts';
import { PYTHON_STDLIB } from './python-stdlib.table.ts';

/** Packages whose classes are known to hold data; their functions are allowed only by name. */
const LIBRARIES = ['sklearn', 'numpy', 'scipy', 'pandas', 'joblib', 'xgboost', 'lightgbm', 'catboost', 'skops'];

/** A class: CamelCase, maybe with leading underscores. Functions and modules are written otherwise. */
const CLASS_NAME = /^_{0,2}[A-Z][A-Za-z0-9_]*$/;

/** Subpackages whose functions and classes read files or the network, or run text. */
const NEVER =
  /^(sklearn\.(datasets|externals(?!\.joblib\.numpy_pickle)|utils\.(_testing|testing|_mocking))|numpy\.(testing|distutils|f2py|ctypeslib|lib\.(npyio|_npyio_impl|format))|pandas\.(io|util)|scipy\.(io|datasets|misc)|joblib\.(parallel|memory|externals(?!\.cloudpickle)))(\.|$)/;

/** numpy's universal functions and simple array functions that a FunctionTransformer may name. */
const NUMPY_FUNCTIONS =
  'abs absolute add amax amin arccos arccosh arcsin arcsinh arctan arctanh cbrt ceil clip cos cosh deg2rad degrees divide exp exp2 expm1 fabs floor identity isnan log log10 log1p log2 logical_not max maximum mean median min minimum multiply negative positive power rad2deg radians reciprocal rint round round_ sign sin sinc sinh sqrt square subtract sum tan tanh trunc nan_to_num ravel asarray array float_ hypot all any argmax argmin argsort average cumprod cumsum diff equal fix flip float_power floor_divide fmax fmin fmod greater greater_equal heaviside isfinite isinf less less_equal logaddexp logical_and logical_or mod nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar not_equal percentile prod ptp quantile real remainder reshape sort squeeze std swapaxes transpose true_divide unique var where';

const FUNCTIONS: Readonly<Record<string, string>> = {
  __builtin__:
    'object set frozenset list dict tuple bytearray complex slice range xrange int float bool str unicode long bytes',
  builtins:
    'object set frozenset list dict tuple bytearray complex slice range int float bool str bytes NotImplemented Ellipsis',
  _codecs: 'encode',
  collections: 'OrderedDict defaultdict deque Counter',
  copy_reg: '_reconstructor __newobj__ __newobj_ex__',
  copyreg: '_reconstructor __newobj__ __newobj_ex__',
  datetime: 'datetime date timedelta timezone time',
  decimal: 'Decimal',
  fractions: 'Fraction',
  // Only a record of what it wraps, and that is checked by itself.
  functools: 'partial',
  uuid: 'UUID',
  pathlib: 'PosixPath PurePosixPath Path PureWindowsPath WindowsPath',
};

/** Functions by the last part of their name, allowed anywhere in their library. */
const LIBRARY_FUNCTIONS: Readonly<Record<string, RegExp>> = {
  numpy: new RegExp(
    `^(ndarray|dtype|_reconstruct|scalar|_frombuffer|_ufunc_reconstruct|_mareconstruct|__(randomstate|bit_generator|generator)_ctor|__pyx_unpickle_\\w+|(u?int|float|complex)(8|16|32|64|128)?|bool_?|bool8|str_|bytes_|object_|void|intp|uintp|datetime64|timedelta64|matrix|generic|number|integer|floating|inexact|longlong|longdouble|single|double|nan|inf|pi|${NUMPY_FUNCTIONS.split(' ').join('|')})$`,
  ),
  // As values only (a score function, the function of a FunctionTransformer): see assertCallableGlobal.
  sklearn: /^[a-z_]\w*$/,
  scipy:
    /^((csr|csc|coo|dia|lil|dok|bsr)_(matrix|array)|__pyx_unpickle_\w+|expit|logit|boxcox|inv_boxcox|yeojohnson|asarray|rv_frozen|log_ndtr|ndtr|ndtri)$/,
  pandas:
    /^(_new_\w+|_unpickle_block|__newobj__|__pyx_unpickle_\w+|_?nat_unpickle|_timestamp_unpickle|_timedelta_unpickle|_unpickle_timestamp|new_block|ensure_index)$/,
  joblib: /^$/,
  xgboost: /^$/,
  lightgbm: /^$/,
  catboost: /^$/,
  skops: /^$/,
};

/** Library classes that load, run or map foreign files although they are classes. */
const DANGEROUS_CLASSES =
  /^(DataSource|MemmapReducer|Memory|MemorizedFunc|MemorizedResult|Parallel|NpzFile|ZNDArrayWrapper|FileManager|ExcelFile|HDFStore)$/;

/**
 * Throws unless a global of a pickle may be recorded: DANGEROUS_MODEL for the standard library and for functions that
 * no model needs, NEEDS_PYTHON for classes and code of the user's own. Nothing is ever imported or called.
 */
export function assertAllowedGlobal(module: string, name: string): void {
  const full = `${module}.${name}`;
  const root = module.split('.')[0]!;
  if (
    module === 'cloudpickle' ||
    module.startsWith('cloudpickle.') ||
    module.startsWith('joblib.externals.cloudpickle')
  ) {
    throw needsPython('NEEDS_PYTHON', `the file holds code written by cloudpickle (${full})`);
  }
  if (FUNCTIONS[module] !== undefined) {
    if (FUNCTIONS[module].split(' ').includes(name)) return;
    throw dangerous(full);
  }
  // Cython's loss module of scikit-learn 1.5 to 1.7 was pickled without its package.
  if (module === '_loss' && /^(Cy\w+|__pyx_unpickle_Cy\w+)$/.test(name)) return;
  if (LIBRARIES.includes(root)) {
    if (isAllowedInLibrary(root, module, name)) return;
    throw dangerous(full);
  }
  if (PYTHON_STDLIB.has(root)) throw dangerous(full);
  throw needsPython('NEEDS_PYTHON', `the file needs ${full}, which is none of the libraries that are known here`);
}

/** What a pickle may call, beside classes: constructors of data, none of which is run here (reduce.ts has what they mean). */
const CALLABLE =
  /^(_reconstruct|scalar|_frombuffer|_ufunc_reconstruct|_mareconstruct|dtype|ndarray|__(randomstate|bit_generator|generator)_ctor|__pyx_unpickle_\w+|_?newObj|(csr|csc|coo|dia|lil|dok|bsr)_(matrix|array)|_new_\w+|_unpickle_block|new_block|_?nat_unpickle|_(timestamp|timedelta)_unpickle|_unpickle_timestamp|(u?int|float|complex)(8|16|32|64|128)?|bool_?|str_|bytes_|datetime64|timedelta64)$/;

/** Throws when a pickle calls a function that it may only name. */
export function assertCallableGlobal(module: string, name: string): void {
  const isOfLibrary = FUNCTIONS[module] === undefined && module !== '_loss';
  if (isOfLibrary && !CLASS_NAME.test(name) && !CALLABLE.test(name)) throw dangerous(`${module}.${name}`);
}

function isAllowedInLibrary(root: string, module: string, name: string): boolean {
  if (NEVER.test(module) || name.includes('.') || DANGEROUS_CLASSES.test(name)) return false;
  if (LIBRARY_FUNCTIONS[root]!.test(name)) return true;
  return CLASS_NAME.test(name) && name !== 'MemoryMap';
}

function dangerous(name: string) {
  return createModelFileError(
    'DANGEROUS_MODEL',
    `refused: the file names ${name}, which no model needs and which could run code or touch files; it was not run`,
  );
}
