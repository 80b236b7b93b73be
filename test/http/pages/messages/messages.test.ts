/** What the compiler does not see in a catalogue: that it was translated, and that it is written for people. */
import { describe, expect, test } from 'vitest';
import { ENGLISH, type Messages } from '../../../../src/http/pages/messages/en.ts';
import { LANGUAGES } from '../../../../src/http/pages/messages/languages.ts';
import {
  ATTRIBUTE_WORDS,
  AUTHN_CONTEXT_WORDS,
  NAME_ID_FORMAT_WORDS,
} from '../../../../src/http/pages/plain-words.ts';

/** Words that mean nothing to somebody who only wants to sign in. */
const JARGON =
  /\b(saml|xml|idp|sso|acs|nameid|assertion|response|issuer|audience|certificate|metadata|signature|destination|recipient|entity|base64|http|token|tenant|connection|identity provider|zertifikat|signatur|metadaten|aussteller|empfänger)s?\b/iu;

/** What may be the same in two languages. */
const SHARED = new Set(['organisation', 'code']);

/** Every text of a catalogue with its path, functions called with a mark in place of what they are about. */
function textsOf(value: unknown, path = ''): (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (path === 'plainWord') return [];
  if (typeof value === 'function') return [[path, [value('MARK', 'SECOND')].flat().join('')]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    textsOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

const ENGLISH_TEXTS = new Map(textsOf(ENGLISH));
const PLAIN_WORDS = [ATTRIBUTE_WORDS, AUTHN_CONTEXT_WORDS, NAME_ID_FORMAT_WORDS].flatMap((words) =>
  Object.values(words),
);

describe.each(LANGUAGES.map((messages) => [messages.ownName, messages] as const))('%s', (_, messages) => {
  const texts = textsOf(messages);

  test('says everything, with nothing around it and no straight quotes', () => {
    expect(texts.map(([path]) => path)).toEqual([...ENGLISH_TEXTS.keys()]);
    for (const [path, text] of texts) expect([path, text]).toEqual([path, text.trim()]);
    for (const [path, text] of texts)
      expect([path, text]).not.toEqual([path, expect.stringMatching(/["'`]/u)]);
    for (const word of PLAIN_WORDS) expect(messages.plainWord(word as never)).toMatch(/\S/u);
  });

  test('tells each failure in whole sentences without jargon', () => {
    for (const { title, sentences } of Object.values(messages.failures)) {
      expect(title).not.toMatch(/[.!]$/u);
      expect(sentences.length).toBeGreaterThan(0);
      for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
      expect([title, ...sentences].join(' ')).not.toMatch(JARGON);
    }
  });

  test('keeps what others put into a message, and the numbers', () => {
    expect(texts.filter(([, text]) => text.includes('MARK')).map(([path]) => path)).toEqual([
      'tenantOnProduct',
      'askSupport',
      'continueTo',
      'signInWith',
      'signedInAs',
      'signOutWith',
      'keptSignedInAs',
    ]);
    for (const form of Object.values(messages.moreValues)) expect(form).toMatch(/\{more\}.*\{all\}/u);
  });

  test('is known to Intl', () => {
    const [language] = messages.locale.split('-');
    expect(language).toBe(messages.language);
    expect(Intl.DateTimeFormat.supportedLocalesOf(messages.locale)).toEqual([messages.locale]);
  });
});

const OTHERS: readonly Messages[] = LANGUAGES.filter((messages) => messages !== ENGLISH);

test.each(OTHERS.map((messages) => [messages.ownName, messages] as const))(
  '%s is not English',
  (_, messages) => {
    const same = textsOf(messages).filter(([path, text]) => ENGLISH_TEXTS.get(path) === text);
    expect(same.filter(([path]) => !SHARED.has(path))).toEqual([]);
  },
);
