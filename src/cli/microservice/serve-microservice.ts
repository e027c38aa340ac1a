import type { CliIo } from '../cli-io.ts';
import type { MicroserviceSettings } from './settings.ts';
export async function serveMicroservice(settings: MicroserviceSettings, io: CliIo): Promise<number> {
  io.writeOut(JSON.stringify(settings));
  return 0;
}
