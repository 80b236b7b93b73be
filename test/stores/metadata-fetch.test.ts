/** Fetching from a server on loopback that is as bad as they come. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_METADATA_BYTES } from '../../src/saml/idp-metadata.ts';
import { fetchMetadata, NO_VALIDATORS, type Validators } from '../../src/stores/metadata-fetch.ts';
import { idp } from '../support/idp-metadata.ts';
import { type MetadataServer, startMetadataServer } from '../support/metadata-server.ts';

let server: MetadataServer;

beforeAll(async () => {
  server = await startMetadataServer();
});
afterAll(() => server.close());

interface Changes {
  readonly url?: string;
  readonly isLocal?: boolean;
  readonly validators?: Validators;
  readonly timeoutMilliseconds?: number;
}

function fetched({ url = server.url, ...changes }: Changes = {}) {
  return fetchMetadata(url, {
    isLocal: true,
    validators: NO_VALIDATORS,
    timeoutMilliseconds: 5_000,
    ...changes,
  });
}

async function codeOf(changes?: Changes): Promise<string | null> {
  const result = await fetched(changes);
  return result.ok ? null : result.failure.code;
}

async function documentOf(changes?: Changes) {
  const result = await fetched(changes);
  if (!result.ok) throw new Error(result.failure.code);
  if (!result.value.isModified) throw new Error('not modified');
  return { text: new TextDecoder().decode(result.value.octets), validators: result.value.validators };
}

describe('a document', () => {
  test('arrives as it is, with what the server calls it', async () => {
    server.answer({ kind: 'document', xml: idp(), lastModified: 'Sat, 21 Nov 2026 12:00:00 GMT' });
    expect(await documentOf()).toEqual({
      text: idp(),
      validators: {
        etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
        lastModified: 'Sat, 21 Nov 2026 12:00:00 GMT',
      },
    });
  });

  test('that is held is not sent again, by its ETag or by its date', async () => {
    server.answer({ kind: 'document', xml: idp() });
    const { validators } = await documentOf();
    expect(await fetched({ validators })).toEqual({ ok: true, value: { isModified: false } });
    const dated = 'Sat, 21 Nov 2026 12:00:00 GMT';
    server.answer({ kind: 'document', xml: idp(), etag: false, lastModified: dated });
    const held = { etag: null, lastModified: dated };
    expect(await fetched({ validators: held })).toEqual({ ok: true, value: { isModified: false } });
  });

  test('that has changed is sent', async () => {
    server.serve(idp());
    const { validators } = await documentOf();
    server.serve(`${idp()}\n`);
    expect((await documentOf({ validators })).text).toBe(`${idp()}\n`);
  });

  test('is asked for without cookie, credential or referrer', async () => {
    server.serve(idp());
    server.takeRequests();
    await documentOf();
    const [request] = server.takeRequests();
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers).not.toHaveProperty('referer');
    expect(request?.headers).not.toHaveProperty('if-none-match');
  });

  test('of exactly the size that is read is taken, one octet more is not', async () => {
    const padded = (bytes: number) => idp() + ' '.repeat(bytes - Buffer.byteLength(idp()));
    server.serve(padded(MAX_METADATA_BYTES));
    expect((await documentOf()).text).toHaveLength(MAX_METADATA_BYTES);
    server.serve(padded(MAX_METADATA_BYTES + 1));
    expect(await codeOf()).toBe('metadata_too_large');
  });

  test('has no validator that is too long to keep', async () => {
    server.answer({ kind: 'document', xml: idp(), etag: false, lastModified: 'x'.repeat(257) });
    expect((await documentOf()).validators).toEqual(NO_VALIDATORS);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('by status %i is followed, five times at most', async (status) => {
    server.serve(idp());
    for (let hop = 1; hop <= 6; hop++) {
      const to = hop === 1 ? server.url : `${server.origin}/${hop - 1}`;
      server.answer({ kind: 'redirect', to, status }, `/${hop}`);
    }
    expect((await documentOf({ url: `${server.origin}/5` })).text).toBe(idp());
    expect(await codeOf({ url: `${server.origin}/6` })).toBe('metadata_redirects_too_many');
  });

  test('may be relative', async () => {
    server.serve(idp());
    server.answer({ kind: 'redirect', to: '/metadata' }, '/relative');
    expect((await documentOf({ url: `${server.origin}/relative` })).text).toBe(idp());
  });

  test.each([
    'http://10.0.0.1/metadata',
    'https://10.0.0.1/metadata',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:192.168.0.1]/',
    'https://[fd00::1]/',
    'https://100.64.0.1/',
    'https://metadata.google.internal/',
    'http://idp.example.com/metadata',
    'https://user:secret@idp.example.com/metadata',
    'file:///etc/passwd',
    'data:text/xml,<a/>',
    'https://',
  ])('to %s is not followed', async (to) => {
    server.answer({ kind: 'redirect', to }, '/away');
    expect(await codeOf({ url: `${server.origin}/away` })).toBe('metadata_url_forbidden');
  });

  test('in a circle ends', async () => {
    server.answer({ kind: 'redirect', to: '/circle' }, '/circle');
    server.takeRequests();
    expect(await codeOf({ url: `${server.origin}/circle` })).toBe('metadata_redirects_too_many');
    expect(server.takeRequests()).toHaveLength(6);
  });

  test('without a Location is an answer like any other', async () => {
    server.answer({ kind: 'status', status: 302 });
    expect(await codeOf()).toBe('metadata_status_unexpected');
  });
});

describe('nothing is fetched', () => {
  test('from this machine by a Worker that is deployed', async () => {
    server.serve(idp());
    server.takeRequests();
    expect(await codeOf({ isLocal: false })).toBe('metadata_url_forbidden');
    expect(await codeOf({ isLocal: false, url: server.url.replace('http:', 'https:') })).toBe(
      'metadata_url_forbidden',
    );
    expect(server.takeRequests()).toEqual([]);
  });

  test.each([404, 403, 500, 204, 206, 304])('where the status is %i', async (status) => {
    server.answer({ kind: 'status', status });
    expect(await codeOf()).toBe('metadata_status_unexpected');
  });

  test('where the server cuts the connection, or is gone', async () => {
    server.answer({ kind: 'down' });
    expect(await codeOf()).toBe('metadata_unreachable');
    const gone = await startMetadataServer();
    await gone.close();
    expect(await codeOf({ url: gone.url })).toBe('metadata_unreachable');
  });

  test.each(['silence', 'trickle'] as const)('from a server of %s, once the time is over', async (kind) => {
    server.answer({ kind });
    expect(await codeOf({ timeoutMilliseconds: 200 })).toBe('metadata_timeout');
  });

  test('of 50 MB, of which only the beginning is read', async () => {
    server.answer({ kind: 'flood', bytes: 50_000_000 });
    expect(await codeOf()).toBe('metadata_too_large');
    expect(server.sentBytes()).toBeLessThan(20_000_000);
  });
});
