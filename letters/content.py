"""What stands in a letter, in order: the one model from which both the page and the e-mail's text are made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `language` is set where it is not the letter's own."""

    text: str
    language: str | None = None
    kind: str = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True)
class Box:
    """What must not be overlooked: a heading, the thing itself in large letters, a note."""

    heading: str
    text: str
    note: str
    kind: str = "box"


Block = Heading | Paragraph | Bullets | Box


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole letter in words. `page` keeps "{page}" and "{pages}" to be filled in by the printer."""

    language: str
    large_print: bool
    sender: str
    sender_lines: tuple[str, ...]
    recipient: tuple[str, ...]
    reference: str
    date: str
    title: str
    salutation: str
    blocks: tuple[Block, ...]
    closing: str
    signature: str
    page: str


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split somebody's text into paragraphs at its line ends; blank lines say nothing."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(Paragraph(line) for line in lines if line)
