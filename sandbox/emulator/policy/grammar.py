"""Refuses the policy documents that IAM refuses to store, in IAM's words. moto's own check knows only a part of them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from wire.errors import AwsError

Json = dict[str, Any]
_statement_keys = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"}
_strange = re.compile(r"[^\t\n\r\x20-\xff]")
_partitions = {"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc", "*"}
_iam_kinds = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/", "sms-mfa/",
    "saml-provider/", "oidc-provider/", "report/", "access-report/",
)
_newer_iam_kinds = ("assumed-role/", "delegation-request/", "template/")
_regional_s3_kinds = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/", "storage-lens-group/")
_ordered = [f"{kind}{name}" for kind in ("Numeric", "Date") for name in (
    "Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals",
)]
_operators = {
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike", "Bool",
    "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", *_ordered,
}
_variable = re.compile(r"\$\{[^}]*\}")
_date = re.compile(
    r"-?\d{1,9}(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
    r"(?:t(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d{1,9})?"
    r"(?:z|[+-](?P<zone>\d\d)(?::?(?P<zone_minute>\d\d))?)?)?z?)?)?)?",
    re.I,
)
_bounds = {"month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59), "second": (0, 59), "zone": (0, 23), "zone_minute": (0, 59)}


def check_characters(text: str, parameter: str = "policyDocument") -> None:
    """Checks the characters of a document.

    :raises AwsError: ValidationError
    """
    if _strange.search(text):
        pattern = "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
        message = (
            f"1 validation error detected: Value at '{parameter}' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {pattern}"
        )
        raise AwsError("ValidationError", message, 400)


def check_identity(text: str, managed: bool) -> None:
    """Checks a policy of a user, group or role.

    :param managed: whether it is a managed policy, which has to have the current version of the language
    :raises AwsError: ValidationError or MalformedPolicyDocument
    """
    check_characters(text)
    body, statements = _read_document(text)
    if managed and body.get("Version") != "2012-10-17":
        raise malformed("Policy document must be version 2012-10-17 or greater.")
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if any(not re.fullmatch("[0-9A-Za-z]*", sid) for sid in sids):
        raise malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
    for statement in statements:
        _check_statement(statement)


def _read_document(text: str) -> tuple[Json, list[Json]]:
    """Reads the document and its statements, and checks the form of both."""
    body = _read(text)
    _no_strange(body)
    listed = body.get("Statement")
    statements = listed if isinstance(listed, list) else [listed]
    if set(body) - {"Version", "Id", "Statement"} or not statements or not isinstance(body.get("Id", ""), str):
        raise syntax()
    if body.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        raise syntax()
    for statement in statements:
        _check_form(statement)
        _check_dates(statement)
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(set(sids)) != len(sids):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")
    return body, statements


def malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", message, 400)


def syntax() -> AwsError:
    return malformed("Syntax errors in policy.")


def _read(text: str) -> Json:
    def once(pairs: list[tuple[str, Any]]) -> Json:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    def no_constant(_: str) -> None:
        raise ValueError("no JSON")

    try:
        body = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except (ValueError, RecursionError):
        raise syntax() from None
    if not isinstance(body, dict):
        raise syntax()
    return body


def _no_strange(value: Any) -> None:
    """Escapes hide characters from the check of the text."""
    if isinstance(value, str) and _strange.search(value):
        raise syntax()
    for inner in value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ():
        _no_strange(inner)


def _check_form(statement: Any) -> None:
    if not isinstance(statement, dict) or set(statement) - _statement_keys or statement.get("Effect") not in ("Allow", "Deny"):
        raise syntax()
    if not isinstance(statement.get("Sid", ""), str):
        raise syntax()
    for name in ("Action", "Resource"):
        if name in statement and f"Not{name}" in statement:
            raise syntax()
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        if name in statement and not all(isinstance(text, str) for text in _listed(statement[name])):
            raise syntax()
    conditions = statement.get("Condition", {})
    if not isinstance(conditions, dict):
        raise syntax()
    for operator, keys in conditions.items():
        if not isinstance(keys, dict) or keys and not _known(operator):
            raise syntax()
        if not all(isinstance(value, (str, bool, int, float)) for values in keys.values() for value in _listed(values)):
            raise syntax()


def _known(operator: str) -> bool:
    name = re.sub(r"^(?:ForAnyValue|ForAllValues):", "", operator)
    return name == "Null" or re.sub(r"IfExists$", "", name) in _operators


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_statement(statement: Json) -> None:
    if "Principal" in statement or "NotPrincipal" in statement:
        raise malformed("Policy document should not specify a principal.")
    _present(statement, "Action", "Policy statement must contain actions.")
    _present(statement, "Resource", "Policy statement must contain resources.")
    for resource in _listed(statement.get("Resource", statement.get("NotResource"))):
        _check_resource(resource)
    for action in _listed(statement.get("Action", statement.get("NotAction"))):
        _check_action(action)


def _check_dates(statement: Json) -> None:
    for operator, keys in statement.get("Condition", {}).items():
        if re.match(r"^(?:For(?:AnyValue|AllValues):)?Date", operator):
            for value in (value for values in keys.values() for value in _listed(values)):
                _check_date(str(value))


def _present(statement: Json, name: str, message: str) -> None:
    if not _listed(statement.get(name, statement.get(f"Not{name}", []))):
        raise malformed(message)


def _check_date(text: str) -> None:
    failed = malformed("The policy failed legacy parsing")
    if re.fullmatch(r"\d+", text):
        if int(text) > 2**63 - 1:
            raise failed
        return
    found = _date.fullmatch(text)
    if not found or not re.search("[t-]", text, re.I):
        raise failed
    for name, (least, most) in _bounds.items():
        if found[name] is not None and not least <= int(found[name]) <= most:
            raise failed


def _check_action(action: str) -> None:
    if re.fullmatch(r"\*+", action):
        return
    prefix, colon, name = action.partition(":")
    if not colon or not name:
        raise malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    if ":" in name:
        raise malformed("Actions/Condition can contain only one colon.")
    if prefix != "*" and not re.fullmatch(r"[0-9A-Za-z.-]+", prefix):
        raise malformed(f"Vendor {prefix} is not valid")


def _check_resource(resource: str) -> None:
    if resource == "*":
        return
    parts = _variable.sub("$", resource).split(":", 5)
    if parts[0] != "arn" or len(parts) == 1:
        raise malformed(f'Resource {resource} must be in ARN format or "*".')
    if parts[1] not in _partitions:
        raise malformed(f'Partition "{parts[1]}" is not valid for resource "{resource}".')
    if len(parts) < 6:
        raise malformed("The policy failed legacy parsing")
    service, region, account, name = parts[2:]
    if not re.fullmatch(r"[0-9A-Za-z.-]+", service):
        raise malformed("Resource vendor must be fully qualified and cannot contain regexes.")
    if service == "iam":
        if region:
            raise malformed(f"IAM resource {resource} cannot contain region information.")
        if name not in ("*", "root") and not name.startswith((*_iam_kinds, *_newer_iam_kinds, "$")):
            raise malformed(f'IAM resource path must either be "*" or start with {", ".join(_iam_kinds)}.')
    if service == "s3" and region and not (account and name.startswith((*_regional_s3_kinds, "*", "$"))):
        raise malformed(f"Resource {resource} can not contain region information.")
