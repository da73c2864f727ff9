"""Encryption with a customer's key: what S3 asks KMS for on the caller's behalf.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
The key's own policy has to let them in, as for every other call to KMS.
"""

from __future__ import annotations

from typing import Any, Optional

from moto.s3.models import s3_backends

from accounts.sessions import Caller
from policy.context import Context
from services import resources
from services.asks import Ask
from services.s3_operations import Operation
from wire.errors import AwsError
from wire.request import Request

_domains = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}


def asks(found: list[Operation], request: Request, caller: Caller, context: Context) -> list[Ask]:
    """What KMS must be asked for, so that objects can be read and written.

    :raises AwsError: KMS.NotFoundException when the key does not exist
    """
    return [ask for operation in found for ask in _asks(operation, request, caller, context)]


def _asks(operation: Operation, request: Request, caller: Caller, context: Context) -> list[Ask]:
    bucket = _bucket(operation.bucket)
    if bucket is None or operation.key is None:
        return []
    if operation.action in ("GetObject", "GetObjectVersion"):
        stored = bucket.keys.get(operation.key) if request.method != "HEAD" else None
        key, whole = getattr(stored, "kms_key_id", None), getattr(stored, "bucket_key_enabled", None)
        actions = ["kms:Decrypt"]
    elif operation.action == "PutObject":
        key, whole = _wanted(bucket, request)
        # The parts of an upload are encrypted with the key that its beginning was given.
        part = any(name == "uploadId" for name, _ in request.query)
        actions = ["kms:GenerateDataKey", *(["kms:Decrypt"] if part else [])]
    else:
        return []
    if not key:
        return []
    found = _existing(str(key), bucket, caller)
    arn = found.arn
    partition, region, account = arn.split(":")[1], arn.split(":")[3], arn.split(":")[4]
    about = Context("kms", {name: values for name, values in context.items()})
    about.set("kms:CallerAccount", caller.account.id)
    about.set("kms:ViaService", f"s3.{region}.{_domains.get(partition, 'amazonaws.com')}")
    resource = f"arn:{partition}:s3:::{operation.bucket}"
    about.set("kms:EncryptionContext:aws:s3:arn", resource if _is(whole) else f"{resource}/{operation.key}")
    about.set("kms:EncryptionContextKeys", ["aws:s3:arn"])
    return [Ask(action, arn, about, account, policy=found.policy) for action in actions]


def _bucket(name: Optional[str]) -> Optional[Any]:
    found = s3_backends.bucket_accounts.get(name)
    return s3_backends[found[1]][found[0]].buckets.get(name) if found else None


def _wanted(bucket: Any, request: Request) -> tuple[Optional[str], Any]:
    """The key that a new object is encrypted with, and whether the bucket has a key of its own made from it."""
    rule = (bucket.encryption or {}).get("Rule") or {}
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    whole = request.headers.get("x-amz-server-side-encryption-bucket-key-enabled", rule.get("BucketKeyEnabled"))
    if "x-amz-server-side-encryption" in request.headers:
        named = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id")
        return (named or default.get("KMSMasterKeyID") if request.headers["x-amz-server-side-encryption"] == "aws:kms" else None), whole
    return default.get("KMSMasterKeyID"), whole


def _existing(key: str, bucket: Any, caller: Caller) -> resources.Target:
    """A key. A name without an account means one of the bucket's account and region."""
    named = key if key.startswith("alias/") else f"key/{key}"
    arn = key if key.startswith("arn:") else f"arn:{caller.account.partition}:kms:{bucket.region_name}:{bucket.account_id}:{named}"
    found = resources.key(arn)
    if found is None:
        raise AwsError("KMS.NotFoundException", f"Key '{arn}' does not exist", 400)
    return found


def _is(value: Any) -> bool:
    return str(value).lower() == "true"
