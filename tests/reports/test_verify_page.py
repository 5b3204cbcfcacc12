"""The public page: whoever holds a file may have it judged."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from governance.models import Entry, User
from registry.models import Project, Version
from reports import verification
from reports.models import Report
from reports.sealing import keys
from reports.sealing.signing import sign
from tests.report_key import KEY
from tests.reports import building, samples, sealed


@pytest.fixture
def report(officer: User, project: Project) -> Report:
    return building.run(building.ask_trail(officer, project))


def asked(content: bytes, name: str = "report.pdf") -> Any:
    file = SimpleUploadedFile(name, content, "application/pdf")
    return Client().post("/verify/", {"file": file})


def told(content: bytes) -> str:
    answer = asked(content)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_stranger_learns_that_a_file_is_genuine(report: Report) -> None:
    before = Entry.objects.count()
    page = told(building.content(report, "pdf"))
    assert "<h1>Genuine</h1>" in page
    assert report.number in page
    assert report.evidence_sha256 in page
    assert Entry.objects.count() == before


def test_they_learn_nothing_that_is_not_on_their_file(report: Report) -> None:
    page = told(building.content(report, "pdf"))
    for hidden in (str(report.pk), str(report.project_id), report.project.name):
        assert hidden not in page


def test_the_evidence_file_is_recognised_too(report: Report) -> None:
    assert "Evidence of " + report.number in told(building.content(report, "evidence"))


def test_a_changed_file_is_not_genuine(report: Report) -> None:
    pdf = bytearray(building.content(report, "pdf"))
    pdf[20_000] ^= 1
    page = told(bytes(pdf))
    assert "<h1>Not genuine</h1>" in page
    assert "first byte that differs is 20,000" in page


def test_bytes_behind_it_are_not_genuine(report: Report) -> None:
    page = told(building.content(report, "pdf") + b"more")
    assert "<h1>Not genuine</h1>" in page


def test_a_newer_document_is_named(officer: User, project: Project) -> None:
    first = building.run(building.ask_trail(officer, project))
    second = building.run(building.ask_trail(officer, project))
    assert second.number in told(building.content(first, "pdf"))
    assert "replaces it" not in told(building.content(second, "pdf"))


def test_a_dossier_of_another_version_replaces_nothing(
    officer: User, version: Version
) -> None:
    from tests.registry import building as registry_building  # noqa: PLC0415

    other = registry_building.version(version.created_by, version.project)
    first = building.run(building.ask_dossier(officer, version))
    building.run(building.ask_dossier(officer, other))
    assert verification.replaced_by(first) == ""


def test_a_report_that_a_person_signed_later_is_recognised(report: Report) -> None:
    from tests.reports.test_signing import signed_by_a_person  # noqa: PLC0415

    page = told(signed_by_a_person(building.content(report, "pdf")))
    assert "<h1>Genuine</h1>" in page, page
    assert "1 signatures were added" in page


def test_a_whole_report_of_somebody_else_is_not_genuine(report: Report) -> None:
    key = keys.parse(keys.make("Hallmark report seal of the tests"))
    forged = sign(sealed.unsealed(samples.dossier_evidence()), key).content
    assert "<h1>Not genuine</h1>" in told(forged)


def test_a_report_that_is_whole_but_not_listed_says_so(report: Report) -> None:
    """A restored database may have lost it; the seal still tells."""
    page = told(sign(sealed.unsealed(samples.dossier_evidence()), KEY).content)
    assert "<h1>Genuine</h1>" in page
    assert "does not list it" in page


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" * 99])
def test_what_is_no_report_is_unknown(report: Report, content: bytes) -> None:
    assert "<h1>Unknown</h1>" in told(content)


def test_a_file_that_takes_too_long_is_given_up(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    from subprocess import TimeoutExpired  # noqa: PLC0415

    def late(*given: Any) -> None:
        raise TimeoutExpired("child", 15)

    monkeypatch.setattr("reports.verifying.run._ask", late)
    page = told(b"%PDF-1.7 a hostile one")
    assert "<h1>Unknown</h1>" in page
    assert "more than 10 seconds" in page


def test_a_file_that_unpacks_to_gigabytes_is_given_up(report: Report) -> None:
    from pikepdf import Array, Dictionary, Name, Pdf, String  # noqa: PLC0415

    with Pdf.new() as pdf:
        pdf.add_blank_page()
        stream = pdf.make_stream(b"0" * (32 * 2**20))
        spec = Dictionary(
            UF=String("evidence.json"),
            Desc=String(""),
            EF=Dictionary(F=stream),
        )
        stream.Subtype = Name("/application/json")
        names = Array([x for n in range(40) for x in (String(f"{n}"), spec)])
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
        target = BytesIO()
        pdf.save(target)
    page = told(target.getvalue())
    assert "<h1>Unknown</h1>" in page
    assert "cannot be read as PDF" in page or "1 GiB" in page
    assert "object at" not in page


def test_few_files_are_judged_at_a_time(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "AT_ONCE", 0)
    answer = asked(b"%PDF-1.7 unknown")
    assert answer.status_code == 503
    assert "Try again in ten seconds" in answer.content.decode()
    assert asked(building.content(report, "pdf")).status_code == 200  # by its digest


def test_too_large_a_file_is_refused_before_it_is_read(
    db: None, settings: Settings
) -> None:
    settings.MAX_VERIFIED_BYTES = 1_000
    assert asked(b"x" * (2**20 + 5_000)).status_code == 413
    answer = asked(b"x" * 2_000)
    assert answer.status_code == 400
    assert "at most 1,000 bytes" in answer.content.decode()


def test_no_file_is_asked_for_again(db: None) -> None:
    answer = Client().post("/verify/", {})
    assert answer.status_code == 400
    assert "This field is required" in answer.content.decode()


def test_the_code_on_a_cover_leads_to_a_question_and_tells_nothing(
    report: Report,
) -> None:
    there = f"/verify/{report.number}/{report.evidence_sha256[:20]}/"
    nowhere = "/verify/HM-DOS-2026-00000000/00000000000000000000/"
    pages = [Client().get(address) for address in (there, nowhere)]
    assert [page.status_code for page in pages] == [200, 200]
    for page, number in zip(
        pages, (report.number, "HM-DOS-2026-00000000"), strict=True
    ):
        body = page.content.decode()
        assert "Anybody can print a code" in body
        assert number in body
    assert Client().get("/verify/<script>/00000000000000000000/").status_code == 404


def test_the_certificates_are_public(report: Report) -> None:
    answer = Client().get("/verify/certificates.pem")
    assert answer.content.decode() == KEY.certificate_pem
    assert answer["Content-Type"] == "application/x-pem-file"


def test_the_page_asks_for_a_token_against_forged_requests(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("a.pdf", b"x")
    assert strict.post("/verify/", {"file": file}).status_code == 403
