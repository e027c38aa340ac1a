import { formatLabels, type Labels } from './format-labels.ts';
import { Counter, Gauge, Histogram } from './series.ts';
import type { FamilySnapshot, FamilyType, SeriesSnapshot } from './snapshot.ts';

export interface FamilyDescription {
  readonly name: string;
  readonly help: string;
  /** Histograms only: upper bounds of the buckets, rising, without +Inf. */
  readonly bounds?: readonly number[];
  readonly hasWorkerLabel?: boolean;
}

interface Family<S> {
  readonly description: FamilyDescription;
  readonly type: FamilyType;
  readonly bounds: Float64Array;
  readonly series: Map<string, S>;
}

/** Gives the value of a gauge when the page is read; undefined leaves it out. */
export type ReadGauge = () => number | undefined;

/**
 * The families of one process. `counter`, `gauge` and `histogram` give the object for one set of labels, made on first
 * use: ask once, keep it, count on it. A name may stand for one family of each type. Series are never removed, so their
 * number is limited: past `maxSeries` the answer is undefined and `droppedSeries` counts.
 */
export class MetricStore {
  readonly #maxSeries: number;
  readonly #counters = new Map<string, Family<Counter>>();
  readonly #gauges = new Map<string, Family<Gauge | ReadGauge>>();
  readonly #histograms = new Map<string, Family<Histogram>>();
  readonly #beforeSnapshot: (() => void)[] = [];
  #seriesCount = 0;
  droppedSeries = 0;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  counter(description: FamilyDescription, labels: Labels): Counter | undefined {
    const family = familyOf(this.#counters, 'counter', description);
    return this.#find(family, labels, () => new Counter());
  }

  gauge(description: FamilyDescription, labels: Labels): Gauge | undefined {
    const family = familyOf(this.#gauges, 'gauge', description);
    const found = this.#find(family, labels, () => new Gauge());
    return typeof found === 'function' ? undefined : found;
  }

  histogram(description: FamilyDescription, labels: Labels): Histogram | undefined {
    const family = familyOf(this.#histograms, 'histogram', description);
    return this.#find(family, labels, () => new Histogram(family.bounds));
  }

  /** A gauge whose value is asked for when the page is read. A later one with the same labels replaces it. */
  readGauge(description: FamilyDescription, labels: Labels, read: ReadGauge): void {
    familyOf(this.#gauges, 'gauge', description).series.set(formatLabels(labels), read);
  }

  /** Runs before every snapshot: for counters whose value somebody else keeps. */
  beforeSnapshot(update: () => void): void {
    this.#beforeSnapshot.push(update);
  }

  snapshot(): FamilySnapshot[] {
    for (const update of this.#beforeSnapshot) update();
    return [
      ...families(this.#counters, (counter) => [counter.value]),
      ...families(this.#gauges, gaugeValues),
      ...families(this.#histograms, (histogram) => [...histogram.counts, histogram.sum]),
    ];
  }

  #find<S>(family: Family<S>, labels: Labels, create: () => S): S | undefined {
    const key = formatLabels(labels);
    const known = family.series.get(key);
    if (known !== undefined) return known;
    if (this.#seriesCount >= this.#maxSeries) {
      this.droppedSeries++;
      return undefined;
    }
    this.#seriesCount++;
    const made = create();
    family.series.set(key, made);
    return made;
  }
}

function familyOf<S>(families: Map<string, Family<S>>, type: FamilyType, description: FamilyDescription): Family<S> {
  let family = families.get(description.name);
  if (family === undefined) {
    family = { description, type, bounds: Float64Array.from(description.bounds ?? []), series: new Map() };
    families.set(description.name, family);
  }
  return family;
}

function gaugeValues(gauge: Gauge | ReadGauge): readonly number[] | undefined {
  if (typeof gauge !== 'function') return [gauge.value];
  const value = gauge();
  return value === undefined ? undefined : [value];
}

function families<S>(
  map: Map<string, Family<S>>,
  read: (series: S) => readonly number[] | undefined,
): FamilySnapshot[] {
  return [...map.values()].map(({ description, type, bounds, series }) => ({
    name: description.name,
    help: description.help,
    type,
    bounds: [...bounds],
    hasWorkerLabel: description.hasWorkerLabel ?? type === 'gauge',
    series: [...series].flatMap(([labels, one]): SeriesSnapshot[] => {
      const values = read(one);
      return values === undefined ? [] : [{ labels, values }];
    }),
  }));
}
