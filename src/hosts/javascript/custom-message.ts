const CUSTOM_MESSAGE = Symbol.for('radiant.custom-message');

/** A protobuf `Any`: the type's URL and the encoded message. */
export interface CustomMessage {
  readonly [CUSTOM_MESSAGE]: true;
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Makes what a hook returns to answer with custom data (gRPC only). */
export function customMessage(typeUrl: string, value: Uint8Array): CustomMessage {
  return { [CUSTOM_MESSAGE]: true, typeUrl, value };
}

export function isCustomMessage(value: object): value is CustomMessage {
  return (value as { [CUSTOM_MESSAGE]?: unknown })[CUSTOM_MESSAGE] === true;
}
