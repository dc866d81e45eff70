"""Another real browser for tests: Firefox without a window, spoken to by Marionette, the remote control it brings."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 90.0
"""Seconds until an answer that does not come is a failure."""
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""How the protocol calls what an element is known by (WebDriver, 12.1)."""


class Firefox:
    """One process with one page."""

    def __init__(self, folder: Path, *, language: str = "en") -> None:
        """folder: for its profile."""
        assert FIREFOX
        settings = {
            **{"marionette.port": 0, "intl.accept_languages": language, "app.update.enabled": False},
            **{"browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False},
            **{"network.proxy.type": 0, "browser.aboutwelcome.enabled": False, "toolkit.telemetry.enabled": False},
        }
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (folder / "user.js").write_text("\n".join(lines), "ascii")
        words = [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._last = 0
        port = folder / "MarionetteActivePort"  # it writes there which one it has taken
        until = time.monotonic() + PATIENCE
        while not (port.is_file() and port.read_text().strip()):
            assert time.monotonic() < until and self._process.poll() is None, "Firefox did not start"
            time.sleep(0.05)
        self._socket = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._answer()
        self.call("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
        self.call("WebDriver:SetTimeouts", script=int(PATIENCE * 1000))

    def __enter__(self) -> "Firefox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(30)

    def call(self, command: str, **params: Any) -> Any:
        """Send one command and wait for its answer."""
        self._last += 1
        sent = json.dumps([0, self._last, command, params]).encode()
        self._socket.sendall(b"%d:%s" % (len(sent), sent))
        _kind, number, error, result = self._answer()
        assert number == self._last and error is None, (command, error)
        return result

    def _answer(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            read = self._stream.read(1)
            assert read, "Firefox has ended"
            length += read
        return json.loads(self._stream.read(int(length[:-1])))

    def open(self, page: Path) -> None:
        """Open a page as a file, and wait until it is ready."""
        self.call("WebDriver:Navigate", url=page.as_uri())
        self.wait("!!document.getElementById('page') && !document.getElementById('page').hidden")

    def run(self, script: str) -> Any:
        """What an expression comes to, as JSON; a promise is awaited."""
        return self.call("WebDriver:ExecuteScript", script=f"return ({script})", args=[], sandbox=None)["value"]

    def wait(self, condition: str) -> None:
        """Until an expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            assert time.monotonic() < until, f"never came true: {condition}"
            time.sleep(0.05)

    def turn(self) -> int:
        """How many verdicts there were."""
        return int(self.run("document.getElementById('result').dataset.turn ?? 0"))

    def choose(self, field: str, file: Path) -> None:
        """Choose a file as a person does in the browser's dialog, and wait for the verdict."""
        turn = self.turn()
        found = self.call("WebDriver:FindElement", using="css selector", value=field)["value"]
        self.call("WebDriver:ElementSendKeys", id=found[_ELEMENT], text=str(file))
        self.wait(f"Number(document.getElementById('result').dataset.turn ?? 0) > {turn}")

    def paste(self, text: str) -> None:
        """Type into the field and press the button, and wait for the verdict."""
        turn = self.turn()
        self.run(f"document.getElementById('text').value = {json.dumps(text)}")
        self.run("document.getElementById('check').click()")
        self.wait(f"Number(document.getElementById('result').dataset.turn ?? 0) > {turn}")
