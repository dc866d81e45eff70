"""The signed picture at the border: judged by the verdict on the certificate's own code, and made visible."""

from dataclasses import dataclass

from certapp.trust.judge import judge_picture
from certapp.trust.verdict import Verdict


@dataclass(frozen=True)
class ShownPicture:
    """A picture whose signature is good: of which object, its size, and as it was signed."""

    number: int
    width_px: int
    height_px: int
    webp: bytes

    def png(self) -> bytes:
        """A larger PNG file to look at, made when it is asked for."""
        from certapp.imaging.small import shown  # the image library

        return shown(self.webp)


def picture_shown(text: str, verdict: Verdict) -> ShownPicture:
    """The picture in the text of a second code, judged by the verdict on the first.

    Refusals: PICTURE_CODE_FALSE where it is not by the same signer for the same certificate; CODE_DAMAGED and the like.
    """
    from certapp.imaging.small import small_size  # the image library

    picture = judge_picture(text, verdict)
    return ShownPicture(picture.number, *small_size(picture.webp), picture.webp)
