/** What others say of an identity provider: read for people to know, and without effect. */
import { describe, expect, test } from 'vitest';
import { NS_ASSERTION, NS_METADATA_ATTRIBUTES } from '../../src/saml/names.ts';
import { accepted, aggregate, idp } from '../support/idp-metadata.ts';

const CATEGORY = 'http://macedir.org/entity-category';
const SUPPORT = 'http://macedir.org/entity-category-support';
const ASSURANCE = 'urn:oasis:names:tc:SAML:attribute:assurance-certification';
const RESEARCH = 'http://refeds.org/category/research-and-scholarship';
const SIRTFI = 'https://refeds.org/sirtfi';

const attribute = (name: string, ...values: string[]) =>
  `<saml:Attribute Name="${name}">${values.map((each) => `<saml:AttributeValue>${each}</saml:AttributeValue>`).join('')}</saml:Attribute>`;
const attributes = (...content: string[]) =>
  `<mdattr:EntityAttributes xmlns:mdattr="${NS_METADATA_ATTRIBUTES}" xmlns:saml="${NS_ASSERTION}">${content.join('')}</mdattr:EntityAttributes>`;
const read = (entityExtensions: string) =>
  accepted(idp({ entityExtensions })).identityProvider.entityAttributes;
const none = { categories: [], supportedCategories: [], certifications: [] };

describe('entity attributes', () => {
  test('are left out where there are none, or none that is known', () => {
    expect(read('')).toBeUndefined();
    expect(read(attributes())).toBeUndefined();
    expect(read(attributes(attribute('urn:unknown', SIRTFI)))).toBeUndefined();
    expect(accepted(idp({ entityExtensions: attributes(attribute('urn:unknown', SIRTFI)) }))).toEqual(
      accepted(idp()),
    );
  });

  test('are the categories, those supported, and the certifications, each value once', () => {
    const content = attributes(
      attribute(CATEGORY, 'http://refeds.org/category/hide-from-discovery'),
      attribute(SUPPORT, RESEARCH, ` ${RESEARCH}\n`),
      attribute(ASSURANCE, SIRTFI),
      attribute(ASSURANCE, 'https://refeds.org/sirtfi2'),
    );
    expect(read(content)).toEqual({
      categories: ['http://refeds.org/category/hide-from-discovery'],
      supportedCategories: [RESEARCH],
      certifications: [SIRTFI, 'https://refeds.org/sirtfi2'],
    });
  });

  test('of what encloses the entity hold for it, those of a role and of others do not', () => {
    const content = attributes(attribute(ASSURANCE, SIRTFI));
    const enclosed = aggregate(`<md:Extensions>${content}</md:Extensions>${idp()}`);
    expect(accepted(enclosed).identityProvider.entityAttributes).toEqual({
      ...none,
      certifications: [SIRTFI],
    });
    expect(accepted(idp({ roleExtensions: content })).identityProvider).not.toHaveProperty(
      'entityAttributes',
    );
  });

  test('that are too long, too many or no URIs are passed over', () => {
    const values = [
      '',
      ' ',
      'two words',
      'x'.repeat(257),
      ...Array.from({ length: 30 }, (_, i) => `urn:x:${i}`),
    ];
    const { certifications } = read(attributes(attribute(ASSURANCE, ...values))) ?? none;
    expect(certifications).toHaveLength(20);
    expect(certifications[0]).toBe('urn:x:0');
    expect(read(attributes(attribute(ASSURANCE, 'x'.repeat(256))))?.certifications).toHaveLength(1);
  });
});
