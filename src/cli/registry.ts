import type { RunCommand } from './cli-io.ts';

export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<RunCommand>;
}

/** Every command. A command's code is read only when it is called. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  apply: {
    summary: 'start or change deployments of YAML files, in the background',
    load: async () => (await import('./deployments/run-apply.ts')).runApply,
  },
  daemon: {
    summary: 'run what was applied, in the foreground',
    load: async () => (await import('./deployments/run-daemon.ts')).runDaemon,
  },
  delete: {
    summary: 'take deployments away',
    load: async () => (await import('./deployments/run-delete.ts')).runDelete,
  },
  describe: {
    summary: 'show a deployment with its predictors and nodes',
    load: async () => (await import('./deployments/run-describe.ts')).runDescribe,
  },
  diff: {
    summary: 'show what apply would change',
    load: async () => (await import('./deployments/run-diff.ts')).runDiff,
  },
  download: {
    summary: 'copy a model from a bucket, a hub, a registry or a server into a folder',
    load: async () => (await import('./download/run-download.ts')).runDownload,
  },
  executor: {
    summary: "serve a predictor's graph in front of nodes in other processes",
    load: async () => (await import('./executor/run-executor.ts')).runExecutor,
  },
  get: {
    summary: 'list the deployments on this machine',
    load: async () => (await import('./deployments/run-get.ts')).runGet,
  },
  inspect: {
    summary: 'say what is in a model file and whether it is safe, without running anything of it',
    load: async () => (await import('./inspect/run-inspect.ts')).runInspect,
  },
  logs: {
    summary: 'show what a deployment has written to the log',
    load: async () => (await import('./deployments/run-logs.ts')).runLogs,
  },
  microservice: {
    summary: 'serve one class, Python or TypeScript, over REST and gRPC',
    load: async () => (await import('./microservice/run-microservice.ts')).runMicroservice,
  },
  rollout: {
    summary: 'status, history and undo of changes',
    load: async () => (await import('./deployments/run-rollout.ts')).runRollout,
  },
  scale: {
    summary: 'change how many copies a deployment has',
    load: async () => (await import('./deployments/run-scale.ts')).runScale,
  },
  schema: {
    summary: 'print the JSON Schema of SeldonDeployment files, for editors',
    load: async () => (await import('./schema/run-schema.ts')).runSchema,
  },
  serve: {
    summary: 'serve a model file, an MLflow folder, a prepackaged server or a folder of models',
    load: async () => (await import('./serve/run-serve.ts')).runServe,
  },
  stop: {
    summary: 'end the daemon and with it all deployments',
    load: async () => (await import('./deployments/run-stop.ts')).runStop,
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
