#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// The same program under the name that Seldon's users know: its first word is the interface name.
enableCompileCache();
await (await import('./start-program.ts')).startProgram('seldon-core-microservice');
