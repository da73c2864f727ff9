"""What must be deleted before IAM deletes something. AWS answers DeleteConflict (409), which clients show at once.
Without that answer they would wait for a deletion that never happens.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
"""

from __future__ import annotations

from typing import Any

from wire.errors import AwsError


def check_user(backend: Any, user: Any) -> None:
    """Checks what a user still has. Its policies come last, since moto checks them too."""
    groups = [group for group in backend.groups.values() if user in group.users]
    _conflict(bool(groups), "must remove users from group first")
    _conflict(user.password is not None, "must delete login profile first")
    _conflict(bool(user.access_keys), "must delete access keys first")
    _conflict(bool(user.mfa_devices), "must delete MFA device first")
    _conflict(bool(user.ssh_public_keys), "must delete SSH public keys first")
    _conflict(bool(user.signing_certificates), "must delete signing certificates first")
    _policies(user)


def check_group(group: Any) -> None:
    """Checks what a group still has."""
    _conflict(bool(group.users), "must remove users from group first")
    _policies(group)


def check_role(backend: Any, role: Any) -> None:
    """Checks what a role still has."""
    in_profile = any(role in profile.roles for profile in backend.instance_profiles.values())
    _conflict(in_profile, "must remove roles from instance profile first")
    _policies(role)


def check_policy(backend: Any, policy: Any) -> None:
    """Checks what still uses a managed policy."""
    holders = [*backend.users.values(), *backend.groups.values(), *backend.roles.values()]
    if any(policy.arn in holder.managed_policies for holder in holders):
        raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    if any(getattr(holder, "permissions_boundary_arn", None) == policy.arn for holder in holders):
        raise AwsError("DeleteConflict", "Cannot delete a policy that is used as a permissions boundary.", 409)
    if len(policy.versions) > 1:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy."
        )
        raise AwsError("DeleteConflict", message, 409)


def _policies(holder: Any) -> None:
    _conflict(bool(holder.managed_policies), "must detach all policies first")
    _conflict(bool(holder.policies), "must delete policies first")


def _conflict(stands: bool, what: str) -> None:
    if stands:
        raise AwsError("DeleteConflict", f"Cannot delete entity, {what}.", 409)
