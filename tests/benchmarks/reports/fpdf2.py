"""The same rows by fpdf2: its table, untagged and unsealed."""

from importlib import import_module

from tests.benchmarks.reports import rows

WIDTHS = (14, 26, 18, 40, 50, 42)


def draw(count: int) -> bytes:
    library = import_module("fpdf")
    pdf = library.FPDF()
    pdf.set_font("Helvetica", size=7)
    pdf.add_page()
    with pdf.table(col_widths=WIDTHS) as table:
        for values in [rows.HEAD, *rows.plain(count)]:
            row = table.row()
            for value in values:
                row.cell(value)
    return bytes(pdf.output())
