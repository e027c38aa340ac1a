#!/usr/bin/env node
import nodeModule from 'node:module';

// The same program under the name that Seldon's users know: its first word is the interface name. As in main.ts:
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`radiant needs Node 24 or newer, and this is ${process.version}: see https://nodejs.org\n`);
  process.exit(1);
}
nodeModule.enableCompileCache();
await (await import('./start-program.ts')).startProgram('seldon-core-microservice');
