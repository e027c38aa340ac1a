import { type Log, RadiantError } from '../../base/index.ts';
import type { Call, Component, Dtype, NamedTensor, Outcome, Tensor } from '../../payload/index.ts';
import { chooseMethod, listMethods } from './choose-outputs.ts';
import { describeSession } from './describe-session.ts';
import { findOnnxRuntime } from './find-onnx-runtime.ts';
import type { OnnxTensor } from './onnx-runtime.ts';
import { openSession } from './open-session.ts';
import { toFeeds } from './to-feeds.ts';

export interface OnnxComponentOptions {
  /** Path of the model file, or its bytes. */
  readonly model: string | Uint8Array;
  /** What the component is called in metadata and on the doc page. */
  readonly name: string;
  /** predict, predict_proba or the name of an output; undefined takes the best. */
  readonly method: string | undefined;
  /** Class labels, where the model tells them: names of the columns of probabilities. */
  readonly labels: readonly string[] | undefined;
  /** Folders in which the package onnxruntime-node may be installed. */
  readonly folders: readonly string[];
  /** Processes that share the cores. */
  readonly processes: number;
  readonly log: Log;
}

/**
 * Serves an ONNX model by ONNX Runtime, which computes in a thread of its own. The model must have been checked.
 * Throws PACKAGE_MISSING, MALFORMED_MODEL, NO_SUCH_METHOD.
 */
export async function openOnnxComponent(options: OnnxComponentOptions): Promise<Component> {
  const { model, name, labels, folders, processes, log } = options;
  const session = await openSession({ runtime: findOnnxRuntime(folders), model, processes });
  try {
    assertTensors([...session.inputs, ...session.outputs]);
    const { method, output } = chooseMethod(listMethods(session.outputs), options.method);
    const byWhom = options.method === undefined ? ' (--method takes another)' : '';
    log.info(`${name}: an ONNX model is run by ONNX Runtime and answers with ${method}${byWhom}`);
    const known = session.outputs.map((one) => one.name);
    const outputNames = method === 'predict_proba' ? labels : undefined;
    const call = async ({ verb, inputs, outputs: wanted }: Call): Promise<Outcome> => {
      const [first] = inputs;
      if (first === undefined || verb !== 'predict') throw missingHook(name, verb);
      const { feeds, owned } = toFeeds(first, session.inputs);
      if (wanted === undefined) {
        const [tensor] = await session.run(feeds, [output], owned);
        const payload = { kind: 'tensor', tensor: toTensor(tensor!) } as const;
        const fits = outputNames !== undefined && payload.tensor.shape[1] === outputNames.length;
        return fits ? { payload, names: outputNames } : { payload };
      }
      const unknown = wanted.filter((one) => !known.includes(one));
      if (unknown.length > 0) throw noSuchOutput(unknown, known);
      const tensors = await session.run(feeds, wanted, owned);
      return {
        payload: {
          kind: 'tensors',
          tensors: tensors.map((one, i): NamedTensor => ({ name: wanted[i]!, tensor: toTensor(one) })),
        },
      };
    };
    return {
      name,
      info: {
        verbs: new Set(['predict']),
        rawVerbs: new Set(),
        takesTensors: true,
        outputs: [output, ...known.filter((one) => one !== output)],
        metadata: describeSession({ name, session, method, output, outputNames }),
      },
      call,
      isReady: () => session.isAlive(),
      watchReady: (listener) => session.watchEnd(listener),
      close: () => session.close(),
    };
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
}

function toTensor({ type, dims, data }: OnnxTensor): Tensor {
  return { dtype: type as Dtype, shape: dims, data } as Tensor;
}

function assertTensors(values: readonly { readonly name: string; readonly isTensor: boolean }[]): void {
  const other = values.find(({ isTensor }) => !isTensor);
  if (other === undefined) return;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${other.name} of the ONNX model is no tensor but a sequence or a map, which ONNX Runtime does not give to JavaScript`,
    { reason: 'UNSUPPORTED_MODEL' },
  );
}

function noSuchOutput(unknown: readonly string[], known: readonly string[]): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `the model has no output ${unknown.join(', ')}; it has ${known.join(', ')}`,
    {
      reason: 'MICROSERVICE_BAD_DATA',
      httpStatus: 400,
    },
  );
}

function missingHook(name: string, verb: string): RadiantError {
  return new RadiantError('UNIMPLEMENTED', `${name} has no ${verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
}
