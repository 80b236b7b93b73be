/** What `wrangler dev` prints, without what only fills the screen: the Worker's own lines, warnings and errors stay. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface WranglerOutput {
  /** Ends the start-up: its banners are forgotten, and from now on lines are shown. */
  showFromNow(): void;
  /** The last lines of a start-up, for when it fails. */
  tail(): string;
}

/** A line for each request, and that files changed. */
const NOISE = /^\s*$|^\[wrangler:info\]|^⎔ (?:Reloading|Starting|Shutting)/;
const TAIL_LINES = 20;

/** Reads both outputs of the process. */
export function readWranglerOutput(
  { stdout, stderr }: ChildProcess,
  show: (line: string) => void,
): WranglerOutput {
  let startup: string[] | null = [];
  const take = (line: string) => {
    if (NOISE.test(line)) return;
    if (startup === null) show(line);
    else startup = [...startup, line].slice(-TAIL_LINES);
  };
  for (const stream of [stdout, stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', take);
  }
  return {
    showFromNow() {
      startup = null;
    },
    tail: () => (startup ?? []).join('\n'),
  };
}
