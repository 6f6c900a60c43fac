"""The first person of Governance is entered by whoever installs the service; everybody else by Governance."""

import pytest

from api.first_person import enter
from domain.names import Role
from domain.refusal import Conflict
from domain.staff import DIRECTORY, Directory
from tests.api.conftest import a_record
from tests.record.servers import Server, a_place


async def test_the_first_person_of_governance_is_entered_once(server: Server) -> None:
    async with a_record(await a_place(server)) as record:
        staff = await enter(record, "idp|1", "Huw")
        directory = (await record.load(DIRECTORY)).state
        assert isinstance(directory, Directory)
        assert directory.member(staff).roles == {Role.GOVERNANCE}
        with pytest.raises(Conflict):
            await enter(record, "idp|2", "Somebody else")
        assert (await record.load(DIRECTORY)).version == 1
