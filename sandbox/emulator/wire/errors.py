"""Errors in the form that AWS's clients read, for each protocol.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

import json
import uuid
from typing import Optional
from xml.sax.saxutils import escape


class AwsError(Exception):
    """An answer that refuses: a code for programs, a message for people, and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def access_denied(arn: str, action: str, resource: Optional[str], reason: str = "", service: str = "") -> AwsError:
    """AccessDenied in AWS's words."""
    text = f"User: {arn} is not authorized to perform: {action}"
    if resource:
        # S3 alone puts the resource into quotation marks.
        text += f' on resource: "{resource}"' if service == "s3" else f" on resource: {resource}"
    return AwsError("AccessDenied", f"{text} {reason}".rstrip())


def not_supported(what: str) -> AwsError:
    """The error for a request that the emulator refuses because it cannot judge it."""
    return AwsError("AccessDenied", f"The emulator does not support {what}, and refuses what it cannot judge.")


_json_codes = {"AccessDenied": "AccessDeniedException", "InvalidClientTokenId": "UnrecognizedClientException"}
_s3_codes = {
    "InvalidClientTokenId": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
    "ExpiredToken": ("ExpiredToken", "The provided token has expired.", 400),
}


def render(error: AwsError, service: str, protocol: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The error as an HTTP answer.

    :param protocol: `query`, `ec2`, `json`, `rest-xml` (S3) or `rest-json`
    """
    request_id = str(uuid.uuid4())
    code, message, status = error.code, error.message, error.status
    if protocol == "json":
        code = _json_codes.get(code, code)
        body = json.dumps({"__type": code, "message": message})
        return 400, [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", request_id)], body.encode()
    if protocol == "rest-json":
        code = _json_codes.get(code, code)
        named = [("Content-Type", "application/json"), ("x-amzn-ErrorType", code), ("x-amzn-RequestId", request_id)]
        return status, named, json.dumps({"message": message}).encode()
    if protocol == "rest-xml":
        code, message, status = _s3_codes.get(code, (code, message, status))
        body = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message><RequestId>{request_id}</RequestId></Error>"
    elif protocol == "ec2":
        body = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></Errors>"
            f"<RequestID>{request_id}</RequestID></Response>"
        )
    else:
        body = (
            f'<ErrorResponse xmlns="{namespaces.get(service, "")}"><Error><Type>Sender</Type><Code>{code}</Code>'
            f"<Message>{escape(message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    headers = [("Content-Type", "text/xml"), ("x-amzn-RequestId", request_id)]
    return status, headers, ('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode()


namespaces = {"sts": "https://sts.amazonaws.com/doc/2011-06-15/", "iam": "https://iam.amazonaws.com/doc/2010-05-08/"}
