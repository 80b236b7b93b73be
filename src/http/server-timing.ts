/**
 * The Server-Timing header, W3C Server Timing, of an answer that signs somebody in, where the operator asks for it. No refusal has
 * it: how long which stage took would tell whoever sends what they send how far it got. Pure.
 */
import { SIGN_IN_STAGES, type Stages } from '../events/outcome-event.ts';

/** Writes the header's value: milliseconds by stage, in their order. */
export function writeServerTiming(stages: Stages): string {
  return SIGN_IN_STAGES.flatMap((stage) => {
    const milliseconds = stages[stage];
    return milliseconds === undefined ? [] : `${stage};dur=${milliseconds}`;
  }).join(', ');
}
