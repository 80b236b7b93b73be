import { describe, expect, test } from 'vitest';
import { certificateBase64 } from '../../scripts/idp/signing-key.ts';
import { idp, signingKey } from '../support/idp-metadata.ts';
import {
  buildResponse,
  formBody,
  GENUINE,
  instant,
  signBoth,
  signXml,
  testKey,
  toBase64,
} from '../support/signed-response.ts';
import { CASE, EXPECTED, makeFolder, type Ran } from './run-inspect.ts';

const { write, inspect } = makeFolder();

const genuine = await signBoth(buildResponse());
const tampered = genuine.replace('alice@acme.example</saml:NameID>', 'admin@acme.example</saml:NameID>');
write('genuine.xml', genuine);
write('tampered.xml', tampered);
write('metadata.xml', idp());
write('certificate.pem', testKey('rsaA').certificatePem);

const METADATA = ['--metadata', 'metadata.xml'];

/** Every rule that a Response with two good signatures and one bearer confirmation is held against, in order. */
const ALL_CODES = [
  'xml_malformed',
  'response_version_unsupported',
  'status_not_success',
  'assertion_count',
  'encryption_unsupported',
  'signature_required',
  'signature_invalid',
  'signature_invalid',
  'destination_mismatch',
  'response_issuer_mismatch',
  'response_in_response_to_mismatch',
  'assertion_version_unsupported',
  'issuer_mismatch',
  'name_id_missing',
  'name_id_invalid',
  'conditions_missing',
  'assertion_not_yet_valid',
  'assertion_expired',
  'audience_missing',
  'audience_mismatch',
  'condition_unknown',
  'subject_confirmation_missing',
  'recipient_mismatch',
  'confirmation_not_before_present',
  'confirmation_not_on_or_after_missing',
  'confirmation_expired',
  'in_response_to_missing',
  'in_response_to_mismatch',
  'authn_statement_missing',
  'authn_context_mismatch',
  'authentication_too_old',
  'session_expired_at_idp',
];

async function inspectAsJson(args: readonly string[], input?: string | Uint8Array) {
  const ran = await inspect([...args, '--json'], input);
  return { ...ran, verdict: readVerdict(ran) };
}

function readVerdict({ stdout, stderr }: Ran) {
  if (!stdout.endsWith('\n') || stdout.trimEnd().includes('\n'))
    throw new Error(`not one line: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

describe('an accepted Response', () => {
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
        { authnInstant: instant(GENUINE.now), sessionIndex: null, sessionNotOnOrAfter: null, classRef: null },
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
});

describe('a refused Response', () => {
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
});

describe('wrong use', () => {
  const complete = ['genuine.xml', ...METADATA, ...EXPECTED];
  const without = (flag: string) =>
    complete.flatMap((arg, at) => (arg === flag || complete[at - 1] === flag ? [] : arg));

  test.each<[string, string[], string]>([
    ['nothing', [], 'RESPONSE is missing'],
    ['an unknown option', [...complete, '--verbose'], '--verbose'],
    ['an option without its value', [...complete, '--now'], '--now'],
    ['an option twice', [...complete, '--now', CASE.now], '--now may be given once'],
    ['two Responses', ['genuine.xml', ...complete], 'one RESPONSE'],
    ['no metadata', without('--metadata'), '--metadata'],
    ['metadata and a certificate', [...complete, '--certificate', 'certificate.pem'], '--metadata'],
    [
      'a certificate alone',
      [...without('--metadata'), '--certificate', 'certificate.pem'],
      '--idp-entity-id',
    ],
    ['an entity ID alone', [...without('--metadata'), '--idp-entity-id', 'x'], '--certificate'],
    ['no service provider', without('--sp-entity-id'), '--sp-entity-id is missing'],
    ['no ACS', without('--acs-url'), '--acs-url is missing'],
    ['neither asked for nor not', without('--in-response-to'), '--unsolicited'],
    ['asked for and not', [...complete, '--unsolicited'], '--unsolicited'],
    ['an empty request ID', [...without('--in-response-to'), '--in-response-to', ''], '--in-response-to'],
    ['a time without a zone', [...without('--now'), '--now', '2026-11-21T12:00:00'], '--now'],
    ['a negative skew', [...complete, '--clock-skew=-1'], '--clock-skew'],
    ['a skew that is no number', [...complete, '--clock-skew', '5m'], '--clock-skew'],
    ['an unknown requirement', [...complete, '--require', 'none'], '--require must be one of'],
    ['a missing Response', ['missing.xml', ...complete.slice(1)], 'missing.xml'],
    ['a folder for a Response', ['.', ...complete.slice(1)], 'it is a folder'],
    ['missing metadata', [...without('--metadata'), '--metadata', 'missing.xml'], 'missing.xml'],
    ['a missing decryption key', [...complete, '--decryption-key', 'missing.pem'], 'missing.pem'],
    ['a certificate to decrypt with', [...complete, '--decryption-key', 'certificate.pem'], 'a private key'],
    ['cases beside a Response', ['genuine.xml', '--cases', 'x.json'], '--cases'],
    ['cases beside an option', ['--cases', 'x.json', '--now', CASE.now], '--cases'],
    ['a missing file of cases', ['--cases', 'missing.json'], 'missing.json'],
    ['cases that are not JSON', ['--cases', 'genuine.xml'], 'JSON'],
  ])('%s', async (_, args, told) => {
    const { status, stdout, stderr } = await inspect([...args, '--json']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')[0]).toContain(told);
    expect(stderr).toContain('Usage: ');
  });

  test('a private key to decrypt with is read', async () => {
    write('private.pem', testKey('rsaB').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const { status } = await inspect([
      ...complete,
      '--decryption-key',
      'private.pem',
      '--decryption-key',
      'private.pem',
    ]);
    expect(status).toBe(0);
  });

  test('--help explains every option', async () => {
    const { status, stdout, stderr } = await inspect(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const arg of [
      'RESPONSE',
      '--metadata',
      '--certificate',
      '--idp-entity-id',
      '--sp-entity-id',
      '--acs-url',
    ]) {
      expect(stdout).toContain(arg);
    }
    for (const arg of [
      '--in-response-to',
      '--unsolicited',
      '--now',
      '--clock-skew',
      '--require',
      '--allow-sha1',
    ]) {
      expect(stdout).toContain(arg);
    }
    for (const arg of ['--decryption-key', 'encryption_unsupported', '--json', '--cases', 'Exit status']) {
      expect(stdout).toContain(arg);
    }
  });
});
