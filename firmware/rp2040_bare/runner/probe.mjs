// A debug probe behind a local socket: sectors to replace, each an index (4 bytes, lowest first) and its bytes.
import net from 'node:net';

const HEAD_BYTES = 4;
const SECTOR_BYTES = 4096;

/** Calls `replace(start, bytes)` for each sector that comes, and answers it with one byte. */
export function listenToProbe(path, replace) {
  const server = net.createServer((socket) => {
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= HEAD_BYTES + SECTOR_BYTES) {
        replace(waiting.readUInt32LE(0) * SECTOR_BYTES, waiting.subarray(HEAD_BYTES, HEAD_BYTES + SECTOR_BYTES));
        waiting = waiting.subarray(HEAD_BYTES + SECTOR_BYTES);
        socket.write(Buffer.from([1]));
      }
    });
    socket.on('error', () => {});
  });
  server.listen(path);
}
