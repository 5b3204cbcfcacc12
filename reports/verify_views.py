"""The public page that judges a file. No login: whoever holds a report may ask."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from reports.models import SealCertificate
from reports.verification import Finding, find

BAD_FILE = "Choose one PDF file of at most {:,} bytes."


class FileForm(forms.Form):
    """The file as somebody holds it."""

    file = forms.FileField(
        label="The report", widget=forms.FileInput(attrs={"accept": ".pdf"})
    )

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if file.size > settings.MAX_VERIFIED_BYTES:
            raise forms.ValidationError(BAD_FILE.format(settings.MAX_VERIFIED_BYTES))
        return file


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Take a file and say what it is."""
    if request.method == "GET":
        return _page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    return _page(request, FileForm(), finding=_found(form.cleaned_data["file"]))


@require_GET
def verify_number(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """Where the code on the cover leads. It asks for the file and tells nothing of
    its own: a number alone proves nothing, and who guesses one learns nothing."""
    return _page(request, FileForm(), number=number, digest=digest)


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """Every certificate that ever sealed reports here, the newest last, as PEM."""
    rows = SealCertificate.objects.order_by("pk").values_list("pem", flat=True)
    response = HttpResponse("".join(rows), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="hallmark-reports.pem"'
    return response


def _found(file: "File[bytes]") -> Finding:
    """Big uploads lie in a file already; others are put into one."""
    temporary = getattr(file, "temporary_file_path", None)
    if temporary is not None:
        return find(Path(temporary()))
    with NamedTemporaryFile(prefix="verify-") as stored:
        for piece in file.chunks():
            stored.write(piece)
        stored.flush()
        return find(Path(stored.name))


def _page(
    request: HttpRequest, form: FileForm, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {
        "form": form,
        "certificate": SealCertificate.objects.order_by("pk").last(),
        "megabytes": settings.MAX_VERIFIED_BYTES // 2**20,
        **shown,
    }
    return render(request, "reports/verify.html", context, status=status)
