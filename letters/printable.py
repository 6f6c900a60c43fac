"""Which characters can be printed, and what stands for those that cannot.

A letter that is owed must leave, so a character without a glyph does not stop it; and nobody's words go silently
blank, so its Unicode name is printed in its place: "[grinning face]".
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import typst

from letters.fonts import FAMILIES, fonts

# Say nothing on paper: controls, marks of direction, joins and variants. (Direction is found from the letters.)
_MUTE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LONG_WORD = re.compile(r"\S{31,}")
_BREAK_AFTER = 30
# A postcode or a telephone number is read whole, and so stands on one line.
_TOGETHER = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|(?<!\d)(?:\+\d{1,3}(?: \d{2,5}){2,4}|0\d{2,4}(?: \d{3,4}){1,2})(?!\d)"
)
_PROBE = b"""#set document(title: "-")
#set text(font: json(bytes(sys.inputs.families)), fallback: false)
#for it in json(bytes(sys.inputs.characters)) [#par(it)]
"""
_known: dict[str, bool] = {}


def cleaned(text: str) -> str:
    """Return a text without characters that say nothing, composed (NFC), halves of surrogate pairs marked as lost."""
    text = "".join("\ufffd" if unicodedata.category(c) == "Cs" else c for c in text)
    return unicodedata.normalize("NFC", _MUTE.sub("", text))


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font of ours can show, each once, in their order."""
    distinct = tuple(dict.fromkeys(c for c in cleaned(text) if not c.isspace()))
    _learn(tuple(c for c in distinct if c not in _known))
    return tuple(c for c in distinct if not _known[c])


def on_paper(text: str, missing: frozenset[str]) -> str:
    """Return a text as it can be printed: missing characters by name, and breaks where they may be, and only there."""
    if missing:
        text = "".join(f"[{_name(c)}]" if c in missing else c for c in text)
    return _LONG_WORD.sub(_breakable, _TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), text))


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain data (of dicts, lists and scalars) with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: changed(entry, change) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(changed(entry, change) for entry in value)
    return value


def texts_in(value: Any) -> list[str]:
    """Return every text in plain data."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    changed(value, keep)
    return found


def _name(character: str) -> str:
    return unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"


def _breakable(word: re.Match[str]) -> str:
    text = word[0]
    return "\u200b".join(text[at : at + _BREAK_AFTER] for at in range(0, len(text), _BREAK_AFTER))


def _learn(characters: tuple[str, ...]) -> None:
    """Ask Typst, which refuses an accessible PDF with a missing glyph, and halve what it refuses."""
    if not characters:
        return
    if _shows(characters):
        _known.update(dict.fromkeys(characters, True))
    elif len(characters) == 1:
        _known[characters[0]] = False
    else:
        middle = len(characters) // 2
        _learn(characters[:middle])
        _learn(characters[middle:])


def _shows(characters: tuple[str, ...]) -> bool:
    inputs = {"characters": json.dumps(characters), "families": json.dumps(FAMILIES)}
    try:
        typst.compile(_PROBE, font_paths=fonts(), sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True
