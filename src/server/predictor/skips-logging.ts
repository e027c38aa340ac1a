/** True when the header Seldon-Skip-Logging says that no copies of a request's messages are kept. */
export function skipsLogging(header: string | readonly string[] | undefined): boolean {
  return header !== undefined && /^(true|on|1)$/i.test(String(header).trim());
}
