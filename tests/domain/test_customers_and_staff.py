import pytest

from domain.customer import ChangeContactDetails, CustomerKind, PreferMeans
from domain.names import THE_SYSTEM, Language, Means, Role
from domain.people import ReadNarrative
from domain.refusal import Conflict, NotFound
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, FFION, GWEN, OUTSIDER, an_entry
from tests.domain.refusing import refused
from tests.domain.story import a_story


@clause("1.3", "1.4")
@pytest.mark.parametrize("kind", CustomerKind)
def test_a_customer_is_anyone_who_contacts_the_organisation(kind: CustomerKind) -> None:
    story = a_story()
    assert story.states[story.a_customer(customer_kind=kind)].customer_kind is kind


@clause("1.3")
def test_a_person_not_yet_identified_has_a_description_and_an_identified_one_a_name() -> None:
    story = a_story()
    story.a_customer(identified=False, name=None, description="A man with a red scarf.")
    with refused("1.3", "description"):
        story.a_customer(identified=False, name=None)
    with refused("1.3", "name"):
        story.a_customer(name=" ")


@clause("1.3")
def test_a_name_once_known_is_changed_but_not_taken_away() -> None:
    story = a_story()
    with refused("1.3", "name"):
        story.do(story.customer, ChangeContactDetails(address=("1 Road",)), ASHA)


@clause("reading.md, Who")
def test_somebody_leaves_once_and_the_last_of_governance_stays() -> None:
    story = a_story()
    story.do(DIRECTORY, RemoveStaffMember(staff=ASHA.id), GWEN)
    with pytest.raises(Conflict):
        story.do(DIRECTORY, RemoveStaffMember(staff=ASHA.id), GWEN)
    with refused("reading.md, Who", "staff"):
        story.do(DIRECTORY, RemoveStaffMember(staff=GWEN.id), GWEN)


@clause("7.3")
def test_a_means_is_chosen_that_reaches_the_customer() -> None:
    story = a_story()
    with refused("7.3", "emails"):
        story.a_customer(means=Means.EMAIL)
    customer = story.a_customer(means=Means.EMAIL, emails=("a@example.org",), address=())
    with refused("7.3", "address"):
        story.do(customer, PreferMeans(means=Means.LARGE_PRINT, language=Language.WELSH), ASHA)
    with refused("7.3", "emails"):
        story.do(customer, ChangeContactDetails(name="A", address=("1 Road",)), ASHA)
    story.do(customer, PreferMeans(means=Means.READ_BY_PHONE, language=Language.WELSH), ASHA)
    assert story.states[customer].language is Language.WELSH


@clause("7.3")
def test_an_address_by_which_letters_go_is_not_taken_away_and_one_never_known_is_not_asked_for() -> None:
    story = a_story()
    with refused("7.3", "address"):
        story.do(story.customer, ChangeContactDetails(name="A Tenant"), ASHA)
    caller = story.a_customer(identified=False, name=None, description="A caller.", address=())
    story.do(caller, ChangeContactDetails(phones=("029 2000 0001",)), ASHA)
    assert not story.states[caller].has_address


@clause("reading.md, Who")
def test_escalation_goes_up_the_line_of_those_who_are_still_here() -> None:
    story = a_story()
    for person, above in ((ASHA, BRYN), (BRYN, DELYTH), (DELYTH, EMRYS)):
        story.do(DIRECTORY, an_entry(person, line_manager=above.id), GWEN)
    directory = story.states[DIRECTORY]
    assert directory.above(ASHA.id) == (BRYN.id, DELYTH.id, EMRYS.id)
    story.do(DIRECTORY, RemoveStaffMember(staff=BRYN.id), GWEN)
    assert story.states[DIRECTORY].above(ASHA.id) == (DELYTH.id, EMRYS.id)
    assert story.states[DIRECTORY].actor(BRYN.id) is None
    assert directory.actor(BRYN.id) == BRYN


@clause("reading.md, Who")
def test_an_entry_of_the_directory_makes_sense() -> None:
    story = a_story()
    with refused("reading.md, Who", "roles"):
        story.do(DIRECTORY, an_entry(FFION, roles=frozenset()), GWEN)
    with refused("reading.md, Who", "roles"):
        story.do(DIRECTORY, an_entry(FFION, roles=frozenset({Role.SYSTEM})), GWEN)
    with refused("reading.md, Who", "staff"):
        story.do(DIRECTORY, an_entry(THE_SYSTEM, roles=frozenset({Role.MANAGER})), GWEN)
    with refused("reading.md, Who", "subject"):
        story.do(DIRECTORY, an_entry(FFION, login=CARYS.id), GWEN)
    with refused("reading.md, Who", "line_manager"):
        story.do(DIRECTORY, an_entry(FFION, line_manager=FFION.id), GWEN)
    with pytest.raises(NotFound):
        story.do(DIRECTORY, an_entry(FFION, stand_in=OUTSIDER.id), GWEN)
    with pytest.raises(NotFound):
        story.do(DIRECTORY, RemoveStaffMember(staff=OUTSIDER.id), THE_SYSTEM)


@clause("8.5")
def test_who_reads_an_account_is_recorded_where_independence_looks_for_it() -> None:
    story = a_story()
    incident, another = story.an_incident(), story.an_incident()
    story.reads(incident, by=CARYS)
    story.reads(incident, by=CARYS)
    reading = incident.replace("incident", "reading")
    assert story.states[reading].readers == {CARYS.id}
    assert len(story.streams[reading]) == 2
    with pytest.raises(NotFound):
        story.do(another.replace("incident", "reading"), ReadNarrative(about=incident), CARYS)
    with pytest.raises(NotFound):
        story.reads("incident/00000000-0000-0000-0000-00000000000f", by=CARYS)
