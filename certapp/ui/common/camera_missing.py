"""Why a camera cannot be used; apart from what uses it, which cannot be loaded then."""

from certapp.model.errors import Refusal


def camera_missing(problem: ImportError) -> Refusal:
    """The addition is not installed, or a library of the system that it needs."""
    if isinstance(problem, ModuleNotFoundError):
        return Refusal("CAMERA_NOT_INSTALLED")
    return Refusal("CAMERA_LIBRARY_MISSING", detail=str(problem).partition(":")[0])
