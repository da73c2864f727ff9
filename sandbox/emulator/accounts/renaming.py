"""Renames a user together with its tags, keys and devices, which moto forgets.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
"""

from __future__ import annotations

from typing import Any, Mapping

from wire.errors import AwsError


def rename_user(backend: Any, user: Any, parameters: Mapping[str, str]) -> None:
    """Gives a user a new name or path.

    :raises AwsError: EntityAlreadyExists when the name is taken
    """
    name = parameters.get("NewUserName", user.name)
    if name != user.name and name in backend.users:
        raise AwsError("EntityAlreadyExists", f"User with name {name} already exists.", 409)
    tags = backend.tagger.list_tags_for_resource(user.arn)["Tags"]
    backend.tagger.delete_all_tags_for_resource(user.arn)
    del backend.users[user.name]
    user.name, user.path = name, parameters.get("NewPath", user.path)
    backend.users[name] = user
    backend.tagger.tag_resource(user.arn, tags)
    for key in user.access_keys:
        key.user_name = name
