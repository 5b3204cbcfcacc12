"""How templates write times, hashes, numbers, states and icons.

Markup stays in templates; what little is made here goes through format_html.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

register = template.Library()

NOTHING = "\N{EN DASH}"
Shape = Literal["ok", "warn", "bad", "wait", "off", "move"]

# The word is the state's own; this table only gives it a shape and a colour.
SHAPES: dict[Shape, frozenset[str]] = {
    "ok": frozenset(
        {"healthy", "met", "holds", "done", "ready", "active", "accepted"}
        | {"approved", "applied"}
    ),
    "warn": frozenset(
        {"warning", "due", "condition", "refused", "ends soon", "changes wanted"}
    ),
    "bad": frozenset(
        {"failed", "over limit", "not met", "does not hold", "void", "rejected"}
    ),
    "wait": frozenset(
        {"approval", "correction", "not yet", "queued", "pending", "waits"}
    ),
    "move": frozenset({"preparing", "launching", "running", "draining"}),
}

# Everything the rules ask for; "" picks clock, day or year by distance from now.
FORMATS = {
    "clock": "%H:%M:%S",
    "date": "%Y-%m-%d",
    "iso": "%Y-%m-%d %H:%M",
    "full": "%Y-%m-%d %H:%M:%S UTC",
}


@register.filter
def state_shape(state: object) -> Shape:
    """The shape of a state word; a word nobody listed is a dash, never a claim."""
    word = str(state).strip().lower()
    return next((shape for shape, words in SHAPES.items() if word in words), "off")


@register.filter
def when(at: date | None, style: str = "") -> str:
    """A moment in UTC: the clock today, day and clock this year, else the full date."""
    if at is None:
        return NOTHING
    if not isinstance(at, datetime):
        return at.isoformat()
    moment = at.astimezone(UTC)
    return moment.strftime(FORMATS[style]) if style else _by_distance(moment)


def _by_distance(at: datetime) -> str:
    now = timezone.now().astimezone(UTC)
    if at.date() == now.date():
        return at.strftime("%H:%M")
    if at.year == now.year:
        return f"{at.day} {at:%b %H:%M}"
    return at.strftime(FORMATS["iso"])


@register.filter
def day_name(day: date) -> str:
    """The heading of a day in a list: Today, or its weekday."""
    today = timezone.now().astimezone(UTC).date()
    return "Today" if day == today else f"{day:%A}"


@register.filter
def day_words(day: date) -> str:
    """A day in words: 22 November 2026."""
    return f"{day.day} {day:%B %Y}"


@register.filter
def past(at: datetime | None) -> bool:
    """Whether a moment is over; an open end never is."""
    return at is not None and at <= timezone.now()


@register.simple_tag
def moment(at: datetime | None, style: str = "") -> SafeString:
    """A time element: short to read, exact in its attribute and on hovering."""
    if at is None:
        return format_html("{}", NOTHING)
    exact = at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact.strftime("%Y-%m-%dT%H:%M:%SZ"),
        exact.strftime(FORMATS["full"]),
        when(at, style),
    )


@register.filter
def short_hash(value: object) -> str:
    """The first 8 and last 6 characters; short values stay whole."""
    text = str(value)
    return text if len(text) <= 16 else f"{text[:8]}…{text[-6:]}"


@register.filter
def thousands(number: object) -> str:
    """18442 as 18,442; what is no whole number stays as it is."""
    return f"{number:,}" if isinstance(number, int) else str(number)


@register.filter
def percent(share: object) -> str:
    """A share between 0 and 1 as whole per cent, with the space of the rules."""
    return f"{float(str(share)) * 100:.0f} %"


@register.simple_tag
def icon(name: str) -> str:
    """A Lucide icon, silent for screen readers: words stand beside it or name it."""
    return _drawn(str(name))


@lru_cache(maxsize=256)
def _drawn(name: str) -> str:
    drawn: str = lucide(name, size=16, **{"class": "i", "aria_hidden": "true"})
    return drawn


@register.inclusion_tag("components/place.html", takes_context=True)
def place(  # noqa: PLR0913 - what a link is made of
    context: Context,
    key: str,
    route: str,
    label: str,
    picture: str,
    *args: Any,
    count_route: str = "",
) -> dict[str, object]:
    """A link of the side panel, marked when the page says it belongs to `section`."""
    return {
        "url": _address(route, *args),
        "label": label,
        "picture": picture,
        "current": context.get("section") == key,
        "count_url": _address(count_route) if count_route else "",
    }


def _address(route: str, *args: Any) -> str:
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""
