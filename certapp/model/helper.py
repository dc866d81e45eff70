"""A process beside this one that answers messages: what must not take the program down with it runs there.

Messages go by pipes, each with eight bytes of its length before it; what they mean is their own matter. Nothing
secret stands in arguments, and nothing is ever unpickled.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Final, Literal

_LENGTH: Final = 8
Why = Literal["late", "stopped", "broken"]


class HelperGoneError(Exception):
    """No answer: it took too long ('late'), was stopped ('stopped'), or ended by itself ('broken')."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Helper:
    """`python -I -m module arguments…`, begun with the first question and anew after each end.

    One question at a time, from any thread; `stop` too may come from any thread. Close it in the end: the process
    also ends when this one does.
    """

    def __init__(self, module: str, *arguments: str, seconds: float, largest: int) -> None:
        """`seconds` by the clock for one answer, which has at most `largest` bytes."""
        self._command = (sys.executable, "-I", "-B", "-m", module, *arguments)
        self._seconds, self._largest = seconds, largest
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended_by: Why | None = None
        self.answered = 0
        """How many questions the present process has answered."""

    @property
    def process(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def ask(self, *parts: bytes) -> bytes:
        """The answer to a message, given in parts. Raises HelperGoneError."""
        with self._one_at_a_time:
            process = self._ready()
            self._ended_by = None
            late = threading.Timer(self._seconds, self._end, ["late"])
            late.daemon = True
            late.start()
            try:
                assert process.stdin is not None and process.stdout is not None
                _send(process.stdin, *parts)
                answer = _receive(process.stdout, self._largest)
            except (OSError, ValueError):
                answer = None
            finally:
                late.cancel()
            if answer is None:
                self.close()
                out_of_time = -process.returncode == getattr(signal, "SIGXCPU", 0)
                raise HelperGoneError(self._ended_by or ("late" if out_of_time else "broken"))
            self.answered += 1
            return answer

    def stop(self) -> None:
        """Give up the question that is being answered, if there is one."""
        self._end("stopped")

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _ready(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            self.answered = 0
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _end(self, why: Why) -> None:
        process = self._process
        if process is not None and self._one_at_a_time.locked():
            self._ended_by = why
            process.kill()


def serve(answer: Callable[[bytes], bytes], largest: int) -> None:
    """The other side: answer each message of standard input until it ends."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    while (message := _receive(given, largest)) is not None:
        _send(answers, answer(message))


def _send(stream: IO[bytes], *parts: bytes) -> None:
    stream.write(sum(map(len, parts)).to_bytes(_LENGTH, "big"))
    for part in parts:
        stream.write(part)
    stream.flush()


def _receive(stream: IO[bytes], largest: int) -> bytes | None:
    """A message; None at the end, or where it is longer than allowed."""
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH or length > largest:
        return None
    message = stream.read(length)
    return message if len(message) == length else None
