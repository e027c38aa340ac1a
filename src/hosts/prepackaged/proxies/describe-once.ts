import { RadiantError } from '../../../base/index.ts';
import type { RemoteNode, WireEncoding, WireMessage } from '../../../graph/index.ts';
import type { DescribedInput } from './fit-inputs.ts';

const METADATA_TIMEOUT_MS = 5000;

/** Gives the inputs that the metadata of a model names: asked for once, and again only when nobody answered. */
export function describeOnce(
  node: RemoteNode,
  modelName: string,
  encoding: WireEncoding,
  read: (answer: WireMessage) => readonly DescribedInput[],
): () => Promise<readonly DescribedInput[]> {
  let known: readonly DescribedInput[] | undefined;
  return async () => {
    if (known !== undefined) return known;
    const deadlineMs = Date.now() + METADATA_TIMEOUT_MS;
    const call = { verb: 'metadata', message: undefined, encoding, headers: [], modelName, deadlineMs } as const;
    try {
      known = read(await node.send({ ...call, signal: undefined }));
    } catch (thrown) {
      // A server that tells nothing of its models can be asked all the same.
      if (!(thrown instanceof RadiantError) || thrown.code !== 'UNIMPLEMENTED') throw thrown;
      known = [];
    }
    return known;
  };
}
