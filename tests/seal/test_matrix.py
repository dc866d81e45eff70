"""The symbol: alphanumeric throughout, ECC M, as an independent encoder would make it."""

import pytest
import zxingcpp

from certapp.seal.fitting import seal
from certapp.seal.matrix import modules
from tests.seal.making import CLAIMS, KID, sign


def side(version: int) -> int:
    return 17 + 4 * version


@pytest.mark.parametrize(("compressed", "version"), [(371, 15), (455, 17), (506, 18), (602, 20), (705, 22), (903, 25)])
def test_the_sizes_are_those_that_fitting_counts_on(compressed: int, version: int) -> None:
    letters = -(-compressed * 8 // 5)
    assert len(modules("XCERTB" + "A" * letters)) == side(version)
    assert len(modules("XCERTB" + "A" * (letters + 3))) > side(version)


@pytest.mark.parametrize("text", ["XCERTB" + "2" * 300, "XCERTB2345672345672345672345", "XCERTB" + "AB23" * 150])
def test_runs_of_digits_do_not_split_the_text(text: str) -> None:
    matrix = modules(text)
    assert all(len(row) == len(matrix) for row in matrix)


@pytest.mark.parametrize("text", ["xcertbabc", "XCERTB" + "é", "XCERTB,"])
def test_a_text_that_would_need_byte_mode_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError):
        modules(text)


def test_it_has_its_three_finders() -> None:
    matrix = modules(seal(CLAIMS, KID, sign).text)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    end = len(matrix) - 7
    for top, left in ((0, 0), (0, end), (end, 0)):
        found = ["".join("01"[dark] for dark in row[left : left + 7]) for row in matrix[top : top + 7]]
        assert found == finder


def test_another_program_reads_it_as_medium_error_correction() -> None:
    text = seal(CLAIMS, KID, sign).text
    matrix = modules(text)
    size = (len(matrix) + 8) * 4
    image = bytearray(b"\xff" * size * size)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                for line in range(4):
                    start = ((y + 4) * 4 + line) * size + (x + 4) * 4
                    image[start : start + 4] = bytes(4)
    code = zxingcpp.read_barcode(memoryview(image).cast("B", (size, size)))
    assert code is not None
    assert (code.text, code.ec_level) == (text, "M")
