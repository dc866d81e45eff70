"""Opening an office, and who may act in it."""

import shutil
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.service.office import CA_CERTIFICATE, ROSTER, open_office
from certapp.service.officials import read_users
from tests.offices import make_desk, passphrase


def test_a_roster_under_another_authority_gives_no_right(folder: Path, tmp_path: Path) -> None:
    """Somebody with the folder in hand makes an authority of his own and names himself supervisor."""
    other = make_desk(tmp_path).office
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for name in (ROSTER, CA_CERTIFICATE):
        shutil.copy(other / "trust" / name, copy / "trust" / name)
    with pytest.raises(Refusal, match="ROSTER_OF_OTHER_AUTHORITY"), open_office(copy):
        pass


def test_a_second_writer_is_refused(folder: Path) -> None:
    with open_office(folder), pytest.raises(Refusal, match="OFFICE_OPEN_ELSEWHERE"), open_office(folder):
        pass


def test_a_folder_without_an_office_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="OFFICE_NOT_THERE"), open_office(tmp_path):
        pass


def test_nobody_logs_in_who_is_not_in_the_roster(folder: Path) -> None:
    with open_office(folder) as office, pytest.raises(Refusal, match="USER_UNKNOWN"):
        office.log_in("mallory", passphrase)


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ({}, "USERS_WRONG"),
        ([], "USERS_WRONG"),
        ([{"id": "a", "name": "A"}], "USERS_WRONG"),
        ([{"id": "a", "name": "A", "roles": ["CLERK"], "admin": True}], "USERS_WRONG"),
        ([{"id": "", "name": "A", "roles": ["CLERK"]}], "LOGIN_NAME_WRONG"),
        ([{"id": "ca", "name": "A", "roles": ["CLERK"]}], "LOGIN_NAME_WRONG"),
        ([{"id": "../x", "name": "A", "roles": ["CLERK"]}], "LOGIN_NAME_WRONG"),
        ([{"id": "a", "name": " ", "roles": ["CLERK"]}], "USER_NAME_WRONG"),
        ([{"id": "a", "name": "A", "roles": ["KING"]}], "ROLES_WRONG"),
        ([{"id": "a", "name": "A", "roles": []}], "ROLES_WRONG"),
    ],
)
def test_a_list_of_people_that_cannot_be_is_refused(listed: object, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        read_users(listed)


def test_an_office_is_not_made_over_another(folder: Path) -> None:
    with pytest.raises(Refusal, match="OFFICE_EXISTS"):
        make_desk(folder.parent)
