"""The base of everything placed on a page."""

from reportlab.platypus import Flowable


class Block(Flowable):
    """A flowable under names of our own; subclasses say their height for a width."""

    def measured(self, room: float, left: float) -> tuple[float, float]:
        """Width and height taken, given the width and the height that are left."""
        raise NotImplementedError

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab passes them by these names
        self.width, self.height = self.measured(aW, aH)
        return self.width, self.height
