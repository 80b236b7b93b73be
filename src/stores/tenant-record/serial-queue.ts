/**
 * One after the other: a Durable Object takes other calls while it awaits something outside of its storage, and some things
 * must not interleave. No I/O.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs this once all that came before has ended, well or not. */
  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
