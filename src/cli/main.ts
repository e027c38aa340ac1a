#!/usr/bin/env node
import { openCompiled } from './open-compiled.ts';

// An older Node would stop at the first thing that it does not know, and name that.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`radiant needs Node 24 or newer, and this is ${process.version}: see https://nodejs.org\n`);
  process.exit(1);
}
const compiled = openCompiled(process.argv.slice(2), `${import.meta.dirname}/program.cjs`);
// Compiled code is kept between starts, which halves them. Must come before anything else is loaded.
if (compiled === undefined) process.getBuiltinModule('node:module').enableCompileCache();
await (compiled ?? (await import('./start-program.ts'))).startProgram('radiant');
