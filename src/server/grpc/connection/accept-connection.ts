import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';

const PREFACE = 'PRI * HTTP/2.0';
const HTTP1 = /^[A-Z]+ \S* HTTP\/1\.[01]\r?$/m;
const SENTENCE = 'this port speaks gRPC (HTTP/2); REST is on the HTTP port\n';
const HTTP1_ANSWER = [
  'HTTP/1.1 426 Upgrade Required',
  'upgrade: h2c',
  'connection: close, upgrade',
  'content-type: text/plain; charset=utf-8',
  `content-length: ${SENTENCE.length}`,
  '',
  SENTENCE,
].join('\r\n');

/**
 * Looks at the first bytes of a connection: HTTP/2 is handed over, HTTP/1 gets a sentence that helps, anything else is cut.
 * A peer that sends nothing is cut after `timeoutMs` (0 = never).
 */
export function acceptConnection(socket: Socket, timeoutMs: number, handOver: (socket: Socket) => void): void {
  const cut = (): void => {
    socket.destroy();
  };
  // Resets by the peer are part of life; the socket closes by itself.
  socket.on('error', cut);
  socket.setTimeout(timeoutMs, cut);
  socket.once('data', (first: Buffer) => {
    const head = first.toString('latin1', 0, PREFACE.length);
    if (head === PREFACE.slice(0, head.length)) {
      socket.setTimeout(0);
      socket.off('timeout', cut);
      socket.off('error', cut);
      socket.pause();
      socket.unshift(first);
      handOver(socket);
    } else if (HTTP1.test(first.toString('latin1', 0, 8192))) socket.end(HTTP1_ANSWER, cut);
    else cut();
  });
}
