/** What the inspector says of what is encrypted, with keys and switches, as flags and in cases. */
import { expect, test } from 'vitest';
import { encryptAssertion, encryptNameId } from '../support/encrypt.ts';
import { ALL_CODES, CASE, EXPECTED, METADATA, makeGenuineFolder } from '../support/run-inspect.ts';
import { buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';

const { write, inspect, inspectAsJson } = await makeGenuineFolder();
const pem = (name: 'spA' | 'spB', type: 'pkcs1' | 'pkcs8') =>
  String(testKey(name).privateKey.export({ type, format: 'pem' }));

const signed = await signXml(buildResponse(), 'Assertion');
const cbc = encryptAssertion(signed, { content: 'aes256-cbc' });
write('gcm.xml', encryptAssertion(signed));
write('cbc.xml', cbc);
write('cbc-in-signed.xml', await signXml(cbc, 'Response'));
write('name-id.xml', await signXml(encryptNameId(buildResponse()), 'Assertion'));
write('ours.pem', pem('spA', 'pkcs8'));
write('ours-pkcs1.pem', pem('spA', 'pkcs1'));
write('other.pem', pem('spB', 'pkcs8'));
write('weak.pem', String(testKey('weakRsa').privateKey.export({ type: 'pkcs8', format: 'pem' })));

const trusting = [...METADATA, ...EXPECTED];

test('an encrypted Assertion is decrypted, with every check in order', async () => {
  const args = ['gcm.xml', ...trusting, '--decryption-key', 'ours.pem'];
  const { status, stderr, verdict } = await inspectAsJson(args);
  expect([status, stderr]).toEqual([0, '']);
  expect(verdict.claims.nameId.value).toBe(GENUINE.nameId);
  const codes = verdict.checks.map(({ code }: { code: string }) => code);
  const rest = ALL_CODES.slice(ALL_CODES.indexOf('destination_mismatch'));
  expect(codes).toEqual([
    ...ALL_CODES.slice(0, ALL_CODES.indexOf('signature_invalid')),
    ...['decryption_failed', 'signature_required', 'signature_invalid'],
    ...rest,
  ]);
});

test.each([[['other.pem', 'ours.pem']], [['ours.pem', 'other.pem']], [['ours-pkcs1.pem']]])(
  'each key is tried: %j',
  async (files) => {
    const keys = files.flatMap((file) => ['--decryption-key', file]);
    expect((await inspect(['gcm.xml', ...trusting, ...keys])).status).toBe(0);
    expect((await inspect(['name-id.xml', ...trusting, ...keys])).status).toBe(0);
  },
);

test.each([
  ['no key', [], 'decryption_key_missing'],
  ['another key', ['--decryption-key', 'other.pem'], 'decryption_failed'],
])('with %s it is refused', async (_, keys, code) => {
  const { status, verdict } = await inspectAsJson(['gcm.xml', ...trusting, ...keys]);
  expect([status, verdict.code]).toEqual([1, code]);
});

test('AES-CBC needs a signed Response, or the switch', async () => {
  const key = ['--decryption-key', 'ours.pem'];
  const { status, verdict } = await inspectAsJson(['cbc.xml', ...trusting, ...key]);
  expect([status, verdict.code]).toEqual([1, 'encryption_unauthenticated']);
  expect((await inspect(['cbc.xml', ...trusting, ...key, '--allow-unauthenticated-cbc'])).status).toBe(0);
  expect((await inspect(['cbc-in-signed.xml', ...trusting, ...key])).status).toBe(0);
});

test('cases take keys and the switch', async () => {
  const base = { metadata: 'metadata.xml', ...CASE, decryptionKeys: ['other.pem', 'ours.pem'] };
  const cases = [
    { ...base, response: 'gcm.xml' },
    { ...base, response: 'cbc.xml' },
    { ...base, response: 'cbc.xml', allowUnauthenticatedCbc: true },
    { ...base, response: 'cbc.xml', allowUnauthenticatedCbc: 'yes' },
    { ...base, response: 'gcm.xml', decryptionKeys: [] },
    { ...base, response: 'gcm.xml', decryptionKeys: ['weak.pem'] },
  ];
  write('cases.json', JSON.stringify(cases));
  const { stdout, stderr } = await inspect(['--cases', 'cases.json']);
  expect(stderr).toBe('');
  const outcomes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).code ?? 'accepted');
  expect(outcomes).toEqual([
    'accepted',
    'encryption_unauthenticated',
    'accepted',
    'case_invalid',
    'decryption_key_missing',
    'decryption_key_unreadable',
  ]);
});
