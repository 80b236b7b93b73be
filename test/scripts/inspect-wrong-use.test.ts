/** What the inspector says to a command line that it does not understand. */
import { expect, test } from 'vitest';
import { CASE, EXPECTED, METADATA, makeGenuineFolder } from '../support/run-inspect.ts';
import { testKey } from '../support/signed-response.ts';

const { write, inspect } = await makeGenuineFolder();

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
  ['a certificate alone', [...without('--metadata'), '--certificate', 'certificate.pem'], '--idp-entity-id'],
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
  ['a certificate to decrypt with', [...complete, '--decryption-key', 'certificate.pem'], 'private key'],
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
  for (const arg of ['--decryption-key', '--allow-unauthenticated-cbc', '--json', '--cases', 'Exit status']) {
    expect(stdout).toContain(arg);
  }
});
