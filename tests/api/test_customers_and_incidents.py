from dataclasses import fields

import pytest

from api.schemas.cases import Assignment, NewAppeal, NewOutcome, Suspension
from api.schemas.customers import ContactDetails, NewCustomer
from api.schemas.evidence import NewEvidence, Withdrawal
from api.schemas.handling import HandlingNote, NewHandling
from api.schemas.incidents import Correction, NewAssessment, NewIncident, PeopleCorrection
from api.schemas.measures import Terms
from domain.case.appealing import ReceiveAppeal
from domain.case.deciding import Restrict
from domain.case.ending import SuspendRestriction
from domain.case.reviewing import AssignReviewer, DecideAppeal
from domain.customer import ChangeContactDetails, EnterCustomer
from domain.evidence import Evidence, WithdrawEvidence
from domain.handled import NoteHandling, RecordHandling
from domain.incident import AssessIncident, CorrectIncident, RecordIncident
from domain.people import CorrectPeople
from tests.api.bodies import a_customer, a_refusal_to_cooperate, an_assessment, an_incident, refused_twice
from tests.api.callers import Desk
from tests.api.people import uuid


@pytest.mark.clause("1.3")
async def test_a_customer_is_entered_and_read_back(desk: Desk) -> None:
    entered = await desk.ask("asha", "POST", "/customers", a_customer())
    assert entered.status_code == 201, entered.text
    receipt = entered.json()
    assert receipt["events"] == ["CustomerEntered"]
    assert entered.headers["location"] == f"/v1/customers/{receipt['id']}"
    read = await desk.ask("asha", "GET", f"/customers/{receipt['id']}")
    assert read.headers["etag"] == '"1"'
    assert int(read.headers["evenhand-position"]) >= receipt["position"]
    assert read.json() == {
        "id": receipt["id"],
        "customer_kind": "tenant",
        "identified": True,
        "means": "post",
        "language": "en",
        "name": "Gwen Prys",
        "description": None,
        "phones": ["01792 000111"],
        "emails": ["gwen@example.org"],
        "address": ["1 Stryd Fawr", "Abertawe"],
        "tenancy_number": "T-10042",
        "erased": False,
        "adjustments": [],
        "linked": [],
        "links": [],
        "whose": [],
        "representatives": [],
        "incidents": [],
        "cases": [],
        "referrals": [],
    }


@pytest.mark.clause("9.1")
async def test_an_incident_is_recorded_and_read_back_in_codes(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    receipt = await desk.post("asha", "/incidents", an_incident(customer))
    assert receipt["events"] == ["IncidentRecorded", "PeopleNamed"]
    incident = await desk.get("ben", f"/incidents/{receipt['id']}")
    assert incident["customer"] == customer
    assert incident["criteria"] == ["swearing", "personal-abuse"]
    assert incident["assessment"] is None
    assert "narrative" not in incident
    assert (await desk.get("asha", f"/customers/{customer}"))["incidents"] == [receipt["id"]]


@pytest.mark.clause("4.7", "4.12", "4.13")
async def test_what_each_criterion_asks_of_an_assessment_can_be_said(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    incident = (await desk.post("asha", "/incidents", an_incident(customer)))["id"]
    path = f"/incidents/{incident}/assessments"
    for field, said in (
        ("evidence.refusals", a_refusal_to_cooperate(evidence=refused_twice(refusals=[]))),
        ("evidence.difficulty", a_refusal_to_cooperate(evidence=refused_twice(difficulty=None))),
        ("why_reasonable", a_refusal_to_cooperate(why_reasonable=None)),
        ("other_criterion", an_assessment(criteria=["other-unreasonable-demand"])),
    ):
        problem = await desk.refused("carys", "POST", path, said)
        assert (problem["status"], problem["field"]) == (422, field)
    also = a_refusal_to_cooperate(criteria=["refusal-to-cooperate", "other-unreasonable-demand"], other_criterion="It.")
    brought = ["CooperationAsked", "CooperationRefused", "DifficultyAskedAbout"]
    assert (await desk.post("carys", path, also))["events"] == [*brought, "IncidentAssessed"]


async def test_a_body_can_say_all_that_its_command_can() -> None:
    for body, command, besides in (
        (NewCustomer, EnterCustomer, set()),
        (ContactDetails, ChangeContactDetails, set()),
        (NewIncident, RecordIncident, set()),
        (NewAssessment, AssessIncident, {"anew"}),
        (Correction, CorrectIncident, set()),
        (PeopleCorrection, CorrectPeople, set()),
        (NewHandling, RecordHandling, set()),
        (HandlingNote, NoteHandling, set()),
        (NewEvidence, Evidence, set()),
        (Withdrawal, WithdrawEvidence, set()),
        (Terms, Restrict, {"draft", "draft_version"}),  # said by the place that it is made at
        (NewAppeal, ReceiveAppeal, set()),
        (Assignment, AssignReviewer, {"appeal"}),
        (NewOutcome, DecideAppeal, {"appeal"}),
        (Suspension, SuspendRestriction, {"decision"}),
    ):
        assert {field.name for field in fields(command)} - besides == set(body.model_fields), body.__name__


@pytest.mark.clause("8.5")
async def test_reading_an_account_is_recorded_first(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    receipt = await desk.post("asha", "/incidents", an_incident(customer))
    read = await desk.ask("iwan", "GET", f"/incidents/{receipt['id']}/narrative")
    assert read.json()["told"][0]["texts"]["narrative"] == "Shouted at the adviser."
    assert int(read.headers["evenhand-position"]) == receipt["position"] + 1
    record = desk.client._transport.app.state.parts.record  # type: ignore[attr-defined]
    readers = (await record.load(f"reading/{receipt['id']}")).state.readers
    assert readers == {f"staff/{uuid('iwan')}"}


@pytest.mark.clause("8.5")
async def test_the_people_of_an_incident_are_read_apart(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = an_incident(customer, targets=[uuid("ben")], other_witnesses=["A neighbour"])
    incident = (await desk.post("asha", "/incidents", body))["id"]
    await desk.post("asha", f"/incidents/{incident}/witnesses", {"witnesses": [uuid("dafydd")]})
    assert await desk.get("carys", f"/incidents/{incident}/people") == {
        "incident": incident,
        "reporter": uuid("asha"),
        "targets": [uuid("ben")],
        "witnesses": [uuid("dafydd")],
        "other_witnesses": ["A neighbour"],
        "erased": False,
    }
