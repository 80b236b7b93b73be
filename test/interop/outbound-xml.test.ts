/** What we send, judged by strangers: the OASIS schemas under libxml2, and PySAML2's readers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuthnRequest,
  buildAuthnRequest,
  buildSignedAuthnRequest,
} from '../../src/saml/authn-request.ts';
import { buildDiscoveryRequest, readDiscoveryAnswer } from '../../src/saml/idp-discovery.ts';
import { NAME_ID_PERSISTENT } from '../../src/saml/names.ts';
import { encodeRedirect } from '../../src/saml/redirect-binding.ts';
import { buildSignedSpMetadata, buildSpMetadata } from '../../src/saml/sp-metadata.ts';
import { keyPair, signingKey } from '../support/key-pairs.ts';
import { SP_METADATA } from '../support/sp-metadata.ts';

const REQUEST: AuthnRequest = {
  id: '_4f1c',
  issueInstant: Date.UTC(2026, 10, 21, 12),
  destination: 'https://idp.example.com/sso?tenant=acme',
  spEntityId: SP_METADATA.entityId,
  acsUrl: SP_METADATA.acsUrl,
  forceAuthn: true,
  isPassive: true,
  nameIdPolicy: { format: NAME_ID_PERSISTENT },
  authnContextClassRefs: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509', 'https://refeds.org/profile/mfa'],
  subjectEmail: 'alice@acme.example',
};
const BARE_REQUEST: AuthnRequest = {
  ...REQUEST,
  forceAuthn: false,
  isPassive: false,
  nameIdPolicy: null,
  authnContextClassRefs: [],
  subjectEmail: null,
};

const DISCOVERY_RESPONSE_URL = 'https://acme.example.com/sso/chosen';

let folder: string;
let schemas: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbound-xml-'));
  schemas = python(
    'import os, saml2; print(os.path.join(os.path.dirname(saml2.__file__), "data", "schemas"))',
  ).trim();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Debian's interpreter, which is the one that has Debian's PySAML2. */
function python(script: string, ...args: string[]): string {
  return execFileSync('/usr/bin/python3', ['-c', script, ...args], { encoding: 'utf8' });
}

/** Where the schemas say that the others are. */
const ADDRESSES = {
  'http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd': 'xmldsig-core-schema.xsd',
  'http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd': 'xenc-schema.xsd',
  'http://www.w3.org/2001/xml.xsd': 'xml.xsd',
};

/** What libxml2 says of a document, without the network: "valid", or its errors. */
function validate(xml: string): string {
  const [schema, catalog, document] = ['all.xsd', 'catalog.xml', 'document.xml'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  // One schema that imports the others, so that extensions are judged as well.
  const imports = [
    ['urn:oasis:names:tc:SAML:2.0:protocol', 'saml-schema-protocol-2.0.xsd'],
    ['urn:oasis:names:tc:SAML:2.0:metadata', 'saml-schema-metadata-2.0.xsd'],
    ['urn:oasis:names:tc:SAML:metadata:ui', 'sstc-saml-metadata-ui-v1.0.xsd'],
  ].map(
    ([namespace, file]) =>
      `<import namespace="${namespace}" schemaLocation="${join(schemas, file as string)}"/>`,
  );
  writeFileSync(schema, `<schema xmlns="http://www.w3.org/2001/XMLSchema">${imports.join('')}</schema>`);
  const entries = Object.entries(ADDRESSES).map(
    ([address, file]) => `<system systemId="${address}" uri="file://${join(schemas, file)}"/>`,
  );
  writeFileSync(
    catalog,
    `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${entries.join('')}</catalog>`,
  );
  writeFileSync(document, xml);
  const xmllint = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, document], {
    encoding: 'utf8',
    env: { ...process.env, XML_CATALOG_FILES: catalog },
  });
  return xmllint.status === 0 ? 'valid' : xmllint.stderr;
}

describe('the OASIS schemas accept', () => {
  it('an AuthnRequest with all that it can have, and one with nothing of it', () => {
    expect(validate(buildAuthnRequest(REQUEST))).toBe('valid');
    expect(validate(buildAuthnRequest(BARE_REQUEST))).toBe('valid');
    expect(validate(buildAuthnRequest({ ...BARE_REQUEST, nameIdPolicy: { format: null } }))).toBe('valid');
  });

  it('both of them signed, and metadata with keys', async () => {
    const key = signingKey('p384');
    const keys = { signing: [key.keyPair.certificate], encryption: [keyPair('rsaA').certificate] };
    expect(validate(await buildSignedAuthnRequest(REQUEST, key))).toBe('valid');
    expect(validate(await buildSignedSpMetadata({ ...SP_METADATA, keys }, key))).toBe('valid');
  });

  it('our metadata with all that it can have, and with nothing of it', () => {
    const bare = {
      ...SP_METADATA,
      description: null,
      logoUrl: null,
      privacyStatementUrl: null,
      organization: null,
    };
    expect(validate(buildSpMetadata(SP_METADATA))).toBe('valid');
    expect(validate(buildSpMetadata({ ...SP_METADATA, discoveryResponseUrl: DISCOVERY_RESPONSE_URL }))).toBe(
      'valid',
    );
    expect(validate(buildSpMetadata(bare))).toBe('valid');
  });

  it('nothing that breaks them, or this test would prove nothing', () => {
    expect(validate(buildAuthnRequest({ ...REQUEST, id: '4 f' }))).toContain("'ID'");
    expect(validate(buildSpMetadata(SP_METADATA).replace('height="60"', 'height="0"'))).toContain('height');
    expect(validate(buildSpMetadata(SP_METADATA).replaceAll('mdui:Logo', 'mdui:Emblem'))).toContain('Emblem');
  });
});

describe('PySAML2 reads', () => {
  it('our metadata', () => {
    const script = `
import json, sys
from saml2.attribute_converter import ac_factory
from saml2.mdstore import InMemoryMetaData
metadata = InMemoryMetaData(ac_factory(), sys.argv[1])
metadata.load()
entity_id = list(metadata.keys())[0]
[acs] = metadata.service(entity_id, "spsso_descriptor", "assertion_consumer_service")[
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"]
[role] = metadata[entity_id]["spsso_descriptor"]
[info] = [each for each in role["extensions"]["extension_elements"] if "display_name" in each]
print(json.dumps([entity_id, acs["location"], info["display_name"][0]["text"], info["logo"][0]["text"]]))`;
    const read = JSON.parse(python(script, buildSpMetadata(SP_METADATA)));
    expect(read).toEqual([
      SP_METADATA.entityId,
      SP_METADATA.acsUrl,
      SP_METADATA.displayName,
      SP_METADATA.logoUrl,
    ]);
  });

  it('our request to a discovery service, whose answer goes to the address in our metadata', () => {
    const script = `
import json, sys
from saml2.attribute_converter import ac_factory
from saml2.discovery import DiscoveryServer
from saml2.mdstore import InMemoryMetaData
service = DiscoveryServer()
request = service.parse_discovery_service_request(url=sys.argv[1])
metadata = InMemoryMetaData(ac_factory(), sys.argv[2])
metadata.load()
[role] = metadata[request["entityID"]]["spsso_descriptor"]
listed = [each["location"] for each in role["extensions"]["extension_elements"]
    if each["__class__"].endswith("idp-discovery-protocol&DiscoveryResponse")]
answer = service.create_discovery_service_response(entity_id="https://idp.example/?a=1&b=2", **request)
print(json.dumps([listed, answer, request["isPassive"], request["policy"]]))`;
    const [listed, answer, isPassive, policy] = JSON.parse(
      python(
        script,
        buildDiscoveryRequest('https://ds.example/pick?lang=de', {
          spEntityId: SP_METADATA.entityId,
          responseUrl: DISCOVERY_RESPONSE_URL,
          returnTo: '/docs?a=1&entityID=x#top',
        }),
        buildSpMetadata({ ...SP_METADATA, discoveryResponseUrl: DISCOVERY_RESPONSE_URL }),
      ),
    );
    expect(listed).toEqual([DISCOVERY_RESPONSE_URL]);
    expect([isPassive, policy]).toEqual([
      false,
      'urn:oasis:names:tc:SAML:profiles:SSO:idp-discovery-protocol:single',
    ]);
    const { origin, pathname, searchParams } = new URL(answer);
    expect(origin + pathname).toBe(DISCOVERY_RESPONSE_URL);
    expect(searchParams.get('returnTo')).toBe('/docs?a=1&entityID=x#top');
    expect(readDiscoveryAnswer(searchParams)).toBe('https://idp.example/?a=1&b=2');
  });

  it('our AuthnRequest out of a redirect', async () => {
    const script = `
import json, sys
from urllib.parse import parse_qs, urlparse
from saml2.s_utils import decode_base64_and_inflate
from saml2.samlp import authn_request_from_string
query = parse_qs(urlparse(sys.argv[1]).query, strict_parsing=True)
request = authn_request_from_string(decode_base64_and_inflate(query["SAMLRequest"][0]))
print(json.dumps([request.id, request.issuer.text, request.assertion_consumer_service_url, request.subject.name_id.text,
    [c.text for c in request.requested_authn_context.authn_context_class_ref], query["RelayState"], query["tenant"]]))`;
    const redirect = await encodeRedirect({
      location: REQUEST.destination,
      parameter: 'SAMLRequest',
      message: buildAuthnRequest(REQUEST),
      relayState: '/docs/42?tab=notes&x=1#top',
      signingKey: null,
    });
    expect(JSON.parse(python(script, redirect))).toEqual([
      REQUEST.id,
      REQUEST.spEntityId,
      REQUEST.acsUrl,
      REQUEST.subjectEmail,
      REQUEST.authnContextClassRefs,
      ['/docs/42?tab=notes&x=1#top'],
      ['acme'],
    ]);
  });
});

describe('PySAML2, as an identity provider that wants signed requests, takes', () => {
  /** Prints the ID of the request, or the name of the exception. */
  const judge = `
import base64, logging, sys
from urllib.parse import parse_qsl, urlparse
from saml2 import BINDING_HTTP_POST
from saml2.config import IdPConfig
from saml2.server import Server
from saml2.sigver import RSACrypto, verify_redirect_signature
logging.disable(logging.CRITICAL)
metadata, binding, sent, certificate = sys.argv[1:5]
if binding == "redirect":
    print(verify_redirect_signature(dict(parse_qsl(urlparse(sent).query)), RSACrypto(None), cert=certificate))
else:
    sso = [("https://idp.example.com/sso?tenant=acme", BINDING_HTTP_POST)]
    idp = {"endpoints": {"single_sign_on_service": sso}, "want_authn_requests_signed": True}
    config = IdPConfig().load({"entityid": "https://idp.example.com", "xmlsec_binary": "/usr/bin/xmlsec1",
        "metadata": {"inline": [metadata]}, "service": {"idp": idp}, "accepted_time_diff": 10 ** 9})
    try:
        print(Server(config=config).parse_authn_request(sent, BINDING_HTTP_POST).message.id)
    except Exception as refusal:
        print(type(refusal).__name__)`;
  const key = signingKey('rsaA');
  const published = { signing: [key.keyPair.certificate], encryption: [] };
  const metadata = buildSpMetadata({ ...SP_METADATA, authnRequestsSigned: true, keys: published });
  const judged = (binding: 'redirect' | 'post', sent: string) =>
    python(judge, metadata, binding, sent, key.keyPair.certificate).trim();

  it('a request by the POST binding, unless it is unsigned, changed or signed by another', async () => {
    const base64 = (xml: string) => Buffer.from(xml).toString('base64');
    const signed = await buildSignedAuthnRequest(REQUEST, key);
    expect(judged('post', base64(signed))).toBe(REQUEST.id);
    const rogue = await buildSignedAuthnRequest(REQUEST, signingKey('rogue'));
    for (const bad of [buildAuthnRequest(REQUEST), signed.replace('alice@', 'admin@'), rogue]) {
      expect(judged('post', base64(bad))).not.toBe(REQUEST.id);
    }
  });

  it('a request by the Redirect binding, unless it was changed', async () => {
    const redirect = await encodeRedirect({
      location: 'https://idp.example.com/sso',
      parameter: 'SAMLRequest',
      message: buildAuthnRequest(REQUEST),
      relayState: '/docs/42?tab=notes&x=1#top',
      signingKey: key,
    });
    expect(judged('redirect', redirect)).toBe('True');
    expect(judged('redirect', redirect.replace('tab%3Dnotes', 'tab%3Dvotes'))).toBe('False');
  });
});
