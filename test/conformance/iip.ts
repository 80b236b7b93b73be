/** The implementation profile for federation interoperability 1.1, as far as it concerns service providers. */
import {
  may,
  must,
  notApplicable,
  type Profile,
  should,
  shown,
  type TestName,
} from '../../scripts/conformance/profile.ts';
import { ENTITY_ATTRIBUTES, METADATA_SIGNATURE, SCHEDULED, VALIDITY } from './metadata-tests.ts';

const HONEST_ALGORITHMS: TestName = [
  'attacks/honest-signatures.test.ts',
  'every algorithm that xmlsec1 knows > %s with key %s',
];
const SIGNED: TestName = [
  'interop/pysaml2.test.ts',
  'PySAML2 signs $sign > a sign-in that it answers ends in a session, on the deep link',
];
const REDIRECT: TestName = [
  'flow/sp-initiated.test.ts',
  'a deep link leads to the identity provider and back to that very page, signed in',
];
const POST: TestName = [
  'flow/sp-initiated.test.ts',
  'by the POST binding a page posts the request, under a policy for forms and nothing else',
];
const NAME_ID: TestName = ['attacks/honest-assertions.test.ts', 'the NameID > %s'];
const CLASSES: TestName = [
  'saml/authn-request.test.ts',
  'an AuthnRequest > asks for any number of authentication context classes, exactly, in order',
];
const KEY_TRANSPORT: TestName = ['xmlenc/algorithms.test.ts', 'the key by $uri, digest $digest, MGF $mgf'];
const CBC: TestName = [
  'xmlenc/one-failure.test.ts',
  'AES-CBC that no signature covers > is refused unless the connection allows it, before any key is used',
];
const DISCOVERY: TestName = [
  'http/idp-discovery.workerd.test.ts',
  'a sign-in > goes by way of the service to the identity provider that was chosen, and back to the deep link',
];
const FORMATS: TestName = ['attacks/honest-attributes.test.ts', 'attributes > NameFormat "%s"'];

export const IIP: Profile = {
  name: 'SAML V2.0 Implementation Profile for Federation Interoperability 1.1',
  requirements: [
    must(
      'G01',
      'a clock skew of 3 to 5 minutes, which can be set',
      shown(
        [
          'attacks/honest-assertions.test.ts',
          'the conditions and confirmations > a clock that is %i s off, both ways',
        ],
        ['tenants/compile.test.ts', 'the least that a tenant can be > gets the safe defaults'],
      ),
    ),
    must(
      'G02',
      'texts of up to 256 characters arrive whole',
      shown(
        ['attacks/honest-attributes.test.ts', 'attributes > names and values of %i characters, whole'],
        ['attacks/honest-assertions.test.ts', 'the NameID > of 256 characters arrives whole'],
      ),
    ),
    must(
      'G03',
      'no DTD is sent, and one is refused',
      shown(['xml/reader.test.ts', 'a document > is refused for a DOCTYPE: %s']),
    ),
    should(
      'MD01',
      'the Metadata Query protocol',
      shown([
        'stores/metadata-resolve.test.ts',
        'a metadata URL > of the Metadata Query protocol has a place for the entity ID in its %s',
      ]),
    ),
    must(
      'MD02',
      'metadata is fetched over HTTP on a schedule',
      shown(
        ...SCHEDULED,
        ['stores/metadata-fetch.test.ts', 'a redirect > by status %i is followed, five times at most'],
        [
          'saml/signed-metadata.test.ts',
          'signed metadata > of an aggregate is read, nested ones too, the identity provider found by its name',
        ],
      ),
    ),
    must(
      'MD03',
      'the signature of metadata is verified by a key from elsewhere',
      shown(...METADATA_SIGNATURE),
    ),
    must('MD04', 'metadata is refused whose validUntil is missing, past or too far', shown(...VALIDITY)),
    must(
      'MD05',
      'Metadata, its interoperability profile, EntityAttributes, AlgSupport, MDUI',
      shown(
        ENTITY_ATTRIBUTES,
        [
          'saml/entity-attributes.test.ts',
          'entity attributes > are the categories, those supported, and the certifications, each value once',
        ],
        [
          'saml/algorithm-support.test.ts',
          'the algorithms of an identity provider > are read from its role, else from its entity, each once, without what we would not use',
        ],
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > lists what signatures may be made with, without what is weak or blocked',
        ],
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > tells people what it is, in English',
        ],
        [
          'saml/idp-metadata-keys.test.ts',
          'signing keys > are taken from certificates that have expired or are not valid yet, with a warning',
        ],
      ),
    ),
    must(
      'MD06',
      'metadata alone is enough',
      shown(
        ['tenants/compile.test.ts', 'what is said in full > reads metadata in place of explicit values'],
        SIGNED,
      ),
    ),
    must(
      'MD07',
      'any number of signing keys, each tried',
      shown(
        ['saml/idp-metadata-keys.test.ts', 'signing keys > are all taken, in order: %s'],
        ['xmldsig/verify.test.ts', 'a signature that holds > is found by any of several keys'],
      ),
    ),
    must('MD08', 'likewise encryption keys', notApplicable('nothing is encrypted to an identity provider')),
    must(
      'MD09',
      'the own algorithms are published',
      shown(
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > lists what signatures may be made with, without what is weak or blocked',
        ],
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > lists our keys where there are any, and what may be encrypted with, strongest first',
        ],
      ),
    ),
    should(
      'MD10',
      'the algorithms that a peer publishes are honoured',
      shown(
        ['saml/algorithm-support.test.ts', 'a request is signed > %s'],
        ['saml/algorithm-support.test.ts', 'a request is signed > as usual whatever is asked for: %s'],
        ['sign-in/begin.test.ts', 'a request > is signed by what the identity provider says it verifies'],
      ),
    ),
    must(
      'MD11',
      'a KeyDescriptor without use is for both',
      shown(['saml/idp-metadata-keys.test.ts', 'signing keys > are read with %s']),
    ),
    must(
      'MD12',
      'certificates self-signed, long-lived or expired are taken',
      shown(
        [
          'saml/idp-metadata-keys.test.ts',
          'signing keys > are taken from certificates that have expired or are not valid yet, with a warning',
        ],
        ['attacks/honest-signatures.test.ts', 'pinned certificates > one that is %s verifies all the same'],
      ),
    ),
    must('SSO01', 'Web Browser SSO', shown(REDIRECT, SIGNED)),
    must('SSO02', 'requests by Redirect and POST', shown(REDIRECT, POST)),
    must(
      'SSO03',
      'Responses and errors by POST',
      shown(
        ['saml/post-binding.test.ts', 'a posted form > gives the octets of the Response and the RelayState'],
        [
          'attacks/honest-documents.test.ts',
          'the envelope > a signed error Response is a clean failure: %s %s',
        ],
      ),
    ),
    must('SSO04', 'the Assertion signed, the Response, or both', shown(SIGNED)),
    must('SSO05', 'persistent and transient NameIDs', shown(NAME_ID)),
    must('SSO06', 'the peer is configured from metadata', shown(SIGNED)),
    must(
      'SSO07',
      'unknown optional content is ignored or refused, as Core says',
      shown([
        'attacks/honest-documents.test.ts',
        'a document > has Extensions, Consent, StatusMessage and StatusDetail',
      ]),
    ),
    must(
      'EXT01',
      'extensions never break anything',
      shown(
        [
          'attacks/honest-documents.test.ts',
          'a document > has Extensions, Consent, StatusMessage and StatusDetail',
        ],
        [
          'saml/idp-metadata.test.ts',
          'metadata of one identity provider > is read with a byte order mark, an XML declaration, comments, line breaks, other prefixes and unknown extensions',
        ],
      ),
    ),
    must('ALG01', 'SHA-256', shown(HONEST_ALGORITHMS)),
    must('ALG02', 'RSA-SHA256', shown(HONEST_ALGORITHMS)),
    should('ALG03', 'ECDSA-SHA256', shown(HONEST_ALGORITHMS)),
    must(
      'ALG04',
      'AES-128-GCM and AES-256-GCM',
      shown(['xmlenc/algorithms.test.ts', '%s > with its key %s']),
    ),
    may(
      'ALG05',
      'AES-CBC, with a warning',
      shown(CBC, ['tenants/warnings.test.ts', 'warnings > tell of every dangerous option']),
    ),
    must(
      'ALG06',
      'rsa-oaep-mgf1p and rsa-oaep, digests SHA-1 and SHA-256, MGF1 with SHA-1 unless told',
      shown(KEY_TRANSPORT),
    ),
    must(
      'ALG07',
      'current TLS',
      notApplicable('the platform ends TLS, and its operator sets the least version'),
    ),
    must(
      'ALG08',
      'a block list of algorithms',
      shown(
        [
          'xmldsig/algorithms.test.ts',
          'an algorithm that the deployment blocks > is forbidden whatever the connection allows',
        ],
        ['settings.test.ts', 'BLOCKED_ALGORITHMS > are never signed with, and leave something to sign with'],
      ),
    ),
    must('SP01', 'attributes of any Name and NameFormat', shown(FORMATS)),
    must(
      'SP02',
      'simple values, with xsi:type or without',
      shown([
        'attacks/honest-attributes.test.ts',
        'attributes > xsi:nil, xsi:type of any kind, none, and attributes of other namespaces',
      ]),
    ),
    must(
      'SP03',
      'a request without NameIDPolicy, and one whose NameIDPolicy has no Format',
      shown(
        [
          'saml/authn-request.test.ts',
          'an AuthnRequest > says what Web Browser SSO needs, and nothing else, by default',
        ],
        [
          'saml/authn-request.test.ts',
          'an AuthnRequest > lets the identity provider create an identifier, in a format of its choice',
        ],
      ),
    ),
    must(
      'SP04',
      'the discovery protocol for identity providers',
      shown(
        DISCOVERY,
        [
          'interop/outbound-xml.test.ts',
          'PySAML2 reads > our request to a discovery service, whose answer goes to the address in our metadata',
        ],
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > lists where a discovery service sends people back to, only where one is asked',
        ],
      ),
    ),
    must(
      'SP05',
      'several identity providers for one resource',
      shown(
        [
          'sign-in/begin.test.ts',
          'several connections are chosen among, a named one is taken, none is a failure',
        ],
        ['flow/http.test.ts', 'several connections are chosen among, by name or by address'],
      ),
    ),
    must('SP06', 'RequestedAuthnContext, exact, of any number of classes', shown(CLASSES)),
    must(
      'SP07',
      'accepts or refuses by AuthnContext',
      shown(['attacks/subject.test.ts', 'the authentication > is too weak']),
    ),
    must(
      'SP08',
      'EncryptedAssertions, with two keys or more, each tried',
      shown(
        ['attacks/honest-encryption.test.ts', 'with the keys %j, whichever it is for'],
        ['flow/encrypted.test.ts', 'one encrypted for %s signs in'],
      ),
    ),
    must(
      'SP09',
      'deep links',
      shown(REDIRECT, [
        'browser/sign-in.test.ts',
        'a deep link leads to the identity provider and back to that very page, fragment included',
      ]),
    ),
    must('SP10', 'unknown attributes never fail', shown(FORMATS)),
    must(
      'SP11',
      'FriendlyName is never relied on',
      shown([
        'attacks/honest-attributes.test.ts',
        'attributes > one FriendlyName on two Names is two attributes',
      ]),
    ),
    must(
      'SP12',
      'persistent NameIDs are not overloaded',
      shown(['attacks/honest-assertions.test.ts', 'the NameID > keeps its qualifiers']),
    ),
    must(
      'SP13',
      'can refuse a Response that is not signed',
      shown(
        ['interop/pysaml2.test.ts', 'a Response that nobody signed is refused'],
        [
          'attacks/encryption.test.ts',
          'an Assertion that anybody encrypted for us > is not even decrypted where the Response has to be signed',
        ],
      ),
    ),
    should(
      'SP14',
      'single logout, at least by request',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
        ],
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
        ],
      ),
    ),
    must(
      'SP15',
      'single logout by Redirect',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
        ],
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
        ],
      ),
    ),
    must(
      'SP16',
      'EncryptedID in logout',
      shown(
        ['saml/receive-logout.test.ts', 'by %s > an EncryptedID of %s is opened'],
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > by an encrypted name: what was captured from another tenant is answered like what nothing opens',
        ],
        [
          'http/slo-refused.workerd.test.ts',
          'what the identity provider asked and we refuse, it is told, and not why: > with an encrypted name: refused alike whether it opens, and whomever it names',
        ],
        ['interop/simplesamlphp-logout.test.ts', 'SimpleSAMLphp signs people out here, and encrypts who'],
        [
          'attacks/logout-wrapping.test.ts',
          'a ciphertext that no signature covers is never opened: only what holds is read',
        ],
      ),
    ),
    must(
      'SP17',
      'single logout is configured from metadata',
      shown([
        'saml/idp-metadata-endpoints.test.ts',
        'logout endpoints > are the first of each binding that we speak, Redirect before POST, with where answers go',
      ]),
    ),
  ],
};
