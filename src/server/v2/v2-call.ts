import { RadiantError } from '../../base/index.ts';
import { type Call, type ComponentInfo, type Input, type JsonObject, toInput, type Verb } from '../../payload/index.ts';
import { requestEvents, type V2Request } from '../../protocols/v2/index.ts';
import type { ServedModel } from '../models/index.ts';
import { type HeaderBearer, readHeaders } from '../read-headers.ts';
import { predictionVerb } from '../service/index.ts';
import { applyModelTypes } from './apply-model-types.ts';
import { serverNameOf } from './server-name.ts';

/** Whoever waits for the answer of a call. Its signal is made when it is asked for. */
export interface Caller extends HeaderBearer {
  readonly signal: AbortSignal;
  readonly deadlineMs?: number | undefined;
}

/** An inference request as components see it, whichever door it came by. */
export class V2Call implements Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  readonly meta: JsonObject | undefined;
  readonly keepLists: boolean;
  readonly namedAnswers = true;
  readonly outputs?: readonly string[];
  readonly parameters?: JsonObject;
  readonly deadlineMs?: number;
  readonly #caller: Caller;
  readonly #model: ServedModel;
  readonly #id: string | undefined;
  #headers: JsonObject | undefined = undefined;

  /** Throws INVALID_ARGUMENT for inputs that the component cannot take. */
  constructor(request: V2Request, model: ServedModel, caller: Caller) {
    const { info } = model.service.component;
    this.verb = predictionVerb(info);
    this.inputs = [inputOf(applyModelTypes(request, info), info)];
    this.meta = undefined;
    this.keepLists = false;
    const outputs = outputsOf(request, info);
    if (outputs !== undefined) this.outputs = outputs;
    if (request.parameters !== undefined) this.parameters = request.parameters;
    if (caller.deadlineMs !== undefined) this.deadlineMs = caller.deadlineMs;
    this.#caller = caller;
    this.#model = model;
    this.#id = request.id;
  }

  get headers(): JsonObject {
    this.#headers ??= withEvents(this.#caller, this.#model, this.#id);
    return this.#headers;
  }

  get signal(): AbortSignal {
    return this.#caller.signal;
  }
}

/** The headers that came, and those that say what was asked. */
function withEvents(caller: Caller, { name, service }: ServedModel, id: string | undefined): JsonObject {
  return { ...readHeaders(caller), ...requestEvents(serverNameOf(service), name, id) };
}

function inputOf(request: V2Request, { takesTensors }: ComponentInfo): Input {
  const { inputs } = request;
  if (takesTensors !== true && inputs.length === 0) throw unusable('inputs is empty: the model needs one');
  const input = toInput(inputs, takesTensors, request.isTable);
  if (takesTensors !== true && input.payload.kind === 'tensors') {
    const shapes = inputs.map(({ name, tensor }) => `${name} [${tensor.shape.join(', ')}]`).slice(0, 10);
    throw unusable(
      `inputs has ${inputs.length} tensors, which become the columns of one table: all must have the shape [n] or [n, 1] with the same n, but they are ${shapes.join(', ')}`,
    );
  }
  return input;
}

/** Who does not say which outputs is given the first that the component names. */
function outputsOf({ outputs }: V2Request, info: ComponentInfo): readonly string[] | undefined {
  if (outputs !== undefined) return outputs.map(({ name }) => name);
  const [first] = info.outputs ?? [];
  return first === undefined ? undefined : [first];
}

function unusable(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA' });
}
