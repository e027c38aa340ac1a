#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// One of the processes of `--workers`: started by the first process, which hands over connections.
enableCompileCache();
await (await import('./serve-in-cluster.ts')).serveInCluster();
