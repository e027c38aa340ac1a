import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import type { Call, Component, Outcome } from '../../../payload/index.ts';
import { openRemoteNode } from '../../remote/index.ts';
import { createProxyComponent } from '../proxies/create-proxy-component.ts';
import { describeOnce } from '../proxies/describe-once.ts';
import { fitInputs } from '../proxies/fit-inputs.ts';
import { readEndpoint } from '../proxies/read-endpoint.ts';
import { readServerParameters } from '../read-parameters.ts';
import type { ServerRequest } from '../server-request.ts';
import * as messages from './v2-messages.ts';

/** Flags of a Triton that a cluster starts; here it runs already. */
const FLAGS = ['load_model', 'model_control_mode', 'strict_model_config'] as const;

/** TRITON_SERVER: asks a Triton, or any server of the Open Inference Protocol. Parameters: `rest_endpoint`, `grpc_endpoint`, `model_name`. */
export async function openTritonServer(request: ServerRequest): Promise<Component> {
  const { name, surroundings } = request;
  const parameters = readServerParameters(request);
  const rest = readEndpoint('rest_endpoint', parameters.text('rest_endpoint'));
  const grpc = readEndpoint('grpc_endpoint', parameters.text('grpc_endpoint'));
  const modelName = parameters.text('model_name') ?? name;
  parameters.refuseOthers(FLAGS);
  if (rest === undefined && grpc === undefined) throw withoutServer(request);
  const node = openRemoteNode({ name, protocol: 'v2', rest, grpc });
  const describe = describeOnce(node, modelName, rest === undefined ? 'protobuf' : 'json', messages.readInputs);
  const manner = {
    program: 'Triton',
    metadata: { name, platform: 'triton' },
    async encode(input: Call['inputs'][number]) {
      const inputs = fitInputs(input, await describe());
      return grpc === undefined ? messages.encodeRestRequest(inputs) : messages.encodeGrpcRequest(modelName, inputs);
    },
    decode: toOutcome,
  };
  return await createProxyComponent(node, modelName, manner, surroundings.log);
}

function toOutcome(answer: WireMessage): Outcome {
  const tensors =
    answer.encoding === 'protobuf' ? messages.decodeGrpcAnswer(answer) : messages.decodeRestAnswer(answer);
  return { payload: { kind: 'tensors', tensors } };
}

function withoutServer({ server, name, path }: ServerRequest): RadiantError {
  return new RadiantError(
    'FAILED_PRECONDITION',
    `${server} ${name} needs a Triton, which is a program of its own. Start it (tritonserver --model-repository=${path ?? '/path/of/the/repository'}) ` +
      'and say where it is: parameters grpc_endpoint (127.0.0.1:8001) and rest_endpoint (http://127.0.0.1:8000)',
    { reason: 'SERVER_NOT_FOUND' },
  );
}
