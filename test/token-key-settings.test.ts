/** The secret TOKEN_KEYS: what is taken, and that each problem is named without the secret. */
import { describe, expect, test } from 'vitest';
import { readTokenKeys } from '../src/token-key-settings.ts';
import { listTokenKeys, tokenJwk } from './support/token-keys.ts';

const FIRST = tokenJwk('first');
const SECOND = tokenJwk('second', 'Ed25519');

function read(text: string | undefined) {
  const problems: string[] = [];
  const keys = readTokenKeys(text, (name, problem) => problems.push(`${name}: ${problem}`));
  return { keys, problems };
}

test.each([undefined, '', '  \n'])('%j is no secret, and no problem', (text) => {
  expect(read(text)).toEqual({ keys: [], problems: [] });
});

test('the keys keep their order, so that the first signs, and their algorithms', () => {
  const { keys, problems } = read(`${listTokenKeys(FIRST, SECOND)}\n`);
  expect(problems).toEqual([]);
  expect(keys.map(({ id, algorithm }) => [id, algorithm])).toEqual([
    ['first', 'ES256'],
    ['second', 'EdDSA'],
  ]);
});

test('what is published has no private member, and nothing that verifiers do not need', () => {
  const { keys } = read(listTokenKeys({ ...FIRST, note: 'mine', k: 'secret' }, SECOND));
  const [ec, okp] = keys.map(({ publicJwk }) => Object.keys(publicJwk).sort());
  expect(ec).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(okp).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

test('alg and use may be left out', () => {
  const { alg: _alg, use: _use, ...bare } = FIRST;
  expect(read(listTokenKeys(bare)).keys[0]?.publicJwk).toMatchObject({ alg: 'ES256', use: 'sig' });
});

describe('is refused', () => {
  const without = (name: string) => Object.fromEntries(Object.entries(FIRST).filter(([key]) => key !== name));
  const six = Array.from({ length: 6 }, (_, index) => ({ ...FIRST, kid: `k${index}` }));

  test.each<[string, string]>([
    ['no JSON', `${listTokenKeys(FIRST)}x`],
    ['JSON null', 'null'],
    ['a key without its set', JSON.stringify(FIRST)],
    ['a set without keys', '{"keys":[]}'],
    ['keys that are no list', '{"keys":{}}'],
    ['more keys than a roll-over takes', listTokenKeys(...six)],
    ['a text for a key', JSON.stringify({ keys: ['x'] })],
    ['null for a key', JSON.stringify({ keys: [null] })],
    ['no kid', listTokenKeys(without('kid'))],
    ['an empty kid', listTokenKeys({ ...FIRST, kid: '' })],
    ['a kid with a line break', listTokenKeys({ ...FIRST, kid: 'a\nb' })],
    ['a kid of 65 letters', listTokenKeys({ ...FIRST, kid: 'a'.repeat(65) })],
    ['another curve', listTokenKeys({ ...FIRST, crv: 'P-384' })],
    ['the curve of the other type', listTokenKeys({ ...FIRST, kty: 'OKP' })],
    ['an RSA key', listTokenKeys({ kty: 'RSA', kid: 'r', n: 'AQAB', e: 'AQAB', d: 'AQAB' })],
    ['a symmetric key', listTokenKeys({ kty: 'oct', kid: 'o', k: 'A'.repeat(43) })],
    ['another algorithm', listTokenKeys({ ...FIRST, alg: 'HS256' })],
    ['another use', listTokenKeys({ ...FIRST, use: 'enc' })],
    ['a public key', listTokenKeys(without('d'))],
    ['half a public key', listTokenKeys(without('y'))],
    ['a coordinate with padding', listTokenKeys({ ...FIRST, x: `${FIRST.x}=` })],
    ['a private part of another key', listTokenKeys({ ...FIRST, d: tokenJwk('other').d })],
    ['a point that is not on the curve', listTokenKeys({ ...FIRST, x: FIRST.y })],
    ['one kid twice', listTokenKeys(FIRST, { ...SECOND, kid: FIRST.kid })],
  ])('%s', (_, text) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^TOKEN_KEYS: /);
    for (const secret of [FIRST.d, SECOND.d, FIRST.x]) expect(problems[0]).not.toContain(secret);
  });

  test('each broken key by its number, all at once', () => {
    const { keys, problems } = read(listTokenKeys({}, FIRST, { kid: 'x' }));
    expect(keys.map(({ id }) => id)).toEqual(['first']);
    expect(problems.map((problem) => /Number (\d)/.exec(problem)?.[1])).toEqual(['1', '3']);
  });
});
