"""Every page and dialog, in every language, by keyboard alone and by what a screen reader is told."""

import importlib
import pkgutil
from collections import defaultdict
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QDialog

import certapp.ui
from certapp.ui.common.order import Dialog
from tests.access.observing import Scene, Stop, letters_of

pytestmark = [
    # What QtMultimedia says of a machine without a camera.
    pytest.mark.qt_log_ignore("Couldn't (load|resolve)", "No RHI backend", "QMediaDevices", extend=True),
    pytest.mark.timeout(600),  # the first test of a language walks through the whole program
]

ROLES = frozenset(
    {
        *("Button", "ButtonMenu", "ButtonDropDown", "CheckBox", "RadioButton", "ComboBox", "EditableText", "SpinBox"),
        *("List", "Tree", "Table", "PageTabList", "Client", "Graphic"),
    }
)
"""What a place that takes the keyboard may be; anything else would be told as a thing without use."""
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""


def _wrong(scenes: list[Scene], test) -> list[str]:  # type: ignore[no-untyped-def]  # each test's own question
    """Where the answer to a question about a stop is no; each once, however often it is met."""
    found = {stop.what: scene.name for scene in scenes for stop in scene.stops if not test(stop)}
    return [f"{scene}: {what}" for what, scene in found.items()]


def test_no_dialog_is_forgotten(scenes: list[Scene]) -> None:
    for module in pkgutil.walk_packages(certapp.ui.__path__, "certapp.ui."):
        importlib.import_module(module.name)
    known, dialogs = [QDialog], set()
    while known:
        known += (below := known.pop().__subclasses__())
        dialogs |= {each for each in below if each.__module__.startswith("certapp.") and not each.__subclasses__()}
    assert dialogs - {scene.window for scene in scenes} == set()
    assert [each for each in dialogs if not issubclass(each, Dialog)] == []


def test_every_text_can_be_read_on_its_ground(scenes: list[Scene]) -> None:
    measured = [(scene.name, what, ratio) for scene in scenes for what, ratio in scene.contrasts.items()]
    assert [each for each in measured if each[2] < LEAST_CONTRAST] == []
    assert len(measured) > 500 or not measured


def test_everything_that_takes_the_keyboard_is_named_in_words(scenes: list[Scene]) -> None:
    def named(stop: Stop) -> bool:
        return any(any(map(str.isalnum, each)) for each in (stop.name, *stop.labels))

    assert _wrong(scenes, named) == []


def test_a_list_to_choose_from_is_told_with_its_label_not_only_with_what_is_chosen(scenes: list[Scene]) -> None:
    assert _wrong(scenes, lambda stop: not stop.is_choice or (stop.labels and stop.called)) == []


def test_everything_that_takes_the_keyboard_says_what_it_is(scenes: list[Scene]) -> None:
    assert _wrong(scenes, lambda stop: stop.role in ROLES and stop.focusable) == []


def test_what_is_wrong_is_told_at_the_place_where_it_is_wrong(scenes: list[Scene]) -> None:
    untold = []
    for scene in scenes:
        told = "\n".join(stop.description for stop in scene.stops)
        untold += [f"{scene.name}: {line}" for line in scene.said if line not in told]
    assert untold == []
    assert sum(len(scene.said) for scene in scenes) > 20


def test_tab_goes_as_one_reads(scenes: list[Scene]) -> None:
    astray = []
    for scene in scenes:
        way = [at for at in scene.forward if at >= 0]
        for before, after in pairwise(way):
            if after < before:
                astray.append(f"{scene.name}: {scene.stops[before].what}, then {scene.stops[after].what}")
    assert astray == []


def test_tab_goes_all_the_way_round(scenes: list[Scene]) -> None:
    missed = [
        f"{scene.name}: {stop.what}"
        for scene in scenes
        for at, stop in enumerate(scene.stops)
        if at not in scene.forward
    ]
    caught = [f"{scene.name}: {_last(scene, scene.forward)}" for scene in scenes if scene.forward[-1:] == (-1,)]
    assert (missed, caught) == ([], [])


def test_shift_and_tab_go_the_same_way_back(scenes: list[Scene]) -> None:
    other = []
    for scene in scenes:
        back = (*scene.back[:1], *reversed(scene.back[1:]))
        if scene.back and back != scene.forward:
            at = next((at for at, (one, two) in enumerate(zip(scene.forward, back, strict=False)) if one != two), 0)
            other.append(f"{scene.name}: before {_last(scene, scene.forward[: at + 1])}")
    assert other == []


def test_a_letter_leads_to_one_place(scenes: list[Scene]) -> None:
    doubled = []
    for scene in scenes:
        by_letter = defaultdict(list)
        for letter, words in scene.letters:
            by_letter[letter].append(words)
        doubled += [f"{scene.name}: {letter} {words}" for letter, words in by_letter.items() if len(words) > 1]
    assert doubled == []


def test_a_letter_leads_to_one_entry_of_a_menu(scenes: list[Scene]) -> None:
    doubled = set()
    for menu in (menu for scene in scenes for menu in scene.menus):
        letters = [(letter, words) for words in menu for letter in letters_of(words)]
        doubled |= {words for letter, words in letters if [each for each, _words in letters].count(letter) > 1}
    assert doubled == set()
    assert any(len(menu) == 6 for menu in scenes[0].menus)


def test_the_words_beside_a_field_are_its_label(scenes: list[Scene]) -> None:
    assert [f"{scene.name}: {words}" for scene in scenes for words in scene.loose] == []


def _last(scene: Scene, way: tuple[int, ...]) -> str:
    known = [at for at in way if at >= 0]
    return scene.stops[known[-1]].what if known else "nothing"
