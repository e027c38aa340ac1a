import type { V2Responder } from './encode.ts';

const REQUEST_TYPE = 'io.seldon.serving.inference.request';
const RESPONSE_TYPE = 'io.seldon.serving.inference.response';
/** A longer id is told in the body only: clients refuse answers whose head is large. */
const MAX_ID_LENGTH = 512;

/** The attributes of CloudEvents that every answer of a model has, for one server: names and values in turn, without the id. */
export function eventHeadersOf(server: string, model: string, type: 'request' | 'response'): readonly string[] {
  const modelName = toHeaderText(model);
  const serverName = toHeaderText(server);
  return [
    'Ce-Specversion',
    '0.3',
    'Ce-Source',
    `io.seldon.serving.deployment.${serverName}`,
    'Ce-Type',
    type === 'request' ? REQUEST_TYPE : RESPONSE_TYPE,
    'Ce-Modelid',
    modelName,
    'Ce-Inferenceservicename',
    serverName,
    'Ce-Endpoint',
    modelName,
  ];
}

/** The headers of an answer, with its id: names and values in turn. */
export function eventHeaders({ events }: V2Responder, id: string): string[] {
  const headers = events.slice();
  addId(headers, id);
  return headers;
}

/** As the headers of the request to a model. */
export function requestEvents(server: string, model: string, id: string | undefined): Record<string, string> {
  const headers = eventHeadersOf(server, model, 'request').slice();
  if (id !== undefined) addId(headers, id);
  return toObject(headers, false);
}

/** As trailing metadata of gRPC, whose names are in lower case. */
export function eventTrailers({ trailers }: V2Responder, id: string): Readonly<Record<string, string>> {
  const text = idText(id);
  if (text === '') return trailers;
  return { ...trailers, 'ce-id': text, 'ce-requestid': text };
}

/** Names and values in turn as an object. */
export function toObject(headers: readonly string[], isLower: boolean): Record<string, string> {
  const object: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    object[isLower ? name.toLowerCase() : name] = headers[i + 1] as string;
  }
  return object;
}

function addId(headers: string[], id: string): void {
  const text = idText(id);
  if (text !== '') headers.push('Ce-Id', text, 'Ce-Requestid', text);
}

/** Empty when there is none, or one that is too long for a header. */
function idText(id: string): string {
  if (id === '' || id.length > MAX_ID_LENGTH) return '';
  const text = toHeaderText(id);
  return text.length > MAX_ID_LENGTH ? '' : text;
}

/** What is no printable ASCII is percent-encoded, as the HTTP binding of CloudEvents says. */
function toHeaderText(text: string): string {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
}
