"""Officials as they are enrolled: id, name as printed, roles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.service.legibility import require_legible
from certapp.trust.roster import ROLES

_USER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}")
_KEY_NAMES = frozenset({"ca", "document_signer", "status_signer", "token"})
LONGEST_NAME = 80


@dataclass(frozen=True)
class NewUser:
    """An official to be enrolled: id, name as printed, roles."""

    id: str
    name: str
    roles: frozenset[str]


def read_users(listed: object) -> tuple[NewUser, ...]:
    """Users from a JSON list of {"id", "name", "roles"}. Refusals USERS_WRONG, those of `checked_user`."""
    if not isinstance(listed, list) or not 0 < len(listed) <= 500:
        raise Refusal("USERS_WRONG", detail="a list of people is expected")
    return tuple(_user(each) for each in listed)


def _user(each: object) -> NewUser:
    if not isinstance(each, Mapping) or set(each) != {"id", "name", "roles"}:
        raise Refusal("USERS_WRONG", detail='each has "id", "name" and "roles", and nothing else')
    return checked_user(each["id"], each["name"], each["roles"])


def checked_user(user: object, name: object, roles: object) -> NewUser:
    """Somebody to be enrolled. Refusals LOGIN_NAME_WRONG, USER_NAME_WRONG, ROLES_WRONG."""
    if not isinstance(user, str) or not _USER_ID.fullmatch(user) or user in _KEY_NAMES:
        raise Refusal("LOGIN_NAME_WRONG", user=str(user)[:40])
    try:
        printed = clean_text(name, LONGEST_NAME, multiline=False)
        require_legible(printed)
    except (KindError, Refusal):
        raise Refusal("USER_NAME_WRONG", user=user, most=LONGEST_NAME) from None
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= ROLES:
        raise Refusal("ROLES_WRONG", user=user, roles=", ".join(sorted(ROLES)))
    return NewUser(user, printed, frozenset(map(str, roles)))
