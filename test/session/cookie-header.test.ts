import { expect, test } from 'vitest';
import { readCookies } from '../../src/session/cookie-header.ts';

const NAME = '__Host-session';
const read = (header: string) => readCookies(header).get(NAME);

test('a cookie is found among others, with or without a space after the semicolon', () => {
  expect(read(`a=1; ${NAME}=x.y.z; b=2`)).toBe('x.y.z');
  expect(read(`a=1;${NAME}=x.y.z`)).toBe('x.y.z');
  expect(read(`${NAME}=a=b==`)).toBe('a=b==');
});

test('no header, an empty one and pairs without a name give nothing', () => {
  expect(readCookies(null).size).toBe(0);
  expect(read('')).toBeUndefined();
  expect(read(`${NAME}`)).toBeUndefined();
  expect(read(`=${NAME}=x`)).toBeUndefined();
});

test.each([
  ['twice', `${NAME}=mine; ${NAME}=theirs`],
  ['twice with one value', `${NAME}=mine; ${NAME}=mine`],
  ['three times, others between', `${NAME}=a; x=1; ${NAME}=b; y=2; ${NAME}=c`],
  ['twice, once empty', `${NAME}=; ${NAME}=mine`],
])('a name that occurs %s is not there at all', (_title, header) => {
  expect(read(header)).toBeUndefined();
});

test.each([
  ['a no-break space before it', `\u00a0${NAME}=theirs`],
  ['an en quad before it', `\u2000${NAME}=theirs`],
  ['a tab before it', `\t${NAME}=theirs`],
  ['a second space before it', `  ${NAME}=theirs`],
  ['a space behind it', `${NAME} =theirs`],
  ['a NUL behind it', `${NAME}\0=theirs`],
  ['other letter case', `__host-session=theirs`],
  ['$Version and a comma', `$Version=1,${NAME}=theirs`],
  ['a comma in another value', `a=1, ${NAME}=theirs`],
  ['percent encoding', `__Host%2Dsession=theirs`],
])('a look-alike with %s is another cookie, and does not disturb the real one', (_title, lookAlike) => {
  expect(read(lookAlike)).toBeUndefined();
  expect(read(`x=1; ${lookAlike}`)).toBeUndefined();
  expect(read(`${NAME}=mine; ${lookAlike.trimStart() === lookAlike ? lookAlike : `z;${lookAlike}`}`)).toBe(
    'mine',
  );
});

test('quotes join nothing: a value cannot swallow the cookie behind it', () => {
  expect(read(`$Version=1; a="x; ${NAME}=mine; b=y"`)).toBe('mine');
});
