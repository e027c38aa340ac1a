import { isSameNumber } from './compare-json.ts';
import type { Comparison } from './golden-case.ts';

interface Sample {
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly value: string;
}

interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

/**
 * Every recorded family must be there with the same type, samples, labels and values. Families that were not
 * recorded are ours and not looked at; an extra sample inside a recorded family is a difference.
 */
export function comparePrometheus(expected: string, actual: string, rules: Comparison): string[] {
  const wanted = parseExposition(expected);
  const got = parseExposition(actual);
  const ignoredLabels = rules.ignoreLabels ?? ['worker_id'];
  const isCompared = (name: string): boolean =>
    rules.metricNames === undefined || new RegExp(rules.metricNames).test(name);
  const keyOf = (sample: Sample): string =>
    sample.name + JSON.stringify(sample.labels.filter(([label]) => !ignoredLabels.includes(label)).sort());
  const gotByKey = new Map(got.samples.map((sample) => [keyOf(sample), sample]));
  const differences: string[] = [];
  for (const [name, type] of wanted.types) {
    if (isCompared(name) && got.types.get(name) !== type) {
      differences.push(`type of ${name}: want ${type} got ${got.types.get(name)}`);
    }
  }
  for (const sample of wanted.samples) {
    if (!isCompared(sample.name)) continue;
    const match = gotByKey.get(keyOf(sample));
    if (match === undefined) differences.push(`no sample ${keyOf(sample)}`);
    else if (rules.ignoreValues !== undefined && new RegExp(rules.ignoreValues).test(sample.name)) continue;
    else if (!isSameNumber(sample.value, match.value, rules.tolerance)) {
      differences.push(`${keyOf(sample)}: want ${sample.value} got ${match.value}`);
    }
  }
  const wantedKeys = new Set(wanted.samples.map(keyOf));
  const wantedNames = new Set(wanted.samples.map((sample) => sample.name));
  for (const sample of got.samples) {
    if (wantedNames.has(sample.name) && isCompared(sample.name) && !wantedKeys.has(keyOf(sample))) {
      differences.push(`extra sample ${keyOf(sample)}`);
    }
  }
  return differences;
}

function parseExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)/.exec(line);
    if (type !== null) types.set(type[1]!, type[2]!);
    const sample = /^([^\s{#]+)(?:\{(.*)\})?\s+(\S+)/.exec(line);
    if (sample === null) continue;
    const labels = [...(sample[2] ?? '').matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
    samples.push({
      name: sample[1]!,
      labels: labels.map((label) => [label[1]!, label[2]!] as const),
      value: sample[3]!,
    });
  }
  return { types, samples };
}
