import { createServer } from 'node:http';
import { joinCluster } from '../../src/server/cluster/index.ts';
import { createHandler } from './work.mjs';

const membership = await joinCluster();
const server = createServer(createHandler(membership.settings.microseconds));
const port = await membership.listen(server, '127.0.0.1', membership.settings.port);
membership.ready({ snapshot: () => ({ workerId: String(process.pid), families: [] }) });
membership.drained.addEventListener('abort', () => {
  server.closeIdleConnections();
  void port.close().then(() => process.exit(0));
});
