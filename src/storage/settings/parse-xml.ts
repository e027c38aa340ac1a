const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The inner texts of every element of a name, in order, entities still in them. Enough for the flat lists of object stores. */
export function xmlElements(text: string, name: string): string[] {
  const elements: string[] = [];
  const open = new RegExp(`<${name}(?:\\s[^<>]*)?(/?)>`, 'g');
  const close = `</${name}>`;
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    if (match[1] === '/') {
      elements.push('');
      continue;
    }
    const end = text.indexOf(close, open.lastIndex);
    if (end < 0) break;
    elements.push(text.slice(open.lastIndex, end));
    open.lastIndex = end + close.length;
  }
  return elements;
}

/** The text of the first element of a name, entities resolved. */
export function xmlText(text: string, name: string): string | undefined {
  const [inner] = xmlElements(text, name);
  return inner === undefined ? undefined : decodeEntities(inner);
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}
