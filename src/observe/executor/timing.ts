import { Histogram } from '../metrics/series.ts';

const BOUNDS = Float64Array.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
const QUANTILES = [0.5, 0.75, 0.9, 0.98, 0.99, 1] as const;
/** Quantiles are those of the last this many values, as far as they are no older than ten minutes. */
const KEPT_VALUES = 1024;
const MAX_AGE_MS = 600_000;

/** Seconds of one kind of request: how many by size, and the quantiles of the newest. */
export class Timing {
  readonly #histogram = new Histogram(BOUNDS);
  #seconds = new Float64Array(16);
  #atMs = new Float64Array(16);
  #count = 0;

  observe(seconds: number, nowMs: number): void {
    this.#histogram.observe(seconds);
    if (this.#count === this.#seconds.length && this.#count < KEPT_VALUES) this.#grow();
    const index = this.#count % this.#seconds.length;
    this.#seconds[index] = seconds;
    this.#atMs[index] = nowMs;
    this.#count += 1;
  }

  renderHistogram(name: string, labels: string): string {
    const { counts, sum } = this.#histogram;
    let total = 0;
    let text = '';
    BOUNDS.forEach((bound, bucket) => {
      total += counts[bucket] as number;
      text += `${name}_bucket{${labels},le="${bound}"} ${total}\n`;
    });
    text += `${name}_bucket{${labels},le="+Inf"} ${this.#count}\n`;
    return `${text}${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${this.#count}\n`;
  }

  renderSummary(name: string, labels: string, nowMs: number): string {
    const recent = this.#recent(nowMs);
    let text = '';
    for (const quantile of QUANTILES) {
      const rank = Math.max(0, Math.ceil(quantile * recent.length) - 1);
      text += `${name}{${labels},quantile="${quantile}"} ${recent[rank] ?? 'NaN'}\n`;
    }
    return `${text}${name}_sum{${labels}} ${this.#histogram.sum}\n${name}_count{${labels}} ${this.#count}\n`;
  }

  /** The values of the last minutes, rising. */
  #recent(nowMs: number): Float64Array {
    const kept = Math.min(this.#count, this.#seconds.length);
    return this.#seconds
      .slice(0, kept)
      .filter((_, index) => nowMs - (this.#atMs[index] as number) <= MAX_AGE_MS)
      .sort();
  }

  /** Few kinds of requests are frequent: room is made as it is needed. */
  #grow(): void {
    const seconds = new Float64Array(this.#seconds.length * 4);
    const atMs = new Float64Array(seconds.length);
    seconds.set(this.#seconds);
    atMs.set(this.#atMs);
    this.#seconds = seconds;
    this.#atMs = atMs;
  }
}
