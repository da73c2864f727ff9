"""Checks Signature Version 4.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from calendar import timegm
from urllib.parse import parse_qsl, quote, unquote

from wire.errors import AwsError
from wire.request import Claim, Request

allowed_skew = 15 * 60
_mismatch = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)
_unsigned_bodies = {"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}


def check(request: Request, claim: Claim, secret: str) -> None:
    """Checks that a request was signed with this secret, less than 15 minutes ago.

    :raises AwsError: SignatureDoesNotMatch, or the text of RequestExpired when the date is wrong
    """
    stamp = request.headers.get("x-amz-date", "")
    _check_date(stamp, claim)
    if "host" not in claim.signed_headers:
        raise AwsError("SignatureDoesNotMatch", "'Host' must be a 'SignedHeader' in the AWS Authorization.")
    scope = f"{claim.date}/{claim.region}/{claim.service}/aws4_request"
    digest = hashlib.sha256(_canonical(request, claim)).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    key = ("AWS4" + secret).encode()
    for part in (claim.date, claim.region, claim.service, "aws4_request", to_sign):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(key.hex(), claim.signature):
        raise AwsError("SignatureDoesNotMatch", _mismatch)


def _check_date(stamp: str, claim: Claim) -> None:
    if not re.fullmatch(r"\d{8}T\d{6}Z", stamp) or not stamp.startswith(claim.date):
        raise AwsError("SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP")
    signed_at = timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
    if abs(time.time() - signed_at) > allowed_skew:
        raise AwsError("SignatureDoesNotMatch", f"Signature expired or not yet current: it is of {stamp}, and 15 min. are allowed")


def _canonical(request: Request, claim: Claim) -> bytes:
    # S3 signs the path as it is sent. Every other service encodes what is sent once more for the signature, so that a slash within
    # a part of the path stays one.
    sent = request.raw_path
    path = quote(unquote(sent) if claim.service == "s3" else sent, safe="/-_.~")
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(request.raw_query, keep_blank_values=True)
    )
    query = "&".join(f"{name}={value}" for name, value in pairs)
    headers = b"".join(
        name.encode() + b":" + " ".join(request.headers.get(name, "").split()).encode("latin-1", "replace") + b"\n"
        for name in claim.signed_headers
    )
    lines = (request.method, path or "/", query)
    signed = ";".join(claim.signed_headers)
    return "\n".join(lines).encode() + b"\n" + headers + f"\n{signed}\n{_body_hash(request, claim)}".encode()


def _body_hash(request: Request, claim: Claim) -> str:
    actual = hashlib.sha256(request.body).hexdigest()
    stated = request.headers.get("x-amz-content-sha256")
    if claim.service != "s3" or stated is None:
        return actual
    if stated in _unsigned_bodies or stated.startswith("STREAMING-"):
        # The first signature of a stream covers the headers only. The signatures of the chunks are not checked here.
        return stated
    if stated != actual:
        raise AwsError("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.", 400)
    return actual
