import { sign as signOctets } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { attributeValue, childrenNamed, textOf } from '../../src/xml/select.ts';
import { isElement, type XmlElement } from '../../src/xml/tree.ts';
import { VerifiedElement, verifyEnvelopedSignature, verifyInnerSignature } from '../../src/xmldsig/verify.ts';
import { NS_XML_SIGNATURE } from '../../src/xmlenc/names.ts';
import { firstChild, rootOf } from '../support/read-xml.ts';
import {
  ELEMENT,
  outcomeOfVerifying,
  policy,
  signatureIn,
  signCanonical,
  signElement,
  verifyRoot,
} from '../support/signed-element.ts';
import { resignSignedInfo, testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';

let genuine: string;
beforeAll(async () => {
  genuine = await signElement();
});

async function verifiedElement(xml: string): Promise<XmlElement> {
  const verified = await verifyRoot(xml);
  if (!verified.ok) throw new Error(JSON.stringify(verified.failure));
  return VerifiedElement.element(verified.value);
}

const SIGNATURE = /<ds:Signature[ >][\s\S]*<\/ds:Signature>/;
const SIGNATURE_VALUE = /(?<=<ds:SignatureValue>)[^<]*/;
const DIGEST_VALUE = /(?<=<ds:DigestValue>)[^<]*/;

function found(pattern: RegExp, text: string): string {
  const [match] = pattern.exec(text) ?? [];
  if (match === undefined) throw new Error(`${pattern} is not in ${text}`);
  return match;
}

describe('a signature that holds', () => {
  it('gives the element as it was signed, without the signature and without surroundings', async () => {
    const signed = await signElement(
      {},
      '<r:root xmlns:r="urn:root" xmlns:u="urn:u" ID="_1">1<!--c-->2<r:b/></r:root>',
    );
    const element = await verifiedElement(signed);
    expect(element).toMatchObject({
      name: 'r:root',
      parent: null,
      declarations: [{ prefix: 'r', namespace: 'urn:root' }],
      children: ['12', { name: 'r:b', children: [] }],
    });
  });

  it('is the same whatever the rest of the document says', async () => {
    const root = rootOf(
      `<o xmlns:u="urn:u">${genuine}<r:root xmlns:r="urn:root" ID="_2">mallory</r:root></o>`,
    );
    const signed = firstChild(root);
    const verified = await verifyEnvelopedSignature(signed, signatureIn(signed), policy());
    expect(verified.ok && textOf(firstChild(VerifiedElement.element(verified.value)))).toBe('alice');
  });

  it('holds after changes that canonicalisation undoes', async () => {
    for (const [from, to] of [
      ['alice', '&#x61;li<![CDATA[ce]]>'],
      ['alice', 'al<!--x-->ice'],
      ['<r:name>', '<r:name  >'],
      [' ID="_1"', " ID = '_1' xmlns:unused='urn:u'"],
      ['URI="#_1"', "URI='&#35;_1'"],
      ['<ds:SignedInfo>', '<ds:SignedInfo xmlns:unused="urn:u">'],
    ] as const) {
      expect(genuine).toContain(from);
      const element = await verifiedElement(genuine.replace(from, to));
      expect(textOf(firstChild(element))).toBe('alice');
    }
  });

  it('holds with white space in SignatureValue, which is not signed', async () => {
    const value = found(SIGNATURE_VALUE, genuine);
    const spread = value.replace(/.{40}/g, '$&\r\n &#13;');
    expect(await outcomeOfVerifying(genuine.replace(value, spread))).toBe('verified');
  });

  it('is found by any of several keys', async () => {
    const keys = [trustedKey('p256'), trustedKey('rsaB'), trustedKey('rsaA')];
    expect(await outcomeOfVerifying(genuine, policy(keys))).toBe('verified');
  });
});

describe('what is signed', () => {
  it.each([
    ['text', 'alice', 'admin'],
    ['a letter more', 'alice', 'alicex'],
    ['white space', '<r:name>', '\n<r:name>'],
    ['an element', '</r:root>', '<r:name>admin</r:name></r:root>'],
    ['an attribute', '<r:name>', '<r:name a="b">'],
    ['another attribute of the element itself', ' ID="_1"', ' ID="_1" a="b"'],
    ['a namespace', 'urn:root', 'urn:toor'],
    ['a prefix', /r:name/g, 'q:name xmlns:q="urn:root"'],
    ['an element name', /r:name/g, 'r:nami'],
  ])('cannot change: %s', async (_title, from, to) => {
    const changed = genuine
      .replaceAll(typeof from === 'string' ? new RegExp(from.replaceAll('/', '\\/'), 'g') : from, to)
      .replace('</q:name xmlns:q="urn:root">', '</q:name>');
    expect(changed).not.toBe(genuine);
    expect(await outcomeOfVerifying(changed)).toBe('signature_digest_mismatch');
  });

  it('cannot get a second Signature with content in it', async () => {
    const forged = genuine.replace(
      '</r:root>',
      `<ds:Signature xmlns:ds="${NS_XML_SIGNATURE}">x</ds:Signature></r:root>`,
    );
    expect(await outcomeOfVerifying(forged)).toBe('signature_malformed');
  });
});

describe('SignedInfo', () => {
  it.each([
    ['its digest', DIGEST_VALUE, 'AAAA'],
    ['its reference', /#_1/, '#_2'],
    ['its canonicalisation', /xml-exc-c14n#/, 'xml-exc-c14n#WithComments'],
    ['its algorithm', /rsa-sha256/, 'rsa-sha512'],
    ['white space', /<ds:SignedInfo>/, '<ds:SignedInfo>\n'],
    ['an Id', /<ds:SignedInfo>/, '<ds:SignedInfo Id="x">'],
  ])('cannot change: %s', async (_title, from, to) => {
    expect(await outcomeOfVerifying(genuine.replace(from, to))).toBe('signature_invalid');
  });

  it('is what its canonical octets say: whatever is not in them cannot be read from it', async () => {
    const digest = found(DIGEST_VALUE, genuine);
    const written = digest.replace(
      /^(.)(.*)$/,
      (_, first, rest) => `&#x${first.codePointAt(0).toString(16)};<![CDATA[${rest}]]>`,
    );
    expect(await outcomeOfVerifying(genuine.replace(digest, () => written))).toBe('verified');
    // A comment is not in them, and a reader that stopped at it would take the forged digest before it.
    const forged = genuine.replace(digest, `AAAA<!---->${digest}`);
    expect(await outcomeOfVerifying(forged)).toBe('signature_reference_invalid');
    const commented = genuine.replace(digest, `<!--AAAA-->${digest}`);
    expect(await outcomeOfVerifying(commented)).toBe('signature_reference_invalid');
  });

  it('is verified before its content counts: a wrong reference under a wrong signature is a wrong signature', async () => {
    const broken = genuine.replace('#_1', '#_elsewhere').replace('alice', 'admin');
    expect(await outcomeOfVerifying(broken)).toBe('signature_invalid');
  });
});

describe('the Reference', () => {
  // The empty-element tags of xmldsigjs are not canonical.
  function resigned(edit: (signedInfo: string) => string): string {
    return resignSignedInfo(genuine, (signedInfo) =>
      edit(signedInfo.replace(/<(ds:\w+)([^<>]*)\/>/g, '<$1$2></$1>')),
    );
  }

  it('of these tests, signed again, holds', async () => {
    expect(await outcomeOfVerifying(resigned((signedInfo) => signedInfo))).toBe('verified');
  });

  it('has to name the element that the Signature is in', async () => {
    const elsewhere = resigned((signedInfo) => signedInfo.replace('#_1', '#_2'));
    expect(await outcomeOfVerifying(elsewhere)).toBe('signature_reference_invalid');
    expect(await outcomeOfVerifying(elsewhere.replace('<r:name>', '<r:name ID="_2">'))).toBe(
      'signature_reference_invalid',
    );
  });

  it('has to hold the digest of this very content', async () => {
    const other = resigned((signedInfo) =>
      signedInfo.replace(DIGEST_VALUE, Buffer.alloc(32).toString('base64')),
    );
    expect(await outcomeOfVerifying(other)).toBe('signature_digest_mismatch');
  });

  it('is refused with a digest that is cut off or too long', async () => {
    const digest = Buffer.from(found(DIGEST_VALUE, genuine), 'base64');
    for (const wrong of [digest.subarray(0, 31), Buffer.concat([digest, digest])]) {
      const text = resigned((signedInfo) => signedInfo.replace(DIGEST_VALUE, wrong.toString('base64')));
      expect(await outcomeOfVerifying(text)).toBe('signature_digest_mismatch');
    }
  });

  it('is refused where the Signature is not a direct child of what it names', async () => {
    const signature = found(SIGNATURE, genuine);
    const moved = rootOf(genuine.replace(signature, '').replace('<r:name>', `<r:name>${signature}`));
    const verified = await verifyEnvelopedSignature(moved, signatureIn(firstChild(moved)), policy());
    expect(verified).toMatchObject({ failure: { code: 'signature_reference_invalid' } });
  });

  it('is refused where the Signature is of another element of the document', async () => {
    const root = rootOf(`<o>${genuine}<r:root xmlns:r="urn:root" ID="_1">mallory</r:root></o>`);
    const [signed, forged] = root.children.filter((child) => typeof child !== 'string').filter(isElement);
    const verified = await verifyEnvelopedSignature(
      forged as XmlElement,
      signatureIn(signed as XmlElement),
      policy(),
    );
    expect(verified).toMatchObject({ failure: { code: 'signature_reference_invalid' } });
  });

  it('is refused where the element has no ID', async () => {
    expect(await outcomeOfVerifying(genuine.replace(' ID="_1"', ''))).toBe('signature_reference_invalid');
    expect(await outcomeOfVerifying(genuine.replace(' ID="_1"', ' xmlns:r2="urn:r" r2:ID="_1"'))).toBe(
      'signature_reference_invalid',
    );
  });
});

describe('an ID has to be the only one in the whole document', () => {
  it.each([
    ['around it', '<o ID="_1">DOCUMENT</o>'],
    ['before it', '<o><x ID="_1"/>DOCUMENT</o>'],
    ['after it', '<o>DOCUMENT<x><y ID="_1"/></x></o>'],
    ['as Id', '<o>DOCUMENT<x Id="_1"/></o>'],
    ['as id', '<o>DOCUMENT<x id="_1"/></o>'],
    ['as iD', '<o>DOCUMENT<x iD="_1"/></o>'],
    ['as xml:id', '<o>DOCUMENT<x xml:id="_1"/></o>'],
    ['in a namespace', '<o xmlns:p="urn:p">DOCUMENT<x p:ID="_1"/></o>'],
    ['through a reference', '<o>DOCUMENT<x ID="&#95;1"/></o>'],
  ])('and is refused with another %s', async (_title, around) => {
    const root = rootOf(around.replace('DOCUMENT', () => genuine));
    const signed = childrenNamed(root, 'urn:root', 'root')[0] as XmlElement;
    const verified = await verifyEnvelopedSignature(signed, signatureIn(signed), policy());
    expect(verified).toMatchObject({ failure: { code: 'signature_duplicate_id' } });
  });

  it('and is refused with another inside of its own Signature', async () => {
    const forged = genuine.replace('<ds:Signature ', '<ds:Signature Id="_1" ');
    expect(await outcomeOfVerifying(forged)).toBe('signature_duplicate_id');
  });

  it('and may be the value of other attributes, or other IDs differ by case', async () => {
    const root = rootOf(
      `<o ref="_1" IDs="_1">${genuine.replace(' ID="_1"', ' ID="_1"')}<x ID="_2" id="_1x"/></o>`,
    );
    const signed = firstChild(root);
    expect((await verifyEnvelopedSignature(signed, signatureIn(signed), policy())).ok).toBe(true);
  });
});

describe('the signature value', () => {
  const withValue = (value: Uint8Array, text = genuine) =>
    text.replace(SIGNATURE_VALUE, Buffer.from(value).toString('base64'));

  it.each([
    ['one octet', Buffer.alloc(1, 1)],
    ['all zero', Buffer.alloc(256)],
    ['all ones', Buffer.alloc(256, 255)],
    ['zero', Buffer.alloc(1)],
    ['the number one', Buffer.alloc(256).fill(1, 255)],
  ])('of RSA is refused where it is %s', async (_title, value) => {
    expect(await outcomeOfVerifying(withValue(value))).toBe('signature_invalid');
  });

  it('of RSA is refused shorter, longer, or with one bit changed', async () => {
    const value = Buffer.from(found(SIGNATURE_VALUE, genuine), 'base64');
    const flipped = Buffer.from(value);
    flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100);
    for (const wrong of [
      value.subarray(0, 255),
      value.subarray(1),
      Buffer.concat([Buffer.alloc(1), value]),
      flipped,
    ]) {
      expect(await outcomeOfVerifying(withValue(wrong))).toBe('signature_invalid');
    }
  });

  describe.each([
    ['p256', 32, 'SHA-256'],
    ['p384', 48, 'SHA-384'],
    ['p521', 66, 'SHA-512'],
  ] as const)('of ECDSA on %s', (name, octets, hash) => {
    let text: string;
    beforeAll(async () => {
      text = await signElement({ key: testKey(name), algorithm: { scheme: 'ECDSA', hash } });
    });
    const trusted = () => policy([trustedKey(name)]);

    it('is r and s, each as long as a coordinate', async () => {
      expect(Buffer.from(found(SIGNATURE_VALUE, text), 'base64')).toHaveLength(2 * octets);
      expect(await outcomeOfVerifying(text, trusted())).toBe('verified');
    });

    it('is refused in DER', async () => {
      const signedInfo = found(/<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/, text)
        .replace(/<(ds:\w+)([^<>]*)\/>/g, '<$1$2></$1>')
        .replace('<ds:SignedInfo>', `<ds:SignedInfo xmlns:ds="${NS_XML_SIGNATURE}">`);
      const { privateKey: key } = testKey(name);
      const raw = signOctets(hash, Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' });
      const der = signOctets(hash, Buffer.from(signedInfo), { key, dsaEncoding: 'der' });
      expect(await outcomeOfVerifying(withValue(raw, text), trusted())).toBe('verified');
      expect(await outcomeOfVerifying(withValue(der, text), trusted())).toBe('signature_invalid');
    });

    it('is refused where r and s are zero, or one of them, or as large as they get', async () => {
      const value = Buffer.from(found(SIGNATURE_VALUE, text), 'base64');
      const wrong = [
        Buffer.alloc(2 * octets),
        Buffer.from(value).fill(0, 0, octets),
        Buffer.from(value).fill(0, octets),
        Buffer.alloc(2 * octets, 255),
        Buffer.concat([value.subarray(octets), value.subarray(0, octets)]),
      ];
      for (const each of wrong) {
        expect(await outcomeOfVerifying(withValue(each, text), trusted())).toBe('signature_invalid');
      }
    });
  });
});

describe('the keys', () => {
  it.each([
    ['none', () => [], 'signature_key_unusable'],
    ['one of another type', () => [trustedKey('p256')], 'signature_key_unusable'],
    ['another one of its type', () => [trustedKey('rsaB')], 'signature_invalid'],
    ['that of an attacker', () => [trustedKey('rogue')], 'signature_invalid'],
  ])('are not enough where they are %s', async (_title, keys, code) => {
    expect(await outcomeOfVerifying(genuine, policy(keys()))).toBe(code);
  });

  it('never come from KeyInfo', async () => {
    const forged = await signElement({ key: testKey('rogue'), keyInfo: 'certificate' });
    expect(forged).toContain('X509Certificate');
    expect(await outcomeOfVerifying(forged)).toBe('signature_invalid');
    expect(await outcomeOfVerifying(forged, policy([]))).toBe('signature_key_unusable');
  });

  it('are not looked up by KeyInfo either: one that lies about the signer changes nothing', async () => {
    const keyInfo = found(
      /<ds:KeyInfo>[\s\S]*<\/ds:KeyInfo>/,
      await signElement({ key: testKey('rogue'), keyInfo: 'certificate' }),
    );
    expect(await outcomeOfVerifying(genuine.replace('</ds:Signature>', `${keyInfo}</ds:Signature>`))).toBe(
      'verified',
    );
  });
});

describe('a canonical form that something outside of the element belongs to', () => {
  const INCLUSIVE_NAMESPACES =
    '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="#default xs nobody"></ec:InclusiveNamespaces>';
  const cases = [
    [
      'exclusive with a PrefixList',
      `<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">${INCLUSIVE_NAMESPACES}</ds:Transform>`,
      '<r:a xmlns="urn:d" xmlns:r="urn:r" xmlns:xs="urn:xs" ID="_1" t="xs:b"></r:a>',
    ],
    [
      'inclusive 1.0',
      '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:Transform>',
      '<r:a xmlns="urn:d" xmlns:r="urn:r" xmlns:u="urn:u" xmlns:xs="urn:xs" ID="_1" t="xs:b" xml:id="i" xml:lang="de"></r:a>',
    ],
    [
      'inclusive 1.0, which no transform names',
      '',
      '<r:a xmlns="urn:d" xmlns:r="urn:r" xmlns:u="urn:u" xmlns:xs="urn:xs" ID="_1" t="xs:b" xml:id="i" xml:lang="de"></r:a>',
    ],
    [
      'inclusive 1.1',
      '<ds:Transform Algorithm="http://www.w3.org/2006/12/xml-c14n11"></ds:Transform>',
      '<r:a xmlns="urn:d" xmlns:r="urn:r" xmlns:u="urn:u" xmlns:xs="urn:xs" ID="_1" t="xs:b" xml:lang="de"></r:a>',
    ],
  ] as const;
  const template =
    '<o xmlns="urn:d" xmlns:xs="urn:xs" xmlns:u="urn:u" xml:lang="de" xml:id="i"><r:a xmlns:r="urn:r" ID="_1" t="xs:b">SIGNATURE<!--c--></r:a></o>';

  it.each(cases)('holds in its place and nowhere else: %s', async (_title, transform, canonical) => {
    const text = signCanonical({ template, canonical, transform });
    const signed = firstChild(rootOf(text));
    expect((await verifyEnvelopedSignature(signed, signatureIn(signed), policy())).ok).toBe(true);
    const other = firstChild(rootOf(text.replace('xmlns:xs="urn:xs"', 'xmlns:xs="urn:forged"')));
    expect(await verifyEnvelopedSignature(other, signatureIn(other), policy())).toMatchObject({
      failure: { code: 'signature_digest_mismatch' },
    });
  });

  it('is refused where it cannot be made, and the digest of nothing does not help', async () => {
    const text = signCanonical({
      template: '<o xml:base="http://a/"><r:a xmlns:r="urn:r" ID="_1">SIGNATURE</r:a></o>',
      canonical: '',
      transform: cases[3][1],
    });
    const signed = firstChild(rootOf(text));
    expect(await verifyEnvelopedSignature(signed, signatureIn(signed), policy())).toMatchObject({
      failure: { code: 'signature_canonicalization_failed' },
    });
  });

  it('never has the digest of nothing', async () => {
    const text = signCanonical({
      template: ELEMENT.replace('<r:name>', 'SIGNATURE<r:name>'),
      canonical: '',
      transform: '',
    });
    expect(await outcomeOfVerifying(text)).toBe('signature_digest_mismatch');
  });
});

describe('an inner signature', () => {
  it('is checked where it was made, and gives nothing to believe', async () => {
    const root = rootOf(genuine);
    const outer = await verifyRoot(await signElement({}, ELEMENT));
    if (!outer.ok) throw new Error(outer.failure.code);
    const verified = await verifyInnerSignature(root, signatureIn(root), policy());
    expect(verified).toEqual({ ok: true, value: null });
    const forged = rootOf(genuine.replace('alice', 'admin'));
    expect(await verifyInnerSignature(forged, signatureIn(forged), policy())).toMatchObject({
      failure: { code: 'signature_digest_mismatch' },
    });
  });
});

describe('a VerifiedElement', () => {
  const element = rootOf('<a/>');

  it('cannot be made by anybody else, whatever the symbol', () => {
    for (const mint of [Symbol('verified'), Symbol.for('verified'), Symbol(), undefined, null, 'verified']) {
      expect(() => new VerifiedElement(mint as symbol, element)).toThrow(TypeError);
    }
    class Forged extends VerifiedElement {}
    expect(() => new Forged(Symbol('verified'), element)).toThrow(TypeError);
    expect(() => Reflect.construct(VerifiedElement, [Symbol('verified'), element])).toThrow(TypeError);
  });

  it.each([
    ['an object with its prototype', Object.create(VerifiedElement.prototype)],
    [
      'an object with its prototype and an element',
      Object.assign(Object.create(VerifiedElement.prototype), { element }),
    ],
    ['a plain element', element],
    ['an empty object', {}],
    ['null', null],
    ['undefined', undefined],
    ['the class', VerifiedElement],
  ])('is not %s', (_title, lookAlike) => {
    expect(() => VerifiedElement.element(lookAlike as VerifiedElement)).toThrow(TypeError);
    expect(() => VerifiedElement.children(lookAlike as VerifiedElement, '', 'a')).toThrow(TypeError);
  });

  it('is not a copy or a wrapper of a genuine one', async () => {
    const verified = await verifyRoot(genuine);
    if (!verified.ok) throw new Error(verified.failure.code);
    for (const copy of [
      { ...verified.value },
      new Proxy(verified.value, {}),
      Object.create(verified.value),
    ]) {
      expect(() => VerifiedElement.element(copy)).toThrow(TypeError);
    }
    expect(
      () => structuredClone(verified.value) && VerifiedElement.element(structuredClone(verified.value)),
    ).toThrow(TypeError);
  });

  it('shows nothing of itself but through verification', async () => {
    const verified = await verifyRoot(genuine);
    if (!verified.ok) throw new Error(verified.failure.code);
    expect(Reflect.ownKeys(verified.value)).toEqual([]);
    expect(JSON.stringify(verified.value)).toBe('{}');
  });

  it('has verified children, and only direct ones', async () => {
    const signed = await signElement(
      {},
      '<r:root xmlns:r="urn:root" ID="_1"><r:n i="1"><r:n i="2"/></r:n><n i="3"/><r:n i="4"/></r:root>',
    );
    const verified = await verifyRoot(signed);
    if (!verified.ok) throw new Error(verified.failure.code);
    const children = VerifiedElement.children(verified.value, 'urn:root', 'n');
    expect(children.map((child) => attributeValue(VerifiedElement.element(child), 'i'))).toEqual(['1', '4']);
  });
});

describe('a Signature that cannot even be asked', () => {
  it.each([
    ['has no value', SIGNATURE_VALUE, 'signature_malformed'],
    ['has nothing in SignedInfo', /(?<=<ds:SignedInfo>)[\s\S]*(?=<\/ds:SignedInfo>)/, 'signature_malformed'],
  ])('is refused where it %s', async (_, piece, code) => {
    expect(await outcomeOfVerifying(genuine.replace(found(piece, genuine), ''))).toBe(code);
  });

  it('is refused where SignedInfo has no canonical form', async () => {
    const method = '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"';
    const other = '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"';
    const text = genuine
      .replace(found(new RegExp(method), genuine), other)
      .replace('<r:root ', '<r:root xml:base="urn:base" ');
    expect(await outcomeOfVerifying(text)).toBe('signature_canonicalization_failed');
  });

  it('is refused where the canonical form of SignedInfo holds what SignedInfo may not', async () => {
    const method = '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"';
    const inclusive =
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"';
    const text = genuine
      .replace(found(new RegExp(method), genuine), inclusive)
      .replace('<r:root ', '<r:root xml:base="urn:base" ');
    // The attribute is handed down; that the signature does not hold either is judged first.
    expect(await outcomeOfVerifying(text)).toBe('signature_invalid');
  });
});
