import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRclone } from '../../support/ensure-rclone.ts';
import type { StoreEntry } from './store.ts';
import { writeFiles } from './write-files.ts';

/** A remote of a kind that only rclone knows: an alias of a folder. */
export const rcloneStore: StoreEntry = {
  name: 'rclone',
  page: 'rclone',
  start: async (files) => {
    const found = await ensureRclone();
    if ('missing' in found) return found;
    const folder = mkdtempSync(join(tmpdir(), 'radiant-rclone-'));
    writeFiles(join(folder, 'iris'), files);
    return {
      uri: 'shelf:iris',
      environment: {
        PATH: process.env.PATH,
        HOME: folder,
        RCLONE_CONFIG_SHELF_TYPE: 'alias',
        RCLONE_CONFIG_SHELF_REMOTE: folder,
      },
      fileUri: (path) => `shelf:iris/${path}`,
      missingUri: 'shelf:none',
      replace: (path, content) => Promise.resolve(writeFiles(join(folder, 'iris'), { [path]: content })),
      stop: () => Promise.resolve(rmSync(folder, { recursive: true })),
    };
  },
};
