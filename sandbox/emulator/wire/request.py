"""A request as it arrived. Nothing in it has been checked yet."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any, Optional
from urllib.parse import parse_qsl, unquote, urlencode

from wire.errors import AwsError

maximum_body = 64 * 1024 * 1024
_credential = re.compile(
    r"^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;._-]+),\s*Signature=([0-9a-f]{64})$"
)


@dataclass(frozen=True)
class Claim:
    """The claims of the Authorization header."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


@dataclass
class Request:
    """One HTTP request. Header names are in lower case."""

    method: str
    raw_path: str
    raw_query: str
    headers: dict[str, str]
    body: bytes
    remote: str
    parameters: dict[str, str] = field(default_factory=dict)
    """The parameters of a query protocol, from the form body or the query string."""
    controls: dict[str, str] = field(default_factory=dict)
    """The `X-Emulator-…` headers, by the rest of their name, if the world file allows them."""

    @property
    def path(self) -> str:
        return unquote(self.raw_path)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.raw_query, keep_blank_values=True)


def receive(environ: dict[str, Any], controls: bool) -> Request:
    """Reads a request from its WSGI environment.

    :param controls: whether requests may say when they are sent and from where
    :raises AwsError: when the body is larger than 64 MiB
    """
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    raw_path, _, raw_query = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "/").partition("?")
    body = _body(environ)
    request = Request(environ["REQUEST_METHOD"], raw_path, raw_query, headers, body, str(environ.get("REMOTE_ADDR", "")))
    if controls:
        request.controls = {name[11:]: value for name, value in headers.items() if name.startswith("x-emulator-")}
    pairs = list(request.query)
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    for name, value in pairs:
        if name in request.parameters:
            # Otherwise two readers could read two different values.
            raise AwsError("MalformedQueryString", f"The parameter {name} is given twice.", 400)
        request.parameters[name] = value
    return request


def _body(environ: dict[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        body: bytes = stream.read(maximum_body + 1)
    else:
        body = stream.read(min(int(environ.get("CONTENT_LENGTH") or 0), maximum_body + 1))
    if len(body) > maximum_body:
        raise AwsError("EntityTooLarge", f"The emulator takes at most {maximum_body} bytes.", 400)
    return body


def claim(request: Request) -> Claim:
    """Reads the Authorization header (Signature Version 4).

    :raises AwsError: when it is missing or has another form; anonymous and presigned requests are refused
    """
    header = request.headers.get("authorization")
    if header is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token")
    found = _credential.match(header)
    if not found:
        raise AwsError("IncompleteSignature", "Authorization header is not a complete AWS4-HMAC-SHA256 signature.", 400)
    access_key, date, region, service, signed, signature = found.groups()
    return Claim(access_key, date, region, service, tuple(signed.split(";")), signature)


def protocol_of(service: str, headers: dict[str, str]) -> str:
    """The protocol of a service's answers: `query`, `ec2`, `json`, `rest-xml` or `rest-json`."""
    rest = {"s3": "rest-xml", "ec2": "ec2", "account-access": "rest-json"}
    if service in rest:
        return rest[service]
    return "json" if "x-amz-target" in headers or "json" in headers.get("content-type", "") else "query"


def forward(environ: dict[str, Any], request: Request, account: str, added: Optional[dict[str, str]] = None) -> dict[str, Any]:
    """The WSGI environment for moto. The account is the one that the gate found, never one that the client names.

    :param added: form parameters to add, which AWS derives from the caller
    """
    body = request.body
    if added:
        body = (body + b"&" if body else b"") + urlencode(added).encode()
    return {
        **{name: value for name, value in environ.items() if not name.upper().startswith("HTTP_X_MOTO")},
        "HTTP_X_MOTO_ACCOUNT_ID": account,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
    }
