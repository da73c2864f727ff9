"""The request context: the condition keys of a request, and the keys that the emulator understands.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from typing import Iterable, Optional, Union

_understood = {
    "aws:currenttime", "aws:epochtime", "aws:federatedprovider", "aws:multifactorauthage", "aws:multifactorauthpresent",
    "aws:principalaccount", "aws:principalarn", "aws:principalisawsservice", "aws:principalorgid", "aws:principalorgpaths",
    "aws:principalservicename", "aws:principalservicenameslist", "aws:principaltype", "aws:referer", "aws:requestedregion",
    "aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "aws:securetransport", "aws:sourceaccount", "aws:sourcearn",
    "aws:sourceidentity", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:tagkeys",
    "aws:tokenissuetime", "aws:useragent", "aws:userid", "aws:username", "aws:viaawsservice", "aws:calledvia", "aws:calledviafirst",
    "aws:calledvialast", "aws:vpcsourceip",
    "sts:durationseconds", "sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "sts:transitivetagkeys", "sts:awsservicename",
    "iam:awsservicename", "iam:passedtoservice", "iam:permissionsboundary", "iam:policyarn", "iam:organizationspolicyid",
    "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:versionid", "s3:resourceaccount", "s3:x-amz-acl", "s3:x-amz-content-sha256",
    "s3:x-amz-copy-source", "s3:x-amz-metadata-directive", "s3:x-amz-server-side-encryption", "s3:x-amz-storage-class",
    "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:signatureversion", "s3:authtype", "s3:signatureage",
    "kms:calleraccount", "kms:encryptioncontextkeys", "kms:viaservice",
}
_families = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "iam:resourcetag/", "kms:encryptioncontext:")


class Context:
    """The condition keys of one request. Key names ignore case."""

    def __init__(self, service: str, values: Optional[dict[str, Union[str, Iterable[str]]]] = None) -> None:
        self.service = service
        self._values: dict[str, tuple[str, ...]] = {}
        for key, value in (values or {}).items():
            self.set(key, value)

    def set(self, key: str, value: Union[str, Iterable[str], None]) -> None:
        """Adds a key. None adds nothing; an iterable gives the key several values."""
        if value is not None:
            self._values[key.lower()] = (value,) if isinstance(value, str) else tuple(value)

    def get(self, key: str) -> Optional[tuple[str, ...]]:
        """The values of a key; None when the request does not have it."""
        return self._values.get(key.lower())

    def single(self, key: str) -> Optional[str]:
        """The value of a key for a policy variable; None unless the key has exactly one value."""
        values = self.get(key)
        return values[0] if values is not None and len(values) == 1 else None

    def items(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The keys, in small letters, with their values."""
        return self._values.items()

    def copy(self) -> "Context":
        """A copy with the same keys."""
        return Context(self.service, dict(self._values))

    def understands(self, key: str) -> bool:
        """Whether AWS would not send this key either, if it is absent here.

        AWS never sends a key of another service. It may send a key of this service, or a global key, that is not listed
        here.
        """
        name = key.lower()
        if name in self._values or name in _understood or name.startswith(_families):
            return True
        prefix = name.partition(":")[0]
        return ":" in name and prefix not in ("aws", self.service)
