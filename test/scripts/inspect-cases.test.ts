/** Files of cases: a line for each, however broken it is. */
import { expect, test } from 'vitest';
import { CASE, makeGenuineFolder } from '../support/run-inspect.ts';
import { buildResponse, formBody, GENUINE, signXml } from '../support/signed-response.ts';

const { write, inspect, genuine } = await makeGenuineFolder();

write('form.txt', formBody(genuine));
write('unsolicited.xml', await signXml(buildResponse({}, { requestId: null }), 'Assertion'));
write('garbage', Buffer.from([0, 1, 2, 255]));

const BASE = { response: 'genuine.xml', metadata: 'metadata.xml', ...CASE };
const { metadata: _, ...UNTRUSTING } = BASE;

async function runCases(cases: unknown) {
  write('cases.json', JSON.stringify(cases));
  const { status, stdout, stderr } = await inspect(['--cases', 'cases.json']);
  const lines = stdout.split('\n').slice(0, -1);
  return { status, stderr, verdicts: lines.map((line) => JSON.parse(line)) };
}

test('each case has one line with its name and verdict, in order, and the next runs whatever happens', async () => {
  const certificates = { certificates: ['certificate.pem'], idpEntityId: GENUINE.idpEntityId };
  const cases: [object | string | null | number, string][] = [
    [{ name: 'genuine', ...BASE }, 'accepted'],
    [{ name: 'a form', ...BASE, response: 'form.txt' }, 'accepted'],
    [{ name: 'tampered', ...BASE, response: 'tampered.xml' }, 'signature_digest_mismatch'],
    [{ name: 'missing file', ...BASE, response: 'missing.xml' }, 'file_unreadable'],
    [{ name: 'missing metadata', ...BASE, metadata: 'missing.xml' }, 'file_unreadable'],
    [{ name: 'a folder', ...BASE, response: '.' }, 'file_unreadable'],
    [{ name: 'no name for a file', ...BASE, response: 'a\0b' }, 'file_unreadable'],
    [{ name: 'broken file', ...BASE, response: 'garbage' }, 'saml_response_not_base64'],
    [{ name: 'broken metadata', ...BASE, metadata: 'garbage' }, 'xml_not_utf8'],
    [{ name: 'by certificate', ...UNTRUSTING, ...certificates }, 'accepted'],
    [{ name: 'by nobody', ...UNTRUSTING, certificates: [], idpEntityId: 'x' }, 'case_invalid'],
    [{ name: 'both kinds of trust', ...BASE, ...certificates }, 'case_invalid'],
    [
      { name: 'unsolicited', ...BASE, response: 'unsolicited.xml', inResponseTo: null, unsolicited: true },
      'accepted',
    ],
    [{ name: 'neither', ...BASE, inResponseTo: undefined }, 'case_invalid'],
    [{ name: 'both', ...BASE, unsolicited: true }, 'case_invalid'],
    [{ name: 'asked, said twice', ...BASE, unsolicited: false }, 'accepted'],
    [
      { name: 'wrong kinds', ...BASE, clockSkewSeconds: '300', allowSha1: 'yes', require: 'none' },
      'case_invalid',
    ],
    [
      { name: 'fields', ...BASE, clockSkewSeconds: 0, allowSha1: true, require: 'both', decryptionKeys: [] },
      'accepted',
    ],
    [{ name: 'no key', ...BASE, decryptionKeys: ['certificate.pem'] }, 'decryption_key_unreadable'],
    [{ name: '__proto__', ...BASE, spEntityId: 'urn:other' }, 'audience_mismatch'],
    [{ ...BASE }, 'accepted'],
    [{ name: 7, ...BASE }, 'accepted'],
    ['text', 'case_invalid'],
    [null, 'case_invalid'],
    [[], 'case_invalid'],
    [{ name: 'last', ...BASE }, 'accepted'],
  ];
  const { status, stderr, verdicts } = await runCases(cases.map(([input]) => input));
  expect([status, stderr]).toEqual([1, '']);
  expect(verdicts.map(({ accepted, code }) => (accepted ? 'accepted' : code))).toEqual(
    cases.map(([, outcome]) => outcome),
  );
  expect(verdicts.map(({ name }) => name)).toEqual(
    cases
      .map(([input]) => (input as { name?: unknown } | null)?.name)
      .map((name, index) => (typeof name === 'string' ? name : `#${index + 1}`)),
  );
  for (const verdict of verdicts) {
    expect(Object.keys(verdict)).toEqual(
      verdict.accepted
        ? ['name', 'accepted', 'claims', 'checks']
        : ['name', 'accepted', 'code', 'expected', 'received', 'checks'],
    );
    expect(verdict.checks.every(({ passed }: { passed: boolean }) => passed)).toBe(verdict.accepted);
  }
});

test('the status is 0 where all are accepted, and for no cases at all', async () => {
  expect((await runCases([BASE, BASE])).status).toBe(0);
  expect(await runCases([])).toMatchObject({ status: 0, verdicts: [] });
});

test('everything that is wrong with a case is said at once', async () => {
  const { verdicts } = await runCases([{ name: 'bare', now: 'yesterday', clockSkewSeconds: -1 }]);
  expect(verdicts[0].code).toBe('case_invalid');
  for (const field of [
    'response',
    'spEntityId',
    'acsUrl',
    'now',
    'clockSkewSeconds',
    'metadata',
    'unsolicited',
  ]) {
    expect(verdicts[0].received).toContain(field);
  }
});

test('a field that no case has is passed over, with a warning', async () => {
  const { status, stderr } = await runCases([
    { ...BASE, requires: 'both', comment: 'x' },
    { ...BASE, comment: 'y' },
  ]);
  expect(status).toBe(0);
  expect(stderr).toBe('warning: cases have no field requires\nwarning: cases have no field comment\n');
});

test('paths are relative to the file of cases, wherever the inspector runs', async () => {
  write('cases.json', JSON.stringify([BASE]));
  const { stdout: folder } = await inspect(['--cases', 'cases.json']);
  expect(JSON.parse(folder).accepted).toBe(true);
});

test.each(['{}', '"cases"', 'null', '', '[', '[{}]extra'])(
  'a file that holds %j is wrong use',
  async (content) => {
    write('wrong.json', content);
    expect(await inspect(['--cases', 'wrong.json'])).toMatchObject({ status: 2, stdout: '' });
  },
);
