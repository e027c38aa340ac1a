import { RadiantError } from '../../base/index.ts';
import type { RemoteNode } from '../node.ts';
import type { MessageCodec } from './codec.ts';
import type { WireEncoding, WireProtocol } from './wire-message.ts';

/** Every codec there is, by protocol and encoding. */
export type CodecTable = Readonly<Record<WireProtocol, Readonly<Partial<Record<WireEncoding, MessageCodec>>>>>;

/** The codec in which a node elsewhere is written to: the request's own where the node speaks it, so that bytes pass untouched. */
export function codecFor(table: CodecTable, node: RemoteNode, asked: MessageCodec): MessageCodec {
  const { protocol, encodings } = node;
  if (protocol === asked.protocol && encodings.has(asked.encoding)) return asked;
  const encoding = encodings.has(asked.encoding) ? asked.encoding : [...encodings][0];
  const codec = encoding === undefined ? undefined : table[protocol][encoding];
  if (codec !== undefined) return codec;
  throw new RadiantError(
    'UNIMPLEMENTED',
    `node ${node.name} speaks ${protocol} over ${[...encodings].join(' or ')}, into which this request cannot be translated`,
    { reason: 'NO_CODEC' },
  );
}
