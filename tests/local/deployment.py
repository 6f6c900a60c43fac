"""The deployment's files, parsed as their readers parse them."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from compose_spec import PyCompose

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")
# What whoever deploys puts into `.env`.
GIVEN = {
    "POSTGRES_PASSWORD": "0wner5ecret",
    "RECORD_PASSWORD": "rec0rd5ecret",
    "KEYS_PASSWORD": "keys5ecret",
    "TEMPORAL_PASSWORD": "temp0ral5ecret",
    "EVENHAND_MASTER_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "EVENHAND_CHECKPOINT_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
    "EVENHAND_OIDC_ISSUER": "https://id.association.test",
    "EVENHAND_OIDC_AUDIENCE": "evenhand",
    "EVENHAND_SMTP_HOST": "mail.association.test",
    "EVENHAND_SMTP_PORT": "587",
    "EVENHAND_MAIL_FROM": "conduct@association.test",
}


def own_policy(folder: Path) -> Path:
    """The policy's files as whoever deploys them leaves them: their own organisation writes the letters."""
    own = folder / "policy"
    if not own.exists():
        shutil.copytree(ROOT / "policy", own)
        organisation = own / "organisation.toml"
        organisation.write_text(organisation.read_text("utf-8").replace("@example.org", "@association.test"), "utf-8")
    return own


def compose_text() -> str:
    return (ROOT / "docker-compose.yml").read_text("utf-8")


def check_compose(text: str) -> Any:
    """Parse a Compose file. Raises ValueError where the Compose specification does not allow it."""
    merged = yaml.safe_load(text)  # Compose takes YAML's merge keys; the parser takes the result
    PyCompose.from_json(json.dumps(merged))
    return merged


def services() -> Mapping[str, Any]:
    found: Mapping[str, Any] = check_compose(compose_text())["services"]
    return found


def interpolated(value: str, given: Mapping[str, str]) -> str:
    """Put variables in, as Compose does. Raises KeyError for one that must be given and is not."""

    def put(found: re.Match[str]) -> str:
        name, rest = found["name"], found["rest"]
        return given.get(name) or rest[2:] if rest.startswith(":-") else given[name]

    return VARIABLE.sub(put, value).replace("$$", "$")


def environment(service: str, given: Mapping[str, str] = GIVEN) -> dict[str, str]:
    said = services()[service]["environment"]
    passed_on = {name: given[name] for name, value in said.items() if value is None and name in given}
    return passed_on | {name: interpolated(value, given) for name, value in said.items() if value is not None}


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile: "RUN", and what follows it on one line."""

    name: str
    rest: str


def dockerfile() -> list[Instruction]:
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8")).replace("\\\n", " ")
    lines = [line.strip().partition(" ") for line in text.splitlines() if line.strip()]
    return [Instruction(name, " ".join(rest.split())) for name, _, rest in lines]


def image_environment() -> dict[str, str]:
    found = [shlex.split(each.rest) for each in dockerfile() if each.name == "ENV"]
    return dict(pair.split("=", 1) for pairs in found for pair in pairs)


def let_in() -> set[str]:
    """What .dockerignore lets into the image, at the top level."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command that runs something of ours in the image, with where it stands."""
    for name, service in services().items():
        if "build" in service:
            yield name, list(service["command"])
    for each in dockerfile():
        if each.name == "CMD":
            yield "Dockerfile", json.loads(each.rest)
