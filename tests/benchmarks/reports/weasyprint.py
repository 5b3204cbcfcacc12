"""The same rows by WeasyPrint: one table in HTML, untagged and unsealed."""

from html import escape
from importlib import import_module

from tests.benchmarks.reports import rows

STYLE = "@page{size:A4;margin:54pt} td,th{font:8pt sans-serif;text-align:left}"


def draw(count: int) -> bytes:
    library = import_module("weasyprint")
    head = "".join(f"<th>{words}</th>" for words in rows.HEAD)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows.plain(count)
    )
    page = f"<style>{STYLE}</style><table><thead><tr>{head}</tr></thead>{body}</table>"
    return bytes(library.HTML(string=page).write_pdf())
