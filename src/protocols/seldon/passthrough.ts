import { replyForm, type SeldonRequest } from './seldon-request.ts';

/**
 * For a raw hook that wants the bytes as they came (PAYLOAD_PASSTHROUGH): those of the form field or query parameter `json`
 * where there is one, else of the body. Nothing is checked.
 */
export function decodePassthrough(contentType: string | undefined, query: string, body: Uint8Array): SeldonRequest {
  const isForm = contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  const field = isForm ? findJson(new TextDecoder().decode(body)) : undefined;
  const text = field ?? findJson(query);
  const bytes = text === undefined ? body : new TextEncoder().encode(text);
  return {
    inputs: [{ payload: { kind: 'message', encoding: 'bytes', bytes }, names: [] }],
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(true, 'none', undefined),
  };
}

function findJson(form: string): string | undefined {
  return form.includes('json') ? new URLSearchParams(form).get('json') || undefined : undefined;
}
