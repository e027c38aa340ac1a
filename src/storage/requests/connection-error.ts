import { RadiantError } from '../../base/index.ts';

const CERTIFICATE_CODES = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT|ERR_SSL|EPROTO)/;

/** Makes a RadiantError of what happened on the way to a host. UNAVAILABLE ones are worth another try. */
export function toConnectionError(thrown: unknown, url: URL, signal: AbortSignal): RadiantError {
  if (thrown instanceof RadiantError) return thrown;
  if (signal.aborted) return toCancelled(signal);
  const { code = '', message = String(thrown) } = thrown as { code?: string; message?: string };
  if (CERTIFICATE_CODES.test(code)) {
    return new RadiantError(
      'FAILED_PRECONDITION',
      `the certificate of ${url.host} is not accepted (${code}): name the file of its authority in NODE_EXTRA_CA_CERTS, ` +
        'or see whether https is right for this address',
      { reason: 'STORE_CERTIFICATE', cause: thrown },
    );
  }
  return new RadiantError('UNAVAILABLE', `${url.host} cannot be reached: ${code || message}`, {
    reason: 'STORE_UNREACHABLE',
    cause: thrown,
  });
}

/** The error of work that its caller has called off. A RadiantError that was given as the reason stays. */
export function toCancelled(signal: AbortSignal): RadiantError {
  const why: unknown = signal.reason;
  if (why instanceof RadiantError) return why;
  return new RadiantError('CANCELLED', 'the download was called off', { reason: 'CANCELLED', cause: why });
}
