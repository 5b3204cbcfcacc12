"""Measures and colours of the reports, the same as on the pages of the product."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4

from reports.pdf import fonts

PAGE_WIDTH: Final = float(A4[0])
PAGE_HEIGHT: Final = float(A4[1])
MARGIN: Final = 54.0
TOP: Final = 78.0
BOTTOM: Final = 66.0
CONTENT: Final = PAGE_WIDTH - 2 * MARGIN

INK: Final[Color] = HexColor("#17212B")
MUTED: Final[Color] = HexColor("#52606D")
RULE: Final[Color] = HexColor("#D5DCE3")
PANEL: Final[Color] = HexColor("#F3F6F8")
NAVY: Final[Color] = HexColor("#0E2A43")
ARC: Final[Color] = HexColor("#1E4565")
TEAL: Final[Color] = HexColor("#0A7A72")
MINT: Final[Color] = HexColor("#7FCFC7")
PALE: Final[Color] = HexColor("#C9D6E2")
AMBER: Final[Color] = HexColor("#B45F06")
GREY: Final[Color] = HexColor("#98A5B1")
WHITE: Final[Color] = white


@dataclass(frozen=True)
class Tone:
    """A status is always shape, word and colour together; never colour alone."""

    shape: str
    ink: Color
    ground: Color


TONES: Final = {
    "met": Tone("circle", HexColor("#16693E"), HexColor("#E8F4ED")),
    "condition": Tone("triangle", HexColor("#8A4803"), HexColor("#FDF3E4")),
    "open": Tone("triangle", HexColor("#8A4803"), HexColor("#FDF3E4")),
    "not_met": Tone("square", HexColor("#B3261E"), HexColor("#FBEAE8")),
    "no_evidence": Tone("square", HexColor("#B3261E"), HexColor("#FBEAE8")),
    "none": Tone("dash", HexColor("#52606D"), HexColor("#F3F6F8")),
}
WORDS: Final = {
    "met": "Met",
    "condition": "Condition",
    "open": "Not yet",
    "not_met": "Not met",
    "no_evidence": "No evidence",
    "none": "None",
}


@dataclass(frozen=True)
class Style:
    """How running text is set, and how much room it keeps around it."""

    font: str
    size: float
    leading: float
    colour: Color = INK
    before: float = 0
    after: float = 0
    joined: bool = False  # stays on the page of what follows
    indent: float = 0


COVER_TITLE: Final = Style(fonts.LIGHT, 34, 40, WHITE)
COVER_SUBTITLE: Final = Style(fonts.LIGHT, 15, 21, PALE)
COVER_CONTEXT: Final = Style(fonts.REGULAR, 9.2, 13.4, PALE)
VERDICT: Final = Style(fonts.LIGHT, 19, 24, NAVY)
TITLE: Final = Style(fonts.LIGHT, 22, 27, NAVY)
LEAD: Final = Style(fonts.REGULAR, 9.2, 13.4, MUTED)
SUBTITLE: Final = Style(fonts.BOLD, 11.2, 15, NAVY, before=12, after=5, joined=True)
BODY: Final = Style(fonts.REGULAR, 9.2, 13.4, after=6)
ITEM: Final = Style(fonts.REGULAR, 9.2, 13.4, after=3, indent=12)
CAPTION: Final = Style(fonts.REGULAR, 7.6, 10.4, MUTED, before=4, after=8)
FIGURE: Final = Style(fonts.MEDIUM, 8.4, 11, before=6, after=4, joined=True)
