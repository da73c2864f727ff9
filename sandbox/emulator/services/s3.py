"""S3: the resource, the condition keys and the bucket policy of each request."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from moto.s3.models import s3_backends

from accounts.directory import Directory, cached
from accounts.sessions import Caller
from policy.context import Context
from policy.documents import Condition, Document, Statement
from policy.evaluation import ResourcePolicy
from services.asks import Ask
from services.context_keys import resource_keys
from services.s3_operations import Operation
from wire.request import Request

_from_query = {"s3:prefix": "prefix", "s3:delimiter": "delimiter", "s3:max-keys": "max-keys", "s3:VersionId": "versionId"}
_from_header = (
    "x-amz-acl", "x-amz-content-sha256", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-storage-class",
)
_fixing = {
    "aws:principalorgid", "aws:principalarn", "aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner",
    "aws:sourceaccount", "aws:userid",
}


def owner_of(bucket: Optional[str], caller: Caller) -> str:
    """The account that owns a bucket; the caller's account when the bucket does not exist."""
    found = s3_backends.bucket_accounts.get(bucket)
    return str(found[1]) if found else caller.account.id


def asks(found: list[Operation], request: Request, caller: Caller, context: Context, directory: Directory) -> list[Ask]:
    """What a request to S3 must be allowed to do."""
    query = dict(request.query)
    for key, name in _from_query.items():
        context.set(key, query.get(name))
    for name in _from_header:
        context.set(f"s3:{name}", request.headers.get(name))
    context.set("s3:signatureversion", "AWS4-HMAC-SHA256")
    context.set("s3:authType", "REST-HEADER")
    return [_ask(operation, caller, context.copy(), directory) for operation in found]


def _ask(operation: Operation, caller: Caller, context: Context, directory: Directory) -> Ask:
    owner = owner_of(operation.bucket, caller)
    if operation.bucket is None:
        # Listing buckets has all of S3 as its resource, so only `*` or all of S3 covers it.
        return Ask(f"s3:{operation.action}", f"arn:{caller.account.partition}:s3:::*", context, owner)
    resource_keys(context, directory.accounts.get(owner))
    context.set("s3:ResourceAccount", owner)
    arn = f"arn:{caller.account.partition}:s3:::{operation.bucket}"
    resource = arn if operation.key is None else f"{arn}/{operation.key}"
    document = _bucket_policy(operation.bucket, owner, caller)
    return Ask(f"s3:{operation.action}", resource, context, owner, policy=ResourcePolicy(document) if document else None)


def _bucket_policy(bucket: str, owner: str, caller: Caller) -> Optional[Document]:
    found = s3_backends.bucket_accounts.get(bucket)
    stored = s3_backends[owner][found[0]].buckets.get(bucket) if found else None
    text = getattr(stored, "policy", None)
    if not text:
        return None
    document = cached(text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))
    if owner == caller.account.id:
        return document
    # Every new bucket blocks public access. Where the policy lets the public in, nobody of another account is let in then.
    blocks = stored.public_access_block
    restricted = blocks is None or str(blocks.restrict_public_buckets).lower() == "true"
    if restricted and any(_public(statement) for statement in document.statements):
        return replace(document, statements=tuple(s for s in document.statements if s.deny))
    return document


def _public(statement: Statement) -> bool:
    """Whether a statement lets the public in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
    """
    everybody = statement.not_principal is not None or "*" in (statement.principal or {}).get("AWS", ())
    return not statement.deny and everybody and not any(_fixes(condition) for condition in statement.conditions)


def _fixes(condition: Condition) -> bool:
    """Whether a condition says who alone is let in."""
    equal = condition.operator.lower() in ("stringequals", "stringlike", "arnequals", "arnlike", "ipaddress")
    return equal and condition.key.lower() in _fixing and not any("*" in value or "?" in value or "${" in value for value in condition.values)
