import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings, read
from tests.local.deployment import (
    GIVEN,
    ROOT,
    VARIABLE,
    check_compose,
    commands,
    compose_text,
    dockerfile,
    environment,
    image_environment,
    interpolated,
    let_in,
    own_policy,
    services,
)
from workflows.visible import SEARCH_ATTRIBUTES

PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)*")
SECRET = re.compile(r"PASSWORD|PWD|_KEY\b|SECRET|TOKEN")
HADOLINT = Path(sys.executable).parent / "hadolint"


def test_the_compose_file_is_one_by_the_specification() -> None:
    assert {"postgres", "temporal", "temporal-ui", "api", "worker", "mail"} <= services().keys()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    shm_size: 256mb", "    shm_sise: 256mb"),
        ("condition: service_healthy", "condition: healthy"),
        ("    restart: unless-stopped", "    restart: mostly"),
        ("interval: 5s", "interval: soon"),
    ],
)
def test_a_mistake_in_the_compose_file_would_be_found(right: str, wrong: str) -> None:
    assert right in compose_text()
    with pytest.raises(ValueError, match=r"unknown variant|extension key|duration"):
        check_compose(compose_text().replace(right, wrong))


def hadolint(dockerfile: str) -> str:
    ran = subprocess.run([HADOLINT, "-"], input=dockerfile, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def test_the_dockerfile_passes_hadolint_which_finds_a_mistake_planted() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert hadolint(text) == ""
    assert "DL3006" in hadolint(text.replace(":3.13.16-slim-trixie", ""))


def test_every_image_is_pinned_by_version() -> None:
    images = [service["image"] for service in services().values()]
    images += [each.rest.split()[0] for each in dockerfile() if each.name == "FROM"]
    assert [image for image in images if not PINNED.fullmatch(image)] == []
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert {service["image"] for service in services().values() if "build" in service} == {f"evenhand:{ours}"}


def test_every_service_has_a_health_check_or_is_a_step_that_others_wait_for() -> None:
    awaited = {
        name
        for service in services().values()
        for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    steps = {name for name, service in services().items() if service["restart"] == "no"}
    assert steps == awaited
    assert {name for name, service in services().items() if "healthcheck" not in service} == steps
    assert any(each.name == "HEALTHCHECK" for each in dockerfile())


def test_whoever_is_waited_for_to_be_healthy_has_a_health_check() -> None:
    for service in services().values():
        for name, how in service.get("depends_on", {}).items():
            assert (how["condition"] == "service_healthy") == ("healthcheck" in services()[name])


def test_nothing_listens_beyond_this_machine() -> None:
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_secret_has_a_default_or_stands_in_a_file() -> None:
    variables = [(found["name"], found["rest"]) for found in VARIABLE.finditer(compose_text())]
    assert {rest for name, rest in variables if SECRET.search(name)} == {":?"}
    assert {name for name, rest in variables if rest == ":?"} == GIVEN.keys()
    for name, service in services().items():
        for setting, value in service.get("environment", {}).items():
            if value is None:  # passed on where it is given
                continue
            assert not SECRET.search(setting) or VARIABLE.fullmatch(value), (name, setting)
            assert "://" not in value or "@" not in value or ":?}@" in value, (name, setting)
    assert [name for name in image_environment() if SECRET.search(name)] == []


@pytest.mark.parametrize("missing", sorted(GIVEN))
def test_each_variable_that_is_not_given_is_named(missing: str) -> None:
    rest = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        interpolated(compose_text(), rest)


Start = Callable[..., Settings]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    def with_settings(service: str, **given: str) -> Settings:
        mounted = {"EVENHAND_POLICY_FOLDER": str(own_policy(tmp_path))}  # at /app/policy, where the code is
        for name, value in (image_environment() | mounted | environment(service, GIVEN | given)).items():
            monkeypatch.setenv(name, value)
        return read()

    return with_settings


@pytest.mark.parametrize("service", ["api", "worker"])
def test_the_service_starts_in_production_with_what_is_given(service: str, start: Start) -> None:
    settings = start(service)
    assert settings.mode == "production"
    assert settings.temporal_address == "temporal:7233"
    assert settings.database_url.get_secret_value().startswith("postgresql://evenhand:rec0rd5ecret@postgres")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"RECORD_PASSWORD": "evenhand"}, "DATABASE_URL"),
        ({"EVENHAND_SMTP_TLS": "none"}, "EVENHAND_SMTP_TLS"),
        ({"EVENHAND_OIDC_ISSUER": "http://127.0.0.1:8402"}, "EVENHAND_OIDC_ISSUER"),
    ],
)
def test_a_development_setting_is_refused_by_name(given: dict[str, str], named: str, start: Start) -> None:
    with pytest.raises(ValidationError, match=f"refused in production: {named}"):
        start("api", **given)


def test_what_a_mail_server_an_issuer_or_a_change_of_keys_may_need_is_passed_on_where_it_is_given(start: Start) -> None:
    given = start("worker")
    assert (given.smtp_user, given.smtp_password, given.oidc_jwks_url, given.old_master_keys) == (None, None, None, ())
    said = {
        "EVENHAND_SMTP_USER": "evenhand",
        "EVENHAND_SMTP_PASSWORD": "p0st",
        "EVENHAND_OIDC_JWKS_URL": "https://id.association.test/jwks",
        "EVENHAND_OLD_MASTER_KEYS": GIVEN["EVENHAND_CHECKPOINT_KEY"],
        "EVENHAND_LOG_LEVEL": "debug",
    }
    given = start("worker", **said)
    assert given.smtp_user == "evenhand"
    assert given.smtp_password
    assert given.oidc_jwks_url == "https://id.association.test/jwks"
    assert len(given.old_master_keys) == 1
    assert given.log_level == "debug"


def test_one_postgres_has_connections_for_temporal_and_for_the_service() -> None:
    command = services()["postgres"]["command"]
    connections = int(next(word for word in command if word.startswith("max_connections=")).partition("=")[2])
    temporals = 4 * (20 + 10)  # its four services, each with a pool for either of its databases
    ours = 2 * (Settings.model_fields["database_connections"].default + 8)  # API and worker, each with the keys' too
    assert connections >= temporals + ours + 10


def test_every_setting_that_is_set_is_one() -> None:
    known = {f"EVENHAND_{name.upper()}" for name in Settings.model_fields}
    known |= {"DATABASE_URL", "KEYS_DATABASE_URL", "TEMPORAL_ADDRESS"}
    assert set(environment("api")) | set(environment("worker")) <= known
    assert {name for name in image_environment() if name.startswith("EVENHAND_")} <= known


def test_every_entry_command_is_a_module_that_the_image_has() -> None:
    found = {name: command for name, command in commands() if command[:2] == ["python", "-m"]}
    assert found.keys() == {"api", "worker", "Dockerfile"}
    for _, _, module in found.values():
        assert find_spec(module) is not None
        assert {module, f"{module}.py"} & let_in()


IN_THE_IMAGE = """
import re, sys
from importlib.metadata import packages_distributions

locked = set(re.findall(r"(?m)^([a-z0-9._-]+)==", open("requirements.lock").read()))
names = lambda distributions: {re.sub(r"[-_.]+", "-", name).lower() for name in distributions}
absent = {module for module, of in packages_distributions().items() if not names(of) & locked}
absent |= set(sys.argv[1:])

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import api.__main__, worker, letters.render
"""


def loads(*absent: str) -> subprocess.CompletedProcess[str]:
    """Load the service where nothing is installed but its lock, nor what is `absent`."""
    command = [sys.executable, "-c", IN_THE_IMAGE, *absent]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_service_loads_with_what_the_image_has_and_no_more() -> None:
    left_out = {path.stem for path in ROOT.iterdir() if path.suffix in {"", ".py"}} - {Path(n).stem for n in let_in()}
    assert {"local", "tests"} <= left_out
    assert loads(*left_out).stderr == ""
    assert "ModuleNotFoundError: house" in loads("house").stderr
    assert "ModuleNotFoundError: asyncpg" in loads("asyncpg").stderr


def test_everything_that_is_let_into_the_image_or_mounted_is_there() -> None:
    assert [name for name in let_in() if not (ROOT / name).exists()] == []
    mounted = [place for service in services().values() for place in service.get("volumes", []) if place[0] == "."]
    assert [place for place in mounted if not (ROOT / place.partition(":")[0]).exists()] == []
    assert all(place.endswith(":ro") for place in mounted)


def test_the_service_runs_as_nobody_in_particular() -> None:
    assert [each.rest for each in dockerfile() if each.name == "USER"] == ["10001:10001"]
    for name in ("api", "worker"):
        assert services()[name]["read_only"] is True
        assert services()[name]["cap_drop"] == ["ALL"]


def test_the_namespace_is_made_with_the_search_attributes_that_workflows_set() -> None:
    script = (ROOT / "deploy/temporal-namespace.sh").read_text("utf-8")
    assert dict(re.findall(r"(?m)^attribute (\w+) (\w+)$", script)) == SEARCH_ATTRIBUTES
    assert f"--namespace {Settings.model_fields['temporal_namespace'].default}" in script


AWAKENING = """#!/bin/sh
case "$3" in
  describe) [ -e made ] ;;
  create) echo "$*" >>asked; [ "$(wc -l <asked)" -gt 2 ] && touch made ;;
  list) [ -e made ] && echo EvenhandStage EvenhandNextDate EvenhandCase ;;
esac
"""


def test_the_namespace_is_asked_for_until_a_server_that_listens_serves(tmp_path: Path) -> None:
    (tmp_path / "temporal").write_text(AWAKENING)
    (tmp_path / "temporal").chmod(0o755)
    script, path = ROOT / "deploy/temporal-namespace.sh", f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run(["/bin/sh", script], env={"PATH": path}, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len((tmp_path / "asked").read_text().splitlines()) == 3


def test_the_documented_variables_are_those_that_must_be_given() -> None:
    rows = re.findall(r"(?m)^\| (`.*?) \|", (ROOT / "docs/deployment.md").read_text("utf-8"))
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == GIVEN.keys()
