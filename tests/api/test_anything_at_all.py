"""Whatever is sent, by whomever: no 5xx, nothing taken that the document forbids, every answer as the document says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zlib import crc32

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import SecretStr
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as conformance

import house
from domain.names import THE_SYSTEM, Role
from domain.staff import DIRECTORY
from settings import DEVELOPMENT_KEY, key_bytes
from tests.api.bodies import a_customer, an_appeal, terms
from tests.api.callers import Desk
from tests.api.conftest import a_record
from tests.api.people import BY_ROLE, NAMES, entries, token, uuid
from tests.api.serving import an_issuer, the_api
from tests.api.stories import a_case_to_decide
from tests.api.test_attachments import attached
from tests.record.servers import Server, a_place

CHECKS = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
    conformance.negative_data_rejection,
    conformance.unsupported_method,
]
EXAMPLES = 3  # for each operation and role that may ask for it
OF_OTHERS = 1
DEVELOPMENT = key_bytes(SecretStr(DEVELOPMENT_KEY), "master_key")


@dataclass
class Served:
    """The API as it is served: where, its document, and what is there to be asked about, by a parameter's name."""

    address: str
    tokens: dict[Role, str]
    real: dict[str, str]
    operations: list[tuple[frozenset[str], SearchStrategy[Case[Any]]]]  # with the roles that may ask

    def version(self) -> int:
        path = f"{self.address}/v1/cases/{self.real['case']}"
        answer = httpx.get(path, headers={"Authorization": f"Bearer {self.tokens[Role.MANAGER]}"})
        return int(answer.json()["version"])


@pytest.fixture(scope="module")
async def served(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """Serve the API on a record with one case in it; its views are kept up here, as the worker does."""
    place = await a_place(server)
    record = a_record(place, DEVELOPMENT)
    with an_issuer() as issuer, the_api(place, tmp_path_factory.mktemp("served"), issuer) as (address, _log):
        tokens = {name: token(name, iss=issuer) for name in NAMES}
        async with record, httpx.AsyncClient(base_url=address) as client:
            for entry in await entries(record.keys):
                await record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=uuid4())
            views = asyncio.create_task(house.views(record).run())
            yield Served(
                address,
                {role: tokens[name] for role, name in BY_ROLE.items()},
                await something_to_ask_about(Desk(client, tokens)),
                await asyncio.to_thread(described, address),
            )
            views.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await views


def described(address: str) -> list[tuple[frozenset[str], SearchStrategy[Case[Any]]]]:
    """Return, for each operation, what its schema allows and what it forbids."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return [
        (
            frozenset(operation.definition.raw.get("x-roles", Role)),
            st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]),
        )
        for operation in found
    ]


async def something_to_ask_about(desk: Desk) -> dict[str, str]:
    """Make a case with a decision and an appeal; return what may be asked about, by the name of its parameter."""
    story = await a_case_to_decide(desk)
    await story.tell("carys", "/decisions", terms(*story.incidents))
    await story.tell("asha", "/appeals", an_appeal())
    incident = story.incidents[0]
    await desk.post("carys", f"/incidents/{incident}/advice", {"why": "Why.", "what_must_change": "What."})
    concern = {"referral_kind": "vulnerability-indicator", "received_on": "2026-01-05", "concern": "Why."}
    referral = (await desk.post("asha", "/referrals", {"customer": story.customer, **concern}))["id"]
    said = {"customer": story.customer, "channel": "telephone", "happened_at": "2026-01-05T10:00:00Z"}
    general = [{"purpose": "general", "done": "answered"}]
    contact = (await desk.post("asha", "/contacts", {**said, "matters": general}))["id"]
    numbers = dict.fromkeys(("decision", "appeal", "notice", "entry", "point", "early_review", "adjustment"), "1")
    there = {"customer": story.customer, "incident": incident, "case": story.case, "staff": uuid("ben")}
    other = (await desk.post("asha", "/customers", a_customer()))["id"]
    acts = {
        "relation": "friend",
        "since": "2026-01-05",
        "name": "Mair",
        "phones": ["01792 000222"],
        "authority": "Said.",
    }
    acting = (await desk.post("asha", "/representatives", {"customer": story.customer, **acts}))["id"]
    await desk.post("asha", f"/customers/{story.customer}/adjustments", {"what": "Calls late.", "since": "2026-01-05"})
    there |= {"referral": referral, "letter": incident, "contact": contact, "other": other, "acting": acting}
    draft = await desk.post("carys", f"/cases/{story.case}/drafts", {"what": "vary", "reasons": "It went well."})
    there["draft"] = draft["id"]
    there["attachment"] = await attached(desk, f"/cases/{story.case}/attachments")
    return numbers | there


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(BY_ROLE))
async def test_whatever_is_sent_is_answered_as_the_document_says(served: Served, role: Role) -> None:
    assert len(served.operations) > 40
    for roles, anything in served.operations:
        await asyncio.to_thread(ask, served, role, anything, EXAMPLES if role in roles else OF_OTHERS)


def ask(served: Served, role: Role, anything: SearchStrategy[Case[Any]], times: int) -> None:
    """Ask for one operation in a few ways, always the same for a role."""

    @seed(crc32(role.encode()))
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(anything)
    def ask_for(case: Case[Any]) -> None:
        if case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE:
            make_real(case, served)
        case.headers["Authorization"] = f"Bearer {served.tokens[role]}"
        case.call_and_validate(checks=CHECKS)

    ask_for()


def make_real(case: Case[Any], served: Served) -> None:
    """Point a well-formed request at something that is there: most that could be made up is not."""
    for name in case.path_parameters:
        case.path_parameters[name] = served.real.get(name, case.path_parameters[name])
    if isinstance(case.body, dict):
        case.body.update({name: served.real[name] for name in ("customer", "incident") if name in case.body})
    if "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{served.version()}"'
