"""A real browser for tests: Chromium without a window, spoken to over a pipe (Chrome DevTools Protocol)."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 60.0
"""Seconds until an answer that does not come is a failure."""

_PLACED = """import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])"""


class Browser:
    """One process; pages are opened in it one after the other."""

    def __init__(self, folder: Path, camera: Path | None = None) -> None:
        """folder: for its profile. camera: a film (Y4M) that it takes for what its camera sees."""
        assert CHROMIUM
        to_read, self._write_end = os.pipe()
        self._read_end, to_write = os.pipe()
        words = [
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *(
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--no-proxy-server",
            ),
            *("--remote-debugging-pipe", f"--user-data-dir={folder}"),
        ]
        if camera is not None:  # and it is asked for no consent
            words += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
            words += [f"--use-file-for-fake-video-capture={camera}"]
        # Chromium reads from descriptor 3 and writes to 4: put there between the start and the program itself.
        high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_read, to_write))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PLACED, *map(str, high), CHROMIUM, *words, "about:blank"],
            pass_fds=high,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_read, to_write, *high):
            os.close(end)
        os.set_blocking(self._read_end, False)
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._read_end)
        os.close(self._write_end)

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Send one command and wait for its answer; what happens meanwhile goes to `events`."""
        self._last += 1
        sent = {"id": self._last, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._write_end, json.dumps(sent).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            message = self._next()
            if message is None:
                time.sleep(0.002)
            elif message.get("id") == self._last:
                assert "error" not in message, (method, message["error"])
                answer: dict[str, Any] = message["result"]
                return answer
            else:
                self.events.append(message)
        raise AssertionError(f"the browser does not answer {method}")

    def _next(self) -> dict[str, Any] | None:
        while b"\0" not in self._buffer:
            try:
                got = os.read(self._read_end, 1 << 20)
            except BlockingIOError:
                return None
            assert got, "the browser has ended"
            self._buffer += got
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    @contextmanager
    def page(
        self,
        file: Path,
        *,
        width: int = 1000,
        before: str = "",
        language: str = "en",
        url: str = "",
        is_new: bool = True,
    ) -> Iterator["Page"]:
        """A file opened from file://, or from `url`. before: a script that runs first, such as to set the clock.

        is_new: the browser has forgotten what it kept for pages from files.
        """
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log", "DOM", "Accessibility"):
            page.call(f"{domain}.enable")
        page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        page.call("Emulation.setLocaleOverride", locale=language)
        before += "localStorage.clear();" if is_new else ""
        first = f"Object.defineProperty(navigator, 'languages', {{value: [{language!r}]}});{before}"
        page.call("Page.addScriptToEvaluateOnNewDocument", source=first)
        self.events.clear()
        page.call("Page.navigate", url=url or file.as_uri())
        page.wait("!!document.getElementById('page') && !document.getElementById('page').hidden")
        yield page
        self.call("Target.closeTarget", targetId=target)


class Page:
    """One open page."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol for this page."""
        return self._browser.call(method, self._session, **params)

    def run(self, script: str) -> Any:
        """What an expression comes to, as JSON; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until an expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.run(condition):
            assert time.monotonic() < until, f"never came true: {condition}"
            time.sleep(0.02)

    def choose(self, field: str, file: Path) -> None:
        """Choose a file as a person does in the browser's dialog, and wait for the verdict."""
        turn = self.turn()
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=field)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file)])
        self.wait(f"document.getElementById('result').dataset.turn > {turn}")

    def turn(self) -> int:
        """How many verdicts there were."""
        return int(self.run("document.getElementById('result').dataset.turn ?? 0"))

    def picture(self, file: Path) -> None:
        """A picture of the whole page, to look at."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """Events of one kind since the page was opened."""
        self.run("1")  # what waits in the pipe is read with the answer
        return [each["params"] for each in self._browser.events if each.get("method") == kind]
