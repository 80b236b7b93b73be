import { describe, expect, test } from 'vitest';
import type { TenantEvent } from '../../src/administration/event.ts';
import { describePerson, subscribes, withoutPerson } from '../../src/webhooks/payload.ts';
import { session } from '../support/tenants.ts';

const attribute = (name: string, ...values: string[]) => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

describe('who somebody is', () => {
  test('is what an application needs to create its user', () => {
    expect(describePerson(session(), 'hash')).toEqual({
      id: 'hash',
      accountKey: session().identity.accountKey,
      email: session().identity.email,
      displayName: 'Alice Andersen',
      roles: [],
      attributes: { groups: ['engineering', 'on-call'] },
    });
  });

  test('has every value of an attribute, whatever its name', () => {
    const attributes = [attribute('__proto__', 'a'), attribute('groups', 'b'), attribute('groups', 'c', '')];
    const person = describePerson(session({}, { attributes }), null);
    expect(JSON.stringify(person.attributes)).toBe('{"__proto__":["a"],"groups":["b","c",""]}');
  });

  test.each([
    [32_768 - '{"a":[""]}'.length, 'object'],
    [32_768 - '{"a":[""]}'.length + 1, 'null'],
  ])('leaves out attributes that are too large, all of them: %d letters', (letters, expected) => {
    const { attributes } = describePerson(
      session({}, { attributes: [attribute('a', 'x'.repeat(letters))] }),
      null,
    );
    expect(attributes === null ? 'null' : typeof attributes).toBe(expected);
  });
});

describe('an event in a list', () => {
  const event: TenantEvent = {
    id: 'evt_1',
    type: 'sign_in.succeeded',
    at: '2026-11-22T00:00:00.000Z',
    tenant: { id: 't', slug: 'acme' },
    data: { reference: 'AAAA-BBBB', person: describePerson(session(), 'hash') },
  };

  test('names nobody', () => {
    expect(withoutPerson(event).data).toEqual({ reference: 'AAAA-BBBB', person: { id: 'hash' } });
    expect(JSON.stringify(withoutPerson(event))).not.toMatch(/alice|Andersen|engineering/i);
  });

  test('is as it was where it is about nobody', () => {
    const changed: TenantEvent = { ...event, type: 'tenant.changed', data: { version: 2 } };
    expect(withoutPerson(changed)).toEqual(changed);
  });
});

test('an endpoint is told of its types alone, of all without any, and of none while it is off', () => {
  expect(subscribes({ enabled: true, types: [] }, 'tenant.changed')).toBe(true);
  expect(subscribes({ enabled: true, types: ['tenant.changed'] }, 'tenant.changed')).toBe(true);
  expect(subscribes({ enabled: true, types: ['tenant.changed'] }, 'tenant.deleted')).toBe(false);
  expect(subscribes({ enabled: false, types: [] }, 'tenant.changed')).toBe(false);
});
