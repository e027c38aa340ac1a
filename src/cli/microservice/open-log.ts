import type { Log } from '../../base/index.ts';
import { createLog, type LogStream } from '../../observe/index.ts';
import type { MicroserviceSettings } from './settings.ts';

/** The log of a process, as the settings want it. */
export function openLog({ logLevel, logFormat }: MicroserviceSettings, stream: LogStream): Log {
  return createLog({ level: logLevel, format: logFormat, stream });
}
