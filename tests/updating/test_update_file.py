"""An update file is read strictly: a byte that changed, a name that leads elsewhere, a size that lies are all found."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.service.updating.looking import changes_since, look_at
from certapp.trust.keyfile import key_id
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.update_file import (
    LARGEST_HEAD,
    MAGIC,
    introduce,
    is_introduced,
    parse_head,
    read_head,
    sign_release,
)
from tests.updating.publisher import new_key, release_of, write_update

KEY = new_key()
HEAD = sign_release(release_of(KEY), (), KEY)


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_head(BytesIO(data))
    return refusal.value.code


def payload_of(head: bytes) -> dict[Any, Any]:
    (message,) = cbor.decode(head[len(MAGIC) + 4 :], cbor.LIST)  # type: ignore[misc]
    found = cbor.decode(cose.parse(message, cbor.LIST).payload, cbor.LIST)  # type: ignore[arg-type]
    assert isinstance(found, dict)
    return found


def signed(payload: dict[Any, Any], key: UnlockedKey = KEY, kid: bytes | None = None) -> bytes:
    """A head that says anything, well signed."""
    message = cose.sign1(
        {cose.ALG: cose.ES256, cose.KID: kid or key_id(key.public)}, cbor.encode(payload), key.sign_raw
    )
    body = cbor.encode([message])
    return MAGIC + len(body).to_bytes(4, "big") + body


def with_(part: int, value: object) -> bytes:
    """The head with one part otherwise."""
    payload = payload_of(HEAD)
    payload[-65570][part] = value
    return signed(payload)


def test_what_was_signed_is_what_is_read() -> None:
    assert parse_head(HEAD).release == release_of(KEY)
    assert parse_head(signed(payload_of(HEAD))).release == release_of(KEY)


def test_no_byte_of_the_head_can_change() -> None:
    """Every hundredth, the first ones and the last: those of the magic, the length, the message and the signature."""
    places = {*range(40), *range(0, len(HEAD), 100), *range(len(HEAD) - 70, len(HEAD))}
    for place in sorted(places):
        spoilt = bytearray(HEAD)
        spoilt[place] ^= 1
        assert refused(bytes(spoilt)) in ("UPDATE_DAMAGED", "UPDATE_NEWER_FORMAT"), place


@pytest.mark.parametrize(
    "name",
    [
        *("../evil-1.0-py3-none-any.whl", "/etc/evil-1.0-py3-none-any.whl", "a/b-1.0-py3-none-any.whl"),
        *("..\\evil-1.0-py3-none-any.whl", "evil-1.0.tar.gz", ".hidden-1.0-py3-none-any.whl", "--index-url-1.whl"),
        *("evil-1.0\n--index-url-x.whl", "evil.whl", "évil-1.0-py3-none-any.whl", "C:evil-1.0-py3-none-any.whl"),
    ],
)
def test_a_package_has_the_name_of_a_wheel_and_no_path(name: str) -> None:
    assert refused(with_(9, [[name, 1, bytes(32)]])) == "UPDATE_DAMAGED"


WHEEL = "a-1-py3-none-any.whl"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (1, "1.0"),
        (1, "01.0.0"),
        (1, "../1.0.0"),
        (2, "linux/x86"),
        (3, []),
        (3, ["2.7"]),
        (5, [2, 1]),
        (5, [0, 7]),
        (5, [1, 2, 3]),
        (8, [["0.2.0", "en", "no list"]]),
        (9, []),
        (9, [[WHEEL, 0, bytes(32)]]),
        (9, [[WHEEL, -1, bytes(32)]]),
        (9, [[WHEEL, 1 << 31, bytes(32)]]),
        (9, [[WHEEL, 1, bytes(31)]]),
        (9, [[WHEEL, 1, bytes(32)], [WHEEL, 1, bytes(32)]]),
        (9, [[WHEEL, 1, bytes(32)], [WHEEL.upper().replace("WHL", "whl"), 1, bytes(32)]]),
        (9, [["b-1-py3-none-any.whl", 1, bytes(32)], [WHEEL, 1, bytes(32)]]),
        (9, [[f"a{n:04}-1-py3-none-any.whl", 1, bytes(32)] for n in range(501)]),
        (9, [[f"a{n}-1-py3-none-any.whl", 1 << 30, bytes(32)] for n in range(5)]),
        (10, b"no key"),
    ],
)
def test_a_part_that_makes_no_sense_is_damage(part: int, value: object) -> None:
    assert refused(with_(part, value)) == "UPDATE_DAMAGED"


def test_a_part_that_is_not_known_and_may_matter_is_said_to_be_newer() -> None:
    assert refused(with_(-1, 1)) == "UPDATE_NEWER_FORMAT"
    assert parse_head(with_(11, 1)).release == release_of(KEY)


def test_a_head_that_claims_to_be_huge_is_not_read() -> None:
    for length in (LARGEST_HEAD + 1, 0xFFFFFFFF):
        stream = BytesIO(MAGIC + length.to_bytes(4, "big") + bytes(1000))
        with pytest.raises(Refusal):
            read_head(stream)
        assert stream.tell() == len(MAGIC) + 4


def test_it_is_signed_by_the_very_key_that_it_names() -> None:
    other = new_key()
    payload = payload_of(HEAD)
    assert refused(signed(payload, other)) == "UPDATE_DAMAGED"
    assert refused(signed(payload, other, kid=key_id(KEY.public))) == "UPDATE_DAMAGED"


def test_another_publisher_counts_only_where_the_one_before_introduces_it() -> None:
    first, second, third = new_key(), new_key(), new_key()
    chain = (introduce(second.public, first), introduce(third.public, second))
    head = parse_head(sign_release(release_of(third), chain, third))
    assert [is_introduced(head, each.public) for each in (first, second, third)] == [True, True, True]
    assert not is_introduced(head, new_key().public)
    missing = parse_head(sign_release(release_of(third), chain[1:], third))
    assert [is_introduced(missing, each.public) for each in (first, second, third)] == [False, True, True]
    themselves = parse_head(sign_release(release_of(third), (introduce(third.public, third),), third))
    assert not is_introduced(themselves, first.public)
    elsewhere = parse_head(sign_release(release_of(third), (introduce(second.public, first),), third))
    assert not is_introduced(elsewhere, first.public)


def test_a_file_is_as_long_as_it_says(tmp_path: Path) -> None:
    path = write_update(tmp_path / "one.xcupdate", KEY)
    whole = path.read_bytes()
    assert look_at(path).release.version == "0.2.0"
    for data in (whole[:-1], whole + b"\n", whole[: len(HEAD)], b"", MAGIC):
        path.write_bytes(data)
        with pytest.raises(Refusal, match="UPDATE_DAMAGED"):
            look_at(path)
    with pytest.raises(Refusal, match="FILE_NOT_THERE"):
        look_at(tmp_path / "none.xcupdate")


def test_what_changes_is_told_from_the_version_in_use_on_in_the_language_where_there_is_one() -> None:
    release = release_of(KEY)
    assert changes_since(release, "0.1.0", "fr") == (("0.2.0", ("Les mises à jour sont un fichier.",)),)
    assert changes_since(release, "0.1.0", "ru") == (("0.2.0", ("Updates are one file.",)),)
    assert [version for version, _lines in changes_since(release, "")] == ["0.2.0", "0.1.0"]
