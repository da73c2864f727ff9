"""S3's operations: turns an HTTP request into the actions that must be allowed.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
A request that is not in these tables is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional
from urllib.parse import unquote
from xml.etree import ElementTree

from wire.errors import AwsError, not_supported
from wire.request import Request


@dataclass(frozen=True)
class Operation:
    """One action on a bucket (`key` is None) or on an object. When `bucket` is None, it is on the account."""

    action: str
    bucket: Optional[str]
    key: Optional[str] = None


def _settings(**names: str) -> dict[tuple[str, str], str]:
    return {
        (method, name.replace("_", "-")): f"{verb}{suffix}"
        for name, suffix in names.items()
        for method, verb in (("GET", "Get"), ("PUT", "Put"), ("DELETE", "Put"))
    }


_bucket_actions: dict[tuple[str, str], str] = {
    **_settings(
        accelerate="AccelerateConfiguration", acl="BucketAcl", cors="BucketCORS", encryption="EncryptionConfiguration",
        lifecycle="LifecycleConfiguration", logging="BucketLogging", notification="BucketNotification",
        object_lock="BucketObjectLockConfiguration", ownershipControls="BucketOwnershipControls", policy="BucketPolicy",
        publicAccessBlock="BucketPublicAccessBlock", replication="ReplicationConfiguration", requestPayment="BucketRequestPayment",
        tagging="BucketTagging", versioning="BucketVersioning", website="BucketWebsite",
    ),
    ("DELETE", "policy"): "DeleteBucketPolicy",
    ("DELETE", "website"): "DeleteBucketWebsite",
    ("GET", "location"): "GetBucketLocation",
    ("GET", "policyStatus"): "GetBucketPolicyStatus",
    ("GET", "uploads"): "ListBucketMultipartUploads",
    ("GET", "versions"): "ListBucketVersions",
    ("GET", ""): "ListBucket",
    ("HEAD", ""): "ListBucket",
    ("PUT", ""): "CreateBucket",
    ("DELETE", ""): "DeleteBucket",
}
_object_actions: dict[tuple[str, str], str] = {
    ("GET", ""): "GetObject",
    ("HEAD", ""): "GetObject",
    ("PUT", ""): "PutObject",
    ("DELETE", ""): "DeleteObject",
    ("GET", "uploadId"): "ListMultipartUploadParts",
    ("PUT", "uploadId"): "PutObject",
    ("POST", "uploadId"): "PutObject",
    ("POST", "uploads"): "PutObject",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
    ("GET", "acl"): "GetObjectAcl",
    ("PUT", "acl"): "PutObjectAcl",
    ("GET", "tagging"): "GetObjectTagging",
    ("PUT", "tagging"): "PutObjectTagging",
    ("DELETE", "tagging"): "DeleteObjectTagging",
    ("GET", "retention"): "GetObjectRetention",
    ("PUT", "retention"): "PutObjectRetention",
    ("GET", "legal-hold"): "GetObjectLegalHold",
    ("PUT", "legal-hold"): "PutObjectLegalHold",
}
_versioned = {"GetObject", "DeleteObject", "GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"}
_options = {
    "list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner", "marker", "x-id",
    "versionId", "partNumber", "key-marker", "version-id-marker", "upload-id-marker", "max-uploads", "max-parts", "part-number-marker",
    "max-buckets", "bucket-region",
}


def operations(request: Request) -> list[Operation]:
    """The operations of a request to S3 with path-style addressing.

    :raises AwsError: for an unknown request, or a bucket name that S3 does not allow
    """
    names = [name for name, _ in request.query]
    if len(names) != len(set(names)):
        raise not_supported("an S3 request that repeats a parameter")
    listed = [name for name in names if name not in _options and not name.startswith("response-")]
    if len(listed) > 1:
        raise not_supported(f"an S3 request with {' and '.join(sorted(listed))}")
    part = listed[0] if listed else ""
    bucket, _, key = request.path.lstrip("/").partition("/") if not request.path.startswith("//") else ("", "", "")
    if request.path == "/":
        if request.method == "GET" and not part:
            return [Operation("ListAllMyBuckets", None)]
        raise not_supported("this S3 request")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400)
    version = bool(dict(request.query).get("versionId"))
    if not key:
        return _of_bucket(request, bucket, part)
    return _of_object(request, bucket, key, part, version)


def _of_bucket(request: Request, bucket: str, part: str) -> list[Operation]:
    if request.method == "POST" and part == "delete":
        return _deletions(request, bucket)
    action = _bucket_actions.get((request.method, part))
    if action is None:
        raise not_supported(f"the S3 request {request.method} ?{part} on a bucket")
    found = [Operation(action, bucket)]
    if action == "CreateBucket" and (b"<Tags>" in request.body or b"<Tag>" in request.body):
        found.append(Operation("TagResource", bucket))
    return found


def _of_object(request: Request, bucket: str, key: str, part: str, version: bool) -> list[Operation]:
    action = _object_actions.get((request.method, part))
    if action is None:
        raise not_supported(f"the S3 request {request.method} ?{part} on an object")
    if version and action in _versioned:
        action = action + "Version" if action in ("GetObject", "DeleteObject") else action.replace("Object", "ObjectVersion")
    found = [Operation(action, bucket, key)]
    if request.method == "PUT" and action == "PutObject":
        source = request.headers.get("x-amz-copy-source")
        if source is not None:
            path, _, wanted = source.partition("?versionId=")
            source_bucket, _, source_key = unquote(path).lstrip("/").partition("/")
            found.append(Operation("GetObjectVersion" if wanted else "GetObject", source_bucket, source_key))
        for header, extra in (("x-amz-tagging", "PutObjectTagging"), ("x-amz-acl", "PutObjectAcl"), ("x-amz-grant-", "PutObjectAcl"),
                              ("x-amz-object-lock-mode", "PutObjectRetention"), ("x-amz-object-lock-legal-hold", "PutObjectLegalHold")):
            if any(name.startswith(header) for name in request.headers):
                found.append(Operation(extra, bucket, key))
    if "x-amz-bypass-governance-retention" in request.headers:
        found.append(Operation("BypassGovernanceRetention", bucket, key))
    return found


def _deletions(request: Request, bucket: str) -> list[Operation]:
    try:
        root = ElementTree.fromstring(request.body)
    except ElementTree.ParseError:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed.", 400) from None
    found = []
    for item in root.iter():
        if item.tag.rpartition("}")[2] == "Object":
            parts = {child.tag.rpartition("}")[2]: child.text or "" for child in item}
            found.append(Operation("DeleteObjectVersion" if parts.get("VersionId") else "DeleteObject", bucket, parts.get("Key", "")))
    if not found:
        raise AwsError("MalformedXML", "The XML you provided did not validate against our published schema.", 400)
    return found
