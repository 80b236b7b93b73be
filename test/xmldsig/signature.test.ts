import { describe, expect, it } from 'vitest';
import { childElements } from '../../src/xml/select.ts';
import { CANONICALIZATION_ALGORITHMS } from '../../src/xmldsig/algorithms.ts';
import { readSignature, readSignedInfo, type SignedInfo } from '../../src/xmldsig/signature.ts';
import { rootOf } from '../support/read-xml.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const HMAC_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** A Signature that is right in all its parts, and has each of them once. */
const PARTS = {
  canonicalization: `<CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>`,
  method: `<SignatureMethod Algorithm="${RSA_SHA256}"/>`,
  uri: 'URI="#_1"',
  enveloped: `<Transform Algorithm="${ENVELOPED}"/>`,
  transform: `<Transform Algorithm="${EXCLUSIVE}"/>`,
  digestMethod: `<DigestMethod Algorithm="${SHA256}"/>`,
  digestValue: '<DigestValue>AQID</DigestValue>',
  signatureValue: '<SignatureValue>BAUG</SignatureValue>',
  keyInfo: '<KeyInfo><KeyName>k</KeyName></KeyInfo>',
};

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

function signatureText(edit: (text: string) => string = (text) => text): string {
  const { canonicalization, method, uri, enveloped, transform, digestMethod, digestValue } = PARTS;
  const reference = `<Reference ${uri}><Transforms>${enveloped}${transform}</Transforms>${digestMethod}${digestValue}</Reference>`;
  const signedInfo = `<SignedInfo>${canonicalization}${method}${reference}</SignedInfo>`;
  return edit(`<Signature xmlns="${DSIG}">${signedInfo}${PARTS.signatureValue}${PARTS.keyInfo}</Signature>`);
}

/** An edit that has to change something, or the test would prove nothing. */
function replacing(from: string, to: string): (text: string) => string {
  return (text) => {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
    return text.replace(from, () => to);
  };
}

function readAll(edit?: (text: string) => string) {
  const signature = readSignature(rootOf(signatureText(edit)));
  return signature.ok ? readSignedInfo(signature.value.signedInfo) : signature;
}

function outcome(edit: (text: string) => string): string {
  const read = readAll(edit);
  return read.ok ? 'read' : read.failure.code;
}

function signedInfoOf(edit?: (text: string) => string): SignedInfo {
  const read = readAll(edit);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

const REFERENCE = /<Reference[\s\S]*<\/Reference>/;
const SIGNED_INFO = /<SignedInfo>[\s\S]*<\/SignedInfo>/;

function reference(): string {
  return REFERENCE.exec(signatureText())?.[0] ?? '';
}

function signedInfo(): string {
  return SIGNED_INFO.exec(signatureText())?.[0] ?? '';
}

describe('a Signature', () => {
  it('gives its parts', () => {
    const signature = readSignature(rootOf(signatureText()));
    if (!signature.ok) throw new Error(signature.failure.code);
    expect(signature.value.signedInfo.localName).toBe('SignedInfo');
    expect([...signature.value.signatureValue]).toEqual([4, 5, 6]);
    expect(signedInfoOf()).toMatchObject({
      canonicalization: { form: 'exclusive-1.0', withComments: false, inclusivePrefixes: [] },
      algorithm: { scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', keyType: 'RSA' },
      reference: {
        id: '_1',
        canonicalization: { form: 'exclusive-1.0', withComments: false, inclusivePrefixes: [] },
        digestAlgorithm: { hash: 'SHA-256' },
        digestValue: new Uint8Array([1, 2, 3]),
      },
    });
  });

  it.each([
    ['without KeyInfo', replacing(PARTS.keyInfo, '')],
    ['with an Id', replacing(`<Signature xmlns="${DSIG}">`, `<Signature Id="s" xmlns="${DSIG}">`)],
    ['with an Id on SignedInfo', replacing('<SignedInfo>', '<SignedInfo Id="i">')],
    ['with an Id on SignatureValue', replacing('<SignatureValue>', '<SignatureValue Id="v">')],
    ['with an Id and a Type on the Reference', replacing('URI=', 'Id="r" Type="urn:t" URI=')],
    ['with white space everywhere', (text: string) => text.replaceAll('><', '>\r\n\t <')],
    ['with white space in its base64', replacing('AQID', '\r\n AQ&#13;\n\tID ')],
    ['with base64 in CDATA', replacing('AQID', '<![CDATA[AQ]]>ID')],
    [
      'with any KeyInfo, even none of ours',
      replacing('<KeyName>k</KeyName>', '<x:y xmlns:x="urn:x"><!--z--></x:y>text'),
    ],
    ['of any prefix', (text: string) => text.replaceAll(/<(\/?)/g, '<$1x:').replace('xmlns=', 'xmlns:x=')],
  ])('is read %s', (_title, edit) => {
    expect(outcome(edit)).toBe('read');
  });

  it.each([
    ['no SignedInfo', replacing(signedInfo(), '')],
    ['two SignedInfo', replacing(signedInfo(), signedInfo() + signedInfo())],
    ['a second SignedInfo at its end', replacing('</Signature>', `${signedInfo()}</Signature>`)],
    ['a wrapped SignedInfo', replacing(signedInfo(), `<x>${signedInfo()}</x>`)],
    ['a SignedInfo of another namespace', replacing('<SignedInfo>', '<SignedInfo xmlns="urn:x">')],
    ['no SignatureValue', replacing(PARTS.signatureValue, '')],
    ['two SignatureValues', replacing(PARTS.signatureValue, PARTS.signatureValue.repeat(2))],
    [
      'SignatureValue before SignedInfo',
      (text: string) =>
        text.replace(PARTS.signatureValue, '').replace('<SignedInfo>', `${PARTS.signatureValue}<SignedInfo>`),
    ],
    ['SignatureValue in another namespace', replacing('<SignatureValue>', '<SignatureValue xmlns="urn:x">')],
    ['two KeyInfos', replacing(PARTS.keyInfo, PARTS.keyInfo.repeat(2))],
    ['KeyInfo in another namespace', replacing('<KeyInfo>', '<KeyInfo xmlns="urn:x">')],
    ['an Object', replacing('</Signature>', '<Object/></Signature>')],
    ['an Object in place of KeyInfo', replacing(PARTS.keyInfo, '<Object/>')],
    ['a stray child', replacing('</Signature>', '<x xmlns=""/></Signature>')],
    ['a comment', replacing('<SignedInfo>', '<!--x--><SignedInfo>')],
    ['text', replacing('<SignedInfo>', 'x<SignedInfo>')],
    ['another attribute', replacing('<Signature ', '<Signature a="b" ')],
    ['an Id in a namespace', replacing('<Signature ', '<Signature xmlns:x="urn:x" x:Id="b" ')],
    ['another attribute on SignatureValue', replacing('<SignatureValue>', '<SignatureValue a="b">')],
    ['another attribute on SignedInfo', replacing('<SignedInfo>', '<SignedInfo a="b">')],
    [
      'an Assertion in KeyInfo',
      replacing('<KeyName>k</KeyName>', '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
    ],
    [
      'an Assertion deep in KeyInfo',
      replacing(
        '<KeyName>k</KeyName>',
        '<a><b><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/></b></a>',
      ),
    ],
    ['an empty SignatureValue', replacing('BAUG', '')],
    ['a SignatureValue of white space', replacing('BAUG', ' \n')],
    ['base64url in SignatureValue', replacing('BAUG', 'BA-_')],
    ['no padding in SignatureValue', replacing('BAUG', 'BAU')],
    ['a comment in SignatureValue', replacing('BAUG', 'BA<!--x-->UG')],
    ['a child in SignatureValue', replacing('BAUG', 'BAUG<x/>')],
    ['an empty DigestValue', replacing('AQID', '')],
    ['other letters in DigestValue', replacing('AQID', 'AQ*D')],
    ['no CanonicalizationMethod', replacing(PARTS.canonicalization, '')],
    ['two CanonicalizationMethods', replacing(PARTS.canonicalization, PARTS.canonicalization.repeat(2))],
    ['no SignatureMethod', replacing(PARTS.method, '')],
    [
      'the two methods the wrong way round',
      replacing(PARTS.canonicalization + PARTS.method, PARTS.method + PARTS.canonicalization),
    ],
    [
      'a SignatureMethod of another namespace',
      replacing('<SignatureMethod ', '<SignatureMethod xmlns="urn:x" '),
    ],
    [
      'a CanonicalizationMethod of another namespace',
      replacing('<CanonicalizationMethod ', '<CanonicalizationMethod xmlns="urn:x" '),
    ],
    ['another attribute on SignatureMethod', replacing('<SignatureMethod ', '<SignatureMethod a="b" ')],
    ['a comment in SignedInfo', replacing(PARTS.method, `<!--x-->${PARTS.method}`)],
    ['text in SignedInfo', replacing(PARTS.method, `x${PARTS.method}`)],
    [
      'a comment in SignatureMethod',
      replacing(`"${RSA_SHA256}"/>`, `"${RSA_SHA256}"><!--x--></SignatureMethod>`),
    ],
  ])('is malformed with %s', (_title, edit) => {
    expect(outcome(edit)).toBe('signature_malformed');
  });

  it.each<[string, (text: string) => string]>([
    ['nothing in it', (text) => text.replace(/(?<=^<Signature [^>]*>)[\s\S]*(?=<\/Signature>$)/, '')],
    ['nothing but SignedInfo', (text) => text.replace(/(?<=<\/SignedInfo>)[\s\S]*(?=<\/Signature>$)/, '')],
    ['nothing in SignedInfo', (text) => text.replace(SIGNED_INFO, '<SignedInfo/>')],
    [
      'nothing but CanonicalizationMethod in SignedInfo',
      (text) => text.replace(SIGNED_INFO, `<SignedInfo>${PARTS.canonicalization}</SignedInfo>`),
    ],
  ])('is malformed with %s', (_, edit) => {
    expect(edit(signatureText())).not.toBe(signatureText());
    expect(outcome(edit)).toBe('signature_malformed');
  });

  it('is malformed under another name or in another namespace', () => {
    expect(outcome((text) => text.replaceAll(/(<\/?)Signature\b/g, '$1Signatur'))).toBe(
      'signature_malformed',
    );
    expect(outcome(replacing(DSIG, `${DSIG}x`))).toBe('signature_malformed');
  });
});

describe('a Reference', () => {
  it.each([
    ['none', replacing(reference(), '')],
    ['two', replacing(reference(), reference() + reference())],
    ['a decoy before it', replacing(reference(), reference().replace('#_1', '#_2') + reference())],
    ['a decoy after it', replacing(reference(), reference() + reference().replace('#_1', '#_2'))],
    ['a Manifest in its place', replacing(reference(), '<Manifest/>')],
    ['a second SignatureMethod before it', replacing(PARTS.method, PARTS.method.repeat(2))],
    ['one of another namespace', replacing('<Reference ', '<Reference xmlns="urn:x" ')],
    ['no URI', replacing(` ${PARTS.uri}`, '')],
    ['an empty URI', replacing('#_1', '')],
    ['a bare #', replacing('#_1', '#')],
    ['an XPointer', replacing('#_1', '#xpointer(/)')],
    ['an XPointer with an id', replacing('URI="#_1"', `URI="#xpointer(id('_1'))"`)],
    ['no #', replacing('#_1', '_1')],
    ['a file', replacing('#_1', 'file:///etc/passwd')],
    ['an address', replacing('#_1', 'http://example.com/#_1')],
    ['a query', replacing('#_1', '?a#_1')],
    ['a content id', replacing('#_1', 'cid:_1')],
    ['two #', replacing('#_1', '##_1')],
    ['a space before it', replacing('#_1', ' #_1')],
    ['a space inside', replacing('#_1', '#_1 _2')],
    ['a no-break space', replacing('#_1', '#\u00a0_1')],
    ['a line feed after it', replacing('#_1', '#_1&#10;')],
    ['quotes', replacing('URI="#_1"', `URI="#'_1'"`)],
    ['a number sign that is not one', replacing('#_1', '\uff03_1')],
    ['a URI in a namespace', replacing('URI=', 'xmlns:x="urn:x" x:URI=')],
    ['another attribute', replacing('URI=', 'a="b" URI=')],
    ['no Transforms', (text: string) => text.replace(/<Transforms>.*<\/Transforms>/, '')],
    ['two Transforms', (text: string) => text.replace(/<Transforms>.*<\/Transforms>/, '$&$&')],
    ['an attribute on Transforms', replacing('<Transforms>', '<Transforms a="b">')],
    ['a comment in Transforms', replacing('<Transforms>', '<Transforms><!--x-->')],
    ['no DigestMethod', replacing(PARTS.digestMethod, '')],
    ['two DigestMethods', replacing(PARTS.digestMethod, PARTS.digestMethod.repeat(2))],
    ['no DigestValue', replacing(PARTS.digestValue, '')],
    ['two DigestValues', replacing(PARTS.digestValue, PARTS.digestValue.repeat(2))],
    [
      'DigestValue before DigestMethod',
      replacing(PARTS.digestMethod + PARTS.digestValue, PARTS.digestValue + PARTS.digestMethod),
    ],
    ['an attribute on DigestValue', replacing('<DigestValue>', '<DigestValue a="b">')],
    ['a comment before the digest', replacing('AQID', '<!--FORGED-->AQID')],
    ['a comment in the digest', replacing('AQID', 'AQ<!---->ID')],
    ['text in the Reference', replacing(PARTS.digestMethod, `x${PARTS.digestMethod}`)],
  ])('is invalid: %s', (_title, edit) => {
    expect(outcome(edit)).toMatch(/^signature_reference_invalid$/);
  });

  it.each([
    ['nothing', ''],
    ['nothing but Transforms', `<Transforms>${PARTS.enveloped}</Transforms>`],
    ['no DigestValue', `<Transforms>${PARTS.enveloped}</Transforms>${PARTS.digestMethod}`],
  ])('is not read with %s in it', (_, content) => {
    expect(outcome((text) => text.replace(REFERENCE, `<Reference URI="#_1">${content}</Reference>`))).toBe(
      'signature_reference_invalid',
    );
  });

  it('is not read where its digest has a child', () => {
    expect(outcome(replacing('AQID', 'AQID<x/>'))).toMatch(/^signature_(reference_invalid|malformed)$/);
  });

  it('names an ID of any letters', () => {
    expect(signedInfoOf(replacing('#_1', '#_é.😀-1:2')).reference.id).toBe('_é.😀-1:2');
  });
});

describe('transforms', () => {
  const second = PARTS.transform;
  const other = (algorithm: string, content = '') =>
    replacing(second, `<Transform Algorithm="${algorithm}">${content}</Transform>`);

  it.each([...CANONICALIZATION_ALGORITHMS])(
    'may end with %s, whose comments are gone already',
    (uri, { form }) => {
      expect(signedInfoOf(other(uri)).reference.canonicalization).toEqual({
        form,
        withComments: false,
        inclusivePrefixes: [],
      });
    },
  );

  it('may be one, which leaves Canonical XML 1.0', () => {
    expect(signedInfoOf(replacing(second, '')).reference.canonicalization).toEqual({
      form: 'inclusive-1.0',
      withComments: false,
      inclusivePrefixes: [],
    });
  });

  it.each([
    ['none', replacing(PARTS.enveloped + second, '')],
    ['a canonicalisation alone', replacing(PARTS.enveloped, '')],
    ['the wrong order', replacing(PARTS.enveloped + second, second + PARTS.enveloped)],
    ['enveloped-signature twice', replacing(PARTS.enveloped, PARTS.enveloped.repeat(2))],
    ['enveloped-signature twice and nothing else', replacing(second, PARTS.enveloped)],
    ['a third', replacing(second, second.repeat(2))],
    ['XSLT', other('http://www.w3.org/TR/1999/REC-xslt-19991116')],
    ['XPath', other('http://www.w3.org/TR/1999/REC-xpath-19991116', '<XPath>true()</XPath>')],
    ['XPath Filter', other('http://www.w3.org/2002/06/xmldsig-filter2')],
    ['base64', other('http://www.w3.org/2000/09/xmldsig#base64')],
    ['decryption', other('http://www.w3.org/2002/07/decrypt#XML')],
    [
      'the STR transform',
      other(
        'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform',
      ),
    ],
    ['an unknown one', other('urn:x')],
    ['no Algorithm', replacing(second, '<Transform/>')],
    ['another case', other(EXCLUSIVE.toUpperCase())],
    ['a space after it', other(`${EXCLUSIVE} `)],
    [
      'XPath in front',
      replacing(PARTS.enveloped, '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>'),
    ],
    [
      'a child of enveloped-signature',
      replacing(PARTS.enveloped, `<Transform Algorithm="${ENVELOPED}"><x/></Transform>`),
    ],
    ['another attribute', replacing(second, `<Transform a="b" Algorithm="${EXCLUSIVE}"/>`)],
    [
      'a Transform of another namespace',
      replacing(second, `<Transform xmlns="urn:x" Algorithm="${EXCLUSIVE}"/>`),
    ],
    ['a comment in it', other(EXCLUSIVE, '<!--x-->')],
    ['a child that is not InclusiveNamespaces', other(EXCLUSIVE, '<x/>')],
  ])('are forbidden: %s', (_title, edit) => {
    expect(outcome(edit)).toBe('signature_transforms_forbidden');
  });
});

describe('InclusiveNamespaces', () => {
  const inclusive = (attributes: string, content = '', namespace = EXCLUSIVE) =>
    `<ec:InclusiveNamespaces xmlns:ec="${namespace}" ${attributes}>${content}</ec:InclusiveNamespaces>`;
  const inTransform = (content: string, algorithm = EXCLUSIVE) =>
    replacing(PARTS.transform, `<Transform Algorithm="${algorithm}">${content}</Transform>`);
  const prefixes = (list: string) =>
    signedInfoOf(inTransform(inclusive(`PrefixList="${list}"`))).reference.canonicalization.inclusivePrefixes;

  it.each([
    ['one prefix', 'xs', ['xs']],
    ['several, with any white space', ' xs\t\n&#13; xsi&#9;é ', ['xs', 'xsi', 'é']],
    ['the default namespace', '#default xs', ['', 'xs']],
    ['none', '', []],
  ])('lists %s', (_title, list, expected) => {
    expect(prefixes(list)).toEqual(expected);
  });

  it('counts for SignedInfo too', () => {
    const edit = replacing(
      PARTS.canonicalization,
      `<CanonicalizationMethod Algorithm="${EXCLUSIVE}">${inclusive('PrefixList="xs"')}</CanonicalizationMethod>`,
    );
    expect(signedInfoOf(edit).canonicalization.inclusivePrefixes).toEqual(['xs']);
  });

  it('lists at most 64 prefixes', () => {
    const list = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`).join(' ');
    expect(prefixes(list(64))).toHaveLength(64);
    expect(outcome(inTransform(inclusive(`PrefixList="${list(65)}"`)))).toBe(
      'signature_transforms_forbidden',
    );
    expect(prefixes(` ${list(64).replaceAll(' ', '  ')} `)).toHaveLength(64);
    expect(outcome(inTransform(inclusive(`PrefixList=" ${list(65)}"`)))).toBe(
      'signature_transforms_forbidden',
    );
    expect(outcome(inTransform(inclusive(`PrefixList="${'xs '.repeat(10_000)}"`)))).toBe(
      'signature_transforms_forbidden',
    );
  });

  it.each([
    ['in a foreign namespace', inTransform(inclusive('PrefixList="xs"', '', 'urn:x'))],
    ['twice', inTransform(inclusive('PrefixList="xs"').repeat(2))],
    ['with content', inTransform(inclusive('PrefixList="xs"', 'x'))],
    ['with a child', inTransform(inclusive('PrefixList="xs"', '<x/>'))],
    ['with a comment', inTransform(inclusive('PrefixList="xs"', '<!--x-->'))],
    ['with another attribute', inTransform(inclusive('PrefixList="xs" a="b"'))],
    ['with the list in a namespace', inTransform(inclusive('ec:PrefixList="xs"'))],
    ['under inclusive canonicalisation', inTransform(inclusive('PrefixList="xs"'), INCLUSIVE)],
    ['under Canonical XML 1.1', inTransform(inclusive('PrefixList="xs"'), INCLUSIVE_11)],
  ])('is forbidden %s', (_title, edit) => {
    expect(outcome(edit)).toBe('signature_transforms_forbidden');
  });
});

describe('the methods', () => {
  it.each([...CANONICALIZATION_ALGORITHMS])('may canonicalise SignedInfo by %s', (uri, algorithm) => {
    const edit = replacing(PARTS.canonicalization, `<CanonicalizationMethod Algorithm="${uri}"/>`);
    expect(signedInfoOf(edit).canonicalization).toEqual({ ...algorithm, inclusivePrefixes: [] });
  });

  it.each([
    [
      'an unknown CanonicalizationMethod',
      replacing(PARTS.canonicalization, '<CanonicalizationMethod Algorithm="urn:x"/>'),
    ],
    ['none named', replacing(PARTS.canonicalization, '<CanonicalizationMethod/>')],
    [
      'minimal canonicalisation',
      replacing(
        PARTS.canonicalization,
        '<CanonicalizationMethod Algorithm="http://www.w3.org/2000/09/xmldsig#minimal"/>',
      ),
    ],
  ])('are forbidden with %s', (_title, edit) => {
    expect(outcome(edit)).toBe('signature_transforms_forbidden');
  });

  it.each([
    ['HMAC', HMAC_SHA256],
    ['HMAC with SHA-1', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'],
    ['DSA', 'http://www.w3.org/2000/09/xmldsig#dsa-sha1'],
    ['RSA with MD5', 'http://www.w3.org/2001/04/xmldsig-more#rsa-md5'],
    ['RSA with SHA-224', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha224'],
    ['RSA-PSS with parameters', 'http://www.w3.org/2007/05/xmldsig-more#rsa-pss'],
    ['nothing', ''],
    ['another case', RSA_SHA256.toUpperCase()],
    ['a space after it', `${RSA_SHA256} `],
    ['a digest algorithm', SHA256],
    ['a name of Object.prototype', 'constructor'],
  ])('are unsupported for signing: %s', (_title, algorithm) => {
    expect(outcome(replacing(RSA_SHA256, algorithm))).toBe('signature_algorithm_unsupported');
  });

  it.each([
    ['an HMACOutputLength', 'HMACOutputLength', '0'],
    ['parameters of RSA-PSS', 'RSAPSSParams', ''],
  ])('are unsupported with %s', (_title, name, content) => {
    const edit = replacing(
      PARTS.method,
      `<SignatureMethod Algorithm="${RSA_SHA256}"><${name}>${content}</${name}></SignatureMethod>`,
    );
    expect(outcome(edit)).toBe('signature_algorithm_unsupported');
  });

  it.each([
    ['MD5', 'http://www.w3.org/2001/04/xmldsig-more#md5'],
    ['SHA-224', 'http://www.w3.org/2001/04/xmldsig-more#sha224'],
    ['SHA-256 by the wrong name', 'http://www.w3.org/2000/09/xmldsig#sha256'],
    ['nothing', ''],
    ['a signature algorithm', RSA_SHA256],
  ])('are unsupported for digests: %s', (_title, algorithm) => {
    expect(outcome(replacing(`"${SHA256}"`, `"${algorithm}"`))).toBe('signature_algorithm_unsupported');
  });

  it('are unsupported with a child of DigestMethod', () => {
    const edit = replacing(PARTS.digestMethod, `<DigestMethod Algorithm="${SHA256}"><x/></DigestMethod>`);
    expect(outcome(edit)).toBe('signature_algorithm_unsupported');
  });

  it.each([
    ['SignatureMethod', PARTS.method],
    ['DigestMethod', PARTS.digestMethod],
    ['CanonicalizationMethod', PARTS.canonicalization],
    ['enveloped-signature', PARTS.enveloped],
    ['the canonicalisation', PARTS.transform],
  ])('hold no text: %s', (_title, element) => {
    const name = /^<(\w+)/.exec(element)?.[1];
    expect(outcome(replacing(element, element.replace('/>', `>x</${name}>`)))).not.toBe('read');
    expect(outcome(replacing(element, element.replace('/>', `> \n</${name}>`)))).toBe('read');
  });
});

describe('the Signature of these tests', () => {
  it('has the children that they edit', () => {
    expect(childElements(rootOf(signatureText())).map(({ name }) => name)).toEqual([
      'SignedInfo',
      'SignatureValue',
      'KeyInfo',
    ]);
  });
});
