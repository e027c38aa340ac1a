import type { Component, Outcome } from '../../payload/index.ts';
import type { Routing } from '../message/codec.ts';
import { type CodecTable, codecFor } from '../message/codec-table.ts';
import { Message } from '../message/message.ts';
import { isRemote } from '../node.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import { andThen } from './and-then.ts';
import { ALL, checkBranch, NONE } from './choose-branch.ts';
import { inOrder } from './in-order.ts';
import { NodeFeedback } from './node-feedback.ts';
import type { Run } from './run.ts';

/**
 * Walks the branches that a request went, children before their parent, and tells every node that learns. The answer is the root's; for a root
 * that is not told it is what the protocol answers then.
 */
export function sendFeedback(
  plan: PlanNode,
  message: Message,
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  const answer = walk(plan, message, message.codec.readRouting(message.wire()), run, codecs);
  return andThen(answer, (done) => (done === message ? echo(message) : done));
}

function echo(feedback: Message): Message {
  const { codec } = feedback;
  const sent = feedback.wire();
  const answer = codec.echoFeedback(sent);
  return answer === sent ? feedback : Message.ofReply(codec, answer);
}

function walk(
  plan: PlanNode,
  message: Message,
  routing: Routing,
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  if (!run.skipsLog) plan.log?.feedback?.(message, run);
  const below = inOrder(chosenChildren(plan, routing).map((child) => () => walk(child, message, routing, run, codecs)));
  return andThen(below, () => (plan.takesFeedback ? tell(plan, message, run, codecs) : message));
}

function chosenChildren(plan: PlanNode, routing: Routing): readonly PlanNode[] {
  const { children, name } = plan;
  const branch = Object.hasOwn(routing, name) ? (routing[name] as number) : ALL;
  if (children.length === 0 || branch === ALL) return children;
  checkBranch(plan, branch, `response.meta.routing.${name} is`, 'INVALID_ARGUMENT');
  return branch === NONE ? [] : children.slice(branch, branch + 1);
}

function tell(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  const { node } = plan;
  if (node === undefined) return message;
  if (!isRemote(node)) return tellHere(node, plan, message, run);
  // Other protocols have no word for it.
  if (node.protocol !== 'seldon') return message;
  const codec = codecFor(codecs, node, run.codec);
  const call = {
    verb: 'sendFeedback',
    message: message.wire(codec),
    encoding: codec.encoding,
    headers: run.headers,
    modelName: run.modelName,
    deadlineMs: run.deadlineMs,
    signal: run.cancellation,
  } as const;
  return node.send(call).then((answer) => Message.ofReply(codec, answer));
}

function tellHere(component: Component, plan: PlanNode, message: Message, run: Run): Message | Promise<Message> {
  const { codec } = message;
  const call = codec.decodeFeedback(message.wire(), plan.name);
  const finish = (outcome: Outcome): Message =>
    Message.ofReply(codec, call.encode(outcome, plan.isBuiltIn ? {} : plan.mark.path));
  return andThen(component.call(new NodeFeedback(call, run)), finish);
}
