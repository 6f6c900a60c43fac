"""A letter made ready to leave: the page as an accessible PDF, the same words as plain text."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from letters.compose import compose, subject
from letters.content import Document
from letters.fonts import FAMILIES, fonts
from letters.letter import Letter
from letters.phrases import phrases
from letters.plain import as_text
from letters.printable import changed, cleaned, on_paper, texts_in, unprintable

TEMPLATE = Path(__file__).parent / "letter.typ"
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Rendered:
    """A rendered letter. `sha256` is the PDF's, in hex; `unprintable` are characters printed by their names."""

    pdf: bytes
    text: str
    subject: str
    sha256: str
    filename: str
    unprintable: tuple[str, ...] = ()


def render(letter: Letter) -> Rendered:
    """Render a letter: the same letter gives the same bytes. Touches no network and no system font.

    Raises KeyError where a measure lacks a particular that its wording names.
    """
    words = phrases(letter.language)
    document = compose(letter, words)
    missing = unprintable("".join(texts_in(asdict(document))))
    pdf = _printed(document, letter, frozenset(missing))
    return Rendered(
        pdf=pdf,
        text=cleaned(as_text(document)),
        subject=cleaned(subject(letter, words)),
        sha256=hashlib.sha256(pdf).hexdigest(),
        filename=words.say("frame.filename", reference=_NOT_IN_A_FILE_NAME.sub("-", letter.reference)),
        unprintable=missing,
    )


def _printed(document: Document, letter: Letter, missing: frozenset[str]) -> bytes:
    data = changed(asdict(document), lambda text: on_paper(cleaned(text), missing))
    return typst.compile(
        TEMPLATE,
        font_paths=fonts(),
        sys_inputs={"letter": json.dumps(data), "families": json.dumps(FAMILIES)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(letter.printed, time.min, UTC),
    )
