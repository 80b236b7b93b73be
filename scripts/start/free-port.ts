/** Whether a port of this machine is free. I/O: listens on it for a moment. */
import { createServer } from 'node:net';
import { StartProblem } from './start-problem.ts';

/** Browsers may take either for `localhost`. */
const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'];

/** Complains about a port that somebody else listens on; `option` is the one that changes it. */
export async function requireFreePort(port: number, option: string): Promise<void> {
  for (const address of LOOPBACK_ADDRESSES) {
    const code = await tryToListen(port, address);
    if (code === 'EADDRINUSE') {
      throw new StartProblem(
        `Port ${port} is in use. End what listens there, or choose another: npm start -- ${option} ${port + 1}`,
      );
    }
    if (code === 'EACCES') {
      throw new StartProblem(`Port ${port} is not allowed here. Choose another: npm start -- ${option} 8800`);
    }
  }
}

/** Gives the code of the error, or null. A machine without IPv6 has no `::1` that could be taken. */
function tryToListen(port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? null));
    server.listen(port, address, () => server.close(() => resolve(null)));
  });
}
