"""Identity providers of SAML for tests: a line of JSON in, a line of JSON out, until the input ends.

{"provider": NAME} makes a key and answers with its certificate, in base64. {"sign": XML, "by": NAME, "what": "Response" or
"Assertion"} answers with the document in which that element is signed, in base64.
"""

import base64
import json
import sys
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

keys = {}


def provide(name):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    keys[name] = (key, certificate)
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def sign(text, name, what):
    root = etree.fromstring(text.encode())
    element = root if what == "Response" else root.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
    key, certificate = keys[name]
    # A copy, so that the signature is of the element by itself.
    alone = etree.fromstring(etree.tostring(element))
    signed = XMLSigner(method=methods.enveloped, c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#").sign(
        alone, key=key, cert=[certificate], reference_uri=f"#{element.get('ID')}", id_attribute="ID"
    )
    if element is root:
        root = signed
    else:
        root.replace(element, signed)
    return base64.b64encode(etree.tostring(root)).decode()


for line in sys.stdin:
    asked = json.loads(line)
    answer = provide(asked["provider"]) if "provider" in asked else sign(asked["sign"], asked["by"], asked["what"])
    print(json.dumps(answer), flush=True)
