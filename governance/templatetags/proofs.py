"""The proof badge of an entry. Two queries a page, however many entries it lists."""

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("components/proof_badge.html", takes_context=True)
def proof_badge(context: Context, number: int | None, url: str) -> dict[str, Any]:
    """Pending, in checkpoint N, or co-signed; leads to the page with the proof.

    The page's context holds `log_sizes` (`page_context`): how many entries the newest
    checkpoint covers, and how many the newest co-signed one.
    """
    sizes: Any = context.get("log_sizes", (0, 0))
    signed, cosigned = sizes() if callable(sizes) else sizes
    is_signed = number is not None and number < signed
    return {
        "number": number,
        "url": url,
        "checkpoint": signed if is_signed else None,
        "is_cosigned": number is not None and number < cosigned,
    }
