import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSurroundings } from '../../src/cli/up/open-surroundings.ts';
import { readClasses } from '../../src/cli/up/read-classes.ts';
import { readDeploymentFiles } from '../../src/cli/up/read-deployment-files.ts';
import { type LocalControl, openLocalControl, readClusterObjects } from '../../src/local/index.ts';
import { createTestLog } from '../../src/server/fixtures/open-test-door.ts';
import { openIngress } from '../../src/server/index.ts';

/** The folder of the deployments that users read. */
export const EXAMPLES = fileURLToPath(new URL('../../examples/deployments/', import.meta.url));

export interface OpenedLocal {
  readonly port: number;
  readonly control: LocalControl;
  close(): Promise<void>;
}

export interface LocalOptions {
  readonly cwd?: string;
  readonly classes?: readonly string[];
  /** Added to that of the test. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs deployments of files in this process, as `radiant up` does in its own. `files` and classes start from the folder `cwd`. */
export async function openLocal(
  files: readonly string[],
  { cwd = EXAMPLES, classes = [], environment = {} }: LocalOptions = {},
): Promise<OpenedLocal> {
  const home = await mkdtemp(join(tmpdir(), 'radiant-local-'));
  const log = createTestLog();
  const io = {
    environment: { ...process.env, ...environment, RADIANT_HOME: home },
    writeOut: () => {},
    writeErr: () => {},
    colour: false,
    programName: 'radiant',
  };
  const options = { host: '127.0.0.1', port: 0, python: undefined, cacheDir: undefined, logLevel: 'ERROR' } as const;
  const surroundings = await openSurroundings(options, io, log);
  const control = openLocalControl({ ...surroundings, onProgress: () => {} });
  const ingress = await openIngress({ routes: control.routes, host: '127.0.0.1', port: 0, log });
  const close = async (): Promise<void> => {
    await ingress.close(AbortSignal.timeout(1000));
    await control.close(AbortSignal.timeout(1000));
    await surroundings.close();
    await rm(home, { recursive: true, maxRetries: 5 });
  };
  try {
    const read = await readDeploymentFiles(
      files.map((file) => join(cwd, file)),
      () => Promise.reject(new Error('no standard input')),
    );
    const images = new Map(Object.entries(readClasses(classes, cwd)));
    const objects = readClusterObjects(read.others);
    for (const { deployment } of read.deployments) await control.apply(deployment, { images, objects, cwd });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { port: ingress.port, control, close };
}
