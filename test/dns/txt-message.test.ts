import { describe, expect, test } from 'vitest';
import { buildTxtQuery, readTxtAnswer } from '../../src/dns/txt-message.ts';
import { buildDnsAnswer, CNAME, type DnsAnswer, type DnsRecord, nameOctets } from '../support/dns-message.ts';

const NAME = '_edge-saml.acme.example';

function read(changes: DnsAnswer, name = NAME) {
  const result = readTxtAnswer(buildDnsAnswer(NAME, changes), name);
  return result.ok ? result.value : result.failure.code;
}
const records = (...answers: DnsRecord[]) => read({ answers });

test('a question is the one of RFC 8484, letter by letter', () => {
  const question = Buffer.from(buildTxtQuery('www.example.com')).toString('hex');
  // As in RFC 8484, section 4.1.1, but for the type.
  expect(question).toBe('00000100000100000000000003777777076578616d706c6503636f6d0000100001');
});

test.each(['', 'a..b', `${'a'.repeat(64)}.example`, `${'a.'.repeat(130)}example`])(
  'there is no question for %s',
  (name) => {
    expect(() => buildTxtQuery(name)).toThrow();
  },
);

describe('an answer', () => {
  test('gives each record as one text, whatever strings it is in', () => {
    expect(records({ strings: ['one'] }, { strings: ['tw', '', 'o'] }, { strings: [''] })).toEqual([
      'one',
      'two',
      '',
    ]);
    expect(records({ strings: ['x'.repeat(255), 'y'.repeat(255)] })).toEqual([
      'x'.repeat(255) + 'y'.repeat(255),
    ]);
  });

  test('may write the name out, in any case, or compress a part of it', () => {
    expect(records({ name: NAME.toUpperCase(), strings: ['a'] })).toEqual(['a']);
    // `acme.example` stands 11 octets into the question's name.
    expect(records({ name: [10, ...Buffer.from('_edge-saml'), 0xc0, 12 + 11], strings: ['a'] })).toEqual([
      'a',
    ]);
    expect(read({ question: NAME.toUpperCase(), answers: [{ strings: ['a'] }] })).toEqual(['a']);
  });

  test('says that there is nothing by NXDOMAIN, or by no record', () => {
    expect(read({ flags: 0x8183 })).toEqual([]);
    expect(read({})).toEqual([]);
  });

  test('counts for nothing where its records are of another name, kind or class', () => {
    for (const name of ['acme.example', 'x._edge-saml.acme.example', '_edge-saml.globex.example']) {
      expect(records({ name, strings: ['a'] })).toEqual([]);
    }
    expect(records({ type: 99, strings: ['a'] })).toEqual([]);
    expect(records({ class: 3, strings: ['a'] })).toEqual([]);
    const dotted = [15, ...Buffer.from('_edge-saml.acme'), 7, ...Buffer.from('example'), 0];
    expect(records({ name: dotted, strings: ['a'] })).toEqual([]);
  });

  test('does not prove by an alias: whoever that leads to is somebody else', () => {
    const target = 'verify.elsewhere.example';
    expect(records({ type: CNAME, data: nameOctets(target) }, { name: target, strings: ['a'] })).toEqual([]);
  });

  test('may have more behind its records', () => {
    expect(read({ answers: [{ strings: ['a'] }], rest: [0, 0, 41, 2, 0, 0, 0, 0, 0, 0, 0] })).toEqual(['a']);
  });
});

describe('what is refused', () => {
  test.each<[string, DnsAnswer, string]>([
    ['another ID', { id: 1 }, 'dns_answer_malformed'],
    ['a question', { flags: 0x0100 }, 'dns_answer_malformed'],
    ['another kind of message', { flags: 0xa980 }, 'dns_answer_malformed'],
    ['no question', { questions: 0 }, 'dns_answer_malformed'],
    ['two questions', { questions: 2 }, 'dns_answer_malformed'],
    ['a question for another name', { question: 'acme.example' }, 'dns_answer_malformed'],
    ['a question for other records', { type: 1 }, 'dns_answer_malformed'],
    ['a part', { flags: 0x8380 }, 'dns_answer_truncated'],
    ['SERVFAIL', { flags: 0x8182 }, 'dns_answer_failed'],
    ['REFUSED', { flags: 0x8185 }, 'dns_answer_failed'],
    ['fewer records than it says', { answers: [{ strings: ['a'] }], count: 2 }, 'dns_answer_malformed'],
    ['data beyond its end', { answers: [{ strings: ['a'], length: 3 }] }, 'dns_answer_malformed'],
    ['a string beyond its record', { answers: [{ data: [5, 97] }] }, 'dns_answer_malformed'],
    [
      'a string that reaches into the next record',
      { answers: [{ data: [3, 97] }, { strings: ['bc'] }] },
      'dns_answer_malformed',
    ],
  ])('%s', (_what, changes, code) => {
    expect(read(changes)).toBe(code);
  });

  test.each<[string, readonly number[]]>([
    ['a pointer to itself', [0xc0, 12 + nameOctets(NAME).length + 4]],
    ['a pointer ahead', [0xc0, 0xff]],
    ['a pointer beyond the end', [0xff, 0xff]],
    ['a circle', [1, 97, 0xc0, 12 + nameOctets(NAME).length + 4]],
    ['a label of 64 octets', [0x40, ...Array<number>(64).fill(97), 0]],
    [
      'a name of 256 octets',
      [...Array.from({ length: 4 }, () => [63, ...Array<number>(63).fill(97)]).flat(), 0],
    ],
    ['an unfinished label', [63, 97]],
  ])('a name with %s', (_what, name) => {
    expect(records({ name })).toBe('dns_answer_malformed');
  });

  test('a name that is longer on its way than any name has labels', () => {
    const start = 12 + nameOctets(NAME).length + 4 + 12;
    const pointer = (to: number) => [0xc0 + (to >> 8), to & 0xff];
    const chain = (length: number) =>
      records(
        {
          type: 1,
          data: Array.from({ length }, (_, at) => pointer(at === 0 ? 12 : start + 2 * (at - 1))).flat(),
        },
        { name: pointer(start + 2 * (length - 1)), strings: ['token'] },
      );
    expect(chain(126)).toEqual(['token']);
    expect(chain(127)).toBe('dns_answer_malformed');
  });

  test('an answer cut off anywhere', () => {
    const whole = buildDnsAnswer(NAME, { answers: [{ strings: ['token'] }] });
    for (let length = 0; length < whole.length; length++) {
      expect(readTxtAnswer(whole.subarray(0, length), NAME)).toMatchObject({
        ok: false,
        failure: { code: 'dns_answer_malformed' },
      });
    }
  });
});
