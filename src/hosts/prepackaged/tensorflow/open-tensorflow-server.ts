import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import type { Call, Component, Input, NamedTensor, Outcome, Payload, Tensor } from '../../../payload/index.ts';
import { openRemoteNode } from '../../remote/index.ts';
import { createProxyComponent } from '../proxies/create-proxy-component.ts';
import { describeOnce } from '../proxies/describe-once.ts';
import { type DescribedInput, fitInputs } from '../proxies/fit-inputs.ts';
import { plainAnswer } from '../proxies/read-answer.ts';
import { readEndpoint } from '../proxies/read-endpoint.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';
import { readSignature } from './read-signature.ts';
import { decodeGrpcAnswer, decodeRestAnswer, encodeGrpcRequest, encodeRestRequest } from './tensorflow-messages.ts';

const OWN_REQUEST = 'tensorflow.serving.PredictRequest';
const OWN_ANSWER = 'type.googleapis.com/tensorflow.serving.PredictResponse';

/**
 * TENSORFLOW_SERVER: asks a TensorFlow Serving. Where it has both doors, data whose types the caller chose goes over gRPC with them, and all
 * else over REST, where the model's own types are taken.
 * Parameters: `rest_endpoint`, `grpc_endpoint`, `model_name`, `signature_name`, `model_input`, `model_output`.
 */
export async function openTensorflowServer(request: ServerRequest): Promise<Component> {
  const { name, surroundings } = request;
  const parameters = readServerParameters(request);
  const rest = readEndpoint('rest_endpoint', parameters.text('rest_endpoint'));
  const grpc = readEndpoint('grpc_endpoint', parameters.text('grpc_endpoint'));
  const names = {
    modelName: parameters.text('model_name') ?? name,
    signatureName: parameters.text('signature_name') ?? 'serving_default',
    input: parameters.text('model_input'),
  };
  const output = parameters.text('model_output');
  parameters.refuseOthers();
  if (rest === undefined && grpc === undefined) throw withoutServer(request, names.modelName);
  const node = openRemoteNode({ name, protocol: 'tensorflow', rest, grpc });
  const describe = describeOnce(node, names.modelName, 'protobuf', (answer) =>
    readSignature(plainAnswer(answer), names.signatureName),
  );
  const ask = async (input: Input, call: Call): Promise<WireMessage> => {
    const own = { ...names, signatureName: signatureOf(call) ?? names.signatureName };
    if (input.payload.kind === 'any') return encodeOwnRequest(input.payload, grpc !== undefined);
    if (grpc === undefined || (rest !== undefined && isUntyped(input, call))) return encodeRestRequest(input, own);
    const isDefault = own.signatureName === names.signatureName;
    return encodeGrpcRequest(fitToModel(input, names.input, isDefault ? await describe() : []), own);
  };
  const manner = {
    program: 'TensorFlow Serving',
    metadata: { name, platform: 'tensorflow', custom: { signature_name: names.signatureName } },
    encode: ask,
    decode: (answer: WireMessage, call: Call) => toOutcome(answer, call, output),
  };
  return await createProxyComponent(node, names.modelName, manner, surroundings.log);
}

function toOutcome(answer: WireMessage, { inputs }: Call, output: string | undefined): Outcome {
  // An object of the caller's own is answered with what the server says.
  const kind = inputs[0]?.payload.kind;
  if (kind === 'any') return { payload: { kind: 'any', typeUrl: OWN_ANSWER, value: plainAnswer(answer) } };
  const isOwn = kind === 'json';
  const outputs =
    answer.encoding === 'protobuf' ? decodeGrpcAnswer(answer, output) : isOwn ? undefined : decodeRestAnswer(answer);
  if (outputs === undefined) {
    return { payload: { kind: 'json', json: { utf8: plainAnswer(answer), lenient: true } } };
  }
  // Callers that speak of tensors get them as they are.
  const tensors = kind === 'tensors' ? outputs : outputs.map(withBatch);
  const [only] = tensors;
  if (only === undefined || tensors.length > 1 || only.name !== '') return { payload: { kind: 'tensors', tensors } };
  return { payload: { kind: 'tensor', tensor: only.tensor } };
}

/** An answer of one dimension is one row, as Seldon's proxy has it. */
function withBatch(output: NamedTensor): NamedTensor {
  const { tensor } = output;
  return tensor.shape.length === 1
    ? { ...output, tensor: { ...tensor, shape: [1, tensor.shape[0]!] } as Tensor }
    : output;
}

/** True for data that has no type of the caller's choice: JSON, and doubles, which protocols take for any number. */
function isUntyped({ payload }: Input, { keepLists }: Call): boolean {
  if (keepLists) return true;
  if (payload.kind === 'tensors') return false;
  return payload.kind !== 'tensor' || payload.tensor.dtype === 'float64';
}

/** Under the names and of the types of the model's inputs, where these are known. */
function fitToModel(input: Input, own: string | undefined, known: readonly DescribedInput[]): Input {
  const inputs = own === undefined ? known : known.filter(({ name }) => name === own);
  const [only] = inputs;
  if (only === undefined) return input;
  const { payload } = input;
  const isSingle = inputs.length === 1 && payload.kind === 'tensors' && payload.tensors.length === 1;
  const named: Input = isSingle
    ? { ...input, payload: { kind: 'tensors', tensors: [{ ...payload.tensors[0]!, name: only.name }] } }
    : input;
  return { ...input, payload: { kind: 'tensors', tensors: fitInputs(named, inputs) } };
}

/** The signature that a caller of the TensorFlow protocol names. */
function signatureOf({ parameters }: Call): string | undefined {
  const name = parameters?.signature_name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A PredictRequest of the caller's own is sent as it is. */
function encodeOwnRequest({ typeUrl, value }: Extract<Payload, { kind: 'any' }>, hasGrpc: boolean): WireMessage {
  if (hasGrpc && typeUrl.endsWith(`/${OWN_REQUEST}`)) {
    return { protocol: 'tensorflow', encoding: 'protobuf', bytes: value, contentType: undefined };
  }
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `a message of the caller's own must be a ${OWN_REQUEST}, and the parameter grpc_endpoint must say where it goes`,
    { reason: 'MICROSERVICE_BAD_DATA' },
  );
}

function withoutServer({ server, name, path }: ServerRequest, modelName: string): RadiantError {
  const base = path ?? '/path/of/the/model';
  return new RadiantError(
    'FAILED_PRECONDITION',
    `${server} ${name} needs a TensorFlow Serving, which is a program of its own. Start it (tensorflow_model_server --port=8500 --rest_api_port=8501 ` +
      `--model_name=${modelName} --model_base_path=${base}) and say where it is: parameters rest_endpoint (http://127.0.0.1:8501) and grpc_endpoint (127.0.0.1:8500)`,
    { reason: 'SERVER_NOT_FOUND' },
  );
}
