import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readResolverUrl } from '../../src/dns/resolver-url.ts';
import { lookUpTxt } from '../../src/stores/dns-lookup.ts';
import { type DnsResolver, startDnsResolver } from '../support/dns-resolver.ts';

let resolver: DnsResolver;
let url: URL;
beforeAll(async () => {
  resolver = await startDnsResolver();
  url = new URL(resolver.url);
});
afterAll(() => resolver.close());
beforeEach(() => resolver.misbehave(null));

const NAME = '_edge-saml.acme.example';

async function lookUp(timeoutMilliseconds?: number) {
  const found = await lookUpTxt(NAME, url, timeoutMilliseconds);
  return found.ok ? found.value : found.failure.code;
}

test('the records of a name are looked up through a resolver over HTTP', async () => {
  resolver.publish(NAME, 'v=other', `edge-saml-verification=${'x'.repeat(300)}`);
  expect(await lookUp()).toEqual(['v=other', `edge-saml-verification=${'x'.repeat(300)}`]);
  expect(resolver.takeQuestions()).toEqual([NAME]);
  resolver.publish(NAME);
  expect(await lookUp()).toEqual([]);
});

describe('no answer', () => {
  test.each([
    [{ kind: 'status', status: 500 }, 'dns_resolver_unreachable'],
    [{ kind: 'status', status: 204 }, 'dns_resolver_unreachable'],
    [{ kind: 'type', type: 'application/dns-json' }, 'dns_resolver_unreachable'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'dns_resolver_unreachable'],
    [{ kind: 'flood' }, 'dns_resolver_unreachable'],
    [{ kind: 'message', answer: { flags: 0x8182 } }, 'dns_answer_failed'],
    [{ kind: 'message', answer: { question: 'acme.example' } }, 'dns_answer_malformed'],
  ] as const)('comes of %j', async (misbehaviour, code) => {
    resolver.publish(NAME, 'a');
    resolver.misbehave(misbehaviour);
    expect(await lookUp()).toBe(code);
  });

  test('comes of a resolver that says nothing, in time', async () => {
    resolver.misbehave({ kind: 'silence' });
    expect(await lookUp(50)).toBe('dns_resolver_unreachable');
  });

  test('comes of one that is not there, or may not be called', async () => {
    for (const nobody of [new URL('http://127.0.0.1:1/dns-query'), null]) {
      expect(await lookUpTxt(NAME, nobody)).toMatchObject({ failure: { code: 'dns_resolver_unreachable' } });
    }
  });
});

test('the media type may have parameters', async () => {
  resolver.publish(NAME, 'a');
  resolver.misbehave({ kind: 'type', type: 'Application/DNS-Message; charset=binary' });
  expect(await lookUp()).toEqual(['a']);
});

test('the resolver is a public one over https, or on a developer’s machine one of that machine', () => {
  expect(readResolverUrl(undefined, false)?.href).toBe('https://cloudflare-dns.com/dns-query');
  expect(readResolverUrl(' ', false)?.href).toBe('https://cloudflare-dns.com/dns-query');
  expect(readResolverUrl('https://dns.example.net/dns-query', false)?.host).toBe('dns.example.net');
  expect(readResolverUrl('http://127.0.0.1:8053/dns-query', true)?.port).toBe('8053');
  for (const refused of ['http://127.0.0.1:8053/', 'http://dns.example.net/', 'https://10.0.0.1/', 'x']) {
    expect(readResolverUrl(refused, false)).toBeNull();
  }
});
