export type { CliIo, RunCommand } from './cli-io.ts';
export { runCli } from './run-cli.ts';
