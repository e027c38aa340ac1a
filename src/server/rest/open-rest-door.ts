import { encodeErrorRest } from '../../protocols/seldon/index.ts';
import type { Door, DoorOptions } from '../door.ts';
import { openHttpDoor } from './open-http-door.ts';
import { serviceEndpoints } from './service-endpoints.ts';

/** Opens the REST door of a service. Rejects with FAILED_PRECONDITION when the port cannot be bound. */
export function openRestDoor(options: DoorOptions): Promise<Door> {
  const { service } = options;
  const format = { jsonAsAscii: service.settings.json.asciiOnly };
  return openHttpDoor({
    ...options,
    endpoints: serviceEndpoints(service),
    encodeError: (error) => encodeErrorRest(error, format).body.toString(),
    metrics: service.metrics,
    hint: '/api/v1.0/doc/ shows every path of this server',
    what: 'REST',
    option: '--http-port',
  });
}
