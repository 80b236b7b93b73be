"""How an application in Python knows who is there: as the README shows it, with PyJWT."""
import json
import sys

import jwt

JWKS_URL, ORIGIN = sys.argv[1:]
keys = jwt.PyJWKClient(JWKS_URL)


def identity(token):
    key = keys.get_signing_key_from_jwt(token).key
    return jwt.decode(token, key, algorithms=["ES256", "EdDSA"], issuer=ORIGIN, audience=ORIGIN)


print(json.dumps(identity(sys.stdin.read())))
