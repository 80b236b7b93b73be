import { Buffer } from 'node:buffer';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRedirect, encodeRedirect, MAX_INFLATED_BYTES } from '../../src/saml/redirect-binding.ts';
import { MAX_QUERY_CHARACTERS } from '../../src/saml/redirect-query.ts';

const MESSAGE = '<samlp:AuthnRequest>é &amp; 😀</samlp:AuthnRequest>';

async function compress(
  octets: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([octets]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function base64(octets: Uint8Array): string {
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''));
}

async function deflated(text: string = MESSAGE): Promise<Uint8Array<ArrayBuffer>> {
  return compress(new TextEncoder().encode(text), 'deflate-raw');
}

function query(octets: Uint8Array, parameter = 'SAMLRequest'): string {
  return `${parameter}=${encodeURIComponent(base64(octets))}`;
}

async function codeOf(
  rawQuery: string,
  wanted: 'SAMLRequest' | 'SAMLResponse' = 'SAMLRequest',
): Promise<string | null> {
  const decoded = await decodeRedirect(rawQuery, wanted);
  return decoded.ok ? null : decoded.failure.code;
}

describe('a redirect', () => {
  const encode = (
    location: string,
    rest: { relayState?: string; extraQuery?: Record<string, string> } = {},
  ) =>
    encodeRedirect({
      location,
      parameter: 'SAMLRequest',
      message: MESSAGE,
      relayState: null,
      signingKey: null,
      ...rest,
    });

  it('decodes to what was encoded', async () => {
    const url = new URL(
      await encode('https://idp.example.com/sso', { relayState: '/docs/42?a=b&c=+%20é😀#top' }),
    );
    const decoded = await decodeRedirect(url.search.slice(1), 'SAMLRequest');
    if (!decoded.ok) throw new Error(decoded.failure.code);
    expect(new TextDecoder().decode(decoded.value.message)).toBe(MESSAGE);
    expect(decoded.value.relayState).toBe('/docs/42?a=b&c=+%20é😀#top');
  });

  it.each([
    ['no query', 'https://idp.example.com/sso', 'https://idp.example.com/sso?SAMLRequest='],
    [
      'a query',
      'https://idp.example.com/sso?idpid=C0%2f1&x',
      'https://idp.example.com/sso?idpid=C0%2f1&x&SAMLRequest=',
    ],
    ['an empty query', 'https://idp.example.com/sso?', 'https://idp.example.com/sso?SAMLRequest='],
    [
      'a query that ends in &',
      'https://idp.example.com/sso?a=1&',
      'https://idp.example.com/sso?a=1&SAMLRequest=',
    ],
    ['a fragment', 'https://idp.example.com/sso?a=1#f?g', 'https://idp.example.com/sso?a=1&SAMLRequest='],
  ])('goes to a Location with %s, which stays as it is', async (_title, location, start) => {
    const url = await encode(location);
    expect(url.slice(0, start.length)).toBe(start);
    expect(url.slice(start.length)).toMatch(/^(?:[A-Za-z0-9]|%2B|%2F|%3D)+$/);
  });

  it('puts extra parameters in front and escapes them', async () => {
    const url = await encode('https://idp.example.com/sso', {
      relayState: 'r',
      extraQuery: { login_hint: 'a&SAMLRequest=b#\r\n"\ud800@acme.example' },
    });
    expect([...new URL(url).searchParams.keys()]).toEqual(['login_hint', 'SAMLRequest', 'RelayState']);
    expect(new URL(url).searchParams.get('login_hint')).toBe('a&SAMLRequest=b#\r\n"\ufffd@acme.example');
  });
});

describe('a query', () => {
  it('is read with lower-case percent encoding, unknown parameters and in any order', async () => {
    const lower = query(await deflated()).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
    const decoded = await decodeRedirect(
      `RelayState=a+b%2bc&login_hint=x&login_hint=y&${lower}`,
      'SAMLRequest',
    );
    if (!decoded.ok) throw new Error(decoded.failure.code);
    expect(new TextDecoder().decode(decoded.value.message)).toBe(MESSAGE);
    expect(decoded.value.relayState).toBe('a b+c');
  });

  it('may name its encoding', async () => {
    const encoding = encodeURIComponent('urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE');
    expect(await codeOf(`${query(await deflated())}&SAMLEncoding=${encoding}`)).toBeNull();
    expect(await codeOf(`${query(await deflated())}&SAMLEncoding=urn:other`)).toBe(
      'redirect_encoding_unsupported',
    );
  });

  it('inflates to the cap and not one byte beyond', async () => {
    const largest = `<a>${'b'.repeat(MAX_INFLATED_BYTES - 3)}`;
    expect(await codeOf(query(await deflated(largest)))).toBeNull();
    expect(await codeOf(query(await deflated(`${largest}b`)))).toBe('redirect_inflates_too_large');
  });

  it('that is a bomb of a thousand to one is refused', async () => {
    const bomb = await compress(new Uint8Array(30_000_000), 'deflate-raw');
    expect(await codeOf(query(bomb))).toBe('redirect_inflates_too_large');
    // Whoever stops reading of a stream of workerd's has had all of it inflated by then, and is told that it was cut off.
    expect(await codeOf(query(bomb.subarray(0, 25_000)))).toBe('redirect_inflates_too_large');
  });

  it.each<[string, (message: string) => string, string]>([
    ['without the message', () => 'RelayState=x', 'redirect_message_missing'],
    ['that is empty', () => '', 'redirect_message_missing'],
    ['with an empty message', () => 'SAMLRequest=', 'redirect_message_missing'],
    ['with a message that has no equals sign', () => 'SAMLRequest', 'redirect_message_missing'],
    ['with request and response together', (m) => `${m}&SAMLResponse=x`, 'redirect_message_ambiguous'],
    [
      'with the other kind of message',
      (m) => m.replace('SAMLRequest', 'SAMLResponse'),
      'redirect_message_ambiguous',
    ],
    ['with the message twice', (m) => `${m}&${m}`, 'redirect_parameter_repeated'],
    [
      'with the message twice, once under an encoded name',
      (m) => `${m}&SAML%52equest=x`,
      'redirect_parameter_repeated',
    ],
    ['with RelayState twice', (m) => `${m}&RelayState=a&RelayState=a`, 'redirect_parameter_repeated'],
    ['with SigAlg twice', (m) => `${m}&SigAlg=a&SigAlg=b`, 'redirect_parameter_repeated'],
    ['with Signature twice', (m) => `${m}&Signature=a&Signature`, 'redirect_parameter_repeated'],
    ['with a broken percent sign', (m) => `${m}&RelayState=%zz`, 'redirect_malformed'],
    ['with percent-encoded octets that are not UTF-8', (m) => `${m}&RelayState=%ff`, 'redirect_malformed'],
    ['with base64url', () => 'SAMLRequest=_-_-', 'redirect_not_base64'],
    ['with missing padding', () => 'SAMLRequest=aGVsbG8', 'redirect_not_base64'],
    ['with a message encoded twice', (m) => m.replaceAll('%', '%25'), 'redirect_not_base64'],
    ['with a plus sign left unencoded', () => 'SAMLRequest=aG+sbG8=', 'redirect_not_base64'],
    ['with white space for a message', () => 'SAMLRequest=+', 'redirect_not_base64'],
    [
      'beyond the length of any link',
      (m) => m + '&x='.padEnd(MAX_QUERY_CHARACTERS, 'x'),
      'redirect_too_long',
    ],
  ])('is refused %s', async (_title, change, code) => {
    const message = query(await deflated());
    expect(message).toContain('%');
    expect(await codeOf(change(message))).toBe(code);
  });

  it('is refused when its message is not deflated at all', async () => {
    expect(await codeOf(query(new TextEncoder().encode(MESSAGE)))).toBe('redirect_not_deflated');
  });

  it('is refused when its message has a zlib or gzip header', async () => {
    const octets = new TextEncoder().encode(MESSAGE);
    expect(await codeOf(query(await compress(octets, 'deflate')))).toBe('redirect_not_deflated');
    expect(await codeOf(query(await compress(octets, 'gzip')))).toBe('redirect_not_deflated');
  });

  it('is refused when anything follows the stream', async () => {
    const octets = await deflated();
    expect(await codeOf(query(Uint8Array.of(...octets, 0)))).toBe('redirect_not_deflated');
    expect(await codeOf(query(Uint8Array.of(...octets, ...octets)))).toBe('redirect_not_deflated');
    expect(await codeOf(query(Uint8Array.of(...octets, ...new Uint8Array(20_000))))).toBe(
      'redirect_not_deflated',
    );
  });

  it('is refused wherever the stream is cut off', async () => {
    const octets = await deflated();
    for (let length = 1; length < octets.length; length++) {
      expect(await codeOf(query(octets.subarray(0, length)))).toBe('redirect_not_deflated');
    }
  });
});

it('what we send, zlib inflates', async () => {
  const message = '<samlp:AuthnRequest/>'.repeat(100);
  const url = await encodeRedirect({
    location: 'https://a',
    parameter: 'SAMLRequest',
    message,
    relayState: null,
    signingKey: null,
  });
  const sent = new URL(url).searchParams.get('SAMLRequest') ?? '';
  expect(inflateRawSync(Buffer.from(sent, 'base64')).toString()).toBe(message);
});
