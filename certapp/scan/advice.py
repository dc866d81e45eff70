"""What helps where a picture shows no code that can be read: stable codes, each with its sentence."""

from enum import StrEnum


class Advice(StrEnum):
    """What to do next; each has its sentence."""

    DONE = "CAMERA_READ"
    SHOW_CODE = "CAMERA_SHOW_CODE"
    MORE_LIGHT = "CAMERA_MORE_LIGHT"
    LESS_GLARE = "CAMERA_LESS_GLARE"
    HOLD_STILL = "CAMERA_HOLD_STILL"
    CLOSER = "CAMERA_CLOSER"
    FLATTER = "CAMERA_FLATTER"
    SHARPER = "CAMERA_SHARPER"
