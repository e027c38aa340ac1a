import type { Outcome } from '../../src/payload/index.ts';
import { decodeRest, encodeRest } from '../../src/protocols/seldon/index.ts';

// Decode and encode of one request, against JSON.parse and JSON.stringify of the same body. See README.md.

const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };
const ROUNDS = 7;
const ROUND_MS = 150;

const rows = (count: number, make: () => number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: 30 }, make));

const BODIES: Readonly<Record<string, string>> = {
  '1x2 integers': '{"data":{"ndarray":[[1,2]]}}',
  '1x2 integers, puid': '{"meta":{"puid":"5mqgr2l8p9nd1c3h6v0b7k4e2t"},"data":{"ndarray":[[1,2]]}}',
  '1x4 floats, names': '{"data":{"names":["a","b","c","d"],"ndarray":[[5.1,3.5,1.4,0.2]]}}',
  '1x4 floats, tensor': '{"data":{"tensor":{"shape":[1,4],"values":[5.1,3.5,1.4,0.2]}}}',
  '256x30 integers': JSON.stringify({ data: { ndarray: rows(256, () => Math.floor(Math.random() * 1000)) } }),
  '256x30 short floats': JSON.stringify({
    data: { ndarray: rows(256, () => Math.round(Math.random() * 1e5) / 1000 + 0.0005) },
  }),
  '256x30 random doubles': JSON.stringify({ data: { ndarray: rows(256, Math.random) } }),
};

function timeNs(run: () => void): number {
  let count = 0;
  const end = performance.now() + ROUND_MS;
  const start = process.threadCpuUsage().user;
  do {
    for (let i = 0; i < 10; i++) run();
    count += 10;
  } while (performance.now() < end);
  // Time of this thread alone, so that a busy machine counts less.
  return ((process.threadCpuUsage().user - start) * 1000) / count;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

/** What a server on JSON.parse has to do at least: text, objects, and the numbers checked into a typed array. */
function parseToTensor(body: Buffer): Float64Array {
  const { data } = JSON.parse(body.toString());
  const rows: unknown[][] = data.ndarray ?? [data.tensor.values];
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  let at = 0;
  for (const row of rows) {
    if (row.length !== columns) throw new TypeError('ragged');
    for (const value of row) {
      if (typeof value !== 'number') throw new TypeError('not a number');
      values[at++] = value;
    }
  }
  return values;
}

/** And back: lists from the typed array, and the text of the whole answer. */
function stringifyTensor(values: Float64Array, columns: number): string {
  const rows: number[][] = [];
  for (let at = 0; at < values.length; at += columns) rows.push(Array.from(values.subarray(at, at + columns)));
  const names = Array.from({ length: columns }, (_, i) => `t:${i}`);
  return JSON.stringify({ data: { names, ndarray: rows }, meta: {} });
}

let sink = 0;
console.log('| body | decode | encode | JSON.parse | JSON.stringify | to typed array | from typed array |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [name, text] of Object.entries(BODIES)) {
  const body = Buffer.from(text);
  const request = decodeRest('predict', body, { unitName: undefined });
  const outcome: Outcome = { payload: request.inputs[0]!.payload };
  const parsed = JSON.parse(text);
  const numbers = parseToTensor(body);
  const columns = Math.min(numbers.length, 30);
  const runs = [
    () => (sink += decodeRest('predict', body, { unitName: undefined }).inputs.length),
    () => (sink += encodeRest('predict', request, outcome, OPTIONS).body.length),
    () => (sink += Object.keys(JSON.parse(body.toString())).length),
    () => (sink += JSON.stringify(parsed).length),
    () => (sink += parseToTensor(body).length),
    () => (sink += stringifyTensor(numbers, columns).length),
  ];
  const times: number[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round++) for (const [i, run] of runs.entries()) times[i]!.push(timeNs(run));
  const cells = times.map((values) => `${(median(values) / 1000).toFixed(2)} us`);
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
if (sink === 0) console.log(sink);
