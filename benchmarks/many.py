"""Ten thousand codes and two hundred PDFs at once: `certapp verify FOLDER --report`, its time and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.batch import Batch
from benchmarks.scene import scene

CODES, PDFS = (1_000, 10_000), (20, 200)
_RUN = """import json, re, resource, sys
from pathlib import Path
from certapp.cli.main import run
status = run(sys.argv[1:])
own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = sum(each.ru_utime + each.ru_stime for each in (own, others))
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])  # not the parent's, as maxrss
print(json.dumps([status, cpu, peak // 1000, others.ru_maxrss // 1000]))"""


def run() -> Iterator[Batch]:
    """Codes, then PDFs; a tenth of each before it, so that memory can be compared."""
    head = ("| files | wall s | CPU s | a second | peak MB, itself | peak MB, a reader |", "|---|--:|--:|--:|--:|--:|")
    with TemporaryDirectory(prefix="certapp-benchmark-") as name, scene() as made:
        code, pdf = made.issued()
        post = made.border_post()
        lines = [
            *(_measured(Path(name), count, "txt", code.encode(), post) for count in CODES),
            *(_measured(Path(name), count, "pdf", pdf, post) for count in PDFS),
        ]
    yield Batch(f"Many at once, by {os.cpu_count()} readers", (*head, *lines))


def _measured(folder: Path, count: int, kind: str, content: bytes, post: Path) -> str:
    """One folder of so many files of the same content, each a file of its own."""
    files = folder / f"{count}-{kind}"
    files.mkdir()
    for number in range(count):
        (files / f"{number:05}.{kind}").write_bytes(content)
    words = ("verify", str(files), "--trust", str(post), "--report", str(folder / "report.csv"), "--json")
    began = time.perf_counter()
    done = subprocess.run((sys.executable, "-c", _RUN, *words), capture_output=True, text=True, check=True)
    wall = time.perf_counter() - began
    status, cpu, own, reader = done.stdout.splitlines()[-1].strip("[]").split(", ")
    if (folder / "report.csv").read_bytes().count(b"\n") != count + 1:
        raise RuntimeError(f"the report is not whole (status {status})")
    return f"| {count:,} {kind} | {wall:.1f} | {float(cpu):.1f} | {count / wall:.0f} | {own} | {reader} |"


if __name__ == "__main__":
    for table in run():
        print(table.text())
