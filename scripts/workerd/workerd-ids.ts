/** The workerd processes of this process, and what they take of memory. I/O: /proc, so that it works on Linux alone. */
import { readdirSync, readFileSync } from 'node:fs';

/** Lists the ids of the workerd processes that this process has started. */
export function listWorkerds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, command, parent] =
          /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return command === 'workerd' && Number(parent) === process.pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Starts something that starts one workerd, and gives both. */
export async function withWorkerdId<Started>(
  start: () => Promise<Started>,
): Promise<{ readonly started: Started; readonly pid: number }> {
  const before = listWorkerds();
  const started = await start();
  const [pid, ...others] = listWorkerds().filter((each) => !before.includes(each));
  if (pid === undefined || others.length > 0) throw new Error('workerd is not to be told from others');
  return { started, pid };
}

/** Reads how much memory a process has in use: its resident set, in octets. */
export function readResidentOctets(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} says nothing of its memory`);
  return Number(kilobytes) * 1024;
}
