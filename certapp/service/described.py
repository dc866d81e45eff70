"""Which of our certificates is of an object that somebody describes: the police, a museum, another State.

They have words, measures or a photograph, and no number. Each of the three says something by itself; what has most of
them comes first. A likeness is worth a look, never a proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from certapp.formdef.measuring import understand
from certapp.imaging.framing import AS_IT_CAME
from certapp.model.errors import Refusal
from certapp.model.folding import words
from certapp.model.progress import Progress, Stage, Told, silent
from certapp.register.applications import application
from certapp.register.certificates import find_certificate
from certapp.register.lookups import Lookups, Picture, Thing, newest_application, open_lookups
from certapp.register.lookups_schema import OFFICE
from certapp.register.object_sizes import WITHIN, Size, sizes_of
from certapp.service.office import Office
from certapp.service.pictures_apart import pictures_apart
from certapp.service.seen import catch_up, measures_of, tells_apart

MOST: Final = 50
"""Objects that are told at once."""
LONGEST: Final = 300
"""Characters of the words, and of the measures."""
_STEP_S: Final = 0.2
_SHARE: Final = 0.5
"""The part of the words that a title must have to be like them."""


class Trait(StrEnum):
    """In what an object is as described; the value is the code of its sentence."""

    PICTURE = "ALIKE_PICTURE"
    SIZES = "ALIKE_SIZES"
    WORDS = "ALIKE_WORDS"


@dataclass(frozen=True)
class Description:
    """What somebody said of an object; at least one of the three."""

    title: str = ""
    sizes: tuple[Size, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Likely:
    """One of our objects that may be meant: the object numbered `seq` of an application.

    `status` is the certificate's where there is one, else the case's; `photograph` the SHA-256 of its first one, or ''.
    """

    application: str
    seq: int
    certificate: str
    status: str
    title: str
    traits: tuple[Trait, ...]
    photograph: str


def describe(title: str, measures: str, picture: bytes = b"") -> Description:
    """Read what somebody said: words in any language, measures as people write them, a photograph's file.

    Raises:
        Refusal: NOTHING_DESCRIBED, DESCRIBED_TOO_LONG, DESCRIBED_MEASURES_UNCLEAR, PICTURE_SAYS_NOTHING (it is empty or
            even, and like every other), each with the `field`; what `PicturesApart` refuses of the file.
    """
    for field, said in (("title", title), ("measures", measures)):
        if len(said) > LONGEST:
            raise Refusal("DESCRIBED_TOO_LONG", limit=LONGEST, field=field)
    read = understand(measures)
    sizes = tuple(sizes_of(measures_of([vars(each) for each in read.measures])))
    if measures.strip() and (read.left or not sizes):
        raise Refusal("DESCRIBED_MEASURES_UNCLEAR", left=read.left or measures.strip(), field="measures")
    if not (words(title) or sizes or picture):
        raise Refusal("NOTHING_DESCRIBED", field="title")
    seen = None
    if picture:
        impression = pictures_apart().look(picture, AS_IT_CAME).likeness
        if not tells_apart(impression.hash):
            raise Refusal("PICTURE_SAYS_NOTHING", field="picture")
        seen = Picture(impression.hash)  # without colours: a copy of a copy, in another light
    return Description(title, sizes, seen)


def find_described(office: Office, description: Description, told: Told = silent) -> tuple[Likely, ...]:
    """Our objects that are as described in one trait at least, those in most traits first, then the newest.

    What was received and not compared with anything yet is taken up first, which `told` may end.
    """
    with open_lookups(office.folder.path) as lookups:
        _take_up_all(office, lookups, told)
        pictured = lookups.with_like_picture(description.picture) if description.picture else ()
        sized = lookups.of_such_size(description.sizes, description.title)
        named = lookups.sharing_words(description.title) if description.title else ()
    seen_on = {(each.reference, each.seq) for each in pictured}
    things = {(each.reference, each.seq): each for each in (*pictured, *sized, *named) if each.source == OFFICE}
    ranked = [(_traits(description, each, key in seen_on), each) for key, each in sorted(things.items(), reverse=True)]
    ranked.sort(key=lambda one: (len(one[0]), Trait.PICTURE in one[0], _share(description, one[1])), reverse=True)
    return tuple(_likely(office, each, traits) for traits, each in ranked[:MOST] if traits)


def _take_up_all(office: Office, lookups: Lookups, told: Told) -> None:
    first, whole = lookups.seen_up_to, newest_application(office.register)
    while not catch_up(office, lookups, _STEP_S):
        told(Progress(Stage.TAKE_UP, lookups.seen_up_to - first, whole - first))


def _traits(description: Description, thing: Thing, pictured: bool) -> tuple[Trait, ...]:
    holds = {
        Trait.PICTURE: pictured,
        Trait.SIZES: bool(description.sizes) and _has_each(description.sizes, sizes_of(thing.measures)),
        Trait.WORDS: _share(description, thing) >= _SHARE,
    }
    return tuple(trait for trait, said in holds.items() if said)


def _has_each(asked: Sequence[Size], sizes: Sequence[Size]) -> bool:
    """Whether each asked size is one of the object's, each of these for one only: a square is no strip."""
    left = sorted(sizes)
    for size in sorted(asked):
        fitting = [
            each for each in left if each.kind is size.kind and abs(each.value - size.value) <= WITHIN * size.value
        ]
        if not fitting:
            return False
        left.remove(fitting[0])
    return True


def _share(description: Description, thing: Thing) -> float:
    """How many of the described words the title has, as a part."""
    asked = set(words(description.title))
    return len(asked & set(words(thing.title))) / len(asked) if asked else 0.0


def _likely(office: Office, thing: Thing, traits: tuple[Trait, ...]) -> Likely:
    stored = application(office.register, thing.reference)
    issued = find_certificate(office.register, application=thing.reference)
    rows = office.stored_record(stored.record).rows("objects")
    photographs = rows[thing.seq - 1].rows("photographs") if 0 < thing.seq <= len(rows) else ()
    return Likely(
        thing.reference,
        thing.seq,
        issued.number if issued else "",
        issued.status if issued else stored.status,
        thing.title,
        traits,
        photographs[0].text("sha256") if photographs else "",
    )
