/** What the inspector says of a Response that is accepted. */
import { expect, test } from 'vitest';
import { certificateBase64 } from '../../scripts/x509/signing-key.ts';
import { idp, signingKey } from '../support/idp-metadata.ts';
import { ALL_CODES, CASE, EXPECTED, METADATA, makeGenuineFolder } from '../support/run-inspect.ts';
import {
  buildResponse,
  formBody,
  GENUINE,
  instant,
  signXml,
  testKey,
  toBase64,
} from '../support/signed-response.ts';

const { write, inspect, inspectAsJson, genuine } = await makeGenuineFolder();

test('has its claims and every check as JSON, and status 0', async () => {
  const { status, stderr, verdict } = await inspectAsJson(['genuine.xml', ...METADATA, ...EXPECTED]);
  expect([status, stderr]).toEqual([0, '']);
  expect(Object.keys(verdict)).toEqual(['accepted', 'claims', 'checks']);
  expect(verdict.accepted).toBe(true);
  expect(verdict.claims).toEqual({
    nameId: { value: GENUINE.nameId, format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' },
    attributes: {
      email: [GENUINE.nameId],
      displayName: ['Alice Andersen'],
      groups: ['engineering', 'on-call'],
    },
    sessionIndex: '_session1',
  });
  expect(verdict.checks.map(({ code }: { code: string }) => code)).toEqual(ALL_CODES);
  for (const check of verdict.checks) {
    expect(Object.keys(check).sort()).toEqual(['code', 'expected', 'passed', 'received']);
    expect(check.passed).toBe(true);
  }
});

test('has every check as text, without colours in a pipe', async () => {
  const { status, stdout } = await inspect(['genuine.xml', ...METADATA, ...EXPECTED]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^✓ Accepted\n/);
  expect(stdout).toContain(GENUINE.nameId);
  expect(stdout).toContain('engineering, on-call');
  const marked = stdout.split('\n').flatMap((line) => /^ {2}✓ {2}(\w+) {2}/.exec(line)?.[1] ?? []);
  expect(marked).toEqual(ALL_CODES);
  expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
});

test('may be trusted by certificate, and by several keys in metadata', async () => {
  const byCertificate = ['--certificate', 'certificate.pem', '--idp-entity-id', GENUINE.idpEntityId];
  expect((await inspect(['genuine.xml', ...byCertificate, ...EXPECTED])).status).toBe(0);

  write(
    'two-keys.xml',
    idp({
      keys:
        signingKey(certificateBase64(testKey('rsaB'))) + signingKey(certificateBase64(testKey('rsaA')), ''),
    }),
  );
  expect((await inspect(['genuine.xml', '--metadata', 'two-keys.xml', ...EXPECTED])).status).toBe(0);

  write('rogue.pem', testKey('rogue').certificatePem);
  const both = ['--certificate', 'rogue.pem', ...byCertificate];
  expect((await inspect(['genuine.xml', ...both, ...EXPECTED])).status).toBe(0);
});

test('may be unsolicited', async () => {
  write('unsolicited.xml', await signXml(buildResponse({}, { requestId: null }), 'Assertion'));
  const expected = [
    ...METADATA,
    ...EXPECTED.filter((arg) => arg !== '--in-response-to' && arg !== CASE.inResponseTo),
  ];
  expect((await inspect(['unsolicited.xml', ...expected, '--unsolicited'])).status).toBe(0);
  const asked = await inspectAsJson(['unsolicited.xml', ...METADATA, ...EXPECTED]);
  expect(asked).toMatchObject({ status: 1, verdict: { accepted: false } });
  const notAsked = await inspectAsJson(['genuine.xml', ...expected, '--unsolicited']);
  expect(notAsked.verdict.code).toBe('response_in_response_to_mismatch');
});

test.each([
  ['base64', toBase64(genuine)],
  ['base64 with line breaks', toBase64(genuine).replaceAll(/.{76}/g, '$&\r\n')],
  ['a form body', formBody(genuine, '/docs/42?a=b&c=d')],
  ['a form body with a line break after it', `RelayState=%2F&${formBody(genuine)}\n`],
  ['XML with a BOM and a declaration', `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${genuine}\n`],
])('may come from standard input as %s', async (_, input) => {
  const { status, verdict } = await inspectAsJson(['-', ...METADATA, ...EXPECTED], input);
  expect([status, verdict.claims?.nameId.value]).toEqual([0, GENUINE.nameId]);
});

test('keeps attributes of any name, and merges those that differ in NameFormat alone', async () => {
  const attribute = (name: string, nameFormat: string | null, ...values: string[]) => ({
    ...{ name, nameFormat, values },
    friendlyName: null,
  });
  const statements = [
    [attribute('__proto__', null, 'polluted'), attribute('role', null, 'a', 'b')],
    [
      attribute('constructor', null, '1e5'),
      attribute('role', 'urn:x', 'c'),
      attribute('__proto__', 'urn:x', '007'),
    ],
  ];
  write(
    'names.xml',
    await signXml(buildResponse({ assertion: { attributeStatements: statements } }), 'Response'),
  );
  const { stdout } = await inspect(['names.xml', ...METADATA, ...EXPECTED, '--json']);
  expect(stdout).toContain(
    '"attributes":{"__proto__":["polluted","007"],"role":["a","b","c"],"constructor":["1e5"]}',
  );
});

test('may have no NameID, no attributes and no SessionIndex', async () => {
  const assertion = {
    nameId: null,
    attributeStatements: [],
    authnStatements: [
      {
        authnInstant: instant(GENUINE.now),
        sessionIndex: null,
        sessionNotOnOrAfter: null,
        classRef: 'urn:x',
      },
    ],
  };
  write('bare.xml', await signXml(buildResponse({ assertion }), 'Assertion'));
  const { verdict } = await inspectAsJson(['bare.xml', ...METADATA, ...EXPECTED]);
  expect(verdict.claims).toEqual({ nameId: null, attributes: {}, sessionIndex: null });
  expect((await inspect(['bare.xml', ...METADATA, ...EXPECTED])).stdout).toMatch(/NameID +none/);
});

test('under an expired certificate is accepted with a warning', async () => {
  const late = Date.parse('2050-06-01T00:00:00Z');
  write('late.xml', await signXml(buildResponse({}, { now: late }), 'Assertion'));
  const args = ['late.xml', ...METADATA, ...EXPECTED.slice(0, -1), instant(late)];
  const asJson = await inspectAsJson(args);
  expect([asJson.status, asJson.verdict.accepted]).toEqual([0, true]);
  expect(asJson.stderr).toMatch(/^warning: certificate_expired: /);
  expect((await inspect(args)).stdout).toContain('! certificate_expired: ');
});
