"""`python -m tests.fuzz SECONDS [NAME...]`: each way in, so long; a row of Markdown for each.

With CERTAPP_FUZZ_BY=atheris and one NAME the inputs come from atheris (guided by coverage), where it is installed.
CERTAPP_FUZZ_SEED=7 draws others.
"""

import os
import sys
from importlib import import_module
from typing import Any


def main(seconds: float, names: list[str]) -> None:
    """Print what each came to, as it is done."""
    from tests.fuzz.entries import ways
    from tests.fuzz.running import limit_memory, run

    limit_memory()
    for way in ways():
        if not names or way.name in names:
            found = run(way, seconds, int(os.environ.get("CERTAPP_FUZZ_SEED", "1")))
            columns = (found.way, f"{found.executions:,}", f"{found.seconds:.0f}", found.answers)
            print("|", " | ".join(map(str, columns)), f"| {found.slowest_ms:.0f} | {found.peak_mb} |", flush=True)


def by_coverage(seconds: int, name: str) -> None:
    """Hand the program over to atheris, which ends it."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["certapp"]):
        from tests.fuzz.entries import ways
        from tests.fuzz.running import answer_of
    (way,) = (each for each in ways() if each.name == name)

    def one(data: bytes) -> None:
        answer_of(way, data)

    words = [sys.argv[0], f"-max_total_time={seconds}", "-rss_limit_mb=2048", "-timeout=60", "-max_len=20000"]
    atheris.Setup(words, one)
    atheris.Fuzz()


if __name__ == "__main__":
    if os.environ.get("CERTAPP_FUZZ_BY") == "atheris":
        by_coverage(int(sys.argv[1]), sys.argv[2])
    else:
        main(float(sys.argv[1]), sys.argv[2:])
