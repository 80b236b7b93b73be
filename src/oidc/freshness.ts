/**
 * Whether the session that a browser has is good enough for a request, or somebody has to sign in first: `prompt` and `max_age` of
 * OpenID Connect Core 1.0, section 3.1.2.1. Pure; the time is an argument.
 */
import type { Session } from '../session/session.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { OidcRefusalCode } from './refusals.ts';

/** As far as the clock of an identity provider may be behind: the most that a connection can allow. */
const CLOCK_SKEW_MILLISECONDS = 300_000;

export type Freshness =
  | { readonly step: 'proceed' }
  /** `again`: though there is a session, the identity provider has to authenticate the person anew. */
  | { readonly step: 'sign_in'; readonly again: boolean }
  | { readonly step: 'refuse'; readonly code: OidcRefusalCode };

/**
 * Decides. `askedAt` is when this very request sent the person to sign in again, null before that: it is in the address that he
 * comes back to. Whoever makes it up escapes being asked, which leaving `prompt` out does as well; `auth_time` tells the truth.
 */
export function judgeFreshness(
  { prompt, maxAgeSeconds }: Pick<AuthorizationRequest, 'prompt' | 'maxAgeSeconds'>,
  session: Session | null,
  askedAt: number | null,
  now: number,
): Freshness {
  if (session === null) {
    if (prompt === 'none') return { step: 'refuse', code: 'oidc_login_required' };
    return { step: 'sign_in', again: false };
  }
  const { authnInstant } = session.identity;
  const isTooOld = maxAgeSeconds !== null && now - authnInstant > maxAgeSeconds * 1000;
  if (prompt !== 'login' && !isTooOld) return { step: 'proceed' };
  // No identity provider stands behind a session of recovery: nobody could authenticate the person again.
  if (prompt === 'none' || session.recovery) return { step: 'refuse', code: 'oidc_login_required' };
  if (askedAt === null || askedAt > now || session.signedInAt < askedAt)
    return { step: 'sign_in', again: true };
  return authnInstant >= askedAt - CLOCK_SKEW_MILLISECONDS
    ? { step: 'proceed' }
    : { step: 'refuse', code: 'oidc_login_not_fresh' };
}
