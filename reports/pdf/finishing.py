"""From drawn pages to PDF/A-3a and PDF/UA-1: structure, metadata, colours, files."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from reports.pdf import fallback, fonts, making, srgb, values, xmp
from reports.pdf.making import Enclosed, Making
from reports.pdf.structure import Pages, Structure, appended
from reports.pdf.tagging import Box, Element, TaggedCanvas

if TYPE_CHECKING:
    from reports.pdf.cover import Cover

LANGUAGE: Final = "en-GB"
FIELD: Final = "HallmarkSeal"
FIELD_WORDS: Final = "Digital signature: the seal of the service that made this report"
DRAWING: Final = "drawing.json"
DRAWING_WORDS: Final = "Fonts, tools and certificate that this document was made with"
PRINTED: Final = 4  # flags of annotations, ISO 32000-1, 12.5.3
PRINTED_AND_LOCKED: Final = 132


def finish(raw: bytes, canvas: TaggedCanvas, cover: "Cover") -> bytes:
    """The document as it is kept before it is sealed; the same bytes each time."""
    conditions = _known(making.current(), canvas)
    facts = xmp.facts(cover)
    with _structured(raw, canvas) as pdf:
        _describe(pdf, facts)
        _colour(pdf)
        _enclose(pdf, _files(conditions, canvas), facts.stamp)
        target = BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
        )
    return target.getvalue()


def _known(conditions: Making, canvas: TaggedCanvas) -> Making:
    """The conditions with what is known now: the fonts, and the tools of here."""
    return replace(
        conditions,
        fonts=fallback.among(canvas.stand_ins),
        own_fonts=conditions.own_fonts or fonts.everything(),
        tools=conditions.tools or making.tools(),
    )


def _structured(raw: bytes, canvas: TaggedCanvas) -> Pdf:
    """The pages with their structure tree, and the field for the seal."""
    pages, free = _numbers(raw)
    objects: list[tuple[int, bytes]] = []
    widget = 0
    if canvas.seal_box:
        at, box = canvas.seal_box
        form = canvas.tree.add("Form", alt=FIELD_WORDS)
        form.kids.append((at, len(pages.annotations[at]), "annotation"))
        pages.annotations[at].append(free)
        objects.append((free, _widget(pages.numbers[at], box)))
        widget, free = free, free + 1
    structure = Structure(canvas.tree, pages, free)
    canvas.tree = Element("Document")  # a long one takes room that is needed now
    objects += structure.objects
    structure.objects.clear()
    text = appended(raw, sorted(objects))
    objects.clear()
    pdf = Pdf.open(BytesIO(text))
    _connect(pdf, structure)
    if canvas.seal_box:
        _add_form(pdf, pdf.get_object(widget, 0), *canvas.seal_box)
    return pdf


def _numbers(raw: bytes) -> tuple[Pages, int]:
    """The object numbers of pages and annotations, and the first that is free."""
    with Pdf.open(BytesIO(raw)) as pdf:
        numbers = [page.obj.objgen[0] for page in pdf.pages]
        annotations = [
            [each.objgen[0] for each in page.obj.get("/Annots", Array())]
            for page in pdf.pages
        ]
        return Pages(numbers, annotations), int(pdf.trailer.Size)


def _widget(page: int, box: Box) -> bytes:
    edges = " ".join(f"{edge:g}" for edge in box)
    words = f"/T({FIELD})/TU({FIELD_WORDS})/Rect[{edges}]/P {page} 0 R"
    flags = f"/FT/Sig/F {PRINTED_AND_LOCKED}"
    return f"<</Type/Annot/Subtype/Widget{flags}{words}>>".encode()


def _connect(pdf: Pdf, structure: Structure) -> None:
    """Pages and annotations know their place in the tree."""
    pdf.Root.StructTreeRoot = pdf.get_object(structure.root, 0)
    count = len(pdf.pages)
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        if "/Trans" in page.obj:
            del page.obj["/Trans"]
    for at, (annotation, _) in enumerate(structure.annotated):
        found = pdf.get_object(annotation, 0)
        found.StructParent = count + at
        if found.Subtype == Name.Link:
            found.F = PRINTED


def _add_form(pdf: Pdf, widget: Any, at: int, box: Box) -> None:
    """The field shows nothing of its own: what it says is drawn on the page."""
    page = pdf.pages[at].obj
    look = pdf.make_stream(b"")
    look.Type, look.Subtype, look.Resources = Name.XObject, Name.Form, Dictionary()
    look.BBox = Array([0, 0, box[2] - box[0], box[3] - box[1]])
    widget.AP = Dictionary(N=look)
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    fields = Dictionary(Fields=Array([widget]), SigFlags=0)
    pdf.Root.AcroForm = pdf.make_indirect(fields)


def _describe(pdf: Pdf, facts: xmp.Facts) -> None:
    """Title, language and dates, twice: for old readers and as XMP."""
    root, info = pdf.Root, pdf.docinfo
    for key in list(info.keys()):
        del info[key]
    for name, words in facts.info().items():
        info[name] = String(words)
    root.Lang = String(LANGUAGE)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseOutlines
    packet = pdf.make_stream(xmp.packet(facts, LANGUAGE))
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    root.Metadata = packet


def _colour(pdf: Pdf) -> None:
    profile = pdf.make_stream(srgb.profile())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _files(conditions: Making, canvas: TaggedCanvas) -> list[Enclosed]:
    drawing = Enclosed(
        DRAWING, "application/json", making.written(conditions), DRAWING_WORDS
    )
    files = [drawing, *conditions.files, *values.as_files(canvas.tables)]
    return sorted(files, key=lambda file: file.name)


def _enclose(pdf: Pdf, files: Sequence[Enclosed], stamp: str) -> None:
    """Attach the files and say that they are the data of this document."""
    names, all_files = Array(), Array()
    for file in files:
        content = pdf.make_stream(file.content)
        content.Type, content.Subtype = Name.EmbeddedFile, Name(f"/{file.media_type}")
        digest = hashlib.md5(file.content, usedforsecurity=False).digest()
        content.Params = Dictionary(
            Size=len(file.content), ModDate=String(stamp), CheckSum=String(digest)
        )
        found = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(file.name),
                UF=String(file.name),
                Desc=String(file.words),
                AFRelationship=Name.Data,
                EF=Dictionary(F=content, UF=content),
            )
        )
        names.append(String(file.name))
        names.append(found)
        all_files.append(found)
    pdf.Root.AF = all_files
    pdf.Root.Names = pdf.Root.get("/Names", Dictionary())
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=names)
