import { posix } from 'node:path';
import { EXTRA_FACES, ROOMS, ROOMS_BY_KIND } from './rooms.table.ts';
import type { Rule } from './source.ts';
import { withoutComments } from './source.ts';

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']*)'/g;

/** A room imports only rooms below it, and only their index.ts or another face that the table names. */
export const checkImports: Rule = ({ path, text }) => {
  const [, room = ''] = path.split('/');
  if (!path.startsWith('src/') || room.endsWith('.ts')) return [];
  const allowed = ROOMS[room];
  if (!allowed) return [`${path}: there is no room ${room}; rooms are listed in tests/house/rooms.table.ts`];
  return [...withoutComments(text).matchAll(IMPORT)].flatMap(([, target = '']) => {
    const [top, other = '', ...rest] = posix.join(posix.dirname(path), target).split('/');
    if (top !== 'src') return [`${path}: imports ${target}, which is outside of src`];
    if (other === room) return [];
    if (!allowed.includes(other)) return [`${path}: the room ${room} may not import ${other}`];
    const isFace =
      (rest.at(-1) === 'index.ts' && (rest.length === 1 || (rest.length === 2 && ROOMS_BY_KIND.has(other)))) ||
      EXTRA_FACES.has(`${other}/${rest.join('/')}`);
    return isFace ? [] : [`${path}: imports ${target}, not the index.ts of ${other}`];
  });
};
