"""What customs writes on a sheet, asked in a dialog: at a post of its own acts, at the desk of a sheet sent back."""

from certapp.service.endorsing import Desk, Sheet
from certapp.ui.common.act_dialog import ActDialog
from certapp.ui.common.presented import IrregularityList, ObjectLines
from certapp.ui.common.words import _


class SheetDialog(ActDialog):
    """Asks at least for kind, day, office, post, officer, seals and remark; `more` makes `objects` and `noted`."""

    objects: ObjectLines
    noted: IrregularityList
    photographs: tuple[bytes, ...] = ()

    def check(self) -> None:
        """Pieces are numbers."""
        if (wrong := self.objects.wrong()) is not None:
            self.say(_("Pieces are a whole number."), wrong)
            return
        super().check()

    @property
    def sheet(self) -> Sheet:
        """What was said, once the dialog was accepted."""
        given = self.values
        desk = Desk(given["office"], given["post"], given["officer"])
        told = (given["remark"], given["seals"], self.photographs, self.noted.chosen)
        return Sheet(given["kind"], self.day("day"), desk, self.objects.presented, *told)
