export type Labels = Readonly<Record<string, string>>;

/** Labels as Prometheus writes them between braces, sorted by name, so that equal labels give equal text. */
export function formatLabels(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}="${escapeLabelValue(labels[name] ?? '')}"`)
    .join(',');
}

export function escapeLabelValue(value: string): string {
  return /[\\"\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value;
}

/** A legal metric name: letters, digits, `_` and `:`. One bad character would make the whole page unreadable. */
export function toMetricName(text: string): string {
  return legal(text, /[^a-zA-Z0-9_:]/g);
}

/** A legal label name: letters, digits and `_`. */
export function toLabelName(text: string): string {
  return legal(text, /[^a-zA-Z0-9_]/g);
}

function legal(text: string, bad: RegExp): string {
  const name = text.replace(bad, '_');
  return name === '' || /^[0-9]/.test(name) ? `_${name}` : name;
}
