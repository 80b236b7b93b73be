/**
 * One transaction for all the writes of a moment: when everybody comes in at nine, the storage commits for each moment and not
 * for each of them. A write is kept once what `write` gives is fulfilled; what a crash takes before that was promised to
 * nobody. I/O: the object's storage.
 */

/** Nobody waits for these writes: they are of what has been answered. */
const MOMENT_MILLISECONDS = 20;

interface Entered {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class SharedTransaction {
  readonly #storage: DurableObjectStorage;
  #entered: Entered[] = [];

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Enters a synchronous write, to be made with the others of its moment, in the order in which they came. */
  async write(write: () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#entered.push({ write, resolve, reject });
    if (this.#entered.length === 1) {
      await scheduler.wait(MOMENT_MILLISECONDS);
      this.#makeAll();
    }
    return promise;
  }

  #makeAll(): void {
    const entered = this.#entered;
    this.#entered = [];
    try {
      this.#storage.transactionSync(() => {
        for (const { write } of entered) write();
      });
      for (const { resolve } of entered) resolve();
    } catch {
      // None of them is kept. One that cannot be made must not take the others along.
      for (const each of entered) this.#makeAlone(each);
    }
  }

  #makeAlone({ write, resolve, reject }: Entered): void {
    try {
      this.#storage.transactionSync(write);
      resolve();
    } catch (error) {
      reject(error);
    }
  }
}
