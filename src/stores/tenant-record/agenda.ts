/**
 * What a Durable Object has to do later, in its own storage, so that no crash forgets it: an object has one alarm, and this
 * spreads it over any number of tasks, which are done side by side: none waits for one that is slow. A task is done at least
 * once; what it does must bear repeating, and what must not interleave has a queue of its own. I/O: its storage.
 */

/** `entered` counts how often somebody wanted the task done. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS agenda (
    task TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    entered INTEGER NOT NULL DEFAULT 1
  ) STRICT, WITHOUT ROWID;
`;

const FIRST_RETRY_MILLISECONDS = 1_000;
const LONGEST_RETRY_MILLISECONDS = 5 * 60_000;
/** How soon it is noticed that a task has become due while others are being done: no second alarm comes before the first is over. */
const LOOK_AGAIN_MILLISECONDS = 250;
/** What becomes due later than this waits for the next alarm: the platform ends those that go on for a quarter of an hour. */
const LONGEST_RUN_MILLISECONDS = 60_000;

/** Does the task; gives when it is due again, in milliseconds since 1970, or null where it is done. */
export type TaskHandler = (now: number) => Promise<number | null>;

export class Agenda {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(SCHEMA);
  }

  /**
   * Enters a task, or moves it. May be called inside a transaction, of which it is then a part; `arm` has to follow outside.
   */
  schedule(task: string, dueAt: number): void {
    this.#storage.sql.exec(
      'INSERT INTO agenda (task, due_at) VALUES (?, ?) ON CONFLICT (task) DO UPDATE SET due_at = excluded.due_at, failures = 0, entered = entered + 1',
      task,
      dueAt,
    );
  }

  /** Enters a task, unless it is due earlier already. */
  scheduleBy(task: string, dueAt: number): void {
    this.#storage.sql.exec(
      'INSERT INTO agenda (task, due_at) VALUES (?, ?) ON CONFLICT (task) DO UPDATE SET due_at = min(due_at, excluded.due_at), entered = entered + 1',
      task,
      dueAt,
    );
  }

  cancel(task: string): void {
    this.#storage.sql.exec('DELETE FROM agenda WHERE task = ?', task);
  }

  /** When a task is due, or null; how often in a row it failed. */
  find(task: string): { readonly dueAt: number; readonly failures: number } | null {
    const query = 'SELECT due_at, failures FROM agenda WHERE task = ?';
    const [row] = this.#storage.sql.exec<{ due_at: number; failures: number }>(query, task).toArray();
    return row === undefined ? null : { dueAt: row.due_at, failures: row.failures };
  }

  /** Sets the object's alarm for the task that is due first. */
  async arm(): Promise<void> {
    const [row] = this.#storage.sql
      .exec<{ due_at: number | null }>('SELECT min(due_at) AS due_at FROM agenda')
      .toArray();
    const dueAt = row?.due_at ?? null;
    if (dueAt === null) await this.#storage.deleteAlarm();
    else if ((await this.#storage.getAlarm()) !== dueAt) await this.#storage.setAlarm(dueAt);
  }

  /**
   * Does whatever is due, and what becomes due until all of that is done. Before a task begins it is moved to its next try, so
   * that a crash on the way costs a delay and nothing else; one that throws is tried again, after longer and longer.
   * `handlerOf` gives null for a task that nobody knows any more, which is struck off.
   */
  async run(now: number, handlerOf: (task: string) => TaskHandler | null): Promise<void> {
    const startedAt = Date.now();
    const begunAt = new Map<string, number>();
    const running = new Map<string, Promise<void>>();
    for (let elapsed = 0; ; elapsed = Date.now() - startedAt) {
      const time = now + elapsed;
      for (const task of elapsed < LONGEST_RUN_MILLISECONDS ? this.#listDue(time) : []) {
        // One that has just begun may have struck it off, or moved it.
        const entry = this.find(task);
        if (entry === null || entry.dueAt > time || running.has(task)) continue;
        // What wants to be done again at once leaves others their turn.
        if (entry.dueAt <= (begunAt.get(task) ?? -Infinity)) continue;
        begunAt.set(task, time);
        const done = this.#do(task, entry.failures, time, handlerOf(task));
        running.set(
          task,
          done.finally(() => running.delete(task)),
        );
      }
      if (running.size === 0) break;
      await Promise.race([...running.values(), scheduler.wait(LOOK_AGAIN_MILLISECONDS)]);
    }
    await this.arm();
  }

  /** Does one task at once, due or not; where that fails or breaks off, it stays on the agenda as after `run`. */
  async runOne(task: string, now: number, handler: TaskHandler): Promise<void> {
    const entry = this.find(task);
    if (entry === null) return;
    await this.#do(task, entry.failures, now, handler);
    await this.arm();
  }

  #listDue(time: number): readonly string[] {
    const query = 'SELECT task FROM agenda WHERE due_at <= ? ORDER BY due_at';
    return [...this.#storage.sql.exec<{ task: string }>(query, time)].map(({ task }) => task);
  }

  async #do(task: string, failures: number, now: number, handler: TaskHandler | null): Promise<void> {
    if (handler === null) {
      this.cancel(task);
      return;
    }
    const query = 'UPDATE agenda SET due_at = ?, failures = failures + 1 WHERE task = ?';
    this.#storage.sql.exec(query, now + retryDelay(failures), task);
    const entered = this.#countEntered(task);
    let next: number | null;
    try {
      next = await handler(now);
    } catch (error) {
      logTaskFailure(task, error);
      return;
    }
    // Whoever entered it anew meanwhile wants it done again.
    if (this.#countEntered(task) !== entered) return;
    if (next === null) this.cancel(task);
    else this.schedule(task, next);
  }

  #countEntered(task: string): number | null {
    const query = 'SELECT entered FROM agenda WHERE task = ?';
    return this.#storage.sql.exec<{ entered: number }>(query, task).toArray()[0]?.entered ?? null;
  }
}

function retryDelay(failures: number): number {
  return Math.min(FIRST_RETRY_MILLISECONDS * 2 ** failures, LONGEST_RETRY_MILLISECONDS);
}

/** The kind of task and of error alone: a message might quote somebody's data. */
function logTaskFailure(task: string, error: unknown): void {
  const name = error instanceof Error ? error.name : 'unknown';
  console.error(JSON.stringify({ event: 'task_failed', task: task.split(' ')[0], name }));
}
