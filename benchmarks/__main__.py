"""`python -m benchmarks` measures all and prints the tables; `python -m benchmarks NAME...` some of them."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module

NAMES = (
    "verify",
    "scan",
    "issue",
    "batch",
    "many",
    "sealing",
    "degraded",
    "worn",
    "opening",
    "bulletin",
    "digest",
    "journal",
    "report",
    "find",
    "backup",
    "large",
    "duplicates",
    "parties",
)


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all."""
    if unknown := [name for name in names if name not in NAMES]:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    machine = f"{os.cpu_count()} x {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}, load {load}\n", flush=True)
    for name in names or NAMES:
        for table in import_module(f"benchmarks.{name}").run():
            print(table.text(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
