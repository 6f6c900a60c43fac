"""The page about every setting, made from `settings.py`; a test compares the two."""

from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from local.place import ROOT
from settings import Settings

PAGE = ROOT / "docs/settings.md"
HEAD = """# Settings

Every setting is an environment variable, read once when the API or the worker starts. `./run up` sets what it needs
itself. In production (`EVENHAND_MODE`, the default) a setting that only development may have is refused by name.
Made by `./run settings-doc` from `settings.py`.

| variable | default | what it says |
|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(
        f"| `{variable(name)}` | {_default(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )


def variable(name: str) -> str:
    """Return the name under which a setting is usually given."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"EVENHAND_{name.upper()}"


def _default(field: FieldInfo) -> str:
    value: Any = field.get_default(call_default_factory=False)
    if value is PydanticUndefined:
        return "must be given"
    if isinstance(value, SecretStr):
        return "development only"
    if value is None or value == ():
        return "none"
    return f"`{str(value).replace(f'{ROOT}/', '')}`"
