/**
 * Who is signed in at a development IdP. The cookie is not signed: whoever can send one may sign in as anybody here
 * anyway. No I/O.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { SignedInPerson } from './answer.ts';
import type { Person } from './people.ts';

const NAME = 'development-idp';

/** Reads who is signed in; null where nobody is, or nobody that is known. */
export function readSession(c: Context, people: readonly Person[]): SignedInPerson | null {
  const parts = /^(\w+)\.(\d{1,15})\.(_[\w-]+)$/.exec(getCookie(c, NAME) ?? '');
  const person = people.find(({ id }) => id === parts?.[1]);
  if (parts === null || person === undefined) return null;
  return { person, authnInstant: Number(parts[2]), sessionIndex: parts[3] ?? '' };
}

export function writeSession(c: Context, slug: string, session: SignedInPerson): void {
  const value = `${session.person.id}.${session.authnInstant}.${session.sessionIndex}`;
  setCookie(c, NAME, value, attributes(slug));
}

export function clearSession(c: Context, slug: string): void {
  deleteCookie(c, NAME, attributes(slug));
}

function attributes(slug: string) {
  // A request by the POST binding comes from another site and has to bring it along. Browsers take Secure on localhost.
  return { path: `/${slug}`, httpOnly: true, secure: true, sameSite: 'None' } as const;
}
