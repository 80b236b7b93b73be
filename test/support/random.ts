/** Random choices with a seed, so that whatever fails can be run again: mulberry32, a generator of 32 bits of state. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Neighbouring seeds would start alike: spread them first.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of the choices. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    if (choices.length === 0) throw new Error('there is nothing to pick from');
    return choices[this.below(choices.length)] as Choice;
  }

  /** So many of the choices, from none up to `most`, repetitions among them. */
  several<Choice>(choices: readonly Choice[], most: number): Choice[] {
    return Array.from({ length: this.below(most + 1) }, () => this.pick(choices));
  }
}
