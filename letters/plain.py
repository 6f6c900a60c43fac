"""A letter as plain text, for the body of an e-mail: the same content as the page, without the address."""

import textwrap
from collections.abc import Iterator

from letters.content import Block, Box, Bullets, Document, Heading

WIDTH = 72


def as_text(document: Document) -> str:
    """Set a letter as plain text, lines of at most 72 characters unless a word is longer."""
    parts = [
        "\n".join((document.sender, *document.sender_lines)),
        f"{document.date}\n{document.reference}",
        _underlined(document.title, "="),
        document.salutation,
        *(part for block in document.blocks for part in _set(block)),
        f"{document.closing}\n\n{document.signature}",
    ]
    return ("\n\n".join(parts) + "\n").replace("\u00a0", " ")


def _set(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield _underlined(text, "-")
        case Bullets(items):
            yield "\n".join(_wrapped(item, first="* ", rest="  ") for item in items)
        case Box(heading, text, note):
            lines = [heading.upper(), text, *([note] if note else [])]
            yield "\n".join(f"    {line}" for line in lines)
        case _:
            yield _wrapped(block.text)


def _underlined(text: str, stroke: str) -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{stroke * min(WIDTH, max(len(line) for line in wrapped.splitlines()))}"


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
