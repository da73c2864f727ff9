"""KMS, SQS, SNS and Secrets Manager: the resource that a request is about, and its own policy.

- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
- https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html
- https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
- https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
- https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any, Mapping, Optional

from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from accounts.directory import Directory, cached
from accounts.sessions import Caller
from policy.context import Context
from policy.documents import Condition, Statement
from policy.evaluation import ResourcePolicy
from services.asks import Ask
from services.context_keys import resource_keys
from wire.errors import AwsError, access_denied, not_supported
from wire.request import Request


@dataclass(frozen=True)
class Target:
    """A key, queue, topic or secret that exists."""

    arn: str
    account: str
    policy: Optional[ResourcePolicy]
    tags: Mapping[str, str] = field(default_factory=dict)


_batches = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}
"""Operations that are no actions of their own."""
_of_no_resource = {
    "kms:CreateKey", "kms:ListKeys", "kms:ListAliases", "kms:GenerateRandom", "sqs:CreateQueue", "sqs:ListQueues", "sns:CreateTopic",
    "sns:ListTopics", "secretsmanager:CreateSecret", "secretsmanager:ListSecrets", "secretsmanager:GetRandomPassword",
}
_at_home = {
    "kms": {"GetKeyPolicy", "ListKeyPolicies", "PutKeyPolicy", "ListResourceTags", "TagResource", "UntagResource",
            "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "CreateAlias", "DeleteAlias",
            "UpdateAlias", "UpdateKeyDescription",
            "EnableKeyRotation", "DisableKeyRotation", "ImportKeyMaterial", "DeleteImportedKeyMaterial", "GetParametersForImport",
            "RotateKeyOnDemand", "ListKeyRotations", "ReplicateKey", "UpdatePrimaryRegion"},
    "sqs": {"AddPermission", "RemovePermission", "DeleteQueue", "SetQueueAttributes", "ListQueueTags", "TagQueue", "UntagQueue",
            "CancelMessageMoveTask", "ListMessageMoveTasks", "StartMessageMoveTask"},
}
"""What no policy allows other accounts."""
_several = {"kms:ReEncrypt", "secretsmanager:BatchGetSecretValue"}
"""What asks for more than one resource."""
services = {"kms", "sqs", "sns", "secretsmanager"}


def key(arn: str) -> Optional[Target]:
    """The key with an ARN, which may be that of an alias."""
    return _key(arn, "", "")


def asks(action: str, request: Request, caller: Caller, context: Context, region: str, directory: Directory) -> Optional[list[Ask]]:
    """What a request to one of these services must be allowed to do; None when it is about no resource that is there already.

    :raises AwsError: when the resource cannot be told, or when it is of an account that does not let others do this at all
    """
    service, _, name = action.partition(":")
    if action in _of_no_resource:
        return None
    if action in _several:
        raise not_supported(action)
    found = _finders[service](_parameters(request), caller.account.id, region)
    wanted = _batches.get(action, action)
    if found is None:
        # Who may do this everywhere is told that there is none; to others it looks as if it were not theirs.
        return [Ask(wanted, None, context, caller.account.id, shown="*")]
    if found.account not in directory.accounts:
        raise not_supported(f"resources of the account {found.account}")
    if found.account != caller.account.id and name in _at_home.get(service, ()):
        raise access_denied(caller.principal.arn, wanted, found.arn, "because the resource is in another account", service)
    resource_keys(context, directory.accounts[found.account], found.tags, service if service == "secretsmanager" else "")
    if service == "kms":
        _key_context(context, _parameters(request), caller)
    return [Ask(wanted, found.arn, context, found.account, policy=found.policy)]


def _parameters(request: Request) -> Mapping[str, Any]:
    """The parameters of a request in JSON or in the form of the query protocol."""
    if "x-amz-target" not in request.headers:
        return request.parameters
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise AwsError("SerializationException", "The request is not valid JSON.", 400) from None
    if not isinstance(body, dict):
        raise AwsError("SerializationException", "The request is not an object.", 400)
    return body


def _key_context(context: Context, parameters: Mapping[str, Any], caller: Caller) -> None:
    context.set("kms:CallerAccount", caller.account.id)
    pairs = parameters.get("EncryptionContext") or {}
    for name, value in pairs.items():
        context.set(f"kms:EncryptionContext:{name}", str(value))
    context.set("kms:EncryptionContextKeys", list(pairs) or None)


def _find_key(parameters: Mapping[str, Any], account: str, region: str) -> Optional[Target]:
    text = parameters.get("KeyId") or parameters.get("TargetKeyId")
    if not isinstance(text, str) and "CiphertextBlob" in parameters:
        # moto's ciphertext begins with the key's id.
        text = base64.b64decode(str(parameters["CiphertextBlob"]))[:36].decode("ascii", "replace")
    return _key(text, account, region) if isinstance(text, str) else None


def _key(text: str, account: str, region: str) -> Optional[Target]:
    name = text
    if text.startswith("arn:"):
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[2] != "kms":
            return None
        region, account, name = parts[3], parts[4], parts[5].removeprefix("key/")
    backend = kms_backends[account][region]
    if name.startswith("alias/"):
        found = next((one for one in backend.keys.values() if name in one.aliases), None)
    else:
        found = backend.keys.get(name)
    if found is None:
        return None
    document = cached(found.policy)
    granted = tuple(_grant(grant) for grant in found.grants.values())
    policy = ResourcePolicy(replace(document, statements=document.statements + granted), is_key=True)
    return Target(found.arn, account, policy, backend.tagger.get_tag_dict_for_resource(found.id))


def _grant(grant: Any) -> Statement:
    """What a grant lets its grantee do, as the key's policy could. A limit that is not known grants nothing."""
    constraints = grant.constraints or {}
    if set(constraints) - {"EncryptionContextSubset", "EncryptionContextEquals"}:
        return Statement(deny=False, broken=True)
    equal = constraints.get("EncryptionContextEquals") or {}
    pairs = {**(constraints.get("EncryptionContextSubset") or {}), **equal}
    conditions = [Condition("StringEquals", f"kms:EncryptionContext:{name}", (value,)) for name, value in pairs.items()]
    if equal:
        conditions.append(Condition("ForAllValues:StringEquals", "kms:EncryptionContextKeys", tuple(equal)))
    operations = tuple(f"kms:{operation}" for operation in grant.operations)
    return Statement(False, action=operations, resource=("*",), principal={"AWS": (grant.grantee_principal,)}, conditions=tuple(conditions))


def _find_queue(parameters: Mapping[str, Any], account: str, region: str) -> Optional[Target]:
    url = parameters.get("QueueUrl")
    if isinstance(url, str):
        parts = url.split("/")
        name, owner = parts[-1], parts[-2] if len(parts) > 1 else account
    else:
        name, owner = str(parameters.get("QueueName", "")), str(parameters.get("QueueOwnerAWSAccountId") or account)
    found = sqs_backends[owner][region].queues.get(name)
    return None if found is None else Target(found.queue_arn, owner, _policy(found.policy), found.tags)


def _find_topic(parameters: Mapping[str, Any], account: str, region: str) -> Optional[Target]:
    arn = parameters.get("TopicArn") or parameters.get("TargetArn") or parameters.get("ResourceArn")
    parts = str(arn).split(":")
    if len(parts) != 6:
        return None
    found = sns_backends[parts[4]][parts[3]].topics.get(str(arn))
    return None if found is None else Target(found.arn, parts[4], _policy(found.policy), found._tags)


def _find_secret(parameters: Mapping[str, Any], account: str, region: str) -> Optional[Target]:
    text = str(parameters.get("SecretId", ""))
    parts = text.split(":")
    if text.startswith("arn:") and len(parts) > 4:
        region, account = parts[3], parts[4]
    found = next((one for one in secretsmanager_backends[account][region].secrets.values() if text in (one.arn, one.name)), None)
    if found is None:
        return None
    tags = {tag["Key"]: tag["Value"] for tag in found.tags or ()}
    return Target(found.arn, account, _policy(getattr(found, "policy", None)), tags)


def _policy(text: Optional[str]) -> Optional[ResourcePolicy]:
    return ResourcePolicy(cached(text)) if text else None


_finders = {"kms": _find_key, "sqs": _find_queue, "sns": _find_topic, "secretsmanager": _find_secret}
