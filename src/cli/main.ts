#!/usr/bin/env node
import nodeModule from 'node:module';

// An older Node would stop at the first thing that it does not know, and name that.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`radiant needs Node 24 or newer, and this is ${process.version}: see https://nodejs.org\n`);
  process.exit(1);
}
// Compiled code is kept between starts, which halves them. Must come before anything else is loaded.
nodeModule.enableCompileCache();
await (await import('./start-program.ts')).startProgram('radiant');
