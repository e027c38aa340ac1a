#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts, which halves them. Must come before anything else is loaded.
enableCompileCache();
await (await import('./start-program.ts')).startProgram('radiant');
