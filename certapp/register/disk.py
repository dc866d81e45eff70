"""What the operating system says of a disk, in the users' words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from certapp.model.errors import Refusal

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn an OSError of work on `path` into a refusal: DISK_FULL, FOLDER_READ_ONLY or DISK_FAILED."""
    try:
        yield
    except OSError as error:
        raise disk_refusal(error, path) from error


def disk_refusal(error: OSError, path: Path) -> Refusal:
    """The refusal that says what `error` means for the user."""
    if error.errno in _FULL:
        return Refusal("DISK_FULL", path=str(path))
    if error.errno in _READ_ONLY:
        return Refusal("FOLDER_READ_ONLY", path=str(path))
    return Refusal("DISK_FAILED", path=str(path), detail=error.strerror or type(error).__name__)
