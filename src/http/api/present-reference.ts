/** What is kept under a reference number, in the API's words. Pure. */
import type { ReferenceMatch } from '../../administration/reference.ts';
import { formatInstant } from '../../saml/instant.ts';
import { explain } from '../../sign-in/explain.ts';
import type { FoundReference } from '../../stores/find-reference.ts';
import type { ReferenceItemAnswer } from './answers/reference.ts';

const NOTHING = {
  outcome: null,
  connectionId: null,
  durationMilliseconds: null,
  details: null,
  explanation: null,
  checks: [],
  author: null,
  changes: [],
  delivery: null,
} as const;

/** Presents one of them. */
export function presentReference({ tenant, match }: FoundReference): ReferenceItemAnswer {
  return { ...NOTHING, tenant, ...present(match) };
}

function present(
  match: ReferenceMatch,
): Omit<ReferenceItemAnswer, 'tenant' | keyof typeof NOTHING> & Partial<ReferenceItemAnswer> {
  switch (match.kind) {
    case 'sign_in': {
      const { at, outcome, code, connectionId, durationMilliseconds, details = null } = match.attempt;
      return {
        kind: 'sign_in',
        at: formatInstant(at),
        code: code ?? outcome,
        outcome,
        connectionId,
        durationMilliseconds,
        details,
        explanation: code === null ? null : explain(code).administrator,
        checks: match.checks.map(({ code: check, passed, expected, received }) => ({
          code: check,
          passed,
          expected,
          received,
        })),
      };
    }
    case 'change': {
      const { at, action, author, changes } = match.entry;
      return { kind: 'change', at: formatInstant(at), code: action, author, changes };
    }
    case 'webhook': {
      const { createdAt, state, eventType, endpointId: webhookId, attempts } = match.delivery;
      const last = attempts.at(-1);
      return {
        kind: 'webhook',
        at: formatInstant(createdAt),
        code: last === undefined ? 'pending' : (last.error ?? 'delivered'),
        durationMilliseconds: last?.durationMilliseconds ?? null,
        delivery: { eventType, webhookId, state, tries: attempts.length },
      };
    }
    case 'happening': {
      const { kind, at, code, connectionId } = match.happening;
      return { kind, at: formatInstant(at), code, connectionId };
    }
  }
}
