/**
 * A whole HTTP answer that user code made itself for an error (Seldon's `model_error_handler`).
 * It is the `cause` of a RadiantError whose reason is `USER_RESPONSE`; REST sends it as it is.
 */
export interface UserResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}
