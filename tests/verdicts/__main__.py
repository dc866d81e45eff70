"""`python -m tests.verdicts` writes docs/verdicts.md anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.verdicts.cases import POSTS, equip
from tests.verdicts.table import DOCUMENT, written

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        stores = {post: equip(post, Path(folder) / str(at)) for at, post in enumerate(POSTS)}
        DOCUMENT.write_text(written(stores), "utf-8")
