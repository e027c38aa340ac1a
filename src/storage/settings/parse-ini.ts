/** Sections of an INI file (git's, DVC's and AWS's forms) by name, keys in lower case. What stands before a section is in ''. */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  sections.set('', current);
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const section = /^\[(.*)\]$/.exec(trimmed)?.[1];
    if (section !== undefined) {
      const name = section.trim().replace(/^'(.*)'$/, '$1');
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
      continue;
    }
    const at = trimmed.indexOf('=');
    if (at > 0) current.set(trimmed.slice(0, at).trim().toLowerCase(), unquote(trimmed.slice(at + 1).trim()));
  }
  return sections;
}

function unquote(value: string): string {
  return /^"(.*)"$/.exec(value)?.[1] ?? value;
}
