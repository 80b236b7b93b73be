/**
 * The language of the pages that everybody sees: what the person chose on one of them, else what the browser asks for. A choice
 * is remembered in a cookie of this host alone; who makes none gets no cookie. Cookie and header come from anybody.
 */
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { readCookies } from '../session/cookie-header.ts';
import type { HostEnv, TenantEnv } from './context.ts';
import type { Site } from './pages/layout.tsx';
import type { Messages } from './pages/messages/en.ts';
import { findLanguage, preferredLanguage } from './pages/messages/languages.ts';
import { siteOf } from './respond.ts';

const COOKIE_NAME = '__Host-language';
const COOKIE_SECONDS = 400 * 24 * 60 * 60;
/** None: a refusal answers what the identity provider's page posted, and a Lax cookie would not come along there. */
const COOKIE_ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'None' } as const;

/** What a page for everybody is told of where it stands, in the words that this person reads. */
export function localSite(c: Context<HostEnv> | Context<TenantEnv>, tenant: Site['tenant']): Site {
  return { ...siteOf(c.var, tenant), messages: messagesFor(c), isSwitchable: true };
}

/** Gives the words that this person reads; the answer says what that came from. */
export function messagesFor(c: Context): Messages {
  const chosen = readCookies(c.req.header('Cookie') ?? null).get(COOKIE_NAME);
  const messages = findLanguage(chosen) ?? preferredLanguage(c.req.header('Accept-Language') ?? null);
  c.header('Content-Language', messages.language);
  c.header('Vary', 'Accept-Language, Cookie');
  return messages;
}

/** Remembers a language that was chosen. */
export function rememberLanguage(c: Context, { language }: Messages): void {
  setCookie(c, COOKIE_NAME, language, { ...COOKIE_ATTRIBUTES, maxAge: COOKIE_SECONDS });
}
