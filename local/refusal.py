"""Why something of the local installation cannot start, said in one sentence to whoever started it."""


class CannotStart(Exception):  # noqa: N818 - the message is for a person at a terminal, and names what to do
    """A part cannot start. The message is a whole sentence; nothing was lost or half done."""
