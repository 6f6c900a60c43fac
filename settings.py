"""Every knob there is. Read at the entry points only; what runs below is handed what it needs."""

import base64
import binascii
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.attachment import MediaType

ROOT = Path(__file__).parent
KEY_BYTES = 32
EXAMPLE = "@example.org"
# What `./run` uses on one machine, and production refuses by name.
DEVELOPMENT_KEY = base64.b64encode(b"evenhand development only, 32 by").decode()

Key = Annotated[SecretStr, Field(min_length=1)]


def named(name: str) -> AliasChoices:
    """Let a setting be given under a name that other programs use too, or under ours."""
    return AliasChoices(name.upper(), f"EVENHAND_{name.upper()}")


class Settings(BaseSettings):
    """Settings of the service: environment variables, prefixed EVENHAND_ but for the few that other programs share."""

    model_config = SettingsConfigDict(
        env_prefix="EVENHAND_", frozen=True, extra="ignore", populate_by_name=True,
        hide_input_in_errors=True,  # what was given may be a secret, and errors are logged
    )  # fmt: skip

    mode: Literal["development", "production"] = Field(
        "production", description="Production refuses every development setting by name."
    )
    database_url: SecretStr = Field(
        validation_alias=named("database_url"),
        description="The record's database, as a login that holds the role evenhand_app and no more.",
    )
    keys_database_url: SecretStr = Field(
        validation_alias=named("keys_database_url"),
        description="The key database, as a login that holds the role evenhand_keys and no more.",
    )
    database_connections: int = Field(8, ge=2, le=100, description="How many connections a process keeps for reading.")
    master_key: Key = Field(
        SecretStr(DEVELOPMENT_KEY), description="The key that wraps every data key: 32 bytes in base64."
    )
    old_master_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="Master keys that still wrap something, commas between them, until everything is wrapped anew.",
    )
    checkpoint_key: Key = Field(
        SecretStr(DEVELOPMENT_KEY), description="The Ed25519 key that signs checkpoints: its 32-byte seed in base64."
    )
    old_checkpoint_keys: tuple[SecretStr, ...] = Field(
        (), description="Checkpoint keys that have been replaced: what they signed goes on to be believed."
    )
    checkpoint_folder: Path = Field(
        ROOT / ".evenhand/checkpoints", description="Where signed checkpoints are filed, outside every database."
    )
    checkpoint_seconds: int = Field(60, ge=1, description="How often the record is sealed while it grows, in seconds.")
    vault_folder: Path = Field(ROOT / ".evenhand/vault", description="Where letters are kept, encrypted.")
    attachments_folder: Path = Field(
        ROOT / ".evenhand/attachments",
        description="Where attachments are kept, encrypted; with a bucket, where they wait on their way there.",
    )
    attachments_bucket: str | None = Field(
        None, description="A bucket that keeps attachments instead of the folder, at a store that speaks S3."
    )
    s3_endpoint: str | None = Field(None, description="That store's address; by default Amazon's of the region.")
    s3_region: str = Field("eu-west-2", description="That store's region.")
    s3_access_key_id: str | None = Field(None, description="The access key's id at that store.")
    s3_secret_access_key: SecretStr | None = Field(None, description="That access key's secret.")
    attachment_megabytes: int = Field(
        100, ge=1, le=4096, description="How large an attachment may be, in megabytes (1,000,000 bytes)."
    )
    attachment_types: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Media types that are taken, commas between them; none: all that Evenhand knows."
    )
    policy_folder: Path = Field(
        ROOT / "policy", description="The policy's figures, bank holidays, closure days and the organisation, as TOML."
    )
    temporal_address: str = Field(
        "127.0.0.1:7233", validation_alias=named("temporal_address"), description="Temporal's frontend, host:port."
    )
    temporal_namespace: str = Field("evenhand", description="The namespace in Temporal.")
    temporal_task_queue: str = Field("evenhand", description="The task queue that workers share.")
    temporal_tls: bool = Field(False, description="Whether to speak TLS with Temporal.")
    temporal_api_key: SecretStr | None = Field(None, description="An API key for Temporal, where it asks for one.")
    reconcile_seconds: int = Field(
        300, ge=5, description="How often open cases are compared with running workflows, in seconds."
    )
    api_host: str = Field("127.0.0.1", description="The address on which the API listens.")
    api_port: int = Field(8400, ge=0, le=65535, description="The port on which the API listens.")
    worker_health_port: int = Field(8401, ge=0, le=65535, description="The worker's /health/ready; 0 turns it off.")
    oidc_issuer: str = Field(
        "http://127.0.0.1:8402", description="Who issues tokens: the `iss` that a token must carry."
    )
    oidc_audience: str = Field("evenhand", description="The `aud` that a token must carry.")
    oidc_jwks_url: str | None = Field(
        None, description="Where the issuer's keys are; by default found through its discovery document."
    )
    smtp_host: str = Field("127.0.0.1", description="The mail server that takes our notices.")
    smtp_port: int = Field(8403, ge=1, le=65535, description="The mail server's port.")
    smtp_tls: Literal["none", "starttls", "tls"] = Field("starttls", description="How the way to it is protected.")
    smtp_user: str | None = Field(None, description="The mail server's user, where it asks for one.")
    smtp_password: SecretStr | None = Field(None, description="That user's password.")
    mail_from: str = Field("conduct@example.org", description="The address that our e-mail comes from.")
    mail_seconds: float = Field(30, gt=0, description="How long the mail server may take, in seconds.")
    housing_system_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="Where restrictions are entered too (docs/housing-system.md); none: by hand.",
    )
    housing_system_token: SecretStr | None = Field(None, description="The bearer token that is shown there.")
    housing_system_seconds: float = Field(10, gt=0, le=60, description="How long its answer may take, in seconds.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is worth a log line.")

    @field_validator("old_master_keys", "attachment_types", mode="before")
    @classmethod
    def _by_commas(cls, given: Any) -> Any:
        return tuple(word.strip() for word in given.split(",") if word.strip()) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _keys_are_keys(self) -> Self:
        for name in ("master_key", "checkpoint_key"):
            key_bytes(getattr(self, name), name)
        for name in ("old_master_keys", "old_checkpoint_keys"):
            for number, key in enumerate(getattr(self, name)):
                key_bytes(key, f"{name}.{number}")
        return self

    @model_validator(mode="after")
    def _attachments_are_what_we_know(self) -> Self:
        if unknown := set(self.attachment_types) - set(MediaType):
            raise ValueError(f"EVENHAND_ATTACHMENT_TYPES names {', '.join(sorted(unknown))}, which is no type we know")
        if self.attachments_bucket and not (self.s3_access_key_id and self.s3_secret_access_key):
            raise ValueError("EVENHAND_ATTACHMENTS_BUCKET needs EVENHAND_S3_ACCESS_KEY_ID and its secret")
        return self

    @model_validator(mode="after")
    def _nothing_of_development_in_production(self) -> Self:
        if self.mode == "production":
            offending = [name for name, is_so in self._development_settings().items() if is_so]
            if offending:
                raise ValueError("refused in production: " + "; ".join(offending))
        return self

    def _development_settings(self) -> dict[str, bool]:
        """Say of each thing that only development may have whether it is so."""
        default, in_the_code = SecretStr(DEVELOPMENT_KEY), ROOT / ".evenhand"
        return {
            "DATABASE_URL has a password that anybody would guess": _is_guessed(self.database_url),
            "KEYS_DATABASE_URL has a password that anybody would guess": _is_guessed(self.keys_database_url),
            "EVENHAND_VAULT_FOLDER is the development folder": self.vault_folder.is_relative_to(in_the_code),
            "EVENHAND_ATTACHMENTS_FOLDER is the development folder": self.attachments_folder.is_relative_to(
                in_the_code
            ),
            "EVENHAND_S3_ENDPOINT is not https": bool(self.s3_endpoint and not self.s3_endpoint.startswith("https://")),
            "EVENHAND_CHECKPOINT_FOLDER is the development folder": self.checkpoint_folder.is_relative_to(in_the_code),
            "EVENHAND_MASTER_KEY is the development key": self.master_key == default,
            "EVENHAND_CHECKPOINT_KEY is the development key": self.checkpoint_key == default,
            "EVENHAND_OIDC_ISSUER is not https": not self.oidc_issuer.startswith("https://"),
            "EVENHAND_OIDC_JWKS_URL is not https": bool(
                self.oidc_jwks_url and not self.oidc_jwks_url.startswith("https://")
            ),
            "EVENHAND_HOUSING_SYSTEM_URL is not https": bool(
                self.housing_system_url and not self.housing_system_url.startswith("https://")
            ),
            "EVENHAND_SMTP_TLS is none": self.smtp_tls == "none",
            "EVENHAND_MAIL_FROM is the example's": self.mail_from.endswith(EXAMPLE),
            "EVENHAND_POLICY_FOLDER holds the example's organisation.toml": _is_the_examples(self.policy_folder),
            "DATABASE_URL and KEYS_DATABASE_URL name one database": (
                _place(self.database_url) == _place(self.keys_database_url)
            ),
        }


def _is_the_examples(policy: Path) -> bool:
    """Say whether letters would name the example's organisation, and so send appeals to nobody (8.1)."""
    try:
        said = tomllib.loads((policy / "organisation.toml").read_text("utf-8"))
        emails = [version["entries"].get("email", {}).get("value") for version in said["version"]]
    except (OSError, ValueError, LookupError, AttributeError, TypeError):
        return False  # whoever reads the policy says what is wrong
    return any(str(email).endswith(EXAMPLE) for email in emails)


def _place(url: SecretStr) -> tuple[str | None, int, str]:
    """Return which database an address names, whoever logs in there."""
    parts = urlsplit(url.get_secret_value())
    return parts.hostname, parts.port or 5432, parts.path


def _is_guessed(url: SecretStr) -> bool:
    """Say whether a database's password is none, its login, or what a server comes with."""
    parts = urlsplit(url.get_secret_value())
    return (parts.password or "") in {"", parts.username, "postgres", "password", "secret", "evenhand", "changeme"}


def key_bytes(key: SecretStr, name: str) -> bytes:
    """Return a key's 32 bytes. Raises ValueError, naming the setting and not the key."""
    try:
        plain = base64.b64decode(key.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        plain = b""
    if len(plain) != KEY_BYTES:
        raise ValueError(f"EVENHAND_{name.upper()} is not {KEY_BYTES} bytes in base64")
    return plain


def read(**given: Any) -> Settings:
    """Read the settings from the environment; what is given by name wins. Raises pydantic's ValidationError."""
    return Settings(**given)


def read_or_end() -> Settings:
    """Read the settings; where they are not good, end the process with a line for each mistake, and no secret."""
    try:
        return read()
    except ValidationError as error:
        raise SystemExit("\n".join(_in_a_line(mistake) for mistake in error.errors())) from None


def _in_a_line(mistake: ErrorDetails) -> str:
    setting = ".".join(str(part) for part in mistake["loc"])
    if mistake["loc"] and mistake["loc"][0] in Settings.model_fields:
        setting = f"EVENHAND_{setting.upper()}"
    said = mistake["msg"].removeprefix("Value error, ")
    return f"Cannot start: {setting}: {said}" if setting else f"Cannot start: {said}"
