"""Middleware that keeps foreign content out of the pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.demo.provider.configuration import current

Handler = Callable[[HttpRequest], HttpResponse]


def headers(handle: Handler) -> Handler:
    # Logging in ends in a redirect to the product, which Chromium counts as a target
    # of the form.
    origins = " ".join(current().product_origins)
    fixed = {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action 'self' {origins}"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    def add(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        for name, value in fixed.items():
            response.setdefault(name, value)
        return response

    return add
