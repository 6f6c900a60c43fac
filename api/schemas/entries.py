"""What people say of an entry in the housing management system."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.words import Body, Text, example, in_words

Written = Annotated[
    str,
    StringConstraints(
        max_length=100,
        pattern=in_words(r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$", "a reference in printable ASCII"),
    ),
]


class Entered(Body):
    """What the housing management system knows the entry by."""

    model_config = example(reference="H-000417")

    reference: Written


class LeftOut(Body):
    """Why it is not to be made."""

    model_config = example(reason="A contractor: the housing management system holds nothing about them.")

    reason: Text
