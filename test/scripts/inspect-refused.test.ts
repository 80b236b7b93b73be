/** What the inspector says of a Response that is refused, and of input that is none. */
import { expect, test } from 'vitest';
import { idp } from '../support/idp-metadata.ts';
import { ALL_CODES, EXPECTED, METADATA, makeGenuineFolder } from '../support/run-inspect.ts';
import {
  buildResponse,
  formBody,
  GENUINE,
  instant,
  signXml,
  testKey,
  toBase64,
} from '../support/signed-response.ts';

const { write, inspect, inspectAsJson, genuine, tampered } = await makeGenuineFolder();

test('has the code, the facts and the checks up to the failure as JSON, and status 1', async () => {
  const { status, verdict } = await inspectAsJson(['tampered.xml', ...METADATA, ...EXPECTED]);
  expect(status).toBe(1);
  expect(Object.keys(verdict)).toEqual(['accepted', 'code', 'expected', 'received', 'checks']);
  expect(verdict).toMatchObject({ accepted: false, code: 'signature_digest_mismatch' });
  const { code, expected, received } = verdict;
  expect(verdict.checks.at(-1)).toEqual({ code, passed: false, expected, received });
  expect(verdict.checks).toHaveLength(7);
  expect(JSON.stringify(verdict)).not.toContain('admin');
});

test('lists every check, and all that fail', async () => {
  const args = [
    'genuine.xml',
    ...METADATA,
    '--sp-entity-id',
    'urn:other',
    '--acs-url',
    'https://other.example/acs',
  ];
  const { status, verdict } = await inspectAsJson([...args, ...EXPECTED.slice(4)]);
  expect(status).toBe(1);
  expect(verdict.checks.map(({ code }: { code: string }) => code)).toEqual(ALL_CODES);
  const failed = verdict.checks.filter(({ passed }: { passed: boolean }) => !passed);
  expect(failed.map(({ code }: { code: string }) => code)).toEqual([
    'destination_mismatch',
    'audience_mismatch',
    'recipient_mismatch',
  ]);
  expect(verdict).toMatchObject({
    code: 'destination_mismatch',
    expected: 'https://other.example/acs',
    received: GENUINE.acsUrl,
  });
});

test('says as text what is wrong, where to mend it, and which checks failed', async () => {
  const { status, stdout } = await inspect([
    'genuine.xml',
    ...METADATA,
    '--sp-entity-id',
    'urn:other',
    ...EXPECTED.slice(2),
  ]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^✗ Refused: audience_mismatch\n/);
  expect(stdout).toMatch(/expected +urn:other\n +received +http:\/\/acme/);
  expect(stdout).toMatch(/^To be mended /m);
  expect(stdout).toMatch(/^ {2}✗ {2}audience_mismatch {2,}urn:other {2,}http:\/\/acme/m);
  expect(stdout).toContain(`Checks (${ALL_CODES.length - 1} passed, 1 failed)`);
});

test('cannot write to the terminal with what it says', async () => {
  const nameId = {
    value: 'alice\u009b2J\u202egro',
    format: null,
    nameQualifier: null,
    spNameQualifier: null,
  };
  write('controls.xml', await signXml(buildResponse({ assertion: { nameId } }), 'Assertion'));
  const { status, stdout } = await inspect(['controls.xml', ...METADATA, ...EXPECTED]);
  expect(status).toBe(0);
  expect(stdout).toContain('alice‹U+009B›2J‹U+202E›gro');
});

test.each([
  ['signature_required', '--require', 'both'],
  ['signature_required', '--require', 'response'],
])('%s with %s %s', async (code, ...flags) => {
  write('assertion-signed.xml', await signXml(buildResponse(), 'Assertion'));
  const { status, verdict } = await inspectAsJson([
    'assertion-signed.xml',
    ...METADATA,
    ...EXPECTED,
    ...flags,
  ]);
  expect([status, verdict.code]).toEqual([1, code]);
});

test('SHA-1 is refused unless it is allowed', async () => {
  const sha1 = { algorithm: { scheme: 'RSA', hash: 'SHA-1' }, digest: 'SHA-1' } as const;
  write('sha1.xml', await signXml(buildResponse(), 'Assertion', sha1));
  const args = ['sha1.xml', ...METADATA, ...EXPECTED];
  expect((await inspectAsJson(args)).verdict.code).toBe('signature_algorithm_forbidden');
  expect((await inspect([...args, '--allow-sha1'])).status).toBe(0);
});

test.each([
  [1000, -1, 0],
  [1000, 0, 1],
  [0, -1, 0],
  [0, 0, 1],
])('with %i ms of skew, %i ms from the end, ends with status %i', async (skew, offset, status) => {
  const end = GENUINE.now + GENUINE.lifetimeSeconds * 1000 + skew;
  const args = ['genuine.xml', ...METADATA, ...EXPECTED.slice(0, -1), instant(end + offset)];
  expect((await inspect([...args, '--clock-skew', `${skew / 1000}`])).status).toBe(status);
});

test('the clock skew is five minutes where nothing is said, and the present is now', async () => {
  const end = GENUINE.now + GENUINE.lifetimeSeconds * 1000 + 300_000;
  const at = (now: number) => inspect(['genuine.xml', ...METADATA, ...EXPECTED.slice(0, -1), instant(now)]);
  expect([(await at(end - 1)).status, (await at(end)).status]).toEqual([0, 1]);

  write('fresh.xml', await signXml(buildResponse({}, { now: Date.now() }), 'Assertion'));
  expect((await inspect(['fresh.xml', ...METADATA, ...EXPECTED.slice(0, -2)])).status).toBe(0);
});

test.each<[string, string | Uint8Array]>([
  ['saml_response_not_base64', ''],
  ['saml_response_not_base64', 'not base64 at all!'],
  ['saml_response_not_base64', Buffer.from([0, 255, 254, 1, 128])],
  [
    'saml_response_not_base64',
    toBase64('<a>???~~~</a>').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  ],
  ['saml_response_missing', 'SAMLResponse=&RelayState=x'],
  ['saml_response_repeated', `${formBody(genuine)}&${formBody(tampered)}`],
  ['form_malformed', `SAMLRequest=x&${formBody(genuine)}`],
  ['xml_malformed', genuine.slice(0, -20)],
  ['xml_content_outside_root', toBase64(toBase64(genuine))],
  ['xml_doctype_forbidden', `<!DOCTYPE x>${genuine}`],
  ['xml_not_utf8', Buffer.from(`\ufeff${genuine}`, 'utf16le')],
  ['not_a_response', '<html></html>'],
  ['not_a_response', idp()],
  ['xml_too_large', `<a>${'x'.repeat(2 * 1024 * 1024)}</a>`],
  ['form_too_large', 'A'.repeat(5 * 1024 * 1024)],
])('%s', async (code, input) => {
  write('broken', input);
  const { status, stderr, verdict } = await inspectAsJson(['broken', ...METADATA, ...EXPECTED]);
  expect([status, stderr, verdict.code]).toEqual([1, '', code]);
  expect(verdict.checks.at(-1)).toMatchObject({ code, passed: false });
});

test.each<[string, string, string]>([
  ['metadata_expired', '--metadata', idp({ roleAttributes: `validUntil="${instant(GENUINE.now)}"` })],
  ['signing_key_missing', '--metadata', idp({ keys: '' })],
  ['metadata_root_unknown', '--metadata', genuine],
  ['xml_malformed', '--metadata', idp().slice(0, -5)],
  ['certificate_unreadable', '--certificate', 'not a certificate'],
  ['certificate_key_too_weak', '--certificate', testKey('weakRsa').certificatePem],
])('%s, of what should be trusted', async (code, flag, content) => {
  write('trust', content);
  const trust = [
    flag,
    'trust',
    ...(flag === '--certificate' ? ['--idp-entity-id', GENUINE.idpEntityId] : []),
  ];
  const { status, verdict } = await inspectAsJson(['genuine.xml', ...trust, ...EXPECTED]);
  expect([status, verdict.code]).toEqual([1, code]);
  expect((await inspect(['genuine.xml', ...trust, ...EXPECTED])).stdout).toContain(`✗ Refused: ${code}\n`);
});
