"""S3: the resource, the condition keys and the bucket policy of each request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from moto.s3.models import PublicAccessBlock, s3_backends
from moto.s3control.models import s3control_backends

from accounts.directory import Directory, cached
from accounts.sessions import Caller
from policy.context import Context
from policy.documents import Condition, Document, Statement
from policy.evaluation import ResourcePolicy
from services.asks import Ask
from services.context_keys import resource_keys
from services.s3_operations import Operation
from wire.errors import access_denied, not_supported
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
    if stored is None:
        return None
    text = getattr(stored, "policy", None)
    lists = _listed(stored, bucket, owner)
    if not text:
        return Document(True, lists) if lists else None
    document = cached(text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))
    # Where the policy lets the public in, and that is restricted, nobody of another account is let in by it.
    restricted = _blocks(stored, owner, "restrict_public_buckets")
    if owner != caller.account.id and restricted and any(_public(statement) for statement in document.statements):
        document = replace(document, statements=tuple(s for s in document.statements if s.deny))
    return replace(document, statements=document.statements + lists) if lists else document


def _blocks(stored: Any, owner: str, setting: str) -> bool:
    """Whether a bucket, or all buckets of its account, block something."""
    of_account = s3control_backends[owner][stored.partition].public_access_block
    return any(str(getattr(one, setting)).lower() == "true" for one in (stored.public_access_block, of_account) if one is not None)


def created(bucket: str) -> None:
    """Every new bucket blocks all public access.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-bucket.html
    """
    partition, account = s3_backends.bucket_accounts[bucket]
    s3_backends[account][partition].buckets[bucket].public_access_block = PublicAccessBlock("true", "true", "true", "true")


_by_lists = {
    "READ": ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
    "WRITE": ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"),
    "READ_ACP": ("s3:GetBucketAcl",),
    "WRITE_ACP": ("s3:PutBucketAcl",),
}
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions"""
_everybody = {"http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}


def _listed(stored: Any, bucket: str, owner: str) -> tuple[Statement, ...]:
    """What the bucket's access control list lets everybody do. moto gives all accounts one canonical id, so a list that names
    somebody lets in nobody here."""
    if stored.ownership_rule == "BucketOwnerEnforced" or stored.acl is None or _blocks(stored, owner, "ignore_public_acls"):
        return ()
    permissions = {p for grant in stored.acl.grants if any(one.uri in _everybody for one in grant.grantees) for p in grant.permissions}
    names = _by_lists if "FULL_CONTROL" in permissions else permissions
    actions = tuple(action for name in names for action in _by_lists.get(name, ()))
    about = (f"arn:*:s3:::{bucket}", f"arn:*:s3:::{bucket}/*")
    return (Statement(False, action=actions, resource=about, principal={"AWS": ("*",)}),) if actions else ()


def account_setting(request: Request, caller: Caller, context: Context) -> Optional[Ask]:
    """What a request about all buckets of an account must be allowed to do; None for any other request.

    :raises AwsError: for another account, and for another method
    """
    if request.path != "/v20180820/configuration/publicAccessBlock":
        return None
    verb = {"GET": "Get", "PUT": "Put", "DELETE": "Put"}.get(request.method)
    if verb is None:
        raise not_supported(f"the S3 request {request.method} {request.path}")
    action = f"s3:{verb}AccountPublicAccessBlock"
    if request.headers.get("x-amz-account-id") != caller.account.id:
        raise access_denied(caller.principal.arn, action, None, "because the account is another", "s3")
    return Ask(action, None, context, caller.account.id, shown="*")


def _public(statement: Statement) -> bool:
    """Whether a statement lets the public in.

    The meaning of "public", at
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    everybody = statement.not_principal is not None or "*" in (statement.principal or {}).get("AWS", ())
    return not statement.deny and everybody and not any(_fixes(condition) for condition in statement.conditions)


def _fixes(condition: Condition) -> bool:
    """Whether a condition says who alone is let in."""
    equal = condition.operator.lower() in ("stringequals", "stringlike", "arnequals", "arnlike", "ipaddress")
    if not equal or condition.key.lower() not in _fixing:
        return False
    return not any("*" in value or "?" in value or "${" in value for value in condition.values)
