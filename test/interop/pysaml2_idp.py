"""An identity provider made of PySAML2, for the tests: the Web Browser SSO profile over HTTP-Redirect and HTTP-POST.

Run by /usr/bin/python3, which has Debian's PySAML2, with a folder that holds key.pem and certificate.pem. It listens on
a free port of loopback, prints that port on one line, and ends with its standard input. Everybody is alice here.

  GET  /metadata          its metadata, as PySAML2 writes it
  PUT  /service-provider  the metadata of the service provider that it shall serve
  GET  /sso               takes an AuthnRequest, strictly, and answers with the form that a browser would post. The header
                          Sign says which elements to sign: "response", "assertion" or both
"""

import logging
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

ALICE = {
    "mail": ["alice@acme.example"],
    "displayName": ["Alice Ångström & <Søn>"],
    "eduPersonAffiliation": ["staff", "member"],
}


class IdentityProvider:
    """PySAML2's server, made anew whenever the service provider changes."""

    def __init__(self, folder, base):
        self.folder = folder
        self.base = base
        self.server = None

    def config(self, service_providers):
        path = lambda name: os.path.join(self.folder, name)
        return IdPConfig().load(
            {
                "entityid": f"{self.base}/metadata",
                "xmlsec_binary": "/usr/bin/xmlsec1",
                "key_file": path("key.pem"),
                "cert_file": path("certificate.pem"),
                "metadata": {"local": service_providers},
                "service": {
                    "idp": {
                        "endpoints": {
                            "single_sign_on_service": [
                                (f"{self.base}/sso", BINDING_HTTP_REDIRECT),
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
                        "signing_algorithm": SIG_RSA_SHA256,
                        "digest_algorithm": DIGEST_SHA256,
                    },
                },
            }
        )

    def metadata(self):
        return str(entity_descriptor(self.config([])))

    def serve(self, service_provider_metadata):
        path = os.path.join(self.folder, "service-provider.xml")
        with open(path, "wb") as file:
            file.write(service_provider_metadata)
        self.server = Server(config=self.config([path]))

    def answer(self, query, signed):
        """Raises unless the request is for this very endpoint, from a known service provider, for a registered ACS."""
        received = self.server.parse_authn_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
        where = self.server.response_args(received.message, [BINDING_HTTP_POST])
        binding, destination = where.pop("binding"), where.pop("destination")
        response = self.server.create_authn_response(
            ALICE,
            userid="alice",
            destination=destination,
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": self.base},
            sign_response="response" in signed,
            sign_assertion="assertion" in signed,
            **where,
        )
        relay_state = query.get("RelayState", [""])[0]
        form = self.server.apply_binding(binding, str(response), destination, relay_state, response=True)
        return "".join(form["data"])


class Handler(BaseHTTPRequestHandler):
    identity_provider = None

    def do_GET(self):
        address = urlsplit(self.path)
        if address.path == "/metadata":
            self.reply(200, "application/samlmetadata+xml", self.identity_provider.metadata())
        elif address.path == "/sso":
            self.sign_in(parse_qs(address.query))
        else:
            self.reply(404, "text/plain", "not found")

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.attempt(lambda: self.identity_provider.serve(body) or "served")

    def sign_in(self, query):
        signed = self.headers.get("Sign", "").split()
        self.attempt(lambda: self.identity_provider.answer(query, signed), "text/html")

    def attempt(self, work, content_type="text/plain"):
        try:
            self.reply(200, content_type, work())
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
    print(port, flush=True)
    sys.stdin.read()


main()
