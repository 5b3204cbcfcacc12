"""The base of everything placed on a page."""

from typing import ClassVar

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from reports.pdf.tagging import TaggedCanvas, tagged


class Block(Flowable):
    """A flowable under names of our own; subclasses say their height for a width.

    As it stands, whatever `draw` draws is one figure, and `alt` tells those who do not
    see it the numbers that it shows. A block of text sets `is_figure` to False and
    marks each piece by itself.
    """

    is_figure: ClassVar[bool] = True
    alt: str = ""

    def measured(self, room: float, left: float) -> tuple[float, float]:
        """Width and height taken, given the width and the height that are left."""
        raise NotImplementedError

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab passes them by these names
        self.width, self.height = self.measured(aW, aH)
        return self.width, self.height

    def draw(self) -> None:
        """Draw it from its lower left corner."""
        raise NotImplementedError

    @property
    def page(self) -> TaggedCanvas:
        """What it is drawn on."""
        return tagged(self.canv)

    def _drawOn(self, canvas: Canvas) -> None:  # noqa: N802 - ReportLab's hook
        self.canv = canvas
        if self.is_figure:
            self._draw_figure(tagged(canvas))
        else:
            self.draw()
        del self.canv

    def _draw_figure(self, canvas: TaggedCanvas) -> None:
        if not self.alt:
            name = type(self).__name__
            raise ValueError(f"{name} draws a figure: say its numbers in words, as alt")
        box = canvas.box_of(self.width, self.height)
        figure = canvas.place.add("Figure", alt=self.alt, box=box)
        with canvas.marked(figure):
            self.draw()
