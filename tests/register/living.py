"""Certificates with a real code in a register, and the acts after issue with plausible payloads."""

import hashlib
from dataclasses import replace
from typing import Literal

from certapp.seal.claims import TEMPORARY, encode_claims
from certapp.seal.cose import ALG, ES256, KID, sign1
from certapp.seal.text import to_text
from tests.register.office import DAY, Office
from tests.seal import making
from tests.seal.making import CLAIMS, sign

RETURN_BY = DAY + 100


def code_of(number: str, *, temporary: bool, objects: int, return_by: int = RETURN_BY) -> str:
    """The text of a signed code."""
    kind: Literal[1, 2] = 2 if temporary else 1
    claims = replace(
        CLAIMS, number=number, kind=kind, object_count=objects, return_by=return_by if kind == TEMPORARY else None
    )
    return to_text(sign1({ALG: ES256, KID: making.KID}, encode_claims(claims), sign))


def issued(office: Office, *, temporary: bool, objects: int = 3, **more: object) -> str:
    """One more certificate."""
    count = office.connection.value("SELECT count(*) FROM application")
    application = f"A-2026-01-{count + 1:06d}"
    office.approve(application, office.receive(application))
    number = office.reserve(application)
    office.seal(number, application, code_of(number, temporary=temporary, objects=objects), **more)
    return number


def endorsement(kind: str, *presented: int, day: int = DAY + 10, tell: str = "", **more: object) -> dict[str, object]:
    """The payload of a receipt; `tell` makes it another one."""
    receipt = hashlib.sha256(repr((kind, presented, day, tell)).encode()).digest()[:8]
    rows = [{"object": each, "status": "PRESENTED"} for each in presented]
    given = {"receipt": receipt, "ours": True, "kind": kind, "office": "Port", "post": "P1", "on": day, "officer": "7"}
    told = {"objects": rows, "remark": "", "seals": "", "source": "UNSIGNED", "bulletin": 0, "bulletin_day": 0}
    return {**given, **told, "photographs": [], "differences": [], **more}


def inspection(*returned: int, missing: tuple[int, ...] = ()) -> dict[str, object]:
    """The payload of an inspection."""
    looked = [(each, True) for each in returned] + [(each, False) for each in missing]
    rows = [
        {"object": each, "returned": back, "matches": back, "condition": "GOOD", "damage": ""} for each, back in looked
    ]
    return {"on": DAY + 90, "place": "Depot", "objects": rows}
