"""The first page: the verdict before the evidence."""

from dataclasses import dataclass, replace
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, making, seal, text, theme
from reports.pdf.facts import Facts
from reports.pdf.marks import draw_shape
from reports.pdf.pen import KICKER, Face, Point, fill, say
from reports.pdf.prose import Prose
from reports.pdf.seal import LedgerPosition
from reports.pdf.tagging import TaggedCanvas

SKY: Final = 352.0  # height of the navy part
BASE: Final = theme.PAGE_HEIGHT - SKY
BOX_TOP: Final = BASE + 10
CORNER: Final = ((0, 0), (0, 14), (14, 14), (14, 3.5), (10.5, 0))
LETTER: Final = ((3.4, 4, 3.4, 10.4), (7, 4, 7, 10.4), (3.4, 7.2, 7, 7.2))
MAX_DETAIL: Final = 400  # the verdict leaves room for the facts below it
BRAND: Final = Face(fonts.MEDIUM, 8, theme.MINT)


@dataclass(frozen=True)
class Verdict:
    """What the report concludes, computed by a rule that the report prints."""

    tone: str
    sentence: str
    detail: str


@dataclass(frozen=True)
class Cover:
    """All that the first page and the edges of the others say."""

    kind: str
    subject: str
    context: str
    number: str
    revision: int
    generated_at: str
    verdict: Verdict
    facts: tuple[tuple[str, str], ...]
    evidence: str
    position: LedgerPosition


def draw(page: TaggedCanvas, cover: Cover) -> None:
    page.bookmarkPage("cover")
    page.addOutlineEntry(cover.kind, "cover", 0)
    page.begin_section(cover.kind)
    with page.artifact():
        _draw_sky(page)
        _draw_sign(page, (theme.MARGIN, theme.PAGE_HEIGHT - 62))
    _draw_titles(page, cover)
    bottom = _draw_verdict(page, cover.verdict)
    bottom = _draw_facts(page, cover, bottom - 26)
    seal.draw_proof(page, cover.evidence, cover.position, bottom - 20)


def _draw_sky(canvas: Canvas) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(0, BASE, theme.PAGE_WIDTH, SKY)
    canvas.clipPath(clip, stroke=0, fill=0)
    fill(canvas, (0, BASE), (theme.PAGE_WIDTH, SKY), theme.NAVY)
    canvas.setStrokeColor(theme.ARC)
    canvas.setLineWidth(0.5)
    for ring in range(1, 15):
        canvas.circle(theme.PAGE_WIDTH + 8, BASE + 22, 26 * ring + 26)
    canvas.restoreState()
    fill(canvas, (0, BASE - 3.5), (theme.PAGE_WIDTH, 3.5), theme.TEAL)


def _draw_titles(page: TaggedCanvas, cover: Cover) -> None:
    top = theme.PAGE_HEIGHT
    at = theme.MARGIN + 22, top - 58
    say(page, "P", BRAND, at, "HALLMARK  ·  COMPLIANCE REPORT")
    y = top - 152
    for words, style, role in (
        (cover.kind, theme.COVER_TITLE, "H1"),
        (cover.subject, theme.COVER_SUBTITLE, "P"),
        (cover.context, theme.COVER_CONTEXT, "P"),
    ):
        block = Prose(words, style, role, limit=text.MAX_TITLE)
        y -= block.wrap(theme.CONTENT, SKY)[1]
        block.drawOn(page, theme.MARGIN, y)
        y -= 8


def _draw_sign(canvas: Canvas, at: Point) -> None:
    """The product's sign: a stamped corner with the H and two arcs."""
    x, y = at
    path = canvas.beginPath()
    path.moveTo(x, y)
    for right, up in CORNER:
        path.lineTo(x + right, y + up)
    path.close()
    canvas.setFillColor(theme.TEAL)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setStrokeColor(theme.WHITE)
    canvas.setLineWidth(1.2)
    for x1, y1, x2, y2 in LETTER:
        canvas.line(x + x1, y + y1, x + x2, y + y2)
    _draw_arcs(canvas, (x + 7.6, y + 7.2))


def _draw_arcs(canvas: Canvas, at: Point) -> None:
    x, y = at
    canvas.setStrokeColor(theme.MINT)
    canvas.setLineWidth(0.7)
    for radius in (1.9, 4.0):
        canvas.arc(x - radius, y - radius, x + radius, y + radius, -45, 90)


def _draw_verdict(page: TaggedCanvas, verdict: Verdict) -> float:
    room = theme.CONTENT - 38
    left = theme.MARGIN + 20
    sentence = Prose(verdict.sentence, theme.VERDICT, limit=text.MAX_TITLE)
    detail = Prose(verdict.detail, theme.BODY, limit=MAX_DETAIL)
    tall, deep = sentence.wrap(room, SKY)[1], detail.wrap(room, SKY)[1]
    bottom = BOX_TOP - tall - deep - 42
    _draw_ground(page, verdict.tone, bottom)
    sentence.drawOn(page, left, BOX_TOP - 26 - tall)
    detail.drawOn(page, left, BOX_TOP - 29 - tall - deep)
    return bottom


def _draw_ground(page: TaggedCanvas, name: str, bottom: float) -> None:
    tone = theme.TONES[name]
    height = BOX_TOP - bottom
    fill(page, (theme.MARGIN, bottom), (theme.CONTENT, height), tone.ground)
    fill(page, (theme.MARGIN, bottom), (3, height), tone.ink)
    left = theme.MARGIN + 20
    with page.artifact():
        draw_shape(page, tone, (left + 3, BOX_TOP - 17.4), 2.6)
    face = replace(KICKER, colour=tone.ink)
    say(page, "P", face, (left + 11, BOX_TOP - 20), "VERDICT")


def _draw_facts(page: TaggedCanvas, cover: Cover, top: float) -> float:
    lines = (
        ("Document", f"{cover.number}, revision {cover.revision}"),
        ("Generated", cover.generated_at),
        *cover.facts,
    )
    facts = Facts(lines, length=theme.CONTENT - seal.CODE_SIZE - 30)
    height = facts.wrap(theme.CONTENT, top)[1]
    facts.drawOn(page, theme.MARGIN, top - height)
    corner = theme.MARGIN + theme.CONTENT - seal.CODE_SIZE, top
    address = making.current().address(cover.number, cover.evidence)
    seal.draw_code(page, address, corner)
    return top - max(height, seal.CODE_SIZE + 24)
