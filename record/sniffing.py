"""What a file is, by its first bytes: what its sender calls it does not count."""

import codecs

import filetype

from domain.attachment import MediaType

HEAD = 8192  # bytes that are looked at
_OTHER_NAMES = {"audio/x-wav": MediaType.WAV, "audio/x-flac": MediaType.FLAC}
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def media_type_of(head: bytes, *, whole: bool) -> MediaType | None:
    """Return what a file is, or None for what is no type that we know. `whole`: there is nothing after its head."""
    kind = filetype.guess(head)
    if kind is not None:
        known = set(MediaType)
        return _OTHER_NAMES.get(kind.mime) or (MediaType(kind.mime) if kind.mime in known else None)
    return MediaType.TEXT if _is_text(head, whole=whole) else None


def _is_text(head: bytes, *, whole: bool) -> bool:
    """Say whether it is plain text, an e-mail for instance: UTF-8 without controls, and no markup to be carried out."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not text.lstrip().startswith("<") and _CONTROLS.isdisjoint(head)
