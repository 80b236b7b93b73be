"""An identity provider made of PySAML2, for the tests: the Web Browser SSO profile over HTTP-Redirect and HTTP-POST.

Run by /usr/bin/python3, which has Debian's PySAML2, with a folder that holds key.pem and certificate.pem. It listens on
a free port of loopback, prints that port and PySAML2's version on one line, and ends with its standard input. Everybody
is alice here.

  GET  /metadata          its metadata, as PySAML2 writes it
  PUT  /service-provider  the metadata of one more service provider that it shall serve
  GET  /sso, POST /sso    takes an AuthnRequest, strictly, and answers with the form that a browser would post
  GET  /unsolicited       answers nobody's request, for the service provider `sp`, with that RelayState
  GET  /slo, POST /slo    takes a LogoutRequest, signed by all means, and answers it by the same binding, or takes the
                          answer to one of its own, and says what that says
  GET  /sign-out          asks the service provider `sp` by `binding` to sign alice out: her last session there, or all

The header Wishes says in JSON what the answer shall be like: which elements to `sign`, with which identifiers, and how
to `encrypt`.
"""

import json
import logging
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, entity, sigver, xmldsig
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.samlp import response_from_string
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT
from saml2.server import Server

ALICE = {
    "mail": ["alice@acme.example"],
    "displayName": ["Alice Ångström & <Søn>"],
    "eduPersonAffiliation": ["staff", "member"],
}

# xmlsec1, which signs for PySAML2, can do these, but PySAML2 does not ask it to unless they are listed.
entity.SIG_ALLOWED_ALG += tuple(
    (name, getattr(xmldsig, name)) for name in ("SIG_ECDSA_SHA256", "SIG_ECDSA_SHA384", "SIG_ECDSA_SHA512")
)
entity.DIGEST_ALLOWED_ALG += (("DIGEST_SHA384", xmldsig.DIGEST_SHA384),)

# What xmlsec1 calls the session keys.
SESSION_KEYS = {
    "tripledes-cbc": "des-192",
    "aes128-cbc": "aes-128",
    "aes192-cbc": "aes-192",
    "aes256-cbc": "aes-256",
    "aes128-gcm": "aes-128",
    "aes192-gcm": "aes-192",
    "aes256-gcm": "aes-256",
}


class IdentityProvider:
    """PySAML2's server, made anew whenever there is one more service provider."""

    def __init__(self, folder, base):
        self.folder = folder
        self.base = base
        self.service_providers = []
        self.server = None
        self.sessions = {}

    def config(self):
        path = lambda name: os.path.join(self.folder, name)
        return IdPConfig().load(
            {
                "entityid": f"{self.base}/metadata",
                "xmlsec_binary": "/usr/bin/xmlsec1",
                "key_file": path("key.pem"),
                "cert_file": path("certificate.pem"),
                "metadata": {"local": self.service_providers},
                "service": {
                    "idp": {
                        "endpoints": {
                            "single_sign_on_service": [
                                (f"{self.base}/sso", BINDING_HTTP_REDIRECT),
                                (f"{self.base}/sso", BINDING_HTTP_POST),
                            ],
                            "single_logout_service": [
                                (f"{self.base}/slo", BINDING_HTTP_REDIRECT),
                                (f"{self.base}/slo", BINDING_HTTP_POST),
                            ],
                        },
                        "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                        "policy": {
                            "default": {
                                "lifetime": {"minutes": 5},
                                "name_form": NAME_FORMAT_URI,
                                "nameid_format": NAMEID_FORMAT_PERSISTENT,
                            },
                        },
                        "subject_data": path("subjects.db"),
                        # Only here do they count for everything that is signed.
                        "signing_algorithm": xmldsig.SIG_RSA_SHA256,
                        "digest_algorithm": xmldsig.DIGEST_SHA256,
                    },
                },
            }
        )

    def metadata(self):
        return str(entity_descriptor(self.config()))

    def serve(self, service_provider_metadata):
        path = os.path.join(self.folder, f"service-provider-{len(self.service_providers)}.xml")
        with open(path, "wb") as file:
            file.write(service_provider_metadata)
        self.service_providers.append(path)
        self.server = Server(config=self.config())

    def answer(self, binding, fields, wishes):
        """Raises unless the request is for this very endpoint, from a known service provider, for a registered ACS.

        A signature that it has must hold: PySAML2 verifies one inside the request, and leaves one in the query to us.
        """
        received = self.server.parse_authn_request(fields["SAMLRequest"][0], binding)
        if "Signature" in fields:
            self.verify_query(received.message.issuer.text, fields)
        where = self.server.response_args(received.message, [BINDING_HTTP_POST])
        where.pop("binding")
        return self.respond(where, fields, wishes)

    def verify_query(self, service_provider, fields):
        message = {name: values[0] for name, values in fields.items()}
        crypto = self.server.sec.sec_backend
        certificates = self.server.metadata.certs(service_provider, "any", "signing")
        if not any(sigver.verify_redirect_signature(message, crypto, text) for text in certificates):
            raise ValueError("the signature of the query does not hold")

    def answer_nobody(self, fields, wishes):
        service_provider = fields["sp"][0]
        [acs] = self.server.metadata.assertion_consumer_service(service_provider, binding=BINDING_HTTP_POST)
        where = {"in_response_to": None, "sp_entity_id": service_provider, "destination": acs["location"]}
        return self.respond(where, fields, wishes)

    def respond(self, where, fields, wishes):
        encrypt = wishes.get("encrypt")
        if encrypt is not None:
            self.encrypt_with(encrypt)
        response = self.server.create_authn_response(
            ALICE,
            userid="alice",
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": self.base},
            sign_response="Response" in wishes["sign"],
            sign_assertion="Assertion" in wishes["sign"],
            sign_alg=wishes.get("signature"),
            digest_alg=wishes.get("digest"),
            encrypt_assertion=encrypt is not None,
            encrypt_assertion_self_contained=True,
            **where,
        )
        if encrypt is None:
            self.remember(where["sp_entity_id"], response)
        relay_state = fields.get("RelayState", [""])[0]
        destination = where["destination"]
        form = self.server.apply_binding(BINDING_HTTP_POST, str(response), destination, relay_state, response=True)
        return "".join(form["data"])

    def remember(self, service_provider, response):
        """The NameID and SessionIndex of what was not encrypted, as they were sent."""
        [assertion] = response_from_string(str(response)).assertion or [None]
        if assertion is not None:
            self.sessions[service_provider] = (assertion.subject.name_id, assertion.authn_statement[0].session_index)

    def take_logout(self, binding, fields):
        """Raises unless a LogoutRequest is signed, for this very endpoint, and for a session that is as it was sent."""
        if "SAMLResponse" in fields:
            return self.take_answer(binding, fields)
        received = self.server.parse_logout_request(fields["SAMLRequest"][0], binding).message
        service_provider = received.issuer.text
        self.require_signature(received, service_provider, binding, fields)
        name_id, session_index = self.sessions[service_provider]
        if received.name_id != name_id or [each.text for each in received.session_index] != [session_index]:
            raise ValueError("another name or session than was sent")
        sign = binding == BINDING_HTTP_POST
        response = self.server.create_logout_response(received, [binding], sign=sign)
        destination = self.server.response_args(received, [binding])["destination"]
        return self.carry(binding, response, destination, fields.get("RelayState", [""])[0], True)

    def take_answer(self, binding, fields):
        received = self.server.parse_logout_request_response(fields["SAMLResponse"][0], binding).response
        self.require_signature(received, received.issuer.text, binding, fields)
        return f"{fields['RelayState'][0]} {received.in_response_to} {received.status.status_code.value}"

    def require_signature(self, message, service_provider, binding, fields):
        """PySAML2 has verified one inside, if it was there."""
        if binding == BINDING_HTTP_REDIRECT:
            self.verify_query(service_provider, fields)
        elif message.signature is None:
            raise ValueError("not signed")

    def sign_out(self, fields):
        binding = {"redirect": BINDING_HTTP_REDIRECT, "post": BINDING_HTTP_POST}[fields["binding"][0]]
        service_provider = fields["sp"][0]
        services = self.server.metadata.single_logout_service(service_provider, binding, "spsso")
        destination = services[0]["location"]
        name_id, session_index = self.sessions[service_provider]
        request = self.server.create_logout_request(
            destination,
            service_provider,
            name_id=name_id,
            session_indexes=[session_index] if "session" in fields else None,
            sign=binding == BINDING_HTTP_POST,
        )[1]
        return self.carry(binding, request, destination, "their-state", False)

    def carry(self, binding, message, destination, relay_state, response):
        sign = binding == BINDING_HTTP_REDIRECT
        sent = self.server.apply_binding(
            binding, str(message), destination, relay_state, response=response, sign=sign
        )
        return dict(sent["headers"])["Location"] if sign else "".join(sent["data"])

    def encrypt_with(self, encrypt):
        """PySAML2 has no setting for it: Triple DES stands in the code."""
        content = encrypt["content"]
        session_key = SESSION_KEYS[content.split("#")[1]]
        key_transport = encrypt.get("keyTransport", sigver.RSA_OAEP_MGF1P)
        entity.pre_encryption_part = lambda **arguments: sigver.pre_encryption_part(
            msg_enc=content, key_enc=key_transport, **arguments
        )
        original = type(self.server.sec).encrypt_assertion
        self.server.sec.encrypt_assertion = lambda *arguments, **named: original(
            self.server.sec, *arguments, **{**named, "key_type": session_key}
        )


class Handler(BaseHTTPRequestHandler):
    identity_provider = None

    def do_GET(self):
        address = urlsplit(self.path)
        fields = parse_qs(address.query)
        if address.path == "/metadata":
            self.reply(200, "application/samlmetadata+xml", self.identity_provider.metadata())
        elif address.path == "/sso":
            self.attempt(lambda: self.identity_provider.answer(BINDING_HTTP_REDIRECT, fields, self.wishes()))
        elif address.path == "/unsolicited":
            self.attempt(lambda: self.identity_provider.answer_nobody(fields, self.wishes()))
        elif address.path == "/slo":
            self.attempt(lambda: self.identity_provider.take_logout(BINDING_HTTP_REDIRECT, fields))
        elif address.path == "/sign-out":
            self.attempt(lambda: self.identity_provider.sign_out(fields))
        else:
            self.reply(404, "text/plain", "not found")

    def do_POST(self):
        fields = parse_qs(self.body().decode())
        if self.path == "/slo":
            self.attempt(lambda: self.identity_provider.take_logout(BINDING_HTTP_POST, fields))
        else:
            self.attempt(lambda: self.identity_provider.answer(BINDING_HTTP_POST, fields, self.wishes()))

    def do_PUT(self):
        self.attempt(lambda: self.identity_provider.serve(self.body()) or "served")

    def body(self):
        return self.rfile.read(int(self.headers["Content-Length"]))

    def wishes(self):
        return json.loads(self.headers["Wishes"])

    def attempt(self, work):
        try:
            self.reply(200, "text/html", work())
        except Exception as refusal:  # whatever PySAML2 dislikes, the test wants to read
            self.reply(400, "text/plain", f"{type(refusal).__name__}: {refusal}")

    def reply(self, status, content_type, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def main():
    logging.disable(logging.CRITICAL)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    Handler.identity_provider = IdentityProvider(sys.argv[1], f"http://localhost:{port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{port} {version('pysaml2')}", flush=True)
    sys.stdin.read()


main()
