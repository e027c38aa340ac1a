/** A copy of a message that went into a node or came out of it. */
export interface LogEvent {
  readonly kind: 'request' | 'response' | 'feedback';
  /** The node's name. */
  readonly modelId: string;
  /** The id of the request, the same for all its events. */
  readonly requestId: string;
  readonly deploymentName: string;
  readonly namespace: string;
  readonly predictorName: string;
  /** `seldon`, `v2`, `kfserving` or `tensorflow`, as the deployment says it. */
  readonly protocol: string;
  /** Where the event comes from, as a URL. */
  readonly source: string;
  readonly time: Date;
  readonly contentType: string | undefined;
  /** The bytes; made when the event is written, so that making them never delays the caller. */
  readonly body: () => Uint8Array;
}

/** The CloudEvents types of the three kinds. */
export const EVENT_TYPES: Readonly<Record<LogEvent['kind'], string>> = {
  feedback: 'io.seldon.serving.feedback',
  request: 'io.seldon.serving.inference.request',
  response: 'io.seldon.serving.inference.response',
};
