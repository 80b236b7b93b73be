/** What can be wrong with what the Worker stands on, as it is told to the Worker that has it happen. Pure. */

/** `loses its answers`: what was asked for is done, and nobody hears of it. */
export type Fault = 'fails' | 'hangs' | 'is slow' | 'loses its answers';

/** By what it is that has the fault; without, it works. */
export interface Faults {
  readonly ledger?: Fault;
  readonly tenants?: Fault;
  readonly record?: Fault;
}

/** Where it is told. */
export const FAULTS_PATH = '/.faults';
