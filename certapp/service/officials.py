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
    """Users from a JSON list of {"id", "name", "roles"}. Refusal USERS_WRONG."""
    if not isinstance(listed, list) or not 0 < len(listed) <= 500:
        raise Refusal("USERS_WRONG", detail="a list of people is expected")
    return tuple(_user(each) for each in listed)


def _user(each: object) -> NewUser:
    if not isinstance(each, Mapping) or set(each) != {"id", "name", "roles"}:
        raise Refusal("USERS_WRONG", detail='each has "id", "name" and "roles", and nothing else')
    return checked_user(each["id"], each["name"], each["roles"])


def checked_user(user: object, name: object, roles: object) -> NewUser:
    """Somebody to be enrolled. Refusal USERS_WRONG."""
    if not isinstance(user, str) or not _USER_ID.fullmatch(user) or user in _KEY_NAMES:
        raise Refusal("USERS_WRONG", detail=f"an id has letters, digits, dots and hyphens, not {str(user)[:40]!r}")
    try:
        printed = clean_text(name, LONGEST_NAME, multiline=False)
        require_legible(printed)
    except (KindError, Refusal):
        detail = f"{user}: a name of at most {LONGEST_NAME} characters is needed, in a script that can be printed"
        raise Refusal("USERS_WRONG", detail=detail) from None
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= ROLES:
        raise Refusal("USERS_WRONG", detail=f"{user}: roles are among {', '.join(sorted(ROLES))}")
    return NewUser(user, printed, frozenset(map(str, roles)))
