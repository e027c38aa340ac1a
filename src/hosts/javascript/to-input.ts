import { listToTensor, type Payload, parseJson, toSinglePayload } from '../../payload/index.ts';
import { customMessage } from './custom-message.ts';
import { toFriendlyTensor } from './friendly-tensor.ts';
import type { ModelInput } from './model.ts';

/** What user code gets for a payload. Throws INVALID_ARGUMENT for a ragged list. */
export function toInput(payload: Payload): ModelInput {
  switch (payload.kind) {
    case 'tensor':
      return toFriendlyTensor(payload.tensor);
    case 'list':
      return toFriendlyTensor(listToTensor(payload.json));
    case 'string':
      return payload.value;
    case 'bytes':
      return payload.value;
    case 'json':
      return parseJson(payload.json.utf8);
    case 'any':
      return customMessage(payload.typeUrl, payload.value);
    case 'tensors':
      return toInput(toSinglePayload(payload.tensors));
    case 'message':
      return parseJson(payload.bytes);
  }
}
