"""A story as it is told on a terminal: who does what, when, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as clock
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.calendar import LONDON
from local.playing import Playing, pseudonym_of

SPOKEN_OF = {"telephone": "call", "digital": "e-mail"}


def at(day: str, hour: str = "10:00") -> datetime:
    """Return a moment of the story, in UTC."""
    return datetime.combine(date.fromisoformat(day), clock.fromisoformat(hour), LONDON).astimezone(UTC)


@dataclass
class Telling:
    """The story as it is told: the running product, the terminal, and what has come of it so far."""

    play: Playing
    console: Console
    customer: str = ""
    case: str = ""
    incidents: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    letters_shown: int = 0
    cases_before: list[str] = field(default_factory=list)

    def begins_anew(self) -> None:
        """Go on with somebody else."""
        self.cases_before.append(self.case)
        self.customer, self.case, self.incidents = "", "", []

    def say(self, who: str, what: str, at: datetime | None = None) -> None:
        """Tell one step, of now or of a moment (aware) that has passed."""
        now = (at or self.play.time.now).astimezone(LONDON)
        line = Table.grid(padding=(0, 2))  # what does not fit goes on below itself
        line.add_column(no_wrap=True)
        line.add_column(no_wrap=True, width=8)
        line.add_row(f"[dim]{now:%a %d %b %Y %H:%M}[/]", f"[bold]{who}[/]", what)
        self.console.print(line)

    async def until(self, day: str, hour: str = "10:00") -> None:
        """Let time pass; tell which letters have left, and where the case stands."""
        await self.play.until(at(day, hour))
        await self.look_around()

    async def look_around(self) -> None:
        """Wait until the process has done what it has to do now, and tell what came of it."""
        await self.play.time.rest()
        letters = self.play.letters()
        for letter in letters[self.letters_shown :]:
            sent = parsedate_to_datetime(str(letter["Date"]))
            if is_for_the_customer(letter):
                title, size = _title_and_size(letter)
                self.say("e-mail", f"[green]“{title}” left for the customer, with a PDF of {size} KiB[/]", sent)
            else:
                who = letter["To"].partition("@")[0].capitalize()
                (says, *_) = str(letter.get_content()).splitlines()
                self.say("e-mail", f"[blue]{who} is told: {says} (2.1)[/]", sent)
        self.letters_shown = len(letters)
        if self.case:
            stage = (await self.play.does("carys", "GET", f"/cases/{self.case}"))["stage"]
            if stage not in self.stages[-1:]:
                self.stages.append(stage)
                self.console.print(f"{'':27} the case now stands at: [cyan]{stage}[/]")

    async def does(self, person: str, what: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Let somebody do something over HTTP, and tell it."""
        answer = await self.play.does(person, method, path, body)
        self.say(person.capitalize(), what)
        await self.look_around()
        return answer

    async def verdict(self, channel: str, purpose: str) -> str:
        """Ask, as the front line does, whether one may speak to the customer now."""
        path = f"/customers/{self.customer}/verdict?channel={channel}&purpose={purpose}"
        said = await self.play.does("asha", "GET", path)
        route = said["route"]["kind"] if said["route"] else "none needed"
        self.say("Asha?", f"{channel}, {purpose}: [yellow]{said['answer']}[/] ({said['clause']}; route: {route})")
        return str(said["answer"])


def is_for_the_customer(mail: EmailMessage) -> bool:
    """Say whether an e-mail is a customer's letter: an employee's says only where to look, and holds no PDF."""
    return any(part.get_content_type() == "application/pdf" for part in mail.walk())


def _title_and_size(letter: EmailMessage) -> tuple[str, int]:
    """Return what a letter is headed, and the size of its PDF in KiB."""
    parts = {part.get_content_type(): part for part in letter.walk()}
    lines = str(parts["text/plain"].get_content()).splitlines()
    underline = next(number for number, line in enumerate(lines) if line.startswith("==="))
    return lines[underline - 1], len(parts["application/pdf"].get_content()) // 1024


async def incident(
    story: Telling,
    reporter: str,
    channel: str,
    criteria: list[str],
    day: str,
    steps: list[dict[str, str]],
    raises: Sequence[str] = (),
) -> None:
    """Record an incident of the morning."""
    said = ", ".join(criteria)
    request: dict[str, Any] = {"holds_legitimate_request": bool(raises)} if channel == "digital" else {}
    if raises:
        request["legitimate_request"] = "Everything that is held on the customer."
    answer = await story.does(reporter, f"records an abusive {SPOKEN_OF[channel]}: {said}", "POST", "/incidents", {
        "customer": story.customer, "channel": channel, "criteria": criteria, "happened_at": f"{day}T09:45:00Z",
        "narrative": "What was said, as far as it can be repeated.", "steps": steps,
        "targets": [pseudonym_of(reporter)], "raises": list(raises), **request,
    })  # fmt: skip
    story.incidents.append(answer["id"])


async def assess(story: Telling, number: int) -> None:
    """Assess an incident as unacceptable."""
    name = story.incidents[number]
    found = await story.play.does("carys", "GET", f"/incidents/{name}")
    await story.play.does("carys", "GET", f"/incidents/{name}/narrative")
    path = f"/incidents/{name}/assessments"
    await story.does("carys", f"finds incident {number + 1} unacceptable (4.1)", "POST", path, {
        "assessment": "unacceptable", "criteria": found["criteria"], "impact": "It distressed a member of staff.",
        "circumstances": "A repair has been waited for.", "seriousness": "The repair matters.",
    })  # fmt: skip
