"""From a cover and a story to bytes: edges, contents, bookmarks, page x of y.

The same cover and story always give the same bytes: no clock, no random identifier.
One pass is enough, because page numbers are drawn as forms that are defined last.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import ClassVar, Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)

from reports.pdf import cover as cover_page
from reports.pdf import finishing, fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.blocks import Heading
from reports.pdf.cover import Cover
from reports.pdf.pen import (
    EDGE,
    EDGE_HASH,
    EDGE_SMALL,
    EDGE_STRONG,
    Face,
    Point,
    rule,
    say,
    write,
)
from reports.pdf.seal import SealBlock
from reports.pdf.tagging import TaggedCanvas, tagged

rl_config.useA85 = 0  # bytes as they are: smaller and quicker than as letters

HEAD_LINE: Final = theme.PAGE_HEIGHT - 44
FOOT_LINE: Final = 46.0
CONTENTS_ROW: Final = 25.0
LANGUAGE: Final = "en-GB"
TOTAL: Final = "total-pages"
CONTENTS_HEAD: Final = Face(fonts.LIGHT, 22, theme.NAVY)
CONTENTS_NUMBER: Final = Face(fonts.LIGHT, 11, theme.TEAL)
CONTENTS_TITLE: Final = Face(fonts.REGULAR, 9.2, theme.INK)
CONTENTS_PAGE: Final = Face(fonts.REGULAR, 9.2, theme.MUTED)


class Contents(Block):
    """The list of sections; each number is a form that the last step fills in."""

    is_figure: ClassVar[bool] = False

    def __init__(self, headings: Sequence[Heading]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.spaceAfter = 18

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, CONTENTS_ROW * len(self.headings) + 34

    def draw(self) -> None:
        page = self.page
        page.begin_section("Contents")
        say(page, "H2", CONTENTS_HEAD, (0, self.height - 22), "Contents")
        with page.inside(page.place.add("TOC")):
            for at, heading in enumerate(self.headings):
                top = self.height - 34 - CONTENTS_ROW * at
                _draw_contents_row(page, heading, (self.width, top))


def _draw_contents_row(page: TaggedCanvas, heading: Heading, end: Point) -> None:
    length, top = end
    rule(page, (0, top - CONTENTS_ROW), length)
    link = page.place.add("TOCI").add("Reference").add("Link")
    title = text.clipped(
        heading.title, CONTENTS_TITLE.font, CONTENTS_TITLE.size, length - 70
    )
    with page.marked(link):
        write(page, CONTENTS_NUMBER, (0, top - 16.4), str(heading.number))
        write(page, CONTENTS_TITLE, (26, top - 16), title)
        _place(page, heading.key, (length - 30, top - 16))
    words = f"Section {heading.number}, {title}"
    page.link(link, words, heading.key, (0, top - CONTENTS_ROW, length, top))


def _place(canvas: Canvas, form: str, at: Point) -> None:
    canvas.saveState()
    canvas.translate(*at)
    canvas.doForm(form)
    canvas.restoreState()


class _Document(BaseDocTemplate):
    """Draws the edges of each page and remembers where the sections begin."""

    def __init__(self, target: BytesIO, cover: Cover) -> None:
        super().__init__(
            target,
            pagesize=(theme.PAGE_WIDTH, theme.PAGE_HEIGHT),
            title=f"{cover.kind}: {text.one_line(cover.subject)}",
            author="Hallmark",
            subject=f"{cover.number}, evidence sha256 {cover.evidence}",
            creator="Hallmark",
            lang=LANGUAGE,
            displayDocTitle=True,
            initialFontName=fonts.REGULAR,  # never one that is not embedded
            invariant=1,
        )
        self.cover = cover
        self.starts: dict[str, int] = {}
        self.addPageTemplates([self._first(), self._later()])

    def _first(self) -> PageTemplate:
        frame = Frame(0, 0, theme.PAGE_WIDTH, theme.PAGE_HEIGHT, showBoundary=0)
        return PageTemplate("cover", [frame], onPage=self._draw_cover)

    def _later(self) -> PageTemplate:
        height = theme.PAGE_HEIGHT - theme.TOP - theme.BOTTOM
        frame = Frame(
            theme.MARGIN, theme.BOTTOM, theme.CONTENT, height, 0, 0, 0, 0,
        )  # fmt: skip
        return PageTemplate("inside", [frame], onPage=self._draw_edges)

    def _draw_cover(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        page = tagged(canvas)
        cover_page.draw(page, self.cover)
        with page.artifact("Pagination"):
            _draw_foot(page, self.cover, document.page)

    def _draw_edges(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        with tagged(canvas).artifact("Pagination"):
            _draw_head(canvas, self.cover)
            _draw_foot(canvas, self.cover, document.page)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's hook
        if isinstance(flowable, Heading):
            self.starts[flowable.key] = self.page

    def define_numbers(self) -> None:
        """Called when every page stands: now the numbers are known."""
        self.canv.beginForm(TOTAL)
        write(self.canv, EDGE, (0, 0), str(self.page))
        self.canv.endForm()
        for key, page in self.starts.items():
            self.canv.beginForm(key)
            write(self.canv, CONTENTS_PAGE, (30, 0), str(page), "right")
            self.canv.endForm()


class _Last(Block):
    """An empty block at the end of the story that fills in the page numbers."""

    is_figure: ClassVar[bool] = False

    def __init__(self, document: _Document) -> None:
        super().__init__()
        self.document = document

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.document.define_numbers()


def _draw_head(canvas: Canvas, cover: Cover) -> None:
    end = theme.MARGIN + theme.CONTENT
    right = f"{cover.number}  ·  rev {cover.revision}"
    left = theme.MARGIN + EDGE_STRONG.width(cover.kind) + 8
    room = end - left - EDGE.width(right) - 16
    shown = text.clipped(cover.subject, EDGE.font, EDGE.size, room)
    write(canvas, EDGE_STRONG, (theme.MARGIN, HEAD_LINE), cover.kind)
    write(canvas, EDGE, (left, HEAD_LINE), shown)
    write(canvas, EDGE, (end, HEAD_LINE), right, "right")
    rule(canvas, (theme.MARGIN, HEAD_LINE - 8), theme.CONTENT, thickness=0.5)


def _draw_foot(canvas: Canvas, cover: Cover, page: int) -> None:
    rule(canvas, (theme.MARGIN, FOOT_LINE), theme.CONTENT, thickness=0.5)
    entries = f"Ledger, {text.number(cover.position.sequenced)} entries"
    for at, (label, digest) in enumerate(
        (("Evidence", cover.evidence), (entries, cover.position.root))
    ):
        y = FOOT_LINE - 11 - 9 * at
        write(canvas, EDGE_SMALL, (theme.MARGIN, y), label)
        write(canvas, EDGE_HASH, (theme.MARGIN + 92, y), digest)
    at_end = theme.MARGIN + theme.CONTENT
    write(canvas, EDGE_SMALL, (at_end, FOOT_LINE - 20), cover.position.check, "right")
    _draw_page_number(canvas, page)


def _draw_page_number(canvas: Canvas, page: int) -> None:
    """The total is a form defined last; its place leaves room for three digits."""
    x, y = theme.MARGIN + theme.CONTENT - 13, FOOT_LINE - 11
    write(canvas, EDGE, (x - 2, y), f"Page {page} of", "right")
    _place(canvas, TOTAL, (x, y))


def build(cover: Cover, story: Sequence[Flowable]) -> bytes:
    """Write the document; the contents list every heading of the story."""
    fonts.register()
    target = BytesIO()
    document = _Document(target, cover)
    headings = [block for block in story if isinstance(block, Heading)]
    start = [NextPageTemplate("inside"), PageBreak(), Contents(headings)]
    # The seal never stands alone on a page.
    end = [KeepTogether([*story[-1:], SealBlock()]), _Last(document)]
    document.build([*start, *story[:-1], *end], canvasmaker=TaggedCanvas)
    return finishing.finish(target.getvalue(), tagged(document.canv), cover)
