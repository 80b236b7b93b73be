/** What the runs under load and faults send: sign-ins, each with its own request and assertion, and cookies as they get older. */
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import { type CarriedSession, SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { PARTIES } from '../bench/parties.ts';
import { encodePost, makePendingCookie } from '../bench/requests.ts';
import { IDP_KEY } from '../bench/responses.ts';
import type { SigningKey } from '../x509/signing-key.ts';
import { COOKIE_SECRET } from './deployed-options.ts';
import { makeSignInTemplate } from './sign-in-template.ts';

/** Makes the post to the ACS that ends the sign-in of that number. */
export type SignIns = (index: number) => Promise<Buffer>;

/** Prepares sign-ins to a tenant; `key` is whose signature they have. */
export async function prepareSignIns(tenantId: string, key: SigningKey = IDP_KEY): Promise<SignIns> {
  const makeAnswer = await makeSignInTemplate(key);
  return async (index) => {
    const requestId = `_${index.toString(16).padStart(32, '0')}`;
    const samlResponse = makeAnswer({ requestId, assertionId: `_assertion-${index}` });
    const body = new URLSearchParams({ SAMLResponse: samlResponse }).toString();
    return encodePost(body, await makePendingCookie(tenantId, requestId, PARTIES.idpEntityId));
  };
}

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

/** The failure code that a page or a problem tells; null for none. */
export function codeOf(answer: string): string | null {
  return /<code>([a-z0-9_]+)<\/code>|"code":"([a-z0-9_]+)"/.exec(answer)?.slice(1).find(Boolean) ?? null;
}

/** The reference number that a page or a problem tells; null for none. */
export function referenceOf(answer: string): string | null {
  return /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4})+\b/.exec(answer)?.[0] ?? null;
}

/** Makes a session cookie look so old that its session is looked up in the ledger, as it would be a minute later. */
export async function ageCookie(cookie: string): Promise<string> {
  const { session } = JSON.parse(
    Buffer.from(cookie.split('.')[1] ?? '', 'base64url').toString(),
  ) as CarriedSession;
  const renewedAt = session.renewedAt - SESSION_RENEWAL_SECONDS * 1000;
  const keys = await deriveSigningKeys([COOKIE_SECRET], 'edge-saml/session/1');
  return `${SESSION_COOKIE_NAME}=${await sealSession({ ...session, renewedAt }, keys)}`;
}
