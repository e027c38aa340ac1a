import { RadiantError } from '../../base/index.ts';
import type { RemoteNode, WireEncoding } from '../../graph/index.ts';
import type { Replica } from './open-replica.ts';

/** Containers of one image as one node: calls go to those that are ready, in turn. At least one is given. */
export function balanceReplicas(replicas: readonly [Replica, ...Replica[]]): RemoteNode {
  const { name, protocol } = replicas[0].node;
  let turn = 0;
  const next = (): Replica | undefined => {
    for (let tried = 0; tried < replicas.length; tried++) {
      const replica = replicas[turn % replicas.length];
      turn = (turn + 1) % replicas.length;
      if (replica?.isReady()) return replica;
    }
    return undefined;
  };
  return {
    name,
    protocol,
    encodings: sharedEncodings(replicas),
    send(call) {
      const replica = next();
      return replica === undefined ? Promise.reject(noneReady(name, replicas.length)) : replica.node.send(call);
    },
    async isReachable(how, signal) {
      const ready = replicas.filter((replica) => replica.isReady());
      const found = await Promise.all(ready.map(({ node }) => node.isReachable(how, signal)));
      return found.includes(true);
    },
    async close(signal) {
      await Promise.all(replicas.map((replica) => replica.close(signal)));
    },
  };
}

/** All run the same image, but one may have opened its other door late. */
function sharedEncodings(replicas: readonly [Replica, ...Replica[]]): ReadonlySet<WireEncoding> {
  const all = [...replicas[0].node.encodings];
  return new Set(all.filter((encoding) => replicas.every(({ node }) => node.encodings.has(encoding))));
}

function noneReady(name: string, count: number): RadiantError {
  const what = count === 1 ? 'its container is' : `its ${count} containers are`;
  return new RadiantError('UNAVAILABLE', `${name} gives no answer: ${what} being started again`, {
    reason: 'NODE_UNREACHABLE',
  });
}
