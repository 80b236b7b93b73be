import { describe, expect, test } from 'vitest';
import { chooseConnection } from '../../src/tenants/choose-connection.ts';
import { coversEmail, readEmailDomain } from '../../src/tenants/email-domain.ts';
import { connection } from '../support/tenants.ts';

const okta = connection({ id: 'okta', emailDomains: ['acme.example', 'acme.test'] });
const entra = connection({ id: 'entra', emailDomains: ['globex.example'] });
const old = connection({ id: 'old', emailDomains: ['globex.example'] });
const any = connection({ id: 'any' });

function choose(
  connections: (typeof okta)[],
  connectionId: string | null = null,
  email: string | null = null,
) {
  const choice = chooseConnection({ connections }, { connectionId, email });
  if (choice.choice === 'none') return 'none';
  return choice.choice === 'chosen' ? choice.connection.id : choice.connections.map(({ id }) => id);
}

describe('choosing a connection', () => {
  test.each([
    ['there is none', [], null, null, 'none'],
    ['it is the only one', [okta], null, null, 'okta'],
    ['it is the only one, whatever else is named', [okta], 'entra', 'a@nowhere.example', 'okta'],
    ['it is named', [okta, entra], 'entra', null, 'entra'],
    ['its name wins over an address', [okta, entra], 'entra', 'a@acme.example', 'entra'],
    ['the address is of its domain', [okta, entra, any], null, 'a@ACME.test', 'okta'],
    ['several have the domain', [okta, entra, old], null, 'a@globex.example', ['entra', 'old']],
    ['nothing is named', [okta, entra], null, null, ['okta', 'entra']],
    ['no such name', [okta, entra], 'gone', null, ['okta', 'entra']],
    ['a name of every object', [okta, entra], '__proto__', null, ['okta', 'entra']],
    ['a domain that none has', [okta, any], null, 'a@b.example', ['okta', 'any']],
    ['a subdomain of one that has it', [okta, any], null, 'a@sub.acme.example', ['okta', 'any']],
    ['what is no address', [okta, any], null, 'acme.example', ['okta', 'any']],
  ])('%s', (_title, connections, connectionId, email, expected) => {
    expect(choose(connections, connectionId, email)).toEqual(expected);
  });
});

describe('the domain of an address', () => {
  test.each([
    ['alice@Acme.Example', 'acme.example'],
    ["o'brien+docs@acme.example", 'acme.example'],
    ['alice@bücher.example', 'xn--bcher-kva.example'],
  ])('of %s is %s', (address, domain) => {
    expect(readEmailDomain(address)).toBe(domain);
  });

  test.each([
    '',
    'alice',
    '@acme.example',
    'alice@',
    'alice@acme.example/',
    'alice@acme.example ',
    'alice@[192.0.2.1]',
    // Whoever reads these from the left, or as a list, finds somebody of another domain.
    '"a@b"@acme.example',
    'ceo@globex.example@acme.example',
    'ceo\uff20globex.example@acme.example',
    'ceo@globex.example,@acme.example',
    'ceo(globex.example),x@acme.example',
    'x;y@acme.example',
    '<ceo>x@acme.example',
    'a b@acme.example',
    'a\u0000@acme.example',
  ])('is missing in %j', (address) => {
    expect(readEmailDomain(address)).toBeNull();
  });

  test.each([
    [okta, 'a@acme.example', true],
    [okta, 'a@evil.example', false],
    [okta, 'a@acme.example.evil.example', false],
    [okta, 'a@evilacme.example', false],
    [okta, 'nobody', false],
    [any, 'a@evil.example', true],
  ])('decides for whom a connection may speak', (speaker, address, covered) => {
    expect(coversEmail(speaker, address)).toBe(covered);
  });
});
