import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { decodePostForm, encodePost, MAX_FORM_BYTES } from '../../src/saml/post-binding.ts';

const FORM = 'application/x-www-form-urlencoded';
const MESSAGE = '<samlp:Response>é+/=&amp;😀</samlp:Response>';
const BASE64 = Buffer.from(MESSAGE).toString('base64');

function decode(body: string | Uint8Array, contentType: string | null = FORM) {
  return decodePostForm(typeof body === 'string' ? new TextEncoder().encode(body) : body, contentType);
}

function field(name: string, value: string): string {
  return `${name}=${encodeURIComponent(value)}`;
}

function messageOf(body: string | Uint8Array, contentType?: string): string {
  const decoded = decode(body, contentType);
  if (!decoded.ok) throw new Error(decoded.failure.code);
  return new TextDecoder().decode(decoded.value.samlResponse);
}

function codeOf(body: string | Uint8Array, contentType: string | null = FORM): string | null {
  const decoded = decode(body, contentType);
  return decoded.ok ? null : decoded.failure.code;
}

describe('a posted form', () => {
  it('gives the octets of the Response and the RelayState', () => {
    const decoded = decode(
      `${field('SAMLResponse', BASE64)}&${field('RelayState', '/docs/42?tab=notes#top')}`,
    );
    expect(decoded).toMatchObject({ ok: true, value: { relayState: '/docs/42?tab=notes#top' } });
    expect(messageOf(field('SAMLResponse', BASE64))).toBe(MESSAGE);
  });

  it.each([
    ['with CRLF after every 76 letters', BASE64.replace(/(.{10})/g, '$1\r\n')],
    ['with indentation', `\n\t  ${BASE64}  \n`],
  ])('takes base64 %s', (_title, base64) => {
    expect(messageOf(field('SAMLResponse', base64))).toBe(MESSAGE);
  });

  it.each([
    ['of octets that are not UTF-8, for the XML reader to judge', [0xff, 0xfe, 0x00]],
    ['of a single octet', [0x3c]],
  ])('takes a message %s', (_title, octets) => {
    const decoded = decode(field('SAMLResponse', Buffer.from(octets).toString('base64')));
    expect(decoded).toMatchObject({ ok: true, value: { samlResponse: Uint8Array.from(octets) } });
  });

  it('takes percent encoding in lower case and a character set in the content type', () => {
    const lower = field('SAMLResponse', BASE64).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
    expect(messageOf(lower, 'Application/X-WWW-Form-URLEncoded; charset=UTF-8')).toBe(MESSAGE);
  });

  it('ignores fields that it does not know', () => {
    expect(messageOf(`submit=Continue&${field('SAMLResponse', BASE64)}&__proto__=x`)).toBe(MESSAGE);
  });

  it.each([
    ['absent', '', null],
    ['empty', '&RelayState=', null],
    ['of 80 octets', `&${field('RelayState', 'é'.repeat(40))}`, 'é'.repeat(40)],
    ['of 81 octets, which is not followed', `&${field('RelayState', `a${'é'.repeat(40)}`)}`, null],
    ['with markup, left as it is', `&${field('RelayState', '"><script>')}`, '"><script>'],
  ])('takes a RelayState that is %s', (_title, suffix, expected) => {
    expect(decode(field('SAMLResponse', BASE64) + suffix)).toMatchObject({
      ok: true,
      value: { relayState: expected },
    });
  });

  it.each([
    ['without a SAMLResponse', 'RelayState=x', 'saml_response_missing'],
    ['that is empty', '', 'saml_response_missing'],
    ['with an empty SAMLResponse', 'SAMLResponse=', 'saml_response_missing'],
    ['with the name in other case', field('samlresponse', BASE64), 'saml_response_missing'],
    [
      'with two SAMLResponses',
      `${field('SAMLResponse', BASE64)}&${field('SAMLResponse', BASE64)}`,
      'saml_response_repeated',
    ],
    [
      'with the second one under an encoded name',
      `${field('SAMLResponse', BASE64)}&${field('SAML%52esponse', BASE64)}`,
      'saml_response_repeated',
    ],
    ['with the second one empty', `${field('SAMLResponse', BASE64)}&SAMLResponse`, 'saml_response_repeated'],
    ['with two RelayStates', `${field('SAMLResponse', BASE64)}&RelayState=a&RelayState=b`, 'form_malformed'],
    ['with a SAMLRequest beside it', `${field('SAMLResponse', BASE64)}&SAMLRequest=`, 'form_malformed'],
    ['with a SAMLRequest in its place', field('SAMLRequest', BASE64), 'form_malformed'],
    ['in octets that are not UTF-8', Uint8Array.of(0x61, 0xff), 'form_malformed'],
    ['with base64url', field('SAMLResponse', '_-_-'), 'saml_response_not_base64'],
    [
      'with base64 encoded twice for the URL',
      field('SAMLResponse', encodeURIComponent(`${BASE64.slice(0, -1)}+`)),
      'saml_response_not_base64',
    ],
    ['with raw XML', field('SAMLResponse', MESSAGE), 'saml_response_not_base64'],
    ['with missing padding', field('SAMLResponse', 'aGVsbG8'), 'saml_response_not_base64'],
    ['with padding in the middle', field('SAMLResponse', 'aGU=bG8='), 'saml_response_not_base64'],
    ['with references left from a page', field('SAMLResponse', 'aGVs&#13;bG8='), 'saml_response_not_base64'],
    ['with white space alone', field('SAMLResponse', ' \r\n'), 'saml_response_not_base64'],
    ['with a broken percent sign', 'SAMLResponse=aGV%zz=', 'saml_response_not_base64'],
  ])('is refused %s', (_title, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it.each([
    ['none', null],
    ['multipart', 'multipart/form-data; boundary=x'],
    ['JSON', 'application/json'],
    ['text', 'text/plain'],
    ['a look-alike', 'application/x-www-form-urlencoded-not'],
  ])('is refused with a content type that is %s', (_title, contentType) => {
    expect(codeOf(field('SAMLResponse', BASE64), contentType)).toBe('form_malformed');
  });

  it('is refused one byte above the cap, before anything else is looked at', () => {
    const body = new Uint8Array(MAX_FORM_BYTES + 1).fill(0x41);
    expect(codeOf(body, 'text/plain')).toBe('form_too_large');
    expect(codeOf(body.subarray(1))).toBe('saml_response_missing');
  });

  it('has room for the largest document with line breaks in its base64', () => {
    const document = new Uint8Array(2 * 1024 * 1024).map((_, index) => (index * 2_654_435_761) >>> 24);
    const base64 = Buffer.from(document)
      .toString('base64')
      .replace(/(.{76})/g, '$1\r\n');
    expect(codeOf(field('SAMLResponse', base64))).toBeNull();
  });
});

describe('a form to post', () => {
  it('carries message and RelayState to the endpoint', () => {
    const form = encodePost({
      location: 'https://idp.example.com/sso?a=1&b="2"',
      parameter: 'SAMLRequest',
      message: MESSAGE,
      relayState: '/docs/42?tab=notes',
    });
    expect(form).toEqual({
      action: 'https://idp.example.com/sso?a=1&b="2"',
      fields: [
        { name: 'SAMLRequest', value: BASE64 },
        { name: 'RelayState', value: '/docs/42?tab=notes' },
      ],
    });
  });

  it('has no RelayState field without one', () => {
    const { fields } = encodePost({
      location: 'https://a',
      parameter: 'SAMLResponse',
      message: MESSAGE,
      relayState: null,
    });
    expect(fields.map(({ name }) => name)).toEqual(['SAMLResponse']);
  });

  it('decodes to what was encoded', () => {
    const { fields } = encodePost({
      location: 'https://a',
      parameter: 'SAMLResponse',
      message: MESSAGE,
      relayState: 'a b+c',
    });
    const decoded = decode(new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString());
    expect(decoded).toMatchObject({ ok: true, value: { relayState: 'a b+c' } });
  });
});
