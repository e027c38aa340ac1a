/** Puts a compact JSON text on several lines, two spaces a level, without touching its values. */
export function indentJson(json: string): string {
  let text = '';
  let level = 0;
  for (let i = 0; i < json.length; i++) {
    const letter = json[i] as string;
    if (letter === '"') {
      const end = endOfText(json, i);
      text += json.slice(i, end);
      i = end - 1;
    } else if ((letter === '[' || letter === '{') && isCloser(json[i + 1])) {
      text += letter + json[++i];
    } else if (letter === '[' || letter === '{') {
      text += `${letter}\n${'  '.repeat(++level)}`;
    } else if (isCloser(letter)) {
      text += `\n${'  '.repeat(--level)}${letter}`;
    } else if (letter === ',') {
      text += `,\n${'  '.repeat(level)}`;
    } else if (letter === ':') {
      text += ': ';
    } else if (letter.trim() !== '') {
      text += letter;
    }
  }
  return text;
}

function isCloser(letter: string | undefined): boolean {
  return letter === ']' || letter === '}';
}

/** Just behind the closing quote of the text that begins at `start`. */
function endOfText(json: string, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}
