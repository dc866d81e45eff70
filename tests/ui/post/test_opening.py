"""Files by double click: the desktop knows whose they are, the window that is open gets them, and takes lists in."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.service import file_types, file_types_windows
from certapp.service.post import Post, PostSettings
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.package import read_package
from certapp.ui.post.handing import Handing
from certapp.ui.post.window import PostWindow
from tests.display import needs_display, window_called, xdotool
from tests.trust.authority import DAY, found
from tests.ui.conftest import Until
from tests.ui.post.test_real_post import TITLE


def test_what_is_opened_while_the_window_is_there_is_handed_to_it(tmp_path: Path, qtbot: QtBot, until: Until) -> None:
    first, second, stranger = Handing(tmp_path), Handing(tmp_path), Handing(tmp_path / "other")
    came: list[list[Path]] = []
    first.came.connect(came.append)
    assert not second.hand_over([tmp_path / "a.pdf"]), "there is no window yet"
    first.listen()
    assert second.hand_over([tmp_path / "a.pdf", tmp_path / "b.xcauth"])
    until(lambda: len(came) == 1)
    assert came == [[tmp_path / "a.pdf", tmp_path / "b.xcauth"]]
    assert not stranger.hand_over([]), "each post has a window of its own"
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    assert socket.waitForConnected(1000)
    socket.write(b'{"no": "list"}')
    socket.disconnectFromServer()
    assert second.hand_over([])
    until(lambda: len(came) == 2)
    assert came[1] == [], "what makes no sense is left out; nothing named only brings the window forward"


def test_a_list_that_is_opened_is_taken_in_and_a_paper_is_judged(tmp_path: Path, qtbot: QtBot, until: Until) -> None:
    authority = found("XA")
    package = tmp_path / "XA.xcauth"
    package.write_bytes(authority.package(authority.bulletin()))
    digits = fingerprint40(read_package(package.read_bytes()).anchor.certificate.der)
    post = Post(tmp_path / "post")
    post.store().import_file(package.read_bytes(), 20_781 * DAY, digits, "Ana, Ben")
    (tmp_path / "newer.xcstatus").write_bytes(authority.bulletin(2))
    paper = tmp_path / "paper.txt"
    paper.write_text(authority.code())
    window = PostWindow(post, clock=lambda: 20_781.5 * DAY, ring=lambda colour: None)
    qtbot.addWidget(window)
    window.show()
    window.take_files([tmp_path / "newer.xcstatus", paper])
    until(lambda: window.post.verify.card.word.text() == "Genuine")
    trust = window.post.verify.trust
    assert trust is not None
    until(lambda: "its status bulletin" in trust.notice.text)


def test_a_post_for_training_says_so_and_is_opened_from_any_post(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = tmp_path / "kit"
    Post(kit / "post").keep(PostSettings("T", training=True))
    window = PostWindow(Post(kit / "post"), ring=lambda colour: None)
    qtbot.addWidget(window)
    window.show()
    assert window.post.banner.isVisible()
    assert "TRAINING" in window.windowTitle()
    usual = PostWindow(Post(tmp_path / "usual"), ring=lambda colour: None)
    qtbot.addWidget(usual)
    assert usual.post.banner.isHidden()
    started: list[list[str]] = []

    def start(_program: str, words: list[str]) -> tuple[bool, int]:
        started.append(words)
        return True, 1

    monkeypatch.setattr("certapp.ui.post.window.QProcess.startDetached", start)
    usual.open_training(kit)
    assert started[0][-1] == str(kit / "post")
    usual.open_training(tmp_path / "usual")
    assert "no post for training" in usual.post.verify.notice.text
    assert len(started) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the freedesktop standards")
def test_the_desktop_is_told_and_told_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_types, "user_data_path", lambda: tmp_path)
    monkeypatch.setattr(file_types, "_tell_the_desktop", lambda: None)
    mime, entry = file_types.open_by_double_click()
    assert mime.read_text().count("<glob ") == len(file_types.ENDINGS)
    assert mime.read_text().count("<comment") == len(NAMES)
    assert "Exec=" in entry.read_text() and "--window %F" in entry.read_text().replace('"', "")
    assert file_types.forget_file_types() == (mime, entry)
    assert not mime.exists() and file_types.forget_file_types() == ()
    assert file_types._quoted('a "b" $c 5%') == '"a \\\\"b\\\\" \\\\$c 5%%"'


class Registry:
    """What of winreg is used, by its documentation: a key with keys below it cannot be deleted, names know no case."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = "HKCU", 1, 2

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    @contextmanager
    def CreateKey(self, root: str, path: str) -> Iterator[str]:  # noqa: N802  # winreg's names
        parts = path.split("\\")
        for end in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:end]), {})
        yield path

    @contextmanager
    def OpenKey(self, root: str, path: str, reserved: int, access: int) -> Iterator[str]:  # noqa: N802
        self._there(path)
        yield path

    def SetValueEx(self, key: str, name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        self.keys[key][name] = value

    def QueryValue(self, root: str, path: str) -> str:  # noqa: N802
        return self._there(path).get("", "")

    def DeleteValue(self, key: str, name: str) -> None:  # noqa: N802
        del self.keys[key][name]

    def DeleteKey(self, root: str, path: str) -> None:  # noqa: N802
        self._there(path)
        if any(each.startswith(f"{path}\\") for each in self.keys):
            raise PermissionError(5, "keys below it")
        del self.keys[path]

    def _there(self, path: str) -> dict[str, str]:
        if path not in self.keys:
            raise FileNotFoundError(2, path)
        return self.keys[path]


def test_windows_is_told_and_told_no_longer_and_nobody_else_s_ending_is_taken() -> None:
    registry = Registry()
    command = ("C:\\Program Files\\Python\\python.exe", "-m", "certapp.customs", "verify", "--window")
    file_types_windows.tell(registry, command, "Authority package or signed list")
    classes = "Software\\Classes"
    assert {registry.keys[f"{classes}\\{ending}"][""] for ending in file_types.ENDINGS} == {"certapp.list"}
    opened = registry.keys[f"{classes}\\certapp.list\\shell\\open\\command"][""]
    assert opened == '"C:\\Program Files\\Python\\python.exe" -m certapp.customs verify --window "%1"'
    registry.keys[f"{classes}\\.xcauth"][""] = "another.program"
    with registry.CreateKey("HKCU", f"{classes}\\.xctrust\\OpenWithProgids"):
        pass
    file_types_windows.forget(registry)
    kept = {path: values for path, values in registry.keys.items() if path.startswith(f"{classes}\\")}
    theirs = {f"{classes}\\.xctrust": {}, f"{classes}\\.xctrust\\OpenWithProgids": {}}
    assert kept == {f"{classes}\\.xcauth": {"": "another.program"}, **theirs}
    file_types_windows.forget(registry)


def test_no_black_window_opens_beside_ours_on_windows() -> None:
    command = ("C:\\Python\\Python.exe", "-m", "certapp.customs")
    silent = ("C:\\Python\\pythonw.exe", "-m", "certapp.customs")
    assert file_types_windows.without_console(command, lambda path: path == silent[0]) == silent
    assert file_types_windows.without_console(command, lambda path: False) == command
    other = ("C:\\certapp\\certapp.exe", "verify")
    assert file_types_windows.without_console(other, lambda path: True) == other


def test_where_the_desktop_cannot_be_told_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_types.sys, "platform", "darwin")
    with pytest.raises(Refusal, match="FILE_TYPES_NOT_HERE"):
        file_types.open_by_double_click()


@needs_display
@pytest.mark.skipif(
    not (shutil.which("gio") and shutil.which("update-mime-database")), reason="needs a desktop's tools"
)
def test_a_bulletin_is_taken_in_by_double_click_on_a_real_display(display: dict[str, str], tmp_path: Path) -> None:
    """`gio open` is what the file managers of GNOME, Xfce and MATE do for a double click."""
    authority, now = found("XA", now=int(time.time()) - DAY), int(time.time())
    package, bulletin = tmp_path / "XA.xcauth", tmp_path / "XA-2.xcstatus"
    package.write_bytes(authority.package(authority.bulletin(this=now - DAY)))
    bulletin.write_bytes(authority.bulletin(2, this=now - 60))
    post = Post(Path(display["XDG_DATA_HOME"]) / "certapp")
    digits = fingerprint40(read_package(package.read_bytes()).anchor.certificate.der)
    post.store().import_file(package.read_bytes(), now, digits, "Ana, Ben")
    environment = {**display, "PYTHONPATH": str(Path.cwd())}
    told = [sys.executable, "-m", "certapp", "post", "file-types", "--json"]
    done = subprocess.run(told, env=environment, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)["files"]) == 2
    opened = []
    try:
        for path in (package, bulletin):  # the second finds the window open
            opened.append(subprocess.Popen(["gio", "open", str(path)], env=environment))
            window_called(display, TITLE)
        deadline = time.monotonic() + 60
        while post.store().view().bulletins["XA"].sequence != 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert post.store().view().bulletins["XA"].sequence == 2
        assert len(xdotool(display, "search", "--onlyvisible", "--name", TITLE).split()) == 1
        deadline = time.monotonic() + 60
        while xdotool(display, "search", "--onlyvisible", "--name", TITLE) and time.monotonic() < deadline:
            xdotool(display, "key", "ctrl+q")  # a key pressed while a page is being built may go nowhere
            time.sleep(1)
    finally:
        for each in opened:
            each.wait(60)
