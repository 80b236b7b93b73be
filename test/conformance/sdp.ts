/** The deployment profile saml2int 2.0, its part for service providers. What depends on the deployment is told as it ships. */
import { may, must, type Profile, should, shown, type TestName } from '../../scripts/conformance/profile.ts';
import { ENTITY_ATTRIBUTES, METADATA_SIGNATURE, SCHEDULED, VALIDITY } from './metadata-tests.ts';

const REDIRECT: TestName = [
  'flow/sp-initiated.test.ts',
  'a deep link leads to the identity provider and back to that very page, signed in',
];
const LONGEST_ADDRESSES: TestName = [
  'tenants/service-provider.test.ts',
  'the longest hosts of %s make addresses of 256 characters at most',
];
const CONTACT: TestName = [
  'saml/sp-metadata.test.ts',
  'the metadata of a service provider > names the organisation and the technical contact',
];
const KEYS: TestName = [
  'saml/sp-metadata.test.ts',
  'the metadata of a service provider > lists our keys where there are any, and what may be encrypted with, strongest first',
];
const LOGOUT_ENDPOINT: TestName = [
  'saml/sp-metadata.test.ts',
  'the metadata of a service provider > lists where it takes logouts, by Redirect and POST, before the ACS as the schema has it',
];
const REQUEST: TestName = [
  'saml/authn-request.test.ts',
  'an AuthnRequest > says what Web Browser SSO needs, and nothing else, by default',
];
const SEVERAL: TestName = [
  'flow/http.test.ts',
  'several connections are chosen among, by name or by address',
];
const DISCOVERY: TestName = [
  'http/idp-discovery.workerd.test.ts',
  'a sign-in > goes by way of the service to the identity provider that was chosen, and back to the deep link',
];
const ENCRYPTED: TestName = ['flow/encrypted.test.ts', 'one encrypted for %s signs in'];
const NOT_FRAMED: TestName = [
  'flow/http.test.ts',
  'every answer of ours > is not cached, framed, sniffed or referred from: %s',
];
const PEOPLE: TestName = [
  'saml/sp-metadata.test.ts',
  'the metadata of a service provider > tells people what it is, in English',
];

export const SDP: Profile = {
  name: 'SAML V2.0 Deployment Profile for Federation Interoperability (saml2int) 2.0',
  requirements: [
    must(
      'G01',
      'a clock skew of 3 to 5 minutes, both ways',
      shown([
        'attacks/honest-assertions.test.ts',
        'the conditions and confirmations > a clock that is %i s off, both ways',
      ]),
    ),
    must('G02', 'no more than 256 characters in what is sent', shown(LONGEST_ADDRESSES)),
    must('G03', 'no DTD', shown(['xml/reader.test.ts', 'a document > is refused for a DOCTYPE: %s'])),
    must('G04', 'an entityID that is an absolute URI of up to 256 characters', shown(LONGEST_ADDRESSES)),
    must(
      'MD01',
      'driven by metadata, automatically',
      shown(...SCHEDULED, [
        'flow/metadata-refresh.test.ts',
        'a sign-in straight after a silent roll-over works, and is audited',
      ]),
    ),
    must(
      'MD02',
      'metadata is trusted by its signature or by TLS',
      shown(
        ...METADATA_SIGNATURE,
        [
          'metadata-refresh/judge-refresh.test.ts',
          'what vouches for a document > is TLS where no certificate is pinned',
        ],
        ['stores/metadata-fetch.test.ts', 'a redirect > to %s is not followed'],
      ),
    ),
    must('MD03', 'metadata is refused whose validUntil is missing or too far', shown(...VALIDITY)),
    must(
      'MD04',
      'metadata that claims only what is there',
      shown(
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > claims nothing that is not there: no key, no logout, no artifact',
        ],
        [
          'tenants/addresses.test.ts',
          'the host of a request > takes logouts on each host where there is a key to sign them with, and nowhere without',
        ],
      ),
    ),
    must('MD05', 'keys as X.509 certificates', shown(KEYS)),
    must(
      'MD06',
      'RSA keys of 2048 bits or more',
      shown(
        ['scripts/keygen.test.ts', 'RSA of 3072 bits is what one gets without asking'],
        ['settings.test.ts', 'SP keys > refuse %s'],
      ),
    ),
    must(
      'MD07',
      'EC keys of 256 bits or more',
      shown([
        'scripts/keygen.test.ts',
        'a key of type %s fits into a secret, is its owner’s alone, and is never printed',
      ]),
    ),
    must('MD08', 'a certificate to encrypt to', shown(KEYS, ENCRYPTED)),
    must('MD09', 'UIInfo: DisplayName, Logo, PrivacyStatementURL', shown(PEOPLE)),
    must(
      'MD10',
      'a logo by https or as data',
      shown(['tenants/compile.test.ts', 'what is said in full > lets an image travel in the record as data']),
    ),
    must('MD11', 'a technical contact with an address', shown(CONTACT)),
    must(
      'ALG01',
      'SHA-256, RSA-SHA256 or ECDSA-SHA256, AES-GCM, rsa-oaep-mgf1p with SHA-1',
      shown(
        ['attacks/honest-signatures.test.ts', 'every algorithm that xmlsec1 knows > %s with key %s'],
        ['xmlenc/algorithms.test.ts', '%s > with its key %s'],
        ['xmlenc/algorithms.test.ts', 'the key by $uri, digest $digest, MGF $mgf'],
      ),
    ),
    must('SP01', 'Web Browser SSO', shown(REDIRECT)),
    must('SP02', 'AuthnRequests by Redirect', shown(REDIRECT)),
    must('SP03', 'never in a frame', shown(NOT_FRAMED)),
    must(
      'SP04',
      'no NameIDPolicy, or one with AllowCreate and without Format',
      shown([
        'saml/authn-request.test.ts',
        'an AuthnRequest > lets the identity provider create an identifier, in a format of its choice',
      ]),
    ),
    should('SP05', 'the URL of the ACS in the request, never an index', shown(REQUEST)),
    must(
      'SP06',
      'it is the one in the metadata, exactly',
      shown([
        'interop/pysaml2.test.ts',
        'PySAML2 refuses a request %s, so that its consent to ours means something',
      ]),
    ),
    must(
      'SP07',
      'RequestedAuthnContext only where needed, and exact',
      shown(REQUEST, [
        'saml/authn-request.test.ts',
        'an AuthnRequest > asks for any number of authentication context classes, exactly, in order',
      ]),
    ),
    must(
      'SP08',
      'Responses by POST',
      shown([
        'saml/post-binding.test.ts',
        'a posted form > gives the octets of the Response and the RelayState',
      ]),
    ),
    must(
      'SP09',
      'TLS at the ACS',
      shown([
        'http/https.workerd.test.ts',
        'nothing is taken that is sent over http, not even with the operator’s token',
      ]),
    ),
    must('SP10', 'Assertions are decrypted', shown(ENCRYPTED)),
    must(
      'SP11',
      'a status other than Success is handled',
      shown([
        'attacks/honest-documents.test.ts',
        'the envelope > a signed error Response is a clean failure: %s %s',
      ]),
    ),
    must(
      'SP12',
      'a page that helps where attributes are missing',
      shown([
        'http/pages/failure-page.test.tsx',
        'the page for %s > says what happened, what to do, the reference and the code',
      ]),
    ),
    must(
      'SP13',
      'no NameID is required',
      shown(
        ['attacks/honest-assertions.test.ts', 'the NameID > may be absent where an attribute is mapped'],
        [
          'sign-in/identity.test.ts',
          'the account key > from an attribute needs exactly one value, and no NameID',
        ],
      ),
    ),
    must(
      'SP14',
      'subject-id and pairwise-id',
      shown(['sign-in/identity.test.ts', 'the account key can be the %s of its profile']),
    ),
    must(
      'SP15',
      'metadata says which of the two',
      shown(ENTITY_ATTRIBUTES, [
        'tenants/subject-id-requirement.test.ts',
        '%s: which subject identifier is asked for',
      ]),
    ),
    must(
      'SP16',
      'identifiers of several identity providers never collide',
      shown([
        'session/identity-token.test.ts',
        'the claims > never take people of two identity providers for one, whatever these call them',
      ]),
    ),
    must(
      'SP17',
      'scopes are bound to identity providers',
      shown(
        [
          'saml/idp-metadata-scopes.test.ts',
          'the scopes of an identity provider > are those of the entity and of the role, in lower case, each once',
        ],
        ['sign-in/scopes.test.ts', 'the account key from %s > is refused %s'],
        [
          'sign-in/scopes.test.ts',
          'other scoped attributes > lose foreign values, keep their own and blank ones, and are gone where nothing is left',
        ],
        [
          'http/scopes.workerd.test.ts',
          'who comes with an account key of a foreign scope is refused, by the scopes of %s',
        ],
      ),
    ),
    should(
      'SP18',
      'mail and displayName to show',
      shown(
        [
          'sign-in/identity.test.ts',
          'the name > is the display name, else given name and surname, else the full name',
        ],
        ['sign-in/identity.test.ts', 'the address > comes from %s'],
      ),
    ),
    must(
      'SP19',
      'no further limits on attributes',
      shown(['attacks/honest-attributes.test.ts', 'attributes > NameFormat "%s"']),
    ),
    must('SP20', 'several identity providers may serve any request', shown(SEVERAL)),
    must('SP21', 'deep links', shown(REDIRECT)),
    should(
      'SP22',
      'what was posted is preserved',
      shown([
        'flow/gateway.test.ts',
        'a form that was posted when the session was over is kept, and sent once, by whom it is of',
      ]),
    ),
    must('SP23', 'discovery keeps deep links', shown(SEVERAL, DISCOVERY)),
    may(
      'SP24',
      'single logout',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
        ],
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
        ],
        ['interop/pysaml2-logout.test.ts', 'PySAML2 signs out who signs out here, by %s'],
        ['interop/simplesamlphp-logout.test.ts', 'SimpleSAMLphp signs out who signs out here, by %s'],
      ),
    ),
    must(
      'SP25',
      'logout requests by Redirect',
      shown([
        'http/logout.workerd.test.ts',
        'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
      ]),
    ),
    must(
      'SP26',
      'logout requests received by Redirect',
      shown([
        'http/slo.workerd.test.ts',
        'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
      ]),
    ),
    must(
      'SP27',
      'never framed',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > posts its request where the identity provider takes no other',
        ],
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > by POST, and answered by a form that only the identity provider may frame',
        ],
        ['browser/framed-logout.test.ts', 'nobody else’s page may frame that form, though the session ends'],
      ),
    ),
    must(
      'SP28',
      'logout requests signed',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
        ],
        ['saml/logout-messages.test.ts', 'xmlsec1 verifies what we sign with %s'],
      ),
    ),
    must(
      'SP29',
      'the NameID echoed exactly',
      shown(
        [
          'saml/logout-messages.test.ts',
          'a LogoutRequest of ours > says the name as it came, its session, who asks, why, and until when',
        ],
        [
          'saml/logout-messages.test.ts',
          'a LogoutRequest of ours > leaves out what was not there when the person signed in',
        ],
      ),
    ),
    must(
      'SP30',
      'the NameID not encrypted',
      shown([
        'saml/logout-messages.test.ts',
        'a LogoutRequest of ours > says the name as it came, its session, who asks, why, and until when',
      ]),
    ),
    must(
      'SP31',
      'logout responses by Redirect',
      shown(
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
        ],
        [
          'http/slo-refused.workerd.test.ts',
          'what the identity provider asked and we refuse, it is told, and not why: > %s',
        ],
      ),
    ),
    must(
      'SP32',
      'logout responses received, unless asynchronous',
      shown(
        ['http/logout.workerd.test.ts', 'signing out here > tells honestly that it is %s there'],
        ['http/logout.workerd.test.ts', 'signing out here > takes the answer by POST as well'],
      ),
    ),
    must(
      'SP33',
      'logout responses signed',
      shown(
        [
          'http/slo.workerd.test.ts',
          'signed out by the identity provider > is %s, and nobody else’s, without any cookie',
        ],
        ['saml/logout-messages.test.ts', 'xmlsec1 verifies what we sign with %s'],
        ['saml/logout-messages.test.ts', 'a LogoutResponse of ours says %s, signed as any other'],
        [
          'interop/pysaml2-logout.test.ts',
          'PySAML2’s request, sent again, is denied, and PySAML2 reads so from our answer, by %s',
        ],
      ),
    ),
    must(
      'SP34',
      'the local session ends first',
      shown(
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends the session here, then asks the identity provider, exactly by name and session',
        ],
        [
          'http/logout.workerd.test.ts',
          'signing out here > ends here alone, and says so, where the identity provider %s',
        ],
      ),
    ),
    must(
      'SP35',
      'no single logout when a session is idle',
      shown([
        'http/logout.workerd.test.ts',
        'signing out here > is nothing that happens by itself: a session that lapses asks nobody to sign anybody out',
      ]),
    ),
    should(
      'SP36',
      'an entityID for each virtual host',
      shown([
        'flow/http.test.ts',
        'whose host it is > is the tenant’s for a custom hostname too, as a service provider of its own',
      ]),
    ),
    must(
      'SP37',
      'several signing certificates of an identity provider',
      shown([
        'attacks/honest-signatures.test.ts',
        'pinned certificates > several of several kinds, in any order',
      ]),
    ),
    must(
      'SP38',
      'several keys to decrypt with',
      shown(['attacks/honest-encryption.test.ts', 'with the keys %j, whichever it is for']),
    ),
    must(
      'SP39',
      'metadata with ACS, encryption key, UIInfo, EntityAttributes, technical contact, logout endpoint and its key',
      shown(
        [
          'saml/sp-metadata.test.ts',
          'the metadata of a service provider > names the service provider and the one place where it takes Responses',
        ],
        LOGOUT_ENDPOINT,
        KEYS,
        PEOPLE,
        ENTITY_ATTRIBUTES,
        CONTACT,
      ),
    ),
  ],
};
