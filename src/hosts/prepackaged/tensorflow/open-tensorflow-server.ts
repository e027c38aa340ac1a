import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import type { Call, Component, NamedTensor, Outcome, Tensor } from '../../../payload/index.ts';
import { openRemoteNode } from '../../remote/index.ts';
import { createProxyComponent } from '../proxies/create-proxy-component.ts';
import { plainAnswer } from '../proxies/read-answer.ts';
import { readEndpoint } from '../proxies/read-endpoint.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';
import { decodeGrpcAnswer, decodeRestAnswer, encodeGrpcRequest, encodeRestRequest } from './tensorflow-messages.ts';

/**
 * TENSORFLOW_SERVER: asks a TensorFlow Serving, over REST for callers with JSON and over gRPC for all others where both are there.
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
  parameters.warnOfOthers();
  if (rest === undefined && grpc === undefined) throw withoutServer(request, names.modelName);
  const node = openRemoteNode({ name, protocol: 'tensorflow', rest, grpc });
  const isRest = ({ keepLists }: Call): boolean => grpc === undefined || (rest !== undefined && keepLists);
  const manner = {
    program: 'TensorFlow Serving',
    metadata: { name, platform: 'tensorflow', custom: { signature_name: names.signatureName } },
    encode: (input: Call['inputs'][number], call: Call) =>
      isRest(call) ? encodeRestRequest(input, names) : encodeGrpcRequest(input, names),
    decode: (answer: WireMessage, call: Call) => toOutcome(answer, call, output),
  };
  return await createProxyComponent(node, names.modelName, manner, surroundings.log);
}

function toOutcome(answer: WireMessage, { inputs }: Call, output: string | undefined): Outcome {
  // An object of the caller's own is answered with what the server says.
  const isOwn = inputs[0]?.payload.kind === 'json';
  const outputs =
    answer.encoding === 'protobuf' ? decodeGrpcAnswer(answer, output) : isOwn ? undefined : decodeRestAnswer(answer);
  if (outputs === undefined) {
    return { payload: { kind: 'json', json: { utf8: plainAnswer(answer), lenient: true } } };
  }
  const [only] = outputs;
  if (only === undefined || outputs.length > 1 || only.name !== '') {
    return { payload: { kind: 'tensors', tensors: outputs.map(withRows) } };
  }
  return { payload: { kind: 'tensor', tensor: withRows(only).tensor } };
}

/** One number a row becomes a column, so that an answer always has rows and columns. */
function withRows(output: NamedTensor): NamedTensor {
  const { tensor } = output;
  return tensor.shape.length === 1
    ? { ...output, tensor: { ...tensor, shape: [tensor.shape[0]!, 1] } as Tensor }
    : output;
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
