"""Typesets one document in a process of its own, so that its memory goes back to the system at once.

Run by its path, never as a module: importing the app would take longer than the document. Takes the path of the
template, reads its values as JSON, writes the PDF to standard output; to standard error what fell short of PDF/UA-1.
"""

import sys
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).with_name("fonts")


def pdf(template: Path, values: str) -> tuple[bytes, str]:
    """The document, and why it is not PDF/UA-1 (empty when it is)."""
    compiler = typst.Compiler(template, root=template.parent, font_paths=fonts(), sys_inputs={"values": values})
    try:
        return whole(compiler.compile(format="pdf", pdf_standards=["ua-1"])), ""
    except typst.TypstError as refusal:
        return whole(compiler.compile(format="pdf")), refusal.message


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def whole(output: object) -> bytes:
    assert isinstance(output, bytes), "PDF is one file"
    return output


def main() -> None:
    fonts()  # while the values are put together
    content, shortfall = pdf(Path(sys.argv[1]), sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(content)
    sys.stderr.write(shortfall)


if __name__ == "__main__":
    main()
