import { expect, test } from 'vitest';
import { MAX_ENDPOINTS, WebhookEndpoints } from '../../src/stores/webhook-endpoints.ts';
import { withStorage } from '../support/object-storage.ts';

const NOW = Date.UTC(2026, 10, 22);
const input = { url: 'https://hooks.example.com/x', types: ['tenant.changed' as const], enabled: true };

const withEndpoints = (run: (endpoints: WebhookEndpoints) => void, allowLoopback = false) =>
  withStorage(async ({ sql }) => run(new WebhookEndpoints(sql, { allowLoopback })));

function make(endpoints: WebhookEndpoints) {
  const made = endpoints.create(input, NOW);
  if (!made.ok) throw new Error(made.failure.code);
  return made.value;
}

test('a secret is random, shown when it is made, and in no list', () =>
  withEndpoints((endpoints) => {
    const [one, two] = [make(endpoints), make(endpoints)];
    expect(one.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one.secret).not.toBe(two.secret);
    expect(endpoints.list().map(({ id }) => id)).toEqual([one.endpoint.id, two.endpoint.id]);
    expect(JSON.stringify(endpoints.list())).not.toContain('whsec_');
    expect(endpoints.targets()[0]?.keys).toEqual([{ id: one.endpoint.keys[0]?.id, secret: one.secret }]);
  }));

test('the newest secret comes first, and there are never more than two', () =>
  withEndpoints((endpoints) => {
    const { endpoint, secret } = make(endpoints);
    const second = endpoints.rotate(endpoint.id, NOW + 1);
    const third = endpoints.rotate(endpoint.id, NOW + 2);
    if (!second.ok || !third.ok) throw new Error('not rotated');
    const secrets = endpoints.targets()[0]?.keys.map((key) => key.secret);
    expect(secrets).toEqual([third.value.secret, second.value.secret]);
    expect(secrets).not.toContain(secret);
  }));

test('a secret is retired, but never the last', () =>
  withEndpoints((endpoints) => {
    const { endpoint } = make(endpoints);
    const [key] = endpoint.keys;
    const code = (keyId = '') => {
      const retired = endpoints.retire(endpoint.id, keyId);
      return retired.ok ? retired.value.keys.length : retired.failure.code;
    };
    expect(code(key?.id)).toBe('webhook_key_needed');
    expect(code('whk_other')).toBe('webhook_key_unknown');
    endpoints.rotate(endpoint.id, NOW);
    expect(code(key?.id)).toBe(1);
  }));

test('a removed endpoint leaves no secret behind', () =>
  withStorage(async ({ sql }) => {
    const endpoints = new WebhookEndpoints(sql, { allowLoopback: false });
    const { endpoint } = make(endpoints);
    expect(endpoints.remove(endpoint.id).ok).toBe(true);
    expect(endpoints.list()).toEqual([]);
    expect(sql.exec('SELECT * FROM webhook_keys').toArray()).toEqual([]);
    expect(endpoints.remove(endpoint.id)).toMatchObject({ failure: { code: 'webhook_unknown' } });
  }));

test('its URL is judged when it is made and when it is changed', () =>
  withEndpoints((endpoints) => {
    const { endpoint } = make(endpoints);
    for (const [url, code] of [
      ['http://hooks.example.com/', 'url_not_https'],
      ['https://127.0.0.1/', 'url_host_not_public'],
      ['https://a:b@hooks.example.com/', 'url_with_credentials'],
      ['nonsense', 'url_malformed'],
    ] as const) {
      expect(endpoints.create({ ...input, url }, NOW)).toMatchObject({ failure: { code } });
      expect(endpoints.update(endpoint.id, { ...input, url })).toMatchObject({ failure: { code } });
    }
    expect(endpoints.list()).toEqual([endpoint]);
  }));

test('what is changed keeps its secrets; what is not there is not made by that', () =>
  withEndpoints((endpoints) => {
    const { endpoint, secret } = make(endpoints);
    const changed = endpoints.update(endpoint.id, {
      url: 'https://other.example.com/',
      types: [],
      enabled: false,
    });
    expect(changed).toMatchObject({
      value: { url: 'https://other.example.com/', types: [], enabled: false },
    });
    expect(endpoints.targets()[0]?.keys[0]?.secret).toBe(secret);
    for (const refused of [
      endpoints.update('whe_other', input),
      endpoints.rotate('whe_other', NOW),
      endpoints.retire('whe_other', 'k'),
    ]) {
      expect(refused).toMatchObject({ failure: { code: 'webhook_unknown' } });
    }
    expect(endpoints.list()).toHaveLength(1);
  }));

test('there are only so many', () =>
  withEndpoints((endpoints) => {
    for (let count = 0; count < MAX_ENDPOINTS; count++) make(endpoints);
    expect(endpoints.create(input, NOW)).toMatchObject({ failure: { code: 'too_many_webhooks' } });
  }));
