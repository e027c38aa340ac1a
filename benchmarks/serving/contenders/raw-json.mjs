// The ceiling for many rows: node:http with JSON.parse of the request and JSON.stringify of a label for each row. Usage: raw-json.mjs PORT
import { createServer } from 'node:http';

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(chunks).toString());
    const labels = new Array(data.ndarray.length).fill(0);
    const answer = JSON.stringify({ data: { names: [], ndarray: labels }, meta: {} });
    response.writeHead(200, ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(answer))]);
    response.end(answer);
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
