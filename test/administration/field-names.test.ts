import { describe, expect, test } from 'vitest';
import { nameField } from '../../src/administration/field-names.ts';
import { connection, tenant } from '../support/tenants.ts';

/** The paths of all fields, down to values and lists. */
function pathsOf(value: object, before = ''): string[] {
  return Object.entries(value).flatMap(([name, field]): string[] => {
    const path = before + name;
    const isObject = typeof field === 'object' && field !== null && !Array.isArray(field);
    return isObject ? [path, ...pathsOf(field, `${path}.`)] : [path];
  });
}

describe('the name of a field', () => {
  const { keys: _keys, ...identityProvider } = connection().identityProvider;
  test.each([...pathsOf(tenant()), ...pathsOf({ ...connection(), identityProvider })])(
    '%s is in words',
    (path) => {
      expect(nameField(path)).not.toMatch(/[a-z][A-Z]|\./);
    },
  );

  test.each([
    ['account.key', 'the account key'],
    ['account.key.name', 'the account key'],
    ['people.remember', 'what is remembered of people'],
    ['something.newAndUnknown', 'something new and unknown'],
    ['constructor', 'constructor'],
    ['__proto__.toString', '__proto__ to string'],
    ['', ''],
  ])('%s: %s', (path, name) => {
    expect(nameField(path)).toBe(name);
  });
});
