/** What administrators enter by mistake, each with the code that it is told by, and what becomes of the form. */
import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Form } from '../../../src/http/console/form.ts';
import { readEntered } from '../../../src/http/setup/entered.ts';
import { A, B, entity, idp, spRole, WEAK } from '../../support/idp-metadata.ts';
import { testKey } from '../../support/test-keys.ts';

const OWN = 'https://acme.example.com/sso/metadata';
const { certificatePem, privateKey } = testKey('rsaA');
const keyPem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const pem = certificatePem.trim();
const certificateDer = Buffer.from(A, 'base64');

type Fields = Readonly<Record<string, string>>;
type Files = readonly (readonly [string, Uint8Array])[];

const enter = (fields: Fields, files: Files = []) =>
  readEntered(new Form(new URLSearchParams(fields), files), OWN);
const codes = (fields: Fields, files: Files = []) =>
  Object.fromEntries([...enter(fields, files).wrong].map(([name, { code }]) => [name, code]));
const file = (content: string | Uint8Array, name = 'metadataFile'): Files => [
  [name, typeof content === 'string' ? new TextEncoder().encode(content) : content],
];

describe('a private key', () => {
  test.each([
    'metadata',
    'metadataUrl',
    'certificates',
    'entityId',
    'signInUrl',
    'logoutUrl',
    'metadataSigningCertificates',
  ])('in the field %s is refused, and is not there any more', (name) => {
    for (const source of ['url', 'paste', 'file', 'hand']) {
      const { values, wrong } = enter({ source, [name]: `${pem}\n${keyPem}` });
      expect(wrong.get(name)?.code).toBe('private_key_given');
      expect(values(name)).toBe('');
    }
  });

  test.each([
    ['metadataFile', Buffer.from(keyPem)],
    ['metadataFile', privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['certificateFile', privateKey.export({ type: 'pkcs1', format: 'der' } as never) as unknown as Buffer],
  ])('in a file of %s is refused, and reaches no field', (name, octets) => {
    for (const source of ['file', 'hand']) {
      const { values, wrong } = enter({ source }, file(octets, name));
      expect([...wrong.keys()]).toEqual([name]);
      expect(wrong.get(name)).toEqual({ code: 'private_key_given' });
      expect(values('metadata') + values('certificates')).toBe('');
    }
  });

  test('that is public is none', () => {
    const publicPem = String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
    expect(codes({ source: 'hand', certificates: publicPem })).toEqual({
      certificates: 'certificate_unreadable',
    });
  });
});

describe('in place of metadata', () => {
  const given: readonly [string, string, string][] = [
    ['an HTML sign-in page', '<!doctype html><title>Sign in</title>', 'metadata_is_web_page'],
    ['an address', 'https://idp.example.com/metadata', 'metadata_is_address'],
    ['what OpenID Connect discovers', '{"issuer":"https://idp.example.com"}', 'metadata_is_json'],
    ['base64 of metadata', Buffer.from(idp()).toString('base64'), 'metadata_is_base64'],
    ['nothing', '', 'metadata_is_empty'],
    ['white space', ' \r\n ', 'metadata_is_empty'],
    ['a certificate', certificatePem, 'metadata_is_certificate'],
  ];
  test.each(given)('%s is told when it is pasted', (_words, text, code) => {
    const { values, wrong } = enter({ source: 'paste', metadata: text });
    expect(wrong.get('metadata')?.code).toBe(code);
    expect(values('metadata')).toBe(text);
  });

  test.each([
    ...given.map(([words, text, code]) => [words, Buffer.from(text), code] as const),
    ['a file in UTF-16', Buffer.from(`\ufeff${idp()}`, 'utf16le'), 'metadata_is_utf16'],
    ['a file in Latin-1', Buffer.from('<a>caf\xe9</a>', 'latin1'), 'xml_not_utf8'],
    ['a certificate in DER', certificateDer, 'metadata_is_certificate'],
  ] as const)('%s is told when it is a file', (_words, octets, code) => {
    expect(codes({ source: 'file' }, file(octets))).toEqual({ metadataFile: code });
  });

  test('no file at all is told', () => {
    expect(codes({ source: 'file' })).toEqual({ metadataFile: 'metadata_is_empty' });
  });

  test('what only the reader of metadata can tell goes on to it', () => {
    expect(codes({ source: 'paste', metadata: entity(spRole()) })).toEqual({});
  });

  test('a good file goes on as text, so that no browser has to fill it in again', () => {
    const { values, wrong } = enter({ source: 'file' }, file(`\ufeff${idp()}`));
    expect(wrong.size).toBe(0);
    expect([values('source'), values('metadata')]).toEqual(['paste', idp()]);
  });
});

describe('in place of an address', () => {
  test.each([
    [idp(), 'address_is_metadata'],
    ['\n <?xml version="1.0"?>', 'address_is_metadata'],
    [`${OWN} `, 'metadata_is_service_provider'],
    ['https://login.example.com/.well-known/openid-configuration', 'metadata_is_json'],
  ])('%#: it is told', (metadataUrl, code) => {
    expect(codes({ source: 'url', metadataUrl })).toEqual({ metadataUrl: code });
  });

  test('an address is nothing wrong, and what is behind it is judged later', () => {
    expect(codes({ source: 'url', metadataUrl: 'https://idp.example.com/x' })).toEqual({});
  });

  test.each(['signInUrl', 'logoutUrl'])('metadata as the %s is told', (name) => {
    expect(codes({ source: 'hand', [name]: idp() })).toEqual({ [name]: 'address_is_metadata' });
  });
});

describe('by hand', () => {
  test.each([
    [' https://idp.example.com'],
    ['https://idp.example.com\n'],
    ['https://idp.example.com\u00a0'],
    ['\u200bhttps://idp.example.com'],
    ['https://idp. example.com'],
  ])('an entity ID with a stray space is told, and offered without it: %j', (entityId) => {
    const { values, wrong } = enter({ source: 'hand', entityId });
    expect(wrong.get('entityId')?.code).toBe('entity_id_spaced');
    expect(values('entityId')).toBe('https://idp.example.com');
    expect(enter({ source: 'hand', entityId: values('entityId') }).wrong.size).toBe(0);
  });

  test.each([
    ['something else', 'x', 'certificate_unreadable'],
    ['a weak key', WEAK, 'certificate_key_too_weak'],
    ['metadata', idp(), 'certificate_is_metadata'],
    [
      'one that is good and one that is not',
      `${pem}\n${pem.replace('MII', 'XXX')}`,
      'certificate_unreadable',
    ],
  ])('for a certificate, %s is told', (_words, certificates, code) => {
    expect(codes({ source: 'hand', certificates })).toEqual({ certificates: code });
    expect(codes({ source: 'hand' }, file(certificates, 'certificateFile'))).toEqual({
      certificateFile: code,
    });
  });

  test('an empty file of a certificate is told', () => {
    expect(codes({ source: 'hand' }, file('', 'certificateFile'))).toEqual({
      certificateFile: 'certificate_unreadable',
    });
  });

  test('certificates as PEM, bare base64 and DER come together', () => {
    const files: Files = [
      ['certificateFile', certificateDer],
      ['certificateFile', new TextEncoder().encode(`subject\n${pem}\n`)],
    ];
    const { values, wrong } = enter({ source: 'hand', certificates: B }, files);
    expect(wrong.size).toBe(0);
    const blocks = values('certificates').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    const bodies = blocks?.map((block) => block.replaceAll(/-----[^-]+-----|\s/g, ''));
    expect(bodies).toEqual([B, A, A]);
  });
});
