import { RadiantError } from '../../../base/index.ts';
import type {
  CustomMetric,
  JsonObject,
  JsonValue,
  Outcome,
  UserException,
  UserResponse,
} from '../../../payload/index.ts';
import { decodeSection, isObject, sectionSize } from './decode-section.ts';
import { paddedSize } from './frame.ts';

/** What a worker answered to one call. */
export type Answer =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | {
      readonly kind: 'error';
      readonly error: RadiantError;
      readonly traceback: string | undefined;
      /** True when a class turned out not to work row by row. */
      readonly isNotRowWise: boolean;
    };

/** Throws Error when a body of this size does not belong to the header. */
export function assertBodySize(header: JsonObject, bodyBytes: number): void {
  const section = header.output ?? header.response;
  const expected = section === undefined ? 0 : paddedSize(sectionSize(section));
  if (expected !== bodyBytes) throw new Error(`the header describes ${expected} bytes, the body has ${bodyBytes}`);
}

/** Reads an answer frame. Throws Error when it is malformed. */
export function decodeAnswer(header: JsonObject, body: Uint8Array): Answer {
  const { output, error, response } = header;
  if (isObject(output)) {
    const payload = decodeSection(output, unpad(output, body));
    return { kind: 'outcome', outcome: withExtras({ payload }, header) };
  }
  if (isObject(error)) {
    const isNotRowWise = error.notRowWise === true;
    return { kind: 'error', error: decodeError(error), traceback: optionalText(error.traceback), isNotRowWise };
  }
  if (isObject(response)) {
    const decoded = decodeResponse(response, unpad(response, body));
    return { kind: 'error', error: decoded, traceback: undefined, isNotRowWise: false };
  }
  throw new Error('an answer without output, error or response');
}

function unpad(section: JsonObject, body: Uint8Array): Uint8Array {
  const size = sectionSize(section);
  return size === body.byteLength ? body : body.subarray(0, size);
}

function withExtras(outcome: Outcome, header: JsonObject): Outcome {
  const { names, tags, metrics } = header;
  if (names === undefined && tags === undefined && metrics === undefined) return outcome;
  return {
    ...outcome,
    ...(names === undefined || names === null ? {} : { names }),
    ...(isObject(tags) ? { tags } : {}),
    // The worker has checked type, key and value of each metric: it answers MICROSERVICE_BAD_METRIC otherwise.
    ...(Array.isArray(metrics) ? { metrics: metrics as unknown as readonly CustomMetric[] } : {}),
  };
}

function decodeError(error: JsonObject): RadiantError {
  const message = optionalText(error.message) ?? '';
  if (error.notImplemented === true) {
    return new RadiantError('UNIMPLEMENTED', message, { reason: 'HOOK_NOT_IMPLEMENTED' });
  }
  const httpStatus = optionalStatus(error.httpStatus) ?? 500;
  const exception = optionalText(error.exception);
  const cause: UserException | undefined = exception === undefined ? undefined : { exception };
  return new RadiantError(httpStatus === 400 ? 'INVALID_ARGUMENT' : 'UNKNOWN', message, {
    reason: optionalText(error.reason) ?? 'MICROSERVICE_INTERNAL_ERROR',
    httpStatus,
    isLogged: optionalText(error.traceback) !== undefined,
    cause,
  });
}

function decodeResponse(response: JsonObject, body: Uint8Array): RadiantError {
  const status = optionalStatus(response.status) ?? 500;
  const contentType = optionalText(response.contentType) ?? 'application/json';
  const cause: UserResponse = { status, contentType, body };
  return new RadiantError('UNKNOWN', `the error handler of the class answered with status ${status}`, {
    reason: 'USER_RESPONSE',
    httpStatus: status,
    cause,
  });
}

function optionalText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** User code may give any number as a status; one that HTTP does not have would end the server's answer. */
function optionalStatus(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599 ? value : undefined;
}
