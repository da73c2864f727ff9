"""Cloud Control: reads a permission set as CloudFormation knows it. No other action or type is supported.

The caller itself needs what the type's handler calls.
https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html
"""

from __future__ import annotations

import json
from typing import Any, Callable

from accounts.sessions import Caller
from services.asks import Ask
from services.sso_admin import SsoAdmin
from wire.errors import AwsError, not_supported

_type = "AWS::SSO::PermissionSet"
_calls = (
    "DescribePermissionSet",
    "GetInlinePolicyForPermissionSet",
    "ListManagedPoliciesInPermissionSet",
    "ListCustomerManagedPolicyReferencesInPermissionSet",
)
Asks = Callable[[str, dict[str, Any]], list[Ask]]


class CloudControl:
    """The service."""

    def __init__(self, sso: SsoAdmin) -> None:
        self._sso = sso

    def prepare(
        self, name: str, body: dict[str, Any], caller: Caller, asks: Asks
    ) -> tuple[list[Ask], Callable[[str, float], dict[str, Any]]]:
        """What a call must be allowed to do, and what then answers it.

        :param asks: what a call of IAM Identity Center must be allowed to do
        :raises AwsError: ValidationException, TypeNotFoundException
        """
        if name != "GetResource":
            raise not_supported(f"cloudformation:{name}")
        identifier = body.get("Identifier")
        if not isinstance(body.get("TypeName"), str) or not isinstance(identifier, str):
            raise AwsError("ValidationException", "TypeName and Identifier must not be null.", 400)
        if body["TypeName"] != _type:
            raise not_supported(f"the type {body['TypeName']}")
        instance, bar, permission_set = identifier.partition("|")
        if not bar:
            expected = "[/properties/InstanceArn, /properties/PermissionSetArn]"
            raise AwsError("ValidationException", f"Identifier {identifier} is not valid for identifier {expected}", 400)
        about = {"InstanceArn": instance, "PermissionSetArn": permission_set}
        for call in _calls:
            self._sso.check(call, about)

        def read(region: str, now: float) -> dict[str, Any]:
            described, inline, managed, customer = (self._sso.answer(call, about, caller.account.id, region, now) for call in _calls)
            found = {
                **about,
                "Name": described["PermissionSet"]["Name"],
                "SessionDuration": described["PermissionSet"]["SessionDuration"],
                "ManagedPolicies": [one["Arn"] for one in managed["AttachedManagedPolicies"]],
                "CustomerManagedPolicyReferences": customer["CustomerManagedPolicyReferences"],
                "Tags": [],
            }
            if inline["InlinePolicy"]:
                found["InlinePolicy"] = json.loads(inline["InlinePolicy"])
            return {"TypeName": _type, "ResourceDescription": {"Identifier": identifier, "Properties": json.dumps(found)}}

        return [ask for call in _calls for ask in asks(call, about)], read
