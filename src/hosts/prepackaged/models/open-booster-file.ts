import { open } from 'node:fs/promises';
import { RadiantError } from '../../../base/index.ts';
import type { Component } from '../../../payload/index.ts';
import type { ModelTarget } from '../../model-file/index.ts';
import { openPythonServer, textParameters } from '../open-python-server.ts';
import type { ServerRequest } from '../server-request.ts';
import { openTarget } from './open-target.ts';

const PYTHON_CLASS = 'radiant_worker.booster_file.BoosterFile';

/** How the files of a library begin that it reads itself without running anything of them. Pickles are none of these. */
const STARTS = {
  catboost: ['CBM1', '{'],
  lightgbm: ['tree', '{'],
  xgboost: ['binf', '{'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type BoosterLibrary = keyof typeof STARTS;

/**
 * Opens a booster's file: natively, else (old and binary forms, what the native reader lacks) in a Python that has the library. Throws as
 * `openTarget` does for files that are none of the library's.
 */
export async function openBoosterFile(
  request: ServerRequest,
  target: ModelTarget,
  library: BoosterLibrary,
): Promise<Component> {
  const { runtime, path, method, name } = target;
  const isOwn = async (): Promise<boolean> => {
    const start = await readStart(path);
    return STARTS[library].some((one) => start.startsWith(one));
  };
  const openInPython = (): Promise<Component> =>
    openPythonServer(request, PYTHON_CLASS, textParameters({ path, library, method, name }));
  if (runtime === 'python' && (await isOwn())) return await openInPython();
  try {
    return await openTarget(request, target);
  } catch (thrown) {
    const isUnread = thrown instanceof RadiantError && thrown.reason === 'UNSUPPORTED_MODEL';
    if (runtime !== 'auto' || !isUnread || !(await isOwn())) throw thrown;
    request.surroundings.log.warning(`${name} runs in Python, read by ${library}: ${thrown.message}`);
    return await openInPython();
  }
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(4), 0, 4);
    return new TextDecoder('latin1').decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
