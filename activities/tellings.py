"""Telling the employees of a case, the oldest thing first: recorded who they are, then e-mailed one by one (2.1)."""

import structlog
from temporalio import activity

from activities.acting import act, surely
from activities.heart import beating
from activities.letters import shortened
from activities.mail import Delivery
from activities.messages import Became, Part
from activities.notices import Post
from activities.refusals import final_refusals
from activities.told import words
from domain.calendar import local_day
from domain.case.employees import Reached, Telling
from domain.case.state import Case
from domain.case.telling import RecordEmployeeReached, TellEmployees, next_telling
from domain.names import StaffId
from domain.refusal import AlreadySo, NotFound
from domain.staff import DIRECTORY, StaffMemberEntered
from letters.employees import telling_mail
from letters.message import is_address
from record.store import Record

REACHED = {Delivery.TAKEN: Reached.E_MAILED, Delivery.REFUSED: Reached.REFUSED}
log = structlog.get_logger()


class TellingActivities:
    """What the workflow of a case's tellings asks for."""

    def __init__(self, record: Record, post: Post) -> None:
        self._record, self._post = record, post

    @activity.defn(name="tell_employees")
    async def tell(self, part: Part, _attempt: int) -> Became:
        """Tell of the oldest thing of which somebody has yet to be told. Raises ApplicationError (final), Unavailable.

        Somebody who was e-mailed as we were killed is e-mailed again, under the same Message-ID.
        """
        async with beating():
            with final_refusals():
                try:
                    return await self._tell(part)
                except AlreadySo:
                    return Became.SETTLED

    async def _tell(self, part: Part) -> Became:
        case = await self._case(part)
        telling = next_telling(case)
        if telling is None:
            return Became.SETTLED
        if telling.people is None:
            await act(self._record, part, f"told:{telling.id}", TellEmployees(telling=telling.id))
            return Became.SETTLED
        became = Became.SETTLED
        for person in telling.to_be_mailed:
            reached = await self._e_mail(case, telling, person)
            if reached is None:
                became = Became.LATER  # the others are not kept waiting
                continue
            command = RecordEmployeeReached(telling=telling.id, person=person, reached=reached)
            await surely(self._record, part, f"reached:{telling.id}:{person}", command)
        return became

    async def _case(self, part: Part) -> Case:
        case: Case | None = (await self._record.load(part.case)).state
        if case is None:
            raise NotFound(part.case)
        return case

    async def _e_mail(self, case: Case, telling: Telling, person: StaffId) -> Reached | None:
        """E-mail somebody; return what became of it, None where it is to be tried again."""
        address = await self._address(person)
        if not is_address(address):
            log.warning("telling.no_address", case=case.id, telling=telling.id, person=person, clause="2.1")
            return Reached.NO_ADDRESS
        now = await self._record.now()
        mail = telling_mail(
            telling,
            reference=shortened(case.id),
            sender=self._post.sender,
            sender_name=self._record.book().organisation_on(local_day(now)).name,
            recipient=address,
            message_id=_message_id(case, telling, person, self._post.sender),
            sent=now,
        )

        async def nothing_to_record() -> None:
            """Unlike a letter to a customer, it sets no clock going."""

        delivery = await self._post.server.deliver(
            mail, sender=self._post.sender, recipient=address, before_data=nothing_to_record
        )
        log.info("telling.handed_over", case=case.id, telling=telling.id, clause="2.1", delivery=delivery.value)
        return REACHED.get(delivery)

    async def _address(self, person: StaffId) -> str:
        said = [
            entry
            for entry in await self._record.history(DIRECTORY)
            if isinstance(entry.event, StaffMemberEntered) and entry.event.staff == person
        ]
        newest = (await self._record.open(said[-1:]))[0] if said else None
        return words(newest.email) if isinstance(newest, StaffMemberEntered) else ""


def _message_id(case: Case, telling: Telling, person: StaffId, sender: str) -> str:
    """Return the Message-ID of a telling to somebody: made of pseudonyms alone, and the same for every attempt."""
    of = ".".join((case.id.partition("/")[2], telling.id.replace("/", "."), person.partition("/")[2]))
    return f"<{of}@{sender.rpartition('@')[2]}>"
