import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { NS_PROTOCOL } from '../../src/saml/names.ts';
import {
  A,
  accepted,
  aggregate,
  codeOf,
  ENTITY_ID,
  entity,
  idp,
  idpRole,
  POST_URL,
  REDIRECT_URL,
  ROGUE,
  read,
  signingKey,
  spRole,
} from '../support/idp-metadata.ts';
import { testKey } from '../support/test-keys.ts';

describe('metadata of one identity provider', () => {
  it('gives its entity ID, endpoints, key and no expiry', () => {
    const { identityProvider, warnings } = accepted(idp());
    expect(identityProvider).toEqual({
      entityId: ENTITY_ID,
      signInEndpoints: [
        { binding: 'redirect', location: REDIRECT_URL },
        { binding: 'post', location: POST_URL },
      ],
      keys: [
        {
          key: {
            type: 'RSA',
            modulusBits: 2048,
            spki: expect.any(String),
            fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
          },
          subject: 'CN=rsaA.test',
          notBefore: '2020-01-01T00:00:00.000Z',
          notAfter: '2049-12-31T23:59:59.000Z',
        },
      ],
      wantAuthnRequestsSigned: false,
      notAfter: null,
    });
    expect(warnings).toEqual([]);
  });

  it('is read with a byte order mark, an XML declaration, comments, line breaks, other prefixes and unknown extensions', () => {
    const xml = idp()
      .replaceAll('md:', '')
      .replaceAll('ds:', 'x:')
      .replace('xmlns:md=', 'xmlns=')
      .replace('xmlns:ds=', 'xmlns:x=')
      .replace('<IDPSSO', '<Extensions><a xmlns="urn:unknown"/></Extensions>\r\n<!-- us --><IDPSSO');
    expect(accepted(`\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n${xml}\r\n`)).toEqual(accepted(idp()));
  });

  it('may be one of several entities where the others are no identity providers', () => {
    const others = entity(spRole(signingKey(ROGUE)), 'entityID="https://sp.example.com"');
    expect(accepted(aggregate(others + idp() + others))).toEqual(accepted(idp()));
    expect(accepted(aggregate(others + aggregate(aggregate(idp()))))).toEqual(accepted(idp()));
  });

  it('may have other roles, whose keys and endpoints are not taken', () => {
    const otherRoles = `${spRole(signingKey(ROGUE))}<md:AttributeAuthorityDescriptor protocolSupportEnumeration="${NS_PROTOCOL}">${signingKey(ROGUE)}</md:AttributeAuthorityDescriptor>`;
    expect(accepted(idp({ otherRoles }))).toEqual(accepted(idp()));
  });

  it('may speak SAML 1.1 as well', () => {
    const protocols = `urn:oasis:names:tc:SAML:1.1:protocol\n ${NS_PROTOCOL}`;
    expect(codeOf(idp({ protocols }))).toBeNull();
    expect(codeOf(idp({ protocols: 'urn:oasis:names:tc:SAML:1.1:protocol' }))).toBe(
      'identity_provider_protocol_unsupported',
    );
    expect(codeOf(idp({ protocols: `${NS_PROTOCOL}:x` }))).toBe('identity_provider_protocol_unsupported');
  });

  it('may ask for signed requests', () => {
    const wants = (roleAttributes: string) =>
      accepted(idp({ roleAttributes })).identityProvider.wantAuthnRequestsSigned;
    for (const value of ['true', '1']) expect(wants(`WantAuthnRequestsSigned="${value}"`)).toBe(true);
    for (const value of ['false', '0', 'yes'])
      expect(wants(`WantAuthnRequestsSigned="${value}"`)).toBe(false);
    expect(wants('')).toBe(false);
  });
});

describe('what is not the metadata of one identity provider is refused', () => {
  const der = Buffer.from(A, 'base64');
  const privateKey = testKey('rsaA').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each<[string, string | Uint8Array, string]>([
    ['an aggregate of two identity providers', aggregate(idp() + idp()), 'identity_providers_several'],
    [
      'a nested aggregate whose attacker comes first',
      aggregate(aggregate(idp()) + idp()),
      'identity_providers_several',
    ],
    [
      'an entity with the role twice',
      idp({ otherRoles: idpRole({ keys: signingKey(ROGUE) }) }),
      'identity_providers_several',
    ],
    ['an empty aggregate', aggregate(''), 'identity_provider_missing'],
    ['an entity without a role', entity(''), 'identity_provider_missing'],
    [
      'an identity provider hidden in Extensions',
      entity(`<md:Extensions>${idpRole({})}</md:Extensions>`),
      'identity_provider_missing',
    ],
    [
      'a role in a foreign namespace',
      entity(idpRole({}).replaceAll('md:IDPSSO', 'ds:IDPSSO')),
      'identity_provider_missing',
    ],
    ['the metadata of a service provider', entity(spRole()), 'metadata_is_service_provider'],
    ['an aggregate of service providers', aggregate(entity(spRole())), 'metadata_is_service_provider'],
    ['an EntityDescriptor in no namespace', '<EntityDescriptor/>', 'metadata_root_unknown'],
    ['a message', `<p:Response xmlns:p="${NS_PROTOCOL}">${idp()}</p:Response>`, 'metadata_root_unknown'],
    ['a web page', '<!DOCTYPE html>\n<html lang="en"><title>Sign in</title>', 'metadata_is_web_page'],
    ['a web page in capitals after white space', '\n\n<HTML><body>', 'metadata_is_web_page'],
    ['an old web page', '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', 'metadata_is_web_page'],
    [
      'a web page that is XML',
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
      'metadata_is_web_page',
    ],
    [
      'a web page that is XML with a DOCTYPE',
      '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "">',
      'metadata_is_web_page',
    ],
    ['a certificate as PEM', testKey('rsaA').certificatePem, 'metadata_is_certificate'],
    [
      'a certificate with text before it',
      `subject=CN = x\n${testKey('rsaA').certificatePem}`,
      'metadata_is_certificate',
    ],
    ['a certificate as bare base64', A, 'metadata_is_certificate'],
    ['a certificate as DER', der, 'metadata_is_certificate'],
    ['a private key', privateKey, 'metadata_is_private_key'],
    [
      'a certificate and its private key',
      testKey('rsaA').certificatePem + privateKey,
      'metadata_is_private_key',
    ],
    ['nothing', '', 'metadata_is_empty'],
    ['white space', ' \r\n', 'metadata_is_empty'],
    ['JSON', '{"issuer":"https://idp.example.com"}', 'metadata_is_json'],
    ['a list in JSON', '\n[{"keys":[]}]', 'metadata_is_json'],
    ['where it is', 'https://idp.example.com/metadata\n', 'metadata_is_address'],
    ['an address with something after it', 'https://idp.example.com/ <a/>', 'xml_content_outside_root'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${idp()}`, 'utf16le'), 'metadata_is_utf16'],
    ['UTF-16 without it', Buffer.from(idp(), 'utf16le'), 'metadata_is_utf16'],
    ['UTF-16, the larger half first', Buffer.from(idp(), 'utf16le').swap16(), 'metadata_is_utf16'],
    ['base64 of it', Buffer.from(idp()).toString('base64'), 'metadata_is_base64'],
    [
      'base64 of it with its mark, in lines',
      Buffer.from(`\ufeff${idp()}`).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
      'metadata_is_base64',
    ],
    ['half of the metadata', idp().slice(0, 400), 'xml_malformed'],
    ['a DOCTYPE before the metadata', `<!DOCTYPE md:EntityDescriptor>${idp()}`, 'xml_doctype_forbidden'],
  ])('%s', (_title, document, code) => {
    expect(codeOf(document)).toBe(code);
  });

  it('and an aggregate of as many entities as a document can have', () => {
    expect(codeOf(aggregate('<md:EntityDescriptor/>'.repeat(90_000)))).toBe('identity_provider_missing');
    expect(codeOf(aggregate('<md:EntitiesDescriptor/>'.repeat(80_000)))).toBe('identity_provider_missing');
  });

  it('and a refused aggregate says how many there are, and names a few', () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      idp({ entityAttributes: `entityID="urn:idp:${i}"` }),
    ).join('');
    const refused = read(aggregate(many));
    if (refused.ok) throw new Error('accepted');
    expect(refused.failure.received).toMatch(/^40 .*urn:idp:0.*urn:idp:4$/);
  });
});
