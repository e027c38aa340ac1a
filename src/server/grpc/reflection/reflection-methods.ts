import type { StreamingMethod } from '../call/method.ts';
import type { DescriptorIndex } from './descriptor-index.ts';
import { answerReflection } from './reflection-answer.ts';
import { parseReflectionRequest } from './reflection-request.ts';

/** The names under which clients know reflection: newer ones ask for v1, older ones for v1alpha. The messages are the same. */
export const REFLECTION_SERVICES = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** Reflection over the described files, read on the first request. `services` are those that the server lists. */
export function reflectionMethods(
  readIndex: () => DescriptorIndex,
  services: readonly string[],
): readonly StreamingMethod[] {
  let index: DescriptorIndex | undefined;
  return REFLECTION_SERVICES.map((service) => ({
    kind: 'streaming',
    path: `/${service}/ServerReflectionInfo`,
    open: (peer) => ({
      receive(message) {
        index ??= readIndex();
        peer.send(answerReflection(parseReflectionRequest(message), message, index, services));
      },
      finished: () => peer.end(),
      closed() {},
      draining() {},
    }),
  }));
}
