"""Founding: all or nothing, and nobody is enrolled who could not be printed."""

from dataclasses import replace
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.service.founding import create_office
from certapp.service.office import open_office
from certapp.service.officials import NewUser, read_users
from certapp.trust.keyfile import TEST_COST
from tests.offices import PASSPHRASES, USERS, copied_desk, passphrase


def found(path: Path, **changes: object) -> object:
    words: dict[str, object] = {
        "country": "XA",
        "authority": "Authority",
        "office": "01",
        "users": USERS,
        "passphrase": passphrase,
        "cost": TEST_COST,
    }
    return create_office(path, **(words | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Anna\nRegistrar", "𒀀𒁀", "A\u202eB"])
def test_a_name_that_cannot_be_printed_is_refused_at_once(name: str) -> None:
    with pytest.raises(Refusal, match="USER_NAME_WRONG"):
        read_users([{"id": "anna", "name": name, "roles": ["CLERK"]}])


def test_an_authority_that_cannot_be_printed_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="AUTHORITY_NAME_WRONG"):
        found(tmp_path / "office", authority="𒀀 Authority")


def test_an_id_may_have_an_underscore(tmp_path: Path) -> None:
    people = (replace(USERS[0], id="anna_r"), *USERS[1:])
    words = {**PASSPHRASES, "anna_r": "anna underscore has words"}
    found(tmp_path / "office", users=people, passphrase=words.__getitem__)
    with open_office(tmp_path / "office") as office:
        assert office.log_in("anna_r", words.__getitem__).id == "anna_r"


def test_what_fails_leaves_neither_office_nor_key(tmp_path: Path) -> None:
    weak = {**PASSPHRASES, "dora": "short"}
    with pytest.raises(Refusal, match="PASSPHRASE_WEAK"):
        found(tmp_path / "office", passphrase=weak.__getitem__, ca_key_to=tmp_path / "stick")
    assert list(tmp_path.iterdir()) == []
    found(tmp_path / "office", ca_key_to=tmp_path / "stick")
    assert sorted(path.name for path in (tmp_path / "stick").iterdir()) == ["ca.key", "ca.pem", "signed"]
    assert not list((tmp_path / "office").rglob("ca.key"))


def test_the_ca_key_does_not_go_into_the_office(tmp_path: Path) -> None:
    for inside in (tmp_path / "office", tmp_path / "office" / "vault"):
        with pytest.raises(Refusal, match="CA_FOLDER_IN_OFFICE"):
            found(tmp_path / "office", ca_key_to=inside)


def test_a_ca_key_is_never_written_over(tmp_path: Path) -> None:
    found(tmp_path / "one", ca_key_to=tmp_path / "stick")
    before = (tmp_path / "stick" / "ca.key").read_bytes()
    with pytest.raises(Refusal, match="KEY_EXISTS"):
        found(tmp_path / "two", ca_key_to=tmp_path / "stick")
    assert (tmp_path / "stick" / "ca.key").read_bytes() == before


def test_the_longest_names_can_be_issued_under(tmp_path: Path) -> None:
    from tests.offices import EXAMPLES, Desk

    long = "Margarethe Wilhelmine von und zu Mustermannshausen-Waldenburg der Aelteren, Dr."
    people = tuple(NewUser(user.id, f"{long[:79]}{place}", user.roles) for place, user in enumerate(USERS))
    copied_desk(tmp_path / "other").passphrases.rename(tmp_path / "passphrases.json")
    found(tmp_path / "office", users=people, authority=("Ministry of Culture and Antiquities, " * 4)[:120].strip())
    desk = Desk(tmp_path)
    assert desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))[1].exists()
