import { describe, expect, test } from 'vitest';
import { refuse, refuseFields } from '../../../../src/http/api/problem-codes.ts';
import { durationValues, readDuration } from '../../../../src/http/console/tenants/duration-field.tsx';
import { fieldErrors } from '../../../../src/http/console/tenants/field-errors.ts';
import { readLines, readWhole, savedValues } from '../../../../src/http/console/tenants/field-values.ts';
import {
  IDENTITY_PROVIDER_FIELDS,
  identityProviderBody,
  keepFile,
} from '../../../../src/http/console/tenants/identity-provider-form.ts';

describe('a length of time', () => {
  test.each([
    [300, '5', 'minutes'],
    [3_600, '1', 'hours'],
    [86_400 * 30, '30', 'days'],
    [3_601, '3601', 'seconds'],
    [90_000, '25', 'hours'],
  ])('of %i seconds is shown as %s %s, and read as the same', (seconds, number, unit) => {
    const values = durationValues('lifetime', seconds);
    expect(values).toEqual({ lifetime: number, lifetimeUnit: unit });
    expect(readDuration('lifetime', savedValues(values))).toBe(seconds);
  });

  test.each(['', '-1', '1.5', '1e3', ' ', '0x10', '9'.repeat(13)])('is not read from %j', (text) => {
    expect(readDuration('lifetime', savedValues({ lifetime: text, lifetimeUnit: 'hours' }))).toBeNaN();
  });
});

test.each([
  ['', []],
  ['a.example', ['a.example']],
  [' a.example \r\n\r\nb.example\n', ['a.example', 'b.example']],
])('the lines of %j', (text, lines) => {
  expect(readLines(text)).toEqual(lines);
});

test.each([
  ['12', 12],
  [' 12 ', 12],
])('%j is the whole number %i', (text, number) => {
  expect(readWhole(text)).toBe(number);
});

describe('an identity provider', () => {
  const PEM = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
  const typed = {
    metadataUrl: ' https://idp.example/metadata ',
    metadata: '<pasted/>',
    metadataFile: '<file/>',
    entityId: 'urn:idp',
    signInUrl: 'https://idp.example/sso',
    certificates: `${PEM('A')}\n\n${PEM('B')}`,
  };
  const bodyOf = (source: string, more = {}) =>
    identityProviderBody(savedValues({ ...typed, source, ...more }));

  test('is taken from the one way that was chosen, whatever the others hold', () => {
    expect(bodyOf('none')).toEqual({});
    expect(bodyOf('paste')).toEqual({ metadata: '<pasted/>' });
    expect(bodyOf('file')).toEqual({ metadata: '<file/>' });
    expect(bodyOf('url')).toEqual({
      metadataUrl: 'https://idp.example/metadata',
      metadataSigningCertificates: [],
      metadataMaxValidityDays: null,
      metadataEntityId: null,
    });
    expect(bodyOf('hand')).toEqual({
      identityProvider: {
        entityId: 'urn:idp',
        signInUrl: 'https://idp.example/sso',
        signInBinding: 'redirect',
        wantAuthnRequestsSigned: false,
        certificates: [PEM('A'), PEM('B')],
      },
    });
    expect(bodyOf('hand', { logoutUrl: ' https://idp.example/slo ' })).toMatchObject({
      identityProvider: { logoutUrl: 'https://idp.example/slo' },
    });
  });

  test('with a way that nobody offers is asked for by address', () => {
    expect(bodyOf('constructor')).toHaveProperty('metadataUrl');
  });

  test.each([
    ['', []],
    ['MIIC', ['MIIC']],
    ['-----BEGIN CERTIFICATE-----', ['-----BEGIN CERTIFICATE-----']],
  ])('with %j has those certificates', (certificates, list) => {
    expect(bodyOf('hand', { certificates })).toMatchObject({ identityProvider: { certificates: list } });
  });

  test('in a file that could not be used goes on as pasted text, since no browser fills a file in', () => {
    const kept = keepFile(savedValues({ ...typed, source: 'file' }));
    expect([kept('source'), kept('metadata'), kept('entityId')]).toEqual(['paste', '<file/>', 'urn:idp']);
    expect(keepFile(savedValues({ ...typed, source: 'url' }))('metadata')).toBe('<pasted/>');
  });
});

describe('what is wrong', () => {
  test.each([
    ['metadataUrl', 'metadataUrl'],
    ['connections[0].metadataUrl', 'metadataUrl'],
    ['connections[0].identityProvider.certificates[1]', 'certificates'],
    ['connections[0]', ''],
    ['connections', ''],
    ['something.else', ''],
    ['constructor', ''],
  ])('at %j is said at the field %j', (path, name) => {
    const refusal = refuseFields('body_invalid', [{ path, message: 'is wrong' }]);
    expect(Object.keys(fieldErrors(refusal, IDENTITY_PROVIDER_FIELDS))).toEqual([name]);
  });

  test('is said once for each field, and with the number of the entry', () => {
    const errors = [
      { path: 'identityProvider.certificates[2]', message: 'is wrong' },
      { path: 'identityProvider.certificates[3]', message: 'is wrong' },
    ];
    expect(fieldErrors(refuseFields('body_invalid', errors), IDENTITY_PROVIDER_FIELDS)).toEqual({
      certificates: 'Certificates: entry 3 is wrong.',
    });
  });

  test('with no field is said for the form', () => {
    expect(Object.keys(fieldErrors(refuse('tenant_deleted'), {}))).toEqual(['']);
  });
});
