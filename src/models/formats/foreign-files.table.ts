/**
 * Files that are no model this program reads natively, by how they begin: what to call them and what to do.
 * `start` is text (latin-1), compared without regard to case where it is a markup or pointer.
 */
export interface ForeignFile {
  readonly start: string;
  readonly offset?: number;
  readonly ignoresCase?: boolean;
  readonly name: string;
  readonly advice: string;
  /** Sound models of another library, and not a mistake: UNSUPPORTED_MODEL. */
  readonly isModel?: boolean;
}

const DOWNLOAD = 'the download gave a page in place of the file: check the address and the permissions';
const CONVERT = 'save the model as joblib, skops, ONNX, XGBoost JSON or LightGBM text, or serve a Python class that loads it';

export const FOREIGN_FILES: readonly ForeignFile[] = [
  { start: 'version https://git-lfs', name: 'a Git LFS pointer', advice: 'fetch the file itself with git lfs pull' },
  { start: '<!doctype html', ignoresCase: true, name: 'an HTML page', advice: DOWNLOAD },
  { start: '<html', ignoresCase: true, name: 'an HTML page', advice: DOWNLOAD },
  { start: '<head', ignoresCase: true, name: 'an HTML page', advice: DOWNLOAD },
  { start: '<error', ignoresCase: true, name: 'an XML error of an object store', advice: DOWNLOAD },
  { start: '<pmml', ignoresCase: true, name: 'a PMML file', advice: CONVERT, isModel: true },
  { start: '<?xml', ignoresCase: true, name: 'an XML file (PMML?)', advice: CONVERT },
  { start: '\x89HDF\r\n', name: 'an HDF5 file (Keras?)', advice: CONVERT, isModel: true },
  { start: 'GGUF', name: 'a GGUF file of a language model', advice: 'language models are not served here', isModel: true },
  { start: 'CBM1', name: 'a CatBoost binary model', advice: "save it again with save_model('model.json', format='json')", isModel: true },
  { start: 'PAR1', name: 'a Parquet data file', advice: 'give the model and not the data' },
  { start: 'ARROW1', name: 'an Arrow data file', advice: 'give the model and not the data' },
  { start: '%PDF', name: 'a PDF document', advice: 'give the model file' },
  { start: '\x89PNG', name: 'a PNG picture', advice: 'give the model file' },
  { start: '\xff\xd8\xff', name: 'a JPEG picture', advice: 'give the model file' },
  { start: '\x7fELF', name: 'a program', advice: 'give the model file' },
  { start: '#!', name: 'a script', advice: 'give the model file' },
  { start: 'SQLite format 3', name: 'an SQLite database', advice: 'give the model file' },
  { start: '7z\xbc\xaf', name: 'a 7z archive', advice: 'unpack it first' },
  { start: 'Rar!', name: 'a RAR archive', advice: 'unpack it first' },
  { start: '\x28\xb5\x2f\xfd', name: 'a file compressed with zstandard', advice: 'decompress it first' },
  { start: 'ustar', offset: 257, name: 'a tar archive', advice: 'unpack it and give the model file or the folder; an entry of it may not lead outside that folder' },
  { start: 'RDX', name: 'an R data file', advice: CONVERT },
  { start: 'X\n\x00\x00', name: 'an R data file', advice: CONVERT },
  { start: 'TFL3', offset: 4, name: 'a TensorFlow Lite model', advice: CONVERT, isModel: true },
  { start: '\x93NUMPY', name: 'a numpy array (.npy)', advice: 'an array is data and no model: give the file of the fitted estimator' },
];
