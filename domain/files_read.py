"""What the policy's files held when a process started, as the record learns it (*Time*, *Never* back-dating).

A day that is added to a file while cases run becomes known on the day on which a process first read it, exactly as if
it had been proclaimed. Figures are never other than they were: a version under which a case may have begun stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.event import Command
from domain.policy import PolicyBook
from domain.policy_files import FIGURES, SEVERAL
from domain.policy_words import PolicyEvent


@dataclass(frozen=True)
class DayKept:
    """A day, and what is kept on it."""

    day: date
    name: str


@dataclass(frozen=True)
class FigureRead:
    """A figure as a file has it. `values`: one, or all of a figure that is a list."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class VersionRead:
    """A version of the figures: from which day on, and what they are."""

    version: str
    effective: date
    figures: tuple[FigureRead, ...]

    def values(self) -> dict[str, tuple[int, ...]]:
        """Return its figures by their names."""
        return {figure.name: figure.values for figure in self.figures}


@dataclass(frozen=True, kw_only=True)
class ReadPolicyFiles(Command):
    """A process that starts has read these files. `calendar` is the version that they bear."""

    calendar: str
    bank_holidays: tuple[DayKept, ...]
    closures: tuple[DayKept, ...]
    known_to: date
    versions: tuple[VersionRead, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyFilesRead(PolicyEvent):
    """The files hold what the record did not know: these days, a later day to which they are known, these figures.

    `first`: nothing had been read before. Of later readings a day counts as known from `read_on`; what a file no longer
    holds stays known, until it is withdrawn.
    """

    calendar: str
    read_on: date
    first: bool
    bank_holidays: tuple[DayKept, ...]
    closures: tuple[DayKept, ...]
    known_to: date
    versions: tuple[VersionRead, ...]


def reading_of(files: PolicyBook) -> ReadPolicyFiles:
    """Return what tells the record of the files."""
    calendar = files.calendar

    def kept(days: frozenset[date]) -> tuple[DayKept, ...]:
        return tuple(DayKept(day, calendar.names[day]) for day in sorted(days))

    return ReadPolicyFiles(
        calendar=calendar.version,
        bank_holidays=kept(calendar.bank_holidays),
        closures=kept(calendar.closures),
        known_to=calendar.known_to,
        versions=tuple(
            VersionRead(
                policy.version,
                policy.effective,
                tuple(
                    FigureRead(name, tuple(value) if name in SEVERAL else (value,))
                    for name, value in sorted(vars(policy.figures).items())
                ),
            )
            for policy in files.policies
        ),
    )


def contradictions(known: Mapping[str, VersionRead], read: tuple[VersionRead, ...], today: date) -> Iterator[str]:
    """Yield everything by which files would make the past another than the record knows it, in a sentence each."""
    found = {version.version: version for version in read}
    for name, before in sorted(known.items()):
        now = found.get(name)
        if now is None:
            yield f"{FIGURES}: the version {name} is not there any more, and cases may have begun under it: put it back"
            continue
        if now.effective != before.effective:
            yield f"{FIGURES}: the version {name} is in effect from {before.effective}, and not from {now.effective}"
        values = now.values()
        for figure, was in before.values().items():
            if values.get(figure, was) != was:
                yield (
                    f"{FIGURES}: {figure} of the version {name} is {_said(was)}, and not {_said(values[figure])}: a"
                    " change is a version of its own from a day to come, or is made over the API"
                )
    for name, now in sorted(found.items()):
        if name not in known and now.effective <= today:
            yield (
                f"{FIGURES}: the version {name} would be in effect from {now.effective}, but a new version begins"
                " after today: nothing is back-dated"
            )


def news(known: Mapping[str, VersionRead], read: tuple[VersionRead, ...]) -> tuple[VersionRead, ...]:
    """Return the versions that are new, and of those known the figures that are: a program may know more of them."""
    found = []
    for version in read:
        before = known[version.version].values() if version.version in known else {}
        figures = tuple(figure for figure in version.figures if figure.name not in before)
        if version.version not in known or figures:
            found.append(VersionRead(version.version, version.effective, figures))
    return tuple(found)


def _said(values: tuple[int, ...]) -> str:
    return ", ".join(map(str, values))
