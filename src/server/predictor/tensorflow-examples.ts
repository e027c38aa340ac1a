import { Message, type MessageCodec } from '../../graph/index.ts';
import type { Outcome } from '../../payload/index.ts';
import { type TensorflowMethod, type TensorflowRequest, toCallOptions } from '../../protocols/tensorflow/index.ts';
import { answeringService } from './answering-service.ts';
import { toTensorflowValues } from './codecs/tensorflow-values.ts';
import type { Predictor } from './predictor.ts';

/**
 * The examples of a classify or regress request as a message for the graph: nodes are asked to predict, and what the last of them answers is
 * read as classes or values. Throws INVALID_ARGUMENT for a signature that the answering node does not have.
 */
export function messageOfExamples(
  predictor: Predictor,
  method: TensorflowMethod,
  request: TensorflowRequest,
  codec: MessageCodec,
): Message {
  const info = answeringService(predictor)?.component.info;
  const outputs = info === undefined ? undefined : toCallOptions(method, request, info).outputs;
  return Message.ofAnswer(codec, toTensorflowValues(request, outputs));
}

/** What the graph answered. */
export function outcomeOf(answer: Message): Outcome {
  const { payload, names } = answer.values();
  return names === undefined ? { payload } : { payload, names };
}
