/**
 * What the doors use of node:http. An `import` of it by name reads all of its exports, one of which is WebSocket, and that loads
 * Node's whole fetch client: 35 ms and some MB of every start.
 */
export const { createServer, IncomingMessage } = process.getBuiltinModule('node:http');
