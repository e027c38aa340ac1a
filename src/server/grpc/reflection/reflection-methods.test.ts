import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer, loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { DESCRIPTOR_SET_BASE64 } from '../../../protocols/seldon/index.ts';
import { converse } from '../fixtures/converse.ts';
import { frame, openTestDoor, type TestDoor, withSession } from '../fixtures/open-test-door.ts';
import { parseDescriptorSet } from './descriptor-index.ts';
import { REFLECTION_SERVICES, reflectionMethods } from './reflection-methods.ts';

const PROTO = fileURLToPath(new URL('../../../../proto', import.meta.url));
const SERVICES = ['a.B', 'c.D'];

interface Answer {
  readonly validHost?: string;
  readonly originalRequest?: Record<string, unknown>;
  readonly fileDescriptorResponse?: { fileDescriptorProto: readonly Buffer[] };
  readonly allExtensionNumbersResponse?: { baseTypeName: string; extensionNumber?: readonly number[] };
  readonly listServicesResponse?: { service: readonly { name: string }[] };
  readonly errorResponse?: { errorCode: number; errorMessage: string };
}

function codec(service: string): { encode: (value: object) => Buffer; decode: (bytes: Buffer) => Answer } {
  const version = service.split('.')[2];
  const definition: PackageDefinition = loadSync(`grpc/reflection/${version}/reflection.proto`, {
    includeDirs: [PROTO],
  });
  const method = (
    definition[service] as Record<
      string,
      { requestSerialize: (v: object) => Buffer; responseDeserialize: (b: Buffer) => object }
    >
  ).ServerReflectionInfo!;
  return { encode: method.requestSerialize, decode: (bytes) => method.responseDeserialize(bytes) as Answer };
}

for (const service of REFLECTION_SERVICES) {
  describe(service, () => {
    let door: TestDoor;
    let client: Client;
    const { encode, decode } = codec(service);
    const path = `/${service}/ServerReflectionInfo`;

    before(async () => {
      const readIndex = (): ReturnType<typeof parseDescriptorSet> =>
        parseDescriptorSet(Buffer.from(DESCRIPTOR_SET_BASE64, 'base64'));
      door = await openTestDoor(reflectionMethods(readIndex, SERVICES));
      client = new Client(door.address, credentials.createInsecure());
    });
    after(async () => {
      client.close();
      await door.close();
    });

    const askAll = async (requests: readonly object[]): Promise<readonly Answer[]> => {
      const conversation = converse(client, path);
      const answers: Answer[] = [];
      for (const request of requests) {
        conversation.stream.write(encode(request));
        answers.push(decode(await conversation.next()));
      }
      conversation.stream.end();
      assert.deepEqual(await conversation.ended(), { code: 0, details: '' });
      return answers;
    };

    test('lists the services, and gives the question back', async () => {
      const [answer] = await askAll([{ host: 'me', listServices: '*' }]);
      assert.deepEqual(
        answer?.listServicesResponse?.service,
        SERVICES.map((name) => ({ name })),
      );
      assert.equal(answer?.validHost, 'me');
      assert.deepEqual(answer?.originalRequest, { host: 'me', listServices: '*' });
    });

    for (const [what, request] of [
      ['a file', { fileByFilename: 'proto/prediction.proto' }],
      ['a message', { fileContainingSymbol: 'seldon.protos.SeldonMessage' }],
      ['a service', { fileContainingSymbol: 'seldon.protos.Model' }],
      ['a method', { fileContainingSymbol: 'seldon.protos.Model.Predict' }],
      ['a nested message', { fileContainingSymbol: 'seldon.protos.Meta.TagsEntry' }],
      ['a field', { fileContainingSymbol: 'seldon.protos.SeldonMessage.strData' }],
    ] as const) {
      test(`gives ${what} with all that it needs`, async () => {
        const [answer] = await askAll([request]);
        const files = answer?.fileDescriptorResponse?.fileDescriptorProto ?? [];
        // A client must be able to build the services of it alone.
        const set = Buffer.concat(files.map((file) => Buffer.concat([Buffer.from([0x0a]), varint(file.length), file])));
        const loaded = loadFileDescriptorSetFromBuffer(set);
        assert.ok('seldon.protos.Model' in loaded);
        assert.ok('tensorflow.TensorProto' in loaded);
      });
    }

    for (const name of ['grpc.health.v1.Health', ...REFLECTION_SERVICES]) {
      test(`knows ${name}`, async () => {
        const [answer] = await askAll([{ fileContainingSymbol: name }]);
        assert.equal(answer?.fileDescriptorResponse?.fileDescriptorProto.length, 1);
      });
    }

    test('says what it does not know, and goes on', async () => {
      const answers = await askAll([
        { fileByFilename: 'nope.proto' },
        { fileContainingSymbol: 'no.Such' },
        { fileContainingExtension: { containingType: 'seldon.protos.Meta', extensionNumber: 5 } },
        { allExtensionNumbersOfType: 'no.Such' },
        { host: 'x' },
        { allExtensionNumbersOfType: 'seldon.protos.Meta' },
      ]);
      assert.deepEqual(
        answers.map(({ errorResponse }) => errorResponse?.errorMessage),
        [
          'file nope.proto is not known',
          'symbol no.Such is not known',
          'extension 5 of seldon.protos.Meta is not known',
          'message no.Such is not known',
          'the request asks for nothing',
          undefined,
        ],
      );
      assert.equal(answers[5]?.allExtensionNumbersResponse?.baseTypeName, 'seldon.protos.Meta');
    });

    test('ends with INVALID_ARGUMENT on bytes that are no question', async () => {
      const conversation = converse(client, path);
      conversation.stream.write(Buffer.from([0x0a, 0xff]));
      assert.equal((await conversation.ended()).code, 3);
    });
  });
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}

test('a client that asks and never listens is not heard for ever', async () => {
  let asked = 0;
  const readIndex = (): ReturnType<typeof parseDescriptorSet> =>
    parseDescriptorSet(Buffer.from(DESCRIPTOR_SET_BASE64, 'base64'));
  const methods = reflectionMethods(readIndex, SERVICES).map((method) => ({
    ...method,
    open: (peer: Parameters<typeof method.open>[0]) => {
      const conversation = method.open(peer);
      return {
        ...conversation,
        receive: (message: Uint8Array) => {
          asked++;
          conversation.receive(message);
        },
      };
    },
  }));
  const door = await openTestDoor(methods);
  await withSession(door.address, async (session) => {
    const { encode } = codec('grpc.reflection.v1.ServerReflection');
    const question = frame(encode({ fileContainingSymbol: 'seldon.protos.Model' }));
    const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
    stream.on('error', () => {});
    const TOTAL = 20_000;
    for (let i = 0; i < TOTAL; i++) stream.write(question);
    const roundTrip = (): Promise<void> => new Promise((resolve) => session.ping(() => resolve()));
    await once(session, 'remoteSettings');
    while (asked === 0) await roundTrip();
    for (let quiet = 0, before = asked; quiet < 20; before = asked) {
      await roundTrip();
      quiet = asked === before ? quiet + 1 : 0;
    }
    assert.ok(asked < TOTAL / 2, `${asked} questions were answered`);
  });
  await door.close(AbortSignal.abort());
});
