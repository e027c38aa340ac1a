import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startProcess } from '../../tests/storage/stores/start-process.ts';
import { ensureRclone } from '../../tests/support/ensure-rclone.ts';

// node benchmarks/storage/run.ts [MEGABYTES [ROUNDS]]: downloads one object from a local S3, with `radiant download` and with rclone.
const [megabytes = '1024', rounds = '5'] = process.argv.slice(2);
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'radiant-storage-benchmark-'));
const file = join(folder, 'model.bin');
const random = Buffer.from(Uint8Array.from({ length: 2 ** 20 }, () => Math.floor(Math.random() * 256)));
const handle = openSync(file, 'w');
for (let count = 0; count < Number(megabytes); count++) writeSync(handle, random);
closeSync(handle);
const program = join(folder, 'server');
await run('go', ['build', '-o', program, fileURLToPath(new URL('server.go', import.meta.url))]);
const server = await startProcess(program, [file], /^(http:\S+)$/);
const rclone = await ensureRclone();
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const env = {
  ...process.env,
  AWS_ENDPOINT_URL: server.match,
  // rclone 1.60 fails with it, and nothing is encrypted here.
  AWS_CA_BUNDLE: undefined,
  ...{
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    RCLONE_CONFIG_S3_TYPE: 's3',
    RCLONE_CONFIG_S3_PROVIDER: 'Minio',
  },
  ...{ RCLONE_CONFIG_S3_ENV_AUTH: 'true', RCLONE_CONFIG_S3_ENDPOINT: server.match },
};
const contenders: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'radiant download': [process.execPath, main, 'download', '--quiet', 's3://models/big'],
  ...('missing' in rclone
    ? {}
    : {
        'rclone copy': [rclone.path, 'copy', 's3:models/big'],
        'rclone copy, 8 streams': [rclone.path, 'copy', '--multi-thread-streams', '8', 's3:models/big'],
      }),
};
const seconds: Record<string, number[]> = {};
try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, [command, ...args]] of Object.entries(contenders)) {
      const target = join(folder, 'out');
      const started = performance.now();
      await run(command, [...args, target], { env });
      seconds[name] = [...(seconds[name] ?? []), (performance.now() - started) / 1000];
      if (statSync(join(target, 'model.bin')).size !== statSync(file).size)
        throw new Error(`${name}: the file is not whole`);
      rmSync(target, { recursive: true });
    }
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
for (const [name, times] of Object.entries(seconds)) {
  const [least = 0, most = 0] = [Math.min(...times), Math.max(...times)];
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  console.log(
    `${name}: median ${median.toFixed(2)} s, ${least.toFixed(2)} to ${most.toFixed(2)}, ${(Number(megabytes) / median).toFixed(0)} MiB/s`,
  );
}
