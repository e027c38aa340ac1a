import type { CodecTable } from '../message/codec-table.ts';
import type { Message } from '../message/message.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import { andThen } from './and-then.ts';
import { callNode } from './call-node.ts';
import { ALL, NONE, readBranch } from './choose-branch.ts';
import { inOrder } from './in-order.ts';
import type { Run } from './run.ts';

/** Runs a message through a node and all below it: before, children, after. Nothing is awaited where every node answers at once. */
export function predict(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  const { log } = plan;
  if (log === undefined || run.skipsLog) return pass(plan, message, run, codecs);
  log.request?.(message, run);
  const answer = pass(plan, message, run, codecs);
  return log.response === undefined || answersEarly(plan)
    ? answer
    : andThen(answer, (done) => {
        log.response?.(done, run);
        return done;
      });
}

function pass(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  const entered = plan.before === undefined ? message : enter(plan, message, run, codecs);
  if (plan.children.length === 0 && plan.after === undefined) return entered;
  if (entered instanceof Promise) return entered.then((sent) => descend(plan, sent, run, codecs));
  return descend(plan, entered, run, codecs);
}

function enter(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  note(plan, ALL, run);
  const answer = callNode(plan, plan.before ?? 'predict', [message], run, codecs);
  return plan.log?.response !== undefined && !run.skipsLog && answersEarly(plan)
    ? andThen(answer, (done) => {
        plan.log?.response?.(done, run);
        return done;
      })
    : answer;
}

/** A node whose answer is told before its children are asked: what they make of it is theirs. */
function answersEarly(plan: PlanNode): boolean {
  return plan.before !== undefined && plan.after === undefined && !plan.aggregates;
}

function descend(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  const below = plan.children.length === 0 ? message : askChildren(plan, message, run, codecs);
  const { after } = plan;
  if (after === undefined) return below;
  return andThen(below, (answer) => {
    note(plan, ALL, run);
    return callNode(plan, after, [answer], run, codecs);
  });
}

function askChildren(plan: PlanNode, message: Message, run: Run, codecs: CodecTable): Message | Promise<Message> {
  if (!plan.routes) return takeBranch(plan, message, ALL, run, codecs);
  if (plan.choose !== undefined) return takeNoted(plan, message, plan.choose(), run, codecs);
  return andThen(callNode(plan, 'route', [message], run, codecs), (answer) =>
    takeNoted(plan, message, readBranch(plan, answer), run, codecs),
  );
}

function takeNoted(
  plan: PlanNode,
  message: Message,
  branch: number,
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  note(plan, branch, run);
  return takeBranch(plan, message, branch, run, codecs);
}

function takeBranch(
  plan: PlanNode,
  message: Message,
  branch: number,
  run: Run,
  codecs: CodecTable,
): Message | Promise<Message> {
  if (branch === NONE) return message;
  const { children } = plan;
  const chosen = branch === ALL ? children : children.slice(branch, branch + 1);
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1 && !plan.aggregates) return predict(first, message, run, codecs);
  const answers = inOrder(chosen.map((child) => () => predict(child, message, run, codecs)));
  return andThen(answers, (done) => {
    if (plan.aggregates) {
      if (!plan.routes) note(plan, ALL, run);
      return callNode(plan, 'aggregate', done, run, codecs);
    }
    return done[0] ?? message;
  });
}

function note(plan: PlanNode, branch: number, run: Run): void {
  if (run.routing !== undefined) run.routing[plan.name] = branch;
}
