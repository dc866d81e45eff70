"""Where the program's data lies: `forms/` and `resources/`, in the source tree or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_data"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

FORMS = _ROOT / "forms"
RESOURCES = _ROOT / "resources"
