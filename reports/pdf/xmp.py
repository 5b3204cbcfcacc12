"""Metadata as XMP (ISO 16684-1), with the keys that PDF/A-3 and PDF/UA-1 ask for.

Beside them stand our own: what ties the document to its evidence and to the ledger, so
that a program finds it without reading a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reports.pdf import text

if TYPE_CHECKING:
    from reports.pdf.cover import Cover

PRODUCT: Final = "Hallmark"
NAMESPACE: Final = "urn:hallmark:report:1"
KEYS: Final = {
    "DocumentNumber": "Number of the document",
    "EvidenceSha256": "SHA-256 of the attached evidence.json",
    "LedgerSize": "Entries that had a number when the evidence was read",
    "LedgerRoot": "Root of the ledger over these entries",
    "LedgerCheckpoint": "Signed checkpoint over these entries",
    "LedgerVerifierKey": "Key that checks the signature of the checkpoint",
}


@dataclass(frozen=True)
class Facts:
    """What the metadata say."""

    title: str
    subject: str
    generated_at: str  # YYYY-MM-DD hh:mm:ss UTC
    keys: tuple[tuple[str, str], ...]

    @property
    def stamp(self) -> str:
        """The moment as PDF writes it."""
        digits = "".join(c for c in self.generated_at if c.isdigit())[:14]
        return f"D:{digits}+00'00'"

    @property
    def moment(self) -> str:
        """The moment as XMP writes it."""
        return self.generated_at.removesuffix(" UTC").replace(" ", "T") + "+00:00"

    def info(self) -> dict[str, str]:
        """The document information dictionary; it must say the same."""
        return {
            "/Title": self.title,
            "/Author": PRODUCT,
            "/Subject": self.subject,
            "/Creator": PRODUCT,
            "/Producer": PRODUCT,
            "/CreationDate": self.stamp,
            "/ModDate": self.stamp,
        }


def facts(cover: "Cover") -> Facts:
    position = cover.position
    return Facts(
        title=f"{cover.kind}: {text.one_line(cover.subject)}",
        subject=f"{cover.number}, evidence sha256 {cover.evidence}",
        generated_at=cover.generated_at,
        keys=(
            ("DocumentNumber", cover.number),
            ("EvidenceSha256", cover.evidence),
            ("LedgerSize", str(position.sequenced)),
            ("LedgerRoot", position.root),
            ("LedgerCheckpoint", position.note),
            ("LedgerVerifierKey", position.vkey),
        ),
    )


def packet(facts: Facts, language: str) -> bytes:
    """The whole XMP packet."""
    title, subject = escape(facts.title), escape(facts.subject)
    own = "".join(f"<hm:{key}>{escape(value)}</hm:{key}>" for key, value in facts.keys)
    body = _PACKET.format(
        title=title,
        subject=subject,
        product=PRODUCT,
        moment=facts.moment,
        language=language,
        namespace=NAMESPACE,
        own=own,
        schemas=_schemas(),
    )
    return body.encode()


def _schemas() -> str:
    """PDF/A allows only keys that it knows or that are described here."""
    uaid = [("part", "Integer", "internal", "Part of PDF/UA")]
    own = [(key, "Text", "external", words) for key, words in KEYS.items()]
    return _schema(
        "PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", uaid
    ) + _schema("Hallmark report", NAMESPACE, "hm", own)


def _schema(
    words: str, namespace: str, prefix: str, keys: Iterable[tuple[str, str, str, str]]
) -> str:
    listed = "".join(
        f"{_RESOURCE}<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{told}</pdfaProperty:description></rdf:li>"
        for name, kind, category, told in keys
    )
    return (
        f"{_RESOURCE}<pdfaSchema:schema>{words}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{listed}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li>\n"
    )


_RESOURCE: Final = '<rdf:li rdf:parseType="Resource">'
_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:hm="{namespace}">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{product}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt>
</dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{product}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate>
<pdf:Producer>{product}</pdf:Producer>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
{own}
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>
{schemas}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
