"""A SAML response: what its signed part says, and whether it is for AWS, now.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Mapping, Optional

from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.exceptions import SignXMLException

from policy.conditions import instant
from wire.errors import AwsError

_saml, _protocol = "{urn:oasis:names:tc:SAML:2.0:assertion}", "{urn:oasis:names:tc:SAML:2.0:protocol}"
_metadata, _dsig = "{urn:oasis:names:tc:SAML:2.0:metadata}", "{http://www.w3.org/2000/09/xmldsig#}"
_audiences = {"https://signin.aws.amazon.com/saml", "urn:amazon:webservices"}
_recipient = "https://signin.aws.amazon.com/saml"
_success = "urn:oasis:names:tc:SAML:2.0:status:Success"
_longest = 100_000


@dataclass(frozen=True)
class Assertion:
    """What a response says that is signed and valid. Attributes have their values by their names."""

    issuer: str
    audience: str
    recipient: str
    subject: str
    subject_type: str
    attributes: Mapping[str, tuple[str, ...]]


def read_response(text: str, metadata: str, now: float) -> Assertion:
    """Reads and checks a response in base64.

    :param metadata: the document of the provider, which has its name and its certificates
    :raises AwsError: InvalidIdentityToken, ExpiredTokenException
    """
    if len(text) > _longest:
        raise invalid("SAML response is too long")
    try:
        body = base64.b64decode(text, validate=True)
        provider = _parsed(metadata.encode())
    except (binascii.Error, ValueError, etree.XMLSyntaxError):
        raise invalid("Invalid base64 SAMLResponse") from None
    assertion = _signed(body, _certificates(provider), now)
    issuer = _text(assertion.find(f"{_saml}Issuer"))
    if issuer is None or issuer != provider.get("entityID"):
        raise invalid("Issuer not present in specified provider")
    audience = _check_conditions(assertion, now)
    name = assertion.find(f"{_saml}Subject/{_saml}NameID")
    subject = _text(name)
    if subject is None:
        raise invalid("NameID is missing from the assertion")
    return Assertion(issuer, audience, _confirmed(assertion, now), subject, _format(name), _attributes(assertion))


def invalid(message: str) -> AwsError:
    """The error for a response that cannot be used."""
    return AwsError("InvalidIdentityToken", message, 400)


def _parsed(body: bytes) -> Any:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _certificates(provider: Any) -> list[str]:
    keys = provider.iterfind(f"{_metadata}IDPSSODescriptor/{_metadata}KeyDescriptor")
    found = [cert.text or "" for key in keys if key.get("use") != "encryption" for cert in key.iter(f"{_dsig}X509Certificate")]
    return ["".join(text.split()) for text in found]


def _signed(body: bytes, certificates: list[str], now: float) -> Any:
    """The assertion, as the signature of it or of the whole response covers it. Nothing else of the response is read."""
    when = datetime.fromtimestamp(now, timezone.utc)
    for location in ("./", f"./{_saml}Assertion/"):
        for certificate in certificates:
            config = SignatureConfiguration(location=location, verification_time=when)
            try:
                signed = XMLVerifier().verify(body, x509_cert=certificate, expect_config=config).signed_xml
            except (SignXMLException, ValueError, etree.LxmlError):
                continue
            assertion = _one_assertion(signed)
            if assertion is not None:
                return assertion
    raise invalid("Response signature invalid")


def _one_assertion(signed: Any) -> Optional[Any]:
    if signed is None or signed.tag == f"{_saml}Assertion":
        return signed
    status = signed.find(f"{_protocol}Status/{_protocol}StatusCode")
    inner = signed.findall(f"{_saml}Assertion")
    good = signed.tag == f"{_protocol}Response" and len(inner) == 1 and (status is None or status.get("Value") == _success)
    return inner[0] if good else None


def _check_conditions(assertion: Any, now: float) -> str:
    """Checks when the assertion holds. Gives the audience."""
    conditions = assertion.find(f"{_saml}Conditions")
    if conditions is None:
        raise invalid("Conditions are missing from the assertion")
    _check_times(conditions, now)
    listed = [_text(one) for one in conditions.iterfind(f"{_saml}AudienceRestriction/{_saml}Audience")]
    audience = next((one for one in listed if one in _audiences), None)
    if audience is None:
        raise invalid("SAML Assertion doesn't contain an audience of AWS")
    return audience


def _confirmed(assertion: Any, now: float) -> str:
    """The recipient that the subject is confirmed for."""
    for data in assertion.iterfind(f"{_saml}Subject/{_saml}SubjectConfirmation/{_saml}SubjectConfirmationData"):
        if data.get("Recipient") == _recipient and data.get("NotOnOrAfter") is not None:
            _check_times(data, now)
            return _recipient
    raise invalid(f"SubjectConfirmationData with the Recipient {_recipient} and NotOnOrAfter is missing from the assertion")


def _check_times(element: Any, now: float) -> None:
    begin, end = element.get("NotBefore"), element.get("NotOnOrAfter")
    times = [instant(text) for text in (begin, end) if text is not None]
    if None in times:
        raise invalid("SAML Assertion has a time that is none")
    if end is not None and now >= (instant(end) or 0):
        raise AwsError("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", 400)
    if begin is not None and now < (instant(begin) or 0):
        raise invalid("SAML Assertion is not yet valid")


def _attributes(assertion: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.iterfind(f"{_saml}AttributeStatement/{_saml}Attribute"):
        values = (_text(one) for one in attribute.iterfind(f"{_saml}AttributeValue"))
        name = attribute.get("Name", "")
        found[name] = (*found.get(name, ()), *(value for value in values if value is not None))
    return found


def _format(name: Any) -> str:
    short = name.get("Format", "").rpartition(":")[2]
    return short if short in ("persistent", "transient") else name.get("Format", "") or "unspecified"


def _text(element: Optional[Any]) -> Optional[str]:
    """The text of an element that has nothing else, such as a comment."""
    return None if element is None or len(element) > 0 or not element.text else element.text.strip()
