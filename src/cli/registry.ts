import type { RunCommand } from './cli-io.ts';

export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<RunCommand>;
}

/** Every command. A command's code is read only when it is called. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  download: {
    summary: 'copy a model from a bucket, a hub, a registry or a server into a folder',
    load: async () => (await import('./download/run-download.ts')).runDownload,
  },
  inspect: {
    summary: 'say what is in a model file and whether it is safe, without running anything of it',
    load: async () => (await import('./inspect/run-inspect.ts')).runInspect,
  },
  microservice: {
    summary: 'serve one class, Python or TypeScript, over REST and gRPC',
    load: async () => (await import('./microservice/run-microservice.ts')).runMicroservice,
  },
  serve: {
    summary: 'serve a model file (joblib, pickle, skops, XGBoost, LightGBM) or an MLflow folder over REST and gRPC',
    load: async () => (await import('./serve/run-serve.ts')).runServe,
  },
  up: {
    summary: 'run the SeldonDeployments of YAML files on this machine',
    load: async () => (await import('./up/run-up.ts')).runUp,
  },
  verify: {
    summary: 'compare what a model file answers natively with what its Python library answers',
    load: async () => (await import('./verify/run-verify.ts')).runVerify,
  },
};
