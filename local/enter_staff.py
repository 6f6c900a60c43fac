"""Enters the demo people into the staff directory of a development record."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import NAMESPACE_URL, uuid5

import house
from domain.names import THE_SYSTEM
from domain.staff import DIRECTORY
from local.people import commands, everybody
from local.place import settings_in
from record.login import login_of


async def enter_demo_staff(environment: Mapping[str, str]) -> None:
    """Enter everybody, once: each command's id is made from what it says, so that a second time changes nothing."""
    settings = settings_in(environment)
    async with house.record(settings, house.policy_or_end(settings.policy_folder)) as record:
        logins = {person.subject: await login_of(record.keys, person.subject) for person in everybody().values()}
        for number, command in enumerate(commands(logins)):
            said = {**asdict(command), "roles": sorted(command.roles)}
            command_id = uuid5(NAMESPACE_URL, f"evenhand:demo-staff:{number}:{said}")
            await record.act(DIRECTORY, command, by=THE_SYSTEM, command_id=command_id)
