"""Certificates of every version that changed what is on paper are genuine for ever; an update is tried on them."""

import shutil
from pathlib import Path

import pytest

from certapp.service.updating.environment import GOLDEN, GOLDEN_DAY
from tests.offices import certapp

FOLDERS = sorted(GOLDEN.iterdir())


@pytest.mark.parametrize("golden", FOLDERS, ids=lambda folder: folder.name)
def test_a_certificate_of_then_is_genuine_now_with_the_folder_of_a_post_of_then(golden: Path, tmp_path: Path) -> None:
    post = shutil.copytree(golden / "post", tmp_path / "post")
    papers = sorted(golden.glob("certificate.*"))
    answer = certapp("verify", *papers, "--trust", post, "--at", GOLDEN_DAY, "--json")
    assert [(each["outcome"], each["colour"]) for each in answer.json] == [("GENUINE", "green")] * len(papers)
    assert {path.suffix for path in papers} == {".pdf", ".txt"}
