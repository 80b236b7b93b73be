/** How far the import is: a bar on a terminal, a line now and then elsewhere. I/O: writes to the stream. */

interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CELLS = 30;
/** Elsewhere a line for each tenth is enough. */
const LINES = 10;

/** Makes the function that is called after each entry. */
export function progressOf(total: number, stream: ProgressStream): (done: number) => void {
  let lines = 0;
  return (done) => {
    if (stream.isTTY) {
      const filled = Math.round((CELLS * done) / total);
      const bar = '█'.repeat(filled) + '░'.repeat(CELLS - filled);
      stream.write(`\r${bar} ${done} of ${total}${done === total ? '\n' : ''}`);
      return;
    }
    const due = Math.floor((LINES * done) / total);
    if (due <= lines) return;
    lines = due;
    stream.write(`${done} of ${total}\n`);
  };
}
