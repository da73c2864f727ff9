"""The world file: the accounts and identities that exist when the emulator starts."""

from __future__ import annotations

import json
import re
from typing import Any, Optional

from moto.iam.models import iam_backends

from accounts.devices import Devices
from accounts.directory import Account, Directory
from accounts.organization import Organization, build, full_access, types
from accounts.quotas import managed_attached, maximum_length
from accounts.identity_center import IdentityCenter
from accounts.identity_center import build as build_center
from accounts.trust import bind

_regions = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_administrator = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


class WorldError(Exception):
    """The world file cannot be used. The message says where and what is expected."""


def read_world(path: str) -> dict[str, Any]:
    """Reads a world file.

    :raises WorldError: when it cannot be read or is not an object with `accounts`
    """
    try:
        with open(path, encoding="utf-8") as file:
            world = json.load(file)
    except (OSError, ValueError) as error:
        raise WorldError(f"the world file cannot be read: {error}") from error
    known = {"accounts", "controls", "identityCenter", "issuers", "organization", "propagation"}
    if not isinstance(world, dict) or set(world) - known or not isinstance(world.get("accounts"), list):
        form = '{"accounts": […], "organization": {…}, "identityCenter": {…}, "controls": true or false, "propagation": seconds}'
        raise WorldError(f"the world file must be {form}")
    return world


def directory_of(world: dict[str, Any]) -> Directory:
    """The accounts of a world file, still empty."""
    accounts, whole = [], organization_of(world)
    for index, account in enumerate(world["accounts"]):
        _known(account, f"accounts[{index}]", {"id", "alias", "partition", "organization", "quotas", "users", "roles"}, {"id"})
        if not re.fullmatch(r"\d{12}", str(account["id"])) or not isinstance(account["id"], str):
            raise WorldError(f"accounts[{index}].id: {account['id']!r} is not a text of 12 digits")
        if account.get("partition", "aws") not in _regions:
            raise WorldError(f"accounts[{index}].partition: expected one of {', '.join(_regions)}")
        organization, quotas = account.get("organization") or {}, account.get("quotas") or {}
        if whole is not None and whole.has(account["id"]):
            if organization:
                raise WorldError(f"accounts[{index}].organization: the account is in {whole.id} already")
            organization = {"id": whole.id, "path": whole.path(account["id"])}
        _known(quotas, f"accounts[{index}].quotas", {"trustPolicyLength", "managedPoliciesPerRole"}, set())
        accounts.append(
            Account(
                account["id"],
                account.get("partition", "aws"),
                organization.get("id"),
                organization.get("path"),
                quotas.get("trustPolicyLength", maximum_length),
                quotas.get("managedPoliciesPerRole", managed_attached),
            )
        )
    if len({account.id for account in accounts}) != len(accounts) or not accounts:
        raise WorldError("accounts: at least one, and each id once")
    return Directory(accounts, whole)


def organization_of(world: dict[str, Any]) -> Optional[Organization]:
    """The organization of a world file; None where it has none."""
    body = world.get("organization")
    if body is None:
        return None
    where = "organization"
    _known(body, where, {"id", "management", "root", "policies", "enabled", "delegatedAdministrators"}, {"id", "management", "root"})
    if set(body.get("enabled", types)) - set(types):
        raise WorldError(f"{where}.enabled: expected some of {', '.join(types)}")
    for id_, policy in (body.get("policies") or {}).items():
        _known(policy, f"{where}.policies.{id_}", {"name", "type", "document"}, {"name", "type", "document"})
        if policy["type"] not in types:
            raise WorldError(f"{where}.policies.{id_}.type: expected one of {', '.join(types)}")
    known = {*full_access.values(), *(body.get("policies") or {})}
    _unit(body["root"], f"{where}.root", known)
    return build(body)


def _unit(unit: Any, where: str, policies: set[str]) -> None:
    _known(unit, where, {"id", "name", "policies", "accounts", "units"}, {"id"})
    listed = [(f"{where}.accounts[{index}]", account) for index, account in enumerate(unit.get("accounts") or [])]
    for place, account in listed:
        _known(account, place, {"id", "name", "policies"}, {"id"})
    for place, one in [(where, unit), *listed]:
        if set(one.get("policies", ())) - policies:
            raise WorldError(f"{place}.policies: {', '.join(sorted(set(one['policies']) - policies))} is not among the policies")
    for index, inner in enumerate(unit.get("units") or []):
        _unit(inner, f"{where}.units[{index}]", policies)


_uuid = r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}"
_parts_of_center = {
    "users": ({"id", "name"}, {"displayName", "token"}, _uuid),
    "groups": ({"id", "name"}, {"members"}, _uuid),
    "permissionSets": (
        {"id", "name"},
        {"sessionDuration", "inlinePolicy", "managedPolicies", "assignments"},
        "ps-[a-zA-Z0-9-./]{16}",
    ),
}


def identity_center_of(world: dict[str, Any], directory: Directory, now: float) -> Optional[IdentityCenter]:
    """The instance of IAM Identity Center of a world file, with its roles in the accounts; None where it has none.

    :raises WorldError: when the file describes none that could be
    """
    body, where = world.get("identityCenter"), "identityCenter"
    if body is None:
        return None
    needed = {"instance", "store", "region", "owner"}
    _known(body, where, {*needed, "delegatedAdministrator", *_parts_of_center, "entitlements"}, needed)
    for name, form in (("instance", "(sso)?ins-[a-zA-Z0-9-.]{16}"), ("store", "d-[0-9a-f]{10}")):
        if not re.fullmatch(form, str(body[name])):
            raise WorldError(f"{where}.{name}: expected {form}")
    for part, (required, more, id_) in _parts_of_center.items():
        for index, one in enumerate(body.get(part) or []):
            _known(one, f"{where}.{part}[{index}]", required | more, required)
            if not re.fullmatch(id_, str(one["id"])):
                raise WorldError(f"{where}.{part}[{index}].id: expected {id_}")
            for position, to in enumerate(one.get("assignments") or []):
                _principal(to, f"{where}.{part}[{index}].assignments[{position}]", "account")
                if to["account"] not in directory.accounts:
                    raise WorldError(f"{where}.{part}[{index}].assignments[{position}].account: no account of the world")
    for index, one in enumerate(body.get("entitlements") or []):
        _principal(one, f"{where}.entitlements[{index}]", "role")
    if body["owner"] not in directory.accounts:
        raise WorldError(f"{where}.owner: no account of the world")
    center = build_center(body, directory.accounts[body["owner"]].partition, now)
    for permission_set in center.sets.values():
        center.provision(directory, permission_set, dict.fromkeys(one.account for one in permission_set.assignments))
    return center


def _principal(body: Any, where: str, of: str) -> None:
    _known(body, where, {"user", "group", of}, {of})
    if ("user" in body) == ("group" in body):
        raise WorldError(f"{where}: expected either user or group, with the id of one")


def issuers_of(world: dict[str, Any]) -> dict[str, str]:
    """The secrets of the issuers whose tokens are taken, by their hosts."""
    issuers = world.get("issuers", {})
    if not isinstance(issuers, dict) or not all(isinstance(secret, str) and len(secret) >= 16 for secret in issuers.values()):
        raise WorldError("issuers: expected secrets of at least 16 characters, by the hosts of issuers")
    return issuers


def propagation_of(world: dict[str, Any]) -> float:
    """For how many seconds a new grant or trust does not count."""
    seconds = world.get("propagation", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
        raise WorldError(f"propagation: {seconds!r} is not a number of seconds")
    return float(seconds)


def populate(world: dict[str, Any], directory: Directory, devices: Devices) -> None:
    """Creates the identities of a world file.

    :raises WorldError: when a user or role in the file cannot be created
    """
    for index, account in enumerate(world["accounts"]):
        backend = directory.backend(account["id"])
        if account.get("alias"):
            backend.create_account_alias(account["alias"])
        for position, user in enumerate(account.get("users") or []):
            _user(backend, account, user, f"accounts[{index}].users[{position}]", devices)
    # Roles come last, because their trust policies may name users of any account.
    for index, account in enumerate(world["accounts"]):
        for position, role in enumerate(account.get("roles") or []):
            _role(directory, account["id"], role, f"accounts[{index}].roles[{position}]")


def _user(backend: Any, account: dict[str, Any], user: dict[str, Any], where: str, devices: Devices) -> None:
    allowed = {"name", "path", "accessKeyId", "secretAccessKey", "administrator", "mfaSeed", "policies", "tags"}
    _known(user, where, allowed, {"name", "accessKeyId", "secretAccessKey"})
    if not re.fullmatch(r"AKIA[A-Z0-9]{16}", user["accessKeyId"]):
        raise WorldError(f"{where}.accessKeyId: expected AKIA and 16 capital letters or digits")
    if len(user["secretAccessKey"]) < 16:
        raise WorldError(f"{where}.secretAccessKey: expected at least 16 characters")
    key_taken = any(user["accessKeyId"] in b.access_keys for a in iam_backends.values() for b in a.values())
    if backend.users.get(user["name"]) is not None or key_taken:
        raise WorldError(f"{where}: the name or the access key is already taken")
    region = _regions[account.get("partition", "aws")]
    made = backend.create_user(region, user["name"], user.get("path", "/"), _tags(user))
    key = made.create_access_key("AKIA")
    key.access_key_id, key.secret_access_key = user["accessKeyId"], user["secretAccessKey"]
    backend.access_keys[key.access_key_id] = key
    if user.get("administrator"):
        made.put_policy("administrator", _administrator)
    for name, document in (user.get("policies") or {}).items():
        made.put_policy(name, json.dumps(document))
    if user.get("mfaSeed"):
        _mfa(backend, made, user, where, devices)


def _mfa(backend: Any, made: Any, user: dict[str, Any], where: str, devices: Devices) -> None:
    device = backend.create_virtual_mfa_device(user["name"], "/")
    device.base32_string_seed = user["mfaSeed"]
    try:
        devices.add(device.serial_number, user["mfaSeed"])
    except ValueError as error:
        raise WorldError(f"{where}.mfaSeed: expected base32 ({error})") from error
    backend.enable_mfa_device(made.name, device.serial_number, "000000", "000000")


def _role(directory: Directory, account: str, role: dict[str, Any], where: str) -> None:
    _known(role, where, {"name", "path", "trust", "policies", "maxSessionDuration", "tags"}, {"name", "trust"})
    made = directory.backend(account).create_role(
        role["name"], json.dumps(role["trust"]), role.get("path", "/"), None, "", _tags(role), role.get("maxSessionDuration", 3600)
    )
    for name, document in (role.get("policies") or {}).items():
        made.put_policy(name, json.dumps(document))
    bind(directory, made)


def _tags(entity: dict[str, Any]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in (entity.get("tags") or {}).items()]


def _known(value: Any, where: str, allowed: set[str], required: set[str]) -> None:
    if not isinstance(value, dict):
        raise WorldError(f"{where}: expected an object")
    if set(value) - allowed:
        raise WorldError(f"{where}: unknown {', '.join(sorted(set(value) - allowed))}; known are {', '.join(sorted(allowed))}")
    if required - set(value):
        raise WorldError(f"{where}: missing {', '.join(sorted(required - set(value)))}")
