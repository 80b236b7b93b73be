/**
 * The languages of the pages, and which of them somebody reads: RFC 9110, section 12.5.4, by the basic ranges that browsers
 * send. The header and the cookie come from anybody; neither decides more than words. Pure.
 */
import { GERMAN } from './de.ts';
import { ENGLISH, type Messages } from './en.ts';

/** A language is its file and its place here. The first is for those who read none of them. */
export const LANGUAGES: readonly Messages[] = [ENGLISH, GERMAN];

/** Finds a language by its exact tag, as a cookie or a form names it. */
export function findLanguage(tag: string | null | undefined): Messages | null {
  return LANGUAGES.find(({ language }) => language === tag) ?? null;
}

/** No browser sends more; the rest of a longer header is not read. */
const MAX_HEADER_CHARACTERS = 500;

/** Chooses the language that the header asks for most: `de-CH` reads German, and `*` whatever comes first. */
export function preferredLanguage(acceptLanguage: string | null): Messages {
  const [first] = LANGUAGES as readonly [Messages, ...Messages[]];
  let best = { messages: first, weight: 0 };
  for (const range of (acceptLanguage ?? '').slice(0, MAX_HEADER_CHARACTERS).split(',')) {
    const [tag = '', quality] = range
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const weight = quality === undefined ? 1 : Number(/^q=([01](?:\.\d{0,3})?)$/.exec(quality)?.[1] ?? 0);
    const messages = tag === '*' ? first : findLanguage(tag.split('-')[0]);
    if (messages !== null && weight > best.weight) best = { messages, weight };
  }
  return best.messages;
}
