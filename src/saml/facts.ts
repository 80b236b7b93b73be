/** What the rules look at. */
import type { Assertion } from './assertion.ts';
import type { Expectations } from './expectations.ts';
import type { ResponseEnvelope } from './response.ts';

/** Everything a rule may look at. */
export interface Facts {
  readonly assertion: Assertion;
  readonly envelope: ResponseEnvelope;
  /** Whether the envelope came out of verified octets too. */
  readonly envelopeVerified: boolean;
  readonly expectations: Expectations;
  readonly now: number;
}
