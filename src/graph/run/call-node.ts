import { RadiantError } from '../../base/index.ts';
import {
  type Component,
  type Input,
  type JsonObject,
  type MessageEncoding,
  type Outcome,
  toInput as tensorsToInput,
  type Verb,
} from '../../payload/index.ts';
import type { MessageCodec } from '../message/codec.ts';
import { type CodecTable, codecFor } from '../message/codec-table.ts';
import { joinMetas, mergeMeta } from '../message/merge-meta.ts';
import { Message } from '../message/message.ts';
import type { Values } from '../message/values.ts';
import type { WireMessage } from '../message/wire-message.ts';
import { isRemote, type RemoteNode } from '../node.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import { NodeCall } from './node-call.ts';
import { deadlineOf, limitNode } from './node-time.ts';
import type { Run } from './run.ts';

/** Calls a node with one message or, for aggregate, with one of each child. Gives its answer. */
export function callNode(
  plan: PlanNode,
  verb: Verb,
  messages: readonly Message[],
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  const { node } = plan;
  if (node === undefined) throw new Error(`node ${plan.name} is never called`);
  const answer = isRemote(node)
    ? send(node, plan, verb, messages, run, codecs)
    : callHere(node, plan, verb, messages, run, codecs);
  return answer instanceof Promise ? limitNode(plan, answer) : answer;
}

function send(
  node: RemoteNode,
  plan: PlanNode,
  verb: Verb,
  messages: readonly Message[],
  run: Run,
  codecs: CodecTable,
): Promise<Message> {
  const codec = codecFor(codecs, node, run.codec);
  return node
    .send({
      verb,
      message: writeRequest(verb, messages, run.modelName ?? node.name, codec),
      encoding: codec.encoding,
      headers: run.headers,
      modelName: run.modelName,
      deadlineMs: deadlineOf(plan, run),
      signal: run.cancellation,
    })
    .then((answer) => Message.ofReply(codec, answer));
}

function writeRequest(verb: Verb, messages: readonly Message[], nodeName: string, codec: MessageCodec): WireMessage {
  return verb === 'aggregate'
    ? codec.join(messages.map((message) => message.wire(codec)))
    : only(messages).request(nodeName, codec);
}

function callHere(
  component: Component,
  plan: PlanNode,
  verb: Verb,
  messages: readonly Message[],
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  const first = only(messages);
  if (wantsMessage(component, verb, run.codec.encoding)) return callRaw(component, verb, messages, run, codecs);
  const values = first.input();
  const inputs: Input[] = [];
  for (const message of messages) inputs.push(toInput(message.input(), component.info.takesTensors));
  const given = messages.length === 1 ? values.meta : joinMetas(messages.map((message) => message.input().meta));
  const outputs = knownOutputs(values, component);
  const outcome = component.call(new NodeCall(verb, inputs, values, run, outputs));
  return outcome instanceof Promise
    ? outcome.then((done) => toAnswer(first.codec, plan, values, given, done, outputs))
    : toAnswer(first.codec, plan, values, given, outcome, outputs);
}

/** What the caller asked for, where the component has all of it; a request through several nodes may name what the last of them answers. */
function knownOutputs({ outputs }: Values, { info }: Component): readonly string[] | undefined {
  return outputs?.every((name) => info.outputs?.includes(name) === true) === true ? outputs : undefined;
}

/** Named tensors become one table for components that take but one; throws INVALID_ARGUMENT for those that cannot. */
function toInput({ payload, names, isTable }: Values, takesTensors: boolean | undefined): Input {
  if (payload.kind !== 'tensors') return { payload, names: names ?? [] };
  const input = tensorsToInput(payload.tensors, takesTensors, isTable);
  if (takesTensors === true || input.payload.kind !== 'tensors') return input;
  const shapes = payload.tensors.slice(0, 10).map(({ name, tensor }) => `${name} [${tensor.shape.join(', ')}]`);
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `${payload.tensors.length} tensors must become the columns of one table: all need the shape [n] or [n, 1] with the same n, but they are ${shapes.join(', ')}`,
    { reason: 'MICROSERVICE_BAD_DATA' },
  );
}

function toAnswer(
  codec: MessageCodec,
  plan: PlanNode,
  values: Values,
  given: JsonObject | undefined,
  outcome: Outcome,
  outputs: readonly string[] | undefined,
): Message {
  const { payload, names } = outcome;
  if (payload.kind === 'message') return rawAnswer(plan.name, codec, payload);
  const meta = plan.isBuiltIn ? given : mergeMeta(given, outcome, plan.mark);
  const { form, keepLists } = values;
  return Message.ofAnswer(codec, { payload, names, meta, form, keepLists, outputs, node: plan.name });
}

/** A hook that wants the whole message gets it in the protocol that such hooks know. */
function callRaw(
  component: Component,
  verb: Verb,
  messages: readonly Message[],
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  const codec = run.codec.protocol === 'seldon' ? run.codec : codecs.seldon[run.codec.encoding];
  if (codec === undefined) throw new Error('there is no codec for raw hooks');
  const { bytes, encoding } = writeRequest(verb, messages, component.name, codec);
  const inputs: readonly Input[] = [{ payload: { kind: 'message', encoding, bytes }, names: [] }];
  const values: Values = {
    payload: { kind: 'message', encoding, bytes },
    names: [],
    meta: undefined,
    form: '',
    keepLists: true,
  };
  const outcome = component.call(new NodeCall(verb, inputs, values, run));
  const finish = ({ payload }: Outcome): Message => {
    if (payload.kind !== 'message') throw new Error(`${component.name}: a raw hook answered with values`);
    return rawAnswer(component.name, codec, payload);
  };
  return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
}

function rawAnswer(
  name: string,
  codec: MessageCodec,
  payload: { readonly encoding: MessageEncoding; readonly bytes: Uint8Array },
): Message {
  const { protocol, encoding } = codec;
  if (payload.encoding !== encoding && payload.encoding !== 'bytes') {
    throw new RadiantError(
      'INTERNAL',
      `node ${name} answered a ${encoding} request with a whole ${payload.encoding} message`,
      {
        reason: 'BAD_ANSWER',
      },
    );
  }
  const contentType = encoding === 'json' ? 'application/json' : undefined;
  return Message.ofReply(codec, { protocol, encoding, bytes: payload.bytes, contentType });
}

function wantsMessage({ info }: Component, verb: Verb, encoding: 'json' | 'protobuf'): boolean {
  if (!info.rawVerbs.has(verb)) return false;
  const only = info.rawOnly?.get(verb);
  return only === undefined || only === encoding;
}

function only(messages: readonly Message[]): Message {
  const [message] = messages;
  if (message === undefined) throw new Error('a node is called with no message');
  return message;
}
