import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HostileRunner } from './hostile-runner.ts';
import type { HostileAnswer, HostileQuestion } from './hostile-worker.ts';
import { PENDING_HOSTILE } from './pending.table.ts';

interface HostileEntry {
  readonly id: string;
  readonly file: string;
  readonly format: string;
  readonly what: string;
  readonly must: 'refuse' | 'refuse-or-answer' | 'needs-python' | 'answer';
  readonly mentions: readonly string[];
  readonly input?: readonly (readonly unknown[])[];
  readonly outputs?: Readonly<Record<string, { readonly values: readonly unknown[] }>>;
  readonly limits?: { readonly memoryMiB?: number; readonly seconds?: number };
}

interface Derived {
  readonly base: string;
  readonly what: string;
  readonly must: HostileEntry['must'];
  readonly truncateAt?: readonly number[];
  readonly flips?: readonly (readonly [number, number])[];
  readonly appendHex?: readonly string[];
}

const ROOT = new URL('../golden/models/hostile/', import.meta.url);
const SECONDS = 5;
const MEMORY_MIB = 300;

const { entries, derived } = JSON.parse(readFileSync(new URL('hostile.json', ROOT), 'utf8')) as {
  entries: HostileEntry[];
  derived: Derived[];
};

const runner = new HostileRunner();
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
const marker = join(folder, 'marker');
const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype).map(String);

before(() => {
  process.env.HOSTILE_MARKER = marker;
});

after(async () => {
  await runner.close();
  rmSync(folder, { recursive: true });
});

/** Entries that may take more memory come last: the peak of a process never falls. */
const ordered = [...entries].sort((a, b) => (a.limits?.memoryMiB ?? 0) - (b.limits?.memoryMiB ?? 0));

for (const entry of ordered) {
  test(`${entry.id} (${entry.what}): ${entry.must}`, async () => {
    const answer = await ask(questionOf(entry), entry.limits);
    const isUnsupported = answer.reason === 'UNSUPPORTED_MODEL' && /runs natively/.test(answer.message);
    if (Object.hasOwn(PENDING_HOSTILE, entry.id)) {
      assert.ok(isUnsupported, `${entry.id} is decided now: take it off the pending list`);
      return;
    }
    check(entry, answer);
  });
}

for (const entry of derived) {
  test(`${entry.base} ${entry.what}: ${entry.must}`, async () => {
    const bytes = readFileSync(new URL(entry.base, ROOT));
    for (const variant of variantsOf(bytes, entry)) {
      check({ must: entry.must, mentions: [] }, await ask({ bytes: variant }));
    }
  });
}

test('no payload ran and nothing was written', () => {
  assert.equal(existsSync(marker), false);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(existsSync('hostile-marker.txt'), false);
});

function questionOf({ file, format, input }: HostileEntry): HostileQuestion {
  const question = input === undefined ? {} : { input };
  if (format !== 'mlflow-folder') return { ...question, bytes: readFileSync(new URL(file, ROOT)) };
  const directory = new URL('.', new URL(file, ROOT));
  const files = readdirSync(directory).map((name): [string, Uint8Array] => [
    name,
    readFileSync(new URL(name, directory)),
  ]);
  return { ...question, folder: new Map(files) };
}

async function ask(question: HostileQuestion, limits: HostileEntry['limits'] = {}): Promise<HostileAnswer> {
  const answer = await runner.ask(question, limits.seconds ?? SECONDS);
  const grownMib = (answer.peakBytes - runner.startBytes) / 2 ** 20;
  assert.ok(grownMib < (limits.memoryMiB ?? MEMORY_MIB), `took ${grownMib.toFixed(0)} MiB`);
  assert.deepEqual(answer.prototypeKeys, PROTOTYPE_KEYS, 'Object.prototype was changed');
  assert.equal(answer.isCrash, false, answer.message);
  return answer;
}

function check(
  { must, mentions, outputs }: Pick<HostileEntry, 'must' | 'mentions' | 'outputs'>,
  answer: HostileAnswer,
): void {
  const isAnswer = answer.reason === 'ANSWER';
  if (must === 'answer') {
    assert.equal(answer.reason, 'ANSWER', answer.message);
    for (const [method, want] of Object.entries(outputs ?? {})) {
      assert.deepEqual((answer.outputs[method] ?? []).map(Number), want.values.flat(9).map(Number));
    }
    return;
  }
  if (must === 'refuse-or-answer' && isAnswer) return;
  assert.equal(isAnswer, false, 'it was taken');
  if (must === 'needs-python') assert.equal(answer.reason, 'NEEDS_PYTHON', answer.message);
  const text = answer.message.toLowerCase();
  assert.ok(
    mentions.length === 0 || mentions.some((word) => text.includes(word.toLowerCase())),
    `want one of ${mentions.join(', ')} in: ${answer.message}`,
  );
}

function* variantsOf(bytes: Uint8Array, { truncateAt, flips, appendHex }: Derived): Generator<Uint8Array> {
  for (const end of truncateAt ?? []) yield bytes.slice(0, end);
  for (const [offset, xor] of flips ?? []) {
    const changed = bytes.slice();
    changed[offset]! ^= xor;
    yield changed;
  }
  for (const hex of appendHex ?? []) yield Buffer.concat([bytes, Buffer.from(hex, 'hex')]);
}
