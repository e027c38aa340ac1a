import { type ErrorCode, RadiantError } from '../../base/index.ts';
import type { Message } from '../message/message.ts';
import type { PlanNode } from '../plan/plan-node.ts';

/** All children. */
export const ALL = -1;
/** No child: the message goes back as it is. */
export const NONE = -2;

/** The branch that a router's answer says. Throws INTERNAL, reason BAD_ROUTE, when the node has no such branch. */
export function readBranch(plan: PlanNode, answer: Message): number {
  const { codec } = answer;
  let branch: number;
  try {
    branch = Math.trunc(readFirst(answer) ?? codec.readBranch(answer.wire()));
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    const message = `router ${plan.name} answered no branch: ${thrown.message}`;
    throw new RadiantError('INTERNAL', message, { reason: 'BAD_ROUTE', cause: thrown });
  }
  return checkBranch(plan, branch, `router ${plan.name} answered branch`);
}

/** `what` begins the message about a branch that is not there; `code` says whose fault it is. */
export function checkBranch(plan: PlanNode, branch: number, what: string, code: ErrorCode = 'INTERNAL'): number {
  const count = plan.children.length;
  if (Number.isInteger(branch) && branch >= NONE && branch < count) return branch;
  const branches = count === 1 ? 'there is branch 0 alone' : `its branches are 0 to ${count - 1}`;
  const message = `${what} ${branch}, but ${branches}; ${ALL} means all, ${NONE} means none`;
  throw new RadiantError(code, message, { reason: 'BAD_ROUTE' });
}

/** The short way for an answer that was never written down. */
function readFirst(answer: Message): number | undefined {
  if (!answer.isAnswer) return undefined;
  const { payload } = answer.values();
  if (payload.kind !== 'tensor' || payload.tensor.data.length === 0) return undefined;
  const first = payload.tensor.data[0];
  return typeof first === 'number' || typeof first === 'bigint' ? Number(first) : undefined;
}
