"""Tables under their titles."""

from reportlab.platypus import CondPageBreak, Flowable

from reports.pdf import blocks

ROOM = 120.0  # a title stays with the head and some rows of its table


def titled(title: str, *content: Flowable, room: float = ROOM) -> list[Flowable]:
    """A subtitle and a long table, which may begin here and go on on the next page.

    Kept with its title as usual, a table that fits on one page would leave half of this
    one empty.
    """
    words = blocks.subtitle(title)
    words.keepWithNext = 0
    return [CondPageBreak(room), words, *content]
