import { RadiantError } from '../../../base/errors.ts';
import type { NamedTensor, Outcome } from '../../../payload/index.ts';
import { WireWriter } from '../../protobuf/index.ts';
import { writeTensorProto } from '../../tensor-proto/index.ts';
import { badRequest } from '../bad-request.ts';
import { readClassifications } from '../classifications.ts';
import type { ModelNames } from '../describe-model.ts';
import { readRegressions } from '../regressions.ts';
import type { TensorflowMethod } from '../tensorflow-request.ts';
import { toOutputs } from '../to-outputs.ts';
import type { TensorflowGrpcRequest } from './decode.ts';
import { writeModelSpec } from './model-spec.ts';

/** What an answer takes from the model beside its outcome. */
export interface AnsweringModel extends ModelNames {
  /** What an answer without names of its own is called. */
  readonly outputName: string;
}

/** The answer to a request. Throws INVALID_ARGUMENT for an output that is not there or what classify and regress cannot answer. */
export function encodeTensorflowGrpc(
  method: TensorflowMethod,
  request: Pick<TensorflowGrpcRequest, 'outputFilter' | 'signatureName'>,
  outcome: Outcome,
  model: AnsweringModel,
): Uint8Array {
  const writer = new WireWriter();
  writeModelSpec(writer, 2, { ...model, signatureName: request.signatureName });
  const mark = writer.size;
  switch (method) {
    case 'predict':
      writeOutputs(writer, chooseOutputs(outcome, request.outputFilter, model.outputName));
      return writer.finish();
    case 'classify':
      writeClassifications(writer, outcome);
      break;
    case 'regress':
      writeRegressions(writer, outcome);
      break;
  }
  writer.message(1, mark);
  return writer.finish();
}

function chooseOutputs(outcome: Outcome, filter: readonly string[], name: string): readonly NamedTensor[] {
  const outputs = toOutputs(outcome.payload, name);
  if (outputs === undefined) {
    throw new RadiantError('UNKNOWN', `the answer (${outcome.payload.kind}) is no tensor: ask in the Seldon protocol`, {
      reason: 'MICROSERVICE_INTERNAL_ERROR',
    });
  }
  if (filter.length === 0) return outputs;
  return [...new Set(filter)].map((wanted) => {
    const output = outputs.find((each) => each.name === wanted);
    if (output !== undefined) return output;
    const names = outputs.map((each) => each.name).join(', ');
    throw badRequest(`output_filter: ${JSON.stringify(wanted.slice(0, 100))} is not there: the model answers ${names}`);
  });
}

function writeOutputs(writer: WireWriter, outputs: readonly NamedTensor[]): void {
  for (let i = outputs.length - 1; i >= 0; i--) {
    const { name, tensor } = outputs[i]!;
    const entry = writer.size;
    const value = writer.size;
    writeTensorProto(writer, tensor);
    writer.message(2, value);
    writer.string(1, name);
    writer.message(1, entry);
  }
}

function writeClassifications(writer: WireWriter, outcome: Outcome): void {
  const rows = readClassifications(outcome);
  for (let row = rows.length - 1; row >= 0; row--) {
    const classes = rows[row]!;
    const mark = writer.size;
    for (let c = classes.length - 1; c >= 0; c--) {
      const inner = writer.size;
      writer.float32(2, classes[c]!.score);
      writer.string(1, classes[c]!.label);
      writer.message(1, inner);
    }
    writer.message(1, mark);
  }
}

function writeRegressions(writer: WireWriter, outcome: Outcome): void {
  const values = readRegressions(outcome);
  for (let row = values.length - 1; row >= 0; row--) {
    const mark = writer.size;
    writer.float32(1, values[row]!);
    writer.message(1, mark);
  }
}
