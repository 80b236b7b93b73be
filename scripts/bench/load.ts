/**
 * A load generator for one port of this machine: HTTP/1.1 with keep-alive over plain sockets, so that it costs less than
 * what it measures. It sends requests that were made beforehand, as many at once as there are connections, and is
 * bounded by time and by their number. It knows as much of HTTP as workerd's answers need.
 */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  /** The next request, whole; null when there are no more. */
  readonly next: () => Buffer | null;
  readonly expectedStatus: number;
  readonly connections: number;
  readonly maxMs: number;
}

/** A load takes no longer than this whatever happens. */
const GIVE_UP_AFTER_MS = 20_000;
/** Longer than anything that is answered takes. */
const NO_ANSWER_AFTER_MS = 60_000;

/** Sends the load; gives how many requests were answered in a second. Any answer of another status is an error. */
export async function sendLoad(load: Load): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load.port)));
  const start = performance.now();
  const end = start + load.maxMs;
  const next = () => (performance.now() < end ? load.next() : null);
  const timer = setTimeout(() => sockets.map((socket) => socket.destroy()), GIVE_UP_AFTER_MS);
  try {
    const answered = await Promise.all(sockets.map((socket) => converse(socket, next, load.expectedStatus)));
    const seconds = (performance.now() - start) / 1000;
    return answered.reduce((sum, count) => sum + count, 0) / seconds;
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) socket.destroy();
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** A connection that is kept alive, for one request after the other. */
export interface Connection {
  /** Sends one request and gives the whole answer as it came. */
  ask(request: Buffer): Promise<string>;
  close(): void;
}

/** Connects to a port of this machine. */
export async function connectTo(port: number): Promise<Connection> {
  const socket = await open(port);
  socket.setTimeout(NO_ANSWER_AFTER_MS, () => socket.destroy(new Error('no answer came')));
  return {
    ask(request) {
      socket.write(request);
      return receive(socket);
    },
    close: () => void socket.destroy(),
  };
}

/** Sends one request and gives the whole answer as it came. */
export async function ask(port: number, request: Buffer): Promise<string> {
  const connection = await connectTo(port);
  try {
    return await connection.ask(request);
  } finally {
    connection.close();
  }
}

/** Sends one request after the other over one connection; gives how many were answered. */
async function converse(socket: Socket, next: () => Buffer | null, expectedStatus: number): Promise<number> {
  let answered = 0;
  for (let request = next(); request !== null; request = next()) {
    socket.write(request);
    const answer = await receive(socket);
    if (!answer.startsWith(`HTTP/1.1 ${expectedStatus} `)) {
      throw new Error(`${expectedStatus} expected, received: ${answer.slice(0, 2_000)}`);
    }
    answered++;
  }
  return answered;
}

function receive(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const settle = (act: () => void) => {
      socket.off('data', take).off('error', reject).off('close', refuse);
      act();
    };
    const take = (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (isComplete(received)) settle(() => resolve(received));
    };
    const refuse = () => settle(() => reject(new Error('the Worker closed the connection')));
    socket.on('data', take).on('error', reject).on('close', refuse);
    // Closed while nothing was asked: it will not say so again.
    if (socket.destroyed) refuse();
  });
}

/** Whether a whole answer is there (RFC 9112, section 6). */
function isComplete(received: string): boolean {
  const bodyStart = received.indexOf('\r\n\r\n') + 4;
  if (bodyStart < 4) return false;
  const head = received.slice(0, bodyStart);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return received.length >= bodyStart + Number(length);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return received.endsWith('0\r\n\r\n');
  return true;
}
