"""The fonts of the page: the two faces that come with us and Typst's own, never the machine's."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import font_source_sans_pro
import typst

# After the first, fonts that Typst carries within itself, for scripts and signs that the first does not have.
FAMILIES = ("Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono")
_FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
_BOTH_FACES = b"""#set text(font: "Source Sans Pro", fallback: false)
a *b*"""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, loaded once.

    The wheel holds each face in two formats, and which of them Typst takes depends on the order in which a folder is
    listed, so the same letter would differ between machines. It is shown a folder with one of each, and reads them.
    """
    held = Path(font_source_sans_pro.__file__).parent / "files"
    with TemporaryDirectory() as folder:
        for face in _FACES:
            shutil.copy(held / face, folder)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        typst.compile(_BOTH_FACES, font_paths=found)
    return found
