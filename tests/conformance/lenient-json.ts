/** A JSON number by its text, so that integers beyond 2^53 and the tokens NaN and Infinity survive. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const NON_FINITE = ['NaN', '-Infinity', 'Infinity'];

/** Parses JSON as Python's json does, numbers kept as text. Throws on anything else. */
export function parseLenientJson(text: string): unknown {
  let at = 0;
  const fail = (): never => {
    throw new Error(`bad JSON at ${at}`);
  };
  const skipSpace = (): void => {
    while (' \t\r\n'.includes(text[at] ?? '-')) at++;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const readString = (): string => JSON.parse(match(STRING) ?? fail()) as string;
  const readMembers = (close: string, readMember: () => void): void => {
    at++;
    skipSpace();
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      readMember();
      skipSpace();
      const separator = text[at++];
      if (separator === close) return;
      if (separator !== ',') fail();
    }
  };
  const readObject = (): Map<string, unknown> => {
    const members = new Map<string, unknown>();
    readMembers('}', () => {
      skipSpace();
      const key = readString();
      skipSpace();
      if (text[at++] !== ':') fail();
      members.set(key, readValue());
    });
    return members;
  };
  const readArray = (): unknown[] => {
    const items: unknown[] = [];
    readMembers(']', () => items.push(readValue()));
    return items;
  };
  const readValue = (): unknown => {
    skipSpace();
    if (text[at] === '{') return readObject();
    if (text[at] === '[') return readArray();
    if (text[at] === '"') return readString();
    for (const [word, value] of Object.entries(LITERALS)) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    for (const word of NON_FINITE) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return new JsonNumber(word);
      }
    }
    return new JsonNumber(match(NUMBER) ?? fail());
  };
  const value = readValue();
  skipSpace();
  if (at < text.length) fail();
  return value;
}

/** Brings plain parsed values (as JSON.parse gives) into the same form. */
export function toLenient(value: unknown): unknown {
  if (typeof value === 'number') return new JsonNumber(Object.is(value, -0) ? '-0.0' : String(value));
  if (Array.isArray(value)) return value.map(toLenient);
  if (value !== null && typeof value === 'object') {
    return new Map(Object.entries(value).map(([key, member]) => [key, toLenient(member)]));
  }
  return value;
}

/** A short text of a lenient value, for messages. */
export function showLenient(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (member instanceof JsonNumber) return `#${member.text}`;
    return member instanceof Map ? Object.fromEntries(member) : member;
  });
  if (text === undefined) return 'absent';
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}
