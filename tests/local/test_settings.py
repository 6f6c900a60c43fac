import base64
import secrets
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import settings
from api.__main__ import main as serve_api
from local.settings_doc import PAGE, page, variable
from settings import DEVELOPMENT_KEY, ROOT, Settings, key_bytes
from tests.local.deployment import own_policy

SOUND: dict[str, str] = {
    "DATABASE_URL": "postgresql://app:k9-fHq2xW@db:5432/evenhand",
    "KEYS_DATABASE_URL": "postgresql://keeper:mZ3-aPq8yT@db:5432/evenhand_keys",
    "EVENHAND_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    "EVENHAND_CHECKPOINT_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    "EVENHAND_VAULT_FOLDER": "/var/lib/evenhand/vault",
    "EVENHAND_ATTACHMENTS_FOLDER": "/var/lib/evenhand/attachments",
    "EVENHAND_CHECKPOINT_FOLDER": "/var/lib/evenhand/checkpoints",
    "EVENHAND_OIDC_ISSUER": "https://login.housing.wales",
    "EVENHAND_SMTP_HOST": "mail.housing.wales",
    "EVENHAND_MAIL_FROM": "conduct@housing.wales",
}
REFUSED = {
    "DATABASE_URL": "postgresql://postgres:postgres@127.0.0.1/evenhand",
    "KEYS_DATABASE_URL": "postgresql://keeper@127.0.0.1/evenhand_keys",
    "EVENHAND_MASTER_KEY": DEVELOPMENT_KEY,
    "EVENHAND_CHECKPOINT_KEY": DEVELOPMENT_KEY,
    "EVENHAND_VAULT_FOLDER": None,
    "EVENHAND_ATTACHMENTS_FOLDER": None,
    "EVENHAND_S3_ENDPOINT": "http://127.0.0.1:9000",
    "EVENHAND_HOUSING_SYSTEM_URL": "http://127.0.0.1:8406",
    "EVENHAND_CHECKPOINT_FOLDER": None,
    "EVENHAND_OIDC_ISSUER": "http://127.0.0.1:8402",
    "EVENHAND_OIDC_JWKS_URL": "http://127.0.0.1:8402/jwks",
    "EVENHAND_SMTP_TLS": "none",
    "EVENHAND_MAIL_FROM": "conduct@example.org",
    "EVENHAND_POLICY_FOLDER": str(ROOT / "policy"),
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Reads the settings from an environment that holds these and no others of ours; None takes one away."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)

    def from_environment(changes: dict[str, str | None]) -> Settings:
        policy = {"EVENHAND_POLICY_FOLDER": str(own_policy(tmp_path))}
        for name, value in {**SOUND, **policy, **changes}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return settings.read()

    return from_environment


def test_production_is_the_default_and_starts_with_sound_settings(read: Any) -> None:
    assert read({}).mode == "production"


@pytest.mark.parametrize("name", REFUSED)
def test_a_development_setting_is_refused_in_production_by_name(read: Any, name: str) -> None:
    with pytest.raises(ValidationError, match=rf"refused in production: {name} "):
        read({name: REFUSED[name]})
    assert read({name: REFUSED[name], "EVENHAND_MODE": "development"}).mode == "development"


def test_all_that_is_refused_is_named_at_once_and_no_secret_is_told(read: Any) -> None:
    with pytest.raises(ValidationError) as told:
        read(REFUSED)
    assert [name for name in REFUSED if name not in str(told.value)] == []
    assert DEVELOPMENT_KEY not in str(told.value)
    assert "postgres:postgres" not in str(told.value)


def test_one_database_for_the_record_and_its_keys_is_refused(read: Any) -> None:
    with pytest.raises(ValidationError, match="name one database"):
        read({"KEYS_DATABASE_URL": SOUND["DATABASE_URL"]})
    with pytest.raises(ValidationError, match="name one database"):
        read({"KEYS_DATABASE_URL": "postgresql://keeper:mZ3-aPq8yT@db/evenhand"})


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(bytes(31)).decode(), "not base64 at all!" * 3])
def test_a_key_that_is_no_key_is_named_and_not_shown(read: Any, key: str) -> None:
    with pytest.raises(ValidationError) as told:
        read({"EVENHAND_MASTER_KEY": key})
    assert "MASTER_KEY" in str(told.value).upper()
    assert not key or key not in str(told.value)


def test_old_keys_are_given_with_commas_between_them(read: Any) -> None:
    old = [base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2)]
    given = read({"EVENHAND_OLD_MASTER_KEYS": ", ".join(old)}).old_master_keys
    assert [key.get_secret_value() for key in given] == old
    assert read({"EVENHAND_OLD_MASTER_KEYS": ""}).old_master_keys == ()


def test_a_start_with_settings_that_are_not_good_ends_with_a_line_for_each_and_no_secret(read: Any) -> None:
    with pytest.raises(ValidationError):
        read({"EVENHAND_SMTP_PORT": "twenty-five", "DATABASE_URL": None, "EVENHAND_OLD_MASTER_KEYS": "s3cret"})
    with pytest.raises(SystemExit) as ended:
        serve_api()
    assert str(ended.value.code).splitlines() == [
        "Cannot start: DATABASE_URL: Field required",
        "Cannot start: EVENHAND_SMTP_PORT: Input should be a valid integer, unable to parse string as an integer",
    ]
    with pytest.raises(ValidationError):
        read({"EVENHAND_OLD_MASTER_KEYS": "s3cret", "EVENHAND_SMTP_PORT": "25"})
    with pytest.raises(SystemExit, match=r"^Cannot start: EVENHAND_OLD_MASTER_KEYS\.0 is not 32 bytes in base64$"):
        serve_api()
    with pytest.raises(ValidationError):
        read({"EVENHAND_SMTP_TLS": "none", "EVENHAND_OLD_MASTER_KEYS": ""})
    with pytest.raises(SystemExit, match=r"^Cannot start: refused in production: EVENHAND_SMTP_TLS is none$"):
        serve_api()


def test_secrets_do_not_show_themselves(read: Any) -> None:
    shown = repr(read({}))
    assert [value for name, value in SOUND.items() if ("KEY" in name or "URL" in name) and value in shown] == []


def test_settings_do_not_change(read: Any) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read({}).mode = "development"


def test_a_key_of_32_bytes_is_read(read: Any) -> None:
    assert len(key_bytes(read({}).master_key, "master_key")) == 32


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_type_and_a_sentence(name: str) -> None:
    field = Settings.model_fields[name]
    assert field.annotation not in {None, Any}
    assert field.description
    assert field.description[0].isupper()
    assert field.description.endswith(".")


def test_the_page_about_settings_is_the_one_that_they_make() -> None:
    assert PAGE.read_text() == page(), "run ./run settings-doc"


def test_a_type_of_attachment_that_we_do_not_know_and_a_bucket_without_its_key_are_named(read: Any) -> None:
    assert read({"EVENHAND_ATTACHMENT_TYPES": "application/pdf, image/png"}).attachment_types == (
        "application/pdf",
        "image/png",
    )
    with pytest.raises(ValidationError, match="text/html, which is no type we know"):
        read({"EVENHAND_ATTACHMENT_TYPES": "application/pdf,text/html"})
    with pytest.raises(ValidationError, match="needs EVENHAND_S3_ACCESS_KEY_ID"):
        read({"EVENHAND_ATTACHMENT_TYPES": None, "EVENHAND_ATTACHMENTS_BUCKET": "evidence"})
    bucket = {"EVENHAND_ATTACHMENTS_BUCKET": "evidence", "EVENHAND_S3_ACCESS_KEY_ID": "AKIA"}
    assert read({**bucket, "EVENHAND_S3_SECRET_ACCESS_KEY": "s3cret"}).attachments_bucket == "evidence"
