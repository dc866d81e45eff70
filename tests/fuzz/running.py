"""The loop: good input is spoilt and read, and what is answered in a new way is spoilt further."""

import random
import resource
import signal
import time
from dataclasses import dataclass
from typing import Final

from certapp.model.errors import Refusal
from tests.fuzz.entries import Way

MEGABYTES: Final = 2048
"""Address space of the process: what asks for more ends with a MemoryError, which is a fault here."""
PATIENCE_S: Final = 60
"""For one input; more counts as hanging."""
_MOST_KEPT: Final = 500


@dataclass(frozen=True)
class Found:
    """What a run came to. slowest_ms: of one input; peak_mb: of the process."""

    way: str
    executions: int
    seconds: float
    answers: int
    slowest_ms: float
    peak_mb: int


class FuzzFault(AssertionError):
    """An input that was not answered: `way`, and the bytes to be read again."""

    def __init__(self, way: str, data: bytes) -> None:
        super().__init__(f"{way}: {data.hex()}")
        self.way, self.data = way, data


def limit_memory() -> None:
    """So much address space for this process from now on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


def answer_of(way: Way, data: bytes) -> str:
    """How one input is answered: a refusal's code and detail, what was read, or READ. Raises FuzzFault."""
    signal.alarm(PATIENCE_S)  # without a handler the process ends
    try:
        read = way.read(data)
    except Refusal as refusal:
        return f"{refusal.code} {refusal.params.get('detail', '')}"[:100]
    except BaseException as fault:
        raise FuzzFault(way.name, data) from fault
    finally:
        signal.alarm(0)
    return read[:200] if isinstance(read, str) else "READ"


def run(way: Way, seconds: float, seed: int = 1) -> Found:
    """Spoil and read for so many seconds; the seeds themselves come first. Raises FuzzFault."""
    dice = random.Random(seed)
    kept = list(way.seeds)
    answers = {answer_of(way, data) for data in kept}
    began = time.monotonic()
    executions, slowest = len(kept), 0.0
    while (now := time.monotonic()) - began < seconds:
        data = dice.choice(way.mutations)(dice.choice(kept), dice)
        since = time.perf_counter()
        answer = answer_of(way, data)
        slowest = max(slowest, time.perf_counter() - since)
        executions += 1
        if answer not in answers and len(kept) < _MOST_KEPT:
            answers.add(answer)
            kept.append(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Found(way.name, executions, now - began, len(answers), 1000 * slowest, peak)
