import type { RunCommand } from './cli-io.ts';

export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<RunCommand>;
}

/** Every command. A command's code is read only when it is called. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  microservice: {
    summary: 'serve one class, Python or TypeScript, over REST and gRPC',
    load: async () => (await import('./microservice/run-microservice.ts')).runMicroservice,
  },
};
