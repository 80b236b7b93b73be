/** As much of RFC 6455 as it takes to send short text messages back and forth: an echo, and whoever talks to it. */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Switches to WebSocket and sends every message back. */
export function echo({ headers }: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('data', (frame: Buffer) => {
    const text = readFrame(frame);
    if (text !== null) socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  socket.on('error', () => socket.destroy());
}

/** Opens a WebSocket at a port under any host name, sends one message and gives what comes back. */
export function sayOverWebSocket(
  port: number,
  { path, headers, message }: { path: string; headers: Record<string, string>; message: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = randomBytes(16).toString('base64');
    const opening = request({
      host: '127.0.0.1',
      port,
      path,
      headers: { ...headers, ...upgrade, 'sec-websocket-key': key },
    });
    opening.on('response', ({ statusCode }) => reject(new Error(`answered with ${statusCode}`)));
    opening.on('error', reject);
    opening.on('upgrade', (_answer, socket) => {
      socket.on('data', (frame: Buffer) => {
        const text = readFrame(frame);
        socket.destroy();
        resolve(text?.toString() ?? '');
      });
      socket.write(maskedFrame(Buffer.from(message)));
    });
    opening.end();
  });
}

function maskedFrame(text: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = text.map((octet, index) => octet ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, masked]);
}

/** A text of up to 125 octets; null for any other frame. */
function readFrame(frame: Buffer): Buffer | null {
  const [first = 0, second = 0] = frame;
  if ((first & 0x0f) !== 1) return null;
  const length = second & 0x7f;
  if ((second & 0x80) === 0) return frame.subarray(2, 2 + length);
  const mask = frame.subarray(2, 6);
  return Buffer.from(frame.subarray(6, 6 + length).map((octet, index) => octet ^ (mask[index % 4] ?? 0)));
}
