"""Puts the parts together from the settings: the one place that both the API and the worker are made from."""

from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from obstore.store import S3Store

from activities.housing import HousingSystem
from domain.attachment import Limits, MediaType
from domain.customer import ContactDetailsChanged, CustomerEntered, CustomerIdentified
from domain.event import Event
from domain.permissions import check
from domain.policy import PolicyBook
from domain.policy_files import FILES, PolicyMistakes, book_from
from domain.register import DECIDERS
from domain.toml_lines import Mistake
from record.attachments import Attachments
from record.database import Database
from record.flagged import FlaggedHandling
from record.keys import Keys, Masters
from record.open_streams import OpenStreams
from record.people import Finder, Kind, PeopleIndex, Texts, opened_list
from record.queue import WorkQueue
from record.seal import Sealer
from record.shelf import BucketShelf, FolderShelf, Shelf
from record.store import Record
from record.vault import Vault
from record.views import Views
from settings import Settings, key_bytes


def policy_book(folder: Path) -> PolicyBook:
    """Read the policy's files. Raises PolicyMistakes, which lists every mistake, each with its file and line."""
    texts: dict[str, str] = {}
    missing: list[Mistake] = []
    for name in FILES:
        try:
            texts[name] = (folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            missing.append(Mistake(name, 1, f"it cannot be read: {error}"))
            texts[name] = ""
    try:
        book = book_from(texts)
    except PolicyMistakes as wrong:
        unread = {mistake.file for mistake in missing}
        raise PolicyMistakes([*missing, *(m for m in wrong.mistakes if m.file not in unread)]) from None
    return book


def policy_or_end(folder: Path) -> PolicyBook:
    """Read the policy's files; where they hold mistakes, end the process with a line for each."""
    try:
        return policy_book(folder)
    except PolicyMistakes as wrong:
        raise SystemExit("\n".join(f"Cannot start: {folder / str(mistake)}" for mistake in wrong.mistakes)) from None


def keys(settings: Settings) -> Keys:
    """Make the keys, not yet opened."""
    masters = Masters(
        key_bytes(settings.master_key, "master_key"),
        *(key_bytes(old, "old_master_keys") for old in settings.old_master_keys),
    )
    return Keys(Database(settings.keys_database_url.get_secret_value(), size=2), masters)


def record(settings: Settings, book: PolicyBook) -> Record:
    """Make the record, not yet started. `book` is the policy's files; `Record.book` then the policy in force."""
    return Record(
        settings.database_url.get_secret_value(),
        keys=keys(settings),
        deciders=DECIDERS,
        permit=check,
        book=lambda: book,
        connections=settings.database_connections,
    )


def _texts(event: CustomerEntered | ContactDetailsChanged) -> Texts:
    return [
        (Kind.NAME, event.name),
        (Kind.TENANCY_NUMBER, event.tenancy_number),
        *((Kind.PHONE, phone) for phone in opened_list(event.phones)),
        *((Kind.EMAIL, email) for email in opened_list(event.emails)),
    ]


FINDERS: dict[type[Event], Finder] = {
    CustomerEntered: Finder(person="customer", texts=_texts),
    ContactDetailsChanged: Finder(person="customer", texts=_texts),
    CustomerIdentified: Finder(person="customer", texts=_texts),
}


def people_index(of: Record) -> PeopleIndex:
    """Make the index by which customers are found."""
    return PeopleIndex(of, FINDERS)


def work_queue(of: Record) -> WorkQueue:
    """Make the work queue and the register of restrictions."""
    return WorkQueue(of)


def views(of: Record) -> Views:
    """Make every view there is."""
    return Views(of, [people_index(of), work_queue(of), OpenStreams(), FlaggedHandling()])


def vault(settings: Settings, of: Record) -> Vault:
    """Make the store of letters."""
    return Vault(settings.vault_folder, of.keys)


def attachments(settings: Settings, of: Record) -> Attachments:
    """Make the store of attachments."""
    types = frozenset(map(MediaType, settings.attachment_types)) or frozenset(MediaType)
    limits = Limits(settings.attachment_megabytes * 1_000_000, types)
    return Attachments(_shelf(settings), of.keys, settings.attachments_folder, limits)


def _shelf(settings: Settings) -> Shelf:
    if settings.attachments_bucket is None:
        return FolderShelf(settings.attachments_folder)
    secret, endpoint = settings.s3_secret_access_key, settings.s3_endpoint
    given = {
        "endpoint": endpoint,
        "access_key_id": settings.s3_access_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
    }
    store = S3Store(
        settings.attachments_bucket,
        region=settings.s3_region,
        virtual_hosted_style_request=endpoint is None,
        client_options={"allow_http": bool(endpoint and endpoint.startswith("http://")), "timeout": "30s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    return BucketShelf(store)


def housing_system(settings: Settings) -> HousingSystem | None:
    """Return the housing management system, where one is configured."""
    if settings.housing_system_url is None:
        return None
    token = settings.housing_system_token
    return HousingSystem(
        url=settings.housing_system_url,
        token=token.get_secret_value() if token else None,
        timeout=settings.housing_system_seconds,
    )


def sealer(settings: Settings, of: Record) -> Sealer:
    """Make the sealer."""
    key, *earlier = _sealing_keys(settings)
    return Sealer(of, key, settings.checkpoint_folder, earlier=[old.public_key() for old in earlier])


def checkpoint_keys(settings: Settings) -> list[Ed25519PublicKey]:
    """Return the keys whose checkpoints are believed."""
    return [key.public_key() for key in _sealing_keys(settings)]


def _sealing_keys(settings: Settings) -> list[Ed25519PrivateKey]:
    seeds = [key_bytes(settings.checkpoint_key, "checkpoint_key")]
    seeds += [key_bytes(old, "old_checkpoint_keys") for old in settings.old_checkpoint_keys]
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
