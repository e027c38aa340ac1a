import { openOnnxComponent } from '../../src/hosts/onnx/index.ts';
import { readOnnx } from '../../src/models/index.ts';
import { createLog } from '../../src/observe/index.ts';
import { createTensor, type Tensor } from '../../src/payload/index.ts';
import { compareOutput } from './compare-output.ts';
import { readCase, readModelFile } from './golden-model.ts';
import { toFeatures } from './to-features.ts';

/** What the recorded model gives for a ZipMap: a map of each row. */
interface Maps {
  readonly maps: readonly Readonly<Record<string, number>>[];
}

/** Serves every file of an ONNX case, asks every recorded output for it, and lists what leaves its tolerance. */
export async function checkOnnxCase(path: string, runtimeFolder: string): Promise<string[]> {
  const recorded = readCase(path);
  const problems: string[] = [];
  const features = toFeatures(recorded.inputs);
  if (features.kind !== 'dense') throw new Error(`${path}: want an array as input`);
  const tensor = createTensor('float64', [features.rows, features.columns], features.data);
  for (const file of recorded.files) {
    const read = await readOnnx(readModelFile(path, file));
    for (const [method, output] of Object.entries(recorded.outputs)) {
      const component = await openOnnxComponent({
        model: read!.bytes,
        labels: read!.labels,
        name: path,
        method,
        folders: [runtimeFolder],
        processes: 2,
        log: createLog({ level: 'ERROR', format: 'human', stream: process.stderr }),
      });
      try {
        const inputs = [{ payload: { kind: 'tensor', tensor } as const, names: [] }];
        const { payload } = await component.call({ verb: 'predict', inputs, meta: undefined, keepLists: false });
        if (payload.kind !== 'tensor') throw new Error(`want a tensor, got ${payload.kind}`);
        const got: Tensor = payload.tensor;
        const want = 'maps' in output ? unzip(output as unknown as Maps, read!.labels!) : output;
        const tolerance = recorded.tolerance[method] ?? { kind: 'equal' };
        problems.push(...compareOutput(got, want, tolerance).map((text) => `${method}: ${text}`));
      } finally {
        await component.close();
      }
    }
  }
  return problems;
}

function unzip({ maps }: Maps, labels: readonly string[]) {
  const values = maps.map((map) => labels.map((label) => map[label]));
  return { dtype: 'float32', shape: [maps.length, labels.length], values };
}
