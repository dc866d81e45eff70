"""The program begins with its memory closed to others and without core dumps."""

import subprocess
import sys

import pytest

_ASKED = """
import ctypes, resource, sys
sys.argv = ["certapp", "--version"]
from certapp.__main__ import main
try:
    main()
except SystemExit:
    pass
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_no_core_dump_and_no_other_program_reads_the_memory() -> None:
    answer = subprocess.run([sys.executable, "-I", "-c", _ASKED], capture_output=True, text=True, check=True)
    assert answer.stdout.split()[-3:] == ["0", "0", "0"]
