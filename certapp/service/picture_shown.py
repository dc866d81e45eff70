"""The signed picture at the border: judged by the verdict on the certificate's own code, and made visible."""

from dataclasses import dataclass

from certapp.trust.judge import judge_picture
from certapp.trust.verdict import Verdict


@dataclass(frozen=True)
class ShownPicture:
    """A picture whose signature is good: of which object, its size as signed, and as a PNG file to look at."""

    number: int
    width_px: int
    height_px: int
    png: bytes


def picture_shown(text: str, verdict: Verdict) -> ShownPicture:
    """The picture in the text of a second code, judged by the verdict on the first.

    Refusals: PICTURE_CODE_FALSE where it is not by the same signer for the same certificate; CODE_DAMAGED and the like.
    """
    from certapp.imaging.small import shown  # the image library

    picture = judge_picture(text, verdict)
    png, width, height = shown(picture.webp)
    return ShownPicture(picture.number, width, height, png)
