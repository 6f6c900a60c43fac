"""The policy in force: its files, and what has been proclaimed or read since, folded (*Time*).

It is the same for every process at the same version of the policy's stream, whose days are those that the record knows,
also where a process has older files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from domain.calendar import Calendar
from domain.event import Event
from domain.files_read import PolicyFilesRead, VersionRead
from domain.frozen import changed
from domain.policy import Figures, Policy, PolicyBook
from domain.policy_files import SEVERAL
from domain.policy_words import (
    BankHolidayProclaimed,
    BankHolidayWithdrawn,
    ClosureDayDeclared,
    FigureChanged,
    KnownDaysExtended,
)


@dataclass(frozen=True)
class Changes:
    """Everything that has been proclaimed. `words` counts the events, `days` those of the calendar."""

    words: int = 0
    days: int = 0
    holidays: Mapping[date, BankHolidayProclaimed] = field(default_factory=dict)  # in force; by their day
    kept: Mapping[date, str] = field(default_factory=dict)  # withdrawn: day → its name
    heard: Mapping[date, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)  # see Calendar
    closures: Mapping[date, str] = field(default_factory=dict)
    known_to: date | None = None
    figures: tuple[FigureChanged, ...] = ()
    of_files: Mapping[date, str] | None = None  # bank holidays of the files, and their names; None: not read yet
    versions: Mapping[str, VersionRead] = field(default_factory=dict)  # of the figures, as the files first had them
    calendar: str | None = None  # the version that the files bore as they were first read

    @property
    def ever(self) -> frozenset[date]:
        """Every day that ever was a bank holiday here: a file that holds it says nothing new."""
        return frozenset((self.of_files or {}).keys() | self.holidays.keys() | self.kept.keys() | self.heard.keys())


def fold(before: Changes | None, event: Event) -> Changes:
    """Apply an event."""
    so_far = before or Changes()
    days = so_far.days + _is_of_days(so_far, event)
    changes = changed(so_far, words=so_far.words + 1, days=days)
    match event:
        case BankHolidayProclaimed():
            kept = {day: name for day, name in changes.kept.items() if day != event.day}
            heard = (*changes.heard.get(event.day, ()), (event.proclaimed_on, None))
            holidays = {**changes.holidays, event.day: event}
            return changed(changes, holidays=holidays, kept=kept, heard={**changes.heard, event.day: heard})
        case BankHolidayWithdrawn():
            return _withdrawn(changes, event)
        case ClosureDayDeclared():
            return changed(changes, closures={**changes.closures, event.day: event.name})
        case KnownDaysExtended():
            return changed(changes, known_to=event.known_to)
        case FigureChanged():
            return changed(changes, figures=(*changes.figures, event))
        case PolicyFilesRead():
            return _read(changes, event)
    raise TypeError(event)


def _is_of_days(so_far: Changes, event: Event) -> bool:
    """Say whether an event makes another calendar of what was known before."""
    if isinstance(event, PolicyFilesRead):
        later = so_far.known_to is not None and event.known_to > so_far.known_to
        return not event.first and bool(event.bank_holidays or event.closures or later)
    return not isinstance(event, FigureChanged)


def _withdrawn(changes: Changes, event: BankHolidayWithdrawn) -> Changes:
    of_files = dict(changes.of_files or {})
    said = changes.holidays.get(event.day)
    name = said.name if said else of_files[event.day]
    *earlier, (known, _) = changes.heard.get(event.day, ((date.min, None),))  # a file's first days: known all along
    return changed(
        changes,
        holidays={day: holiday for day, holiday in changes.holidays.items() if day != event.day},
        of_files=None if changes.of_files is None else {d: n for d, n in of_files.items() if d != event.day},
        kept={**changes.kept, event.day: name},
        heard={**changes.heard, event.day: (*earlier, (known, event.withdrawn_on))},
    )


def _read(changes: Changes, event: PolicyFilesRead) -> Changes:
    new = {kept.day: kept.name for kept in event.bank_holidays}
    heard = {} if event.first else dict.fromkeys(new, ((event.read_on, None),))
    versions = dict(changes.versions)
    for version in event.versions:
        before = versions[version.version].figures if version.version in versions else ()
        versions[version.version] = VersionRead(version.version, version.effective, (*before, *version.figures))
    return changed(
        changes,
        of_files={**(changes.of_files or {}), **new},
        heard={**changes.heard, **heard},
        closures={**changes.closures, **{kept.day: kept.name for kept in event.closures}},
        known_to=max(changes.known_to or event.known_to, event.known_to),
        versions=versions,
        calendar=changes.calendar or event.calendar,
    )


def in_force(files: PolicyBook, changes: Changes | None) -> PolicyBook:
    """Return the book in force: the files, and what has been proclaimed since. Its versions name both."""
    if changes is None:
        return files
    read = tuple(_as_read(policy, changes.versions) for policy in files.policies)
    policies = with_figures(read, changes.figures)
    before = [with_figures(read, changes.figures[:n]) for n in range(len(changes.figures))]
    known = {(policy.effective, policy.figures) for policy in policies}
    superseded = {
        (policy.effective, policy.figures): policy
        for earlier in before
        for policy in earlier
        if (policy.effective, policy.figures) not in known
    }
    calendar = _calendar(files.calendar, changes)
    return PolicyBook(policies, calendar, files.organisations, tuple(superseded.values()), changes.words)


def _as_read(policy: Policy, versions: Mapping[str, VersionRead]) -> Policy:
    """Return a version of the figures as the record knows it, whatever a file beside a process says by now."""
    if policy.version not in versions:
        return policy
    known = versions[policy.version]
    values = {
        name: said if name in SEVERAL else said[0]
        for name, said in known.values().items()
        if hasattr(policy.figures, name)
    }
    return changed(policy, effective=known.effective, figures=changed(policy.figures, **values))


def _calendar(files: Calendar, changes: Changes) -> Calendar:
    names = {day: holiday.name for day, holiday in changes.holidays.items()}
    read = changes.of_files is not None
    of_files = changes.of_files if changes.of_files is not None else dict.fromkeys(files.bank_holidays, "")
    name = changes.calendar or files.version
    return Calendar(
        version=f"{name}+{changes.days}" if changes.days else name,
        bank_holidays=frozenset(of_files.keys() | changes.holidays.keys()),
        closures=frozenset(changes.closures if read else files.closures | changes.closures.keys()),
        known_to=changes.known_to if read and changes.known_to else max(files.known_to, changes.known_to or date.min),
        names={**changes.kept, **changes.closures, **names, **(of_files if read else {}), **files.names},
        heard=changes.heard,  # also where a file says it by now: it was not known before
        kept=frozenset(changes.kept),
    )


def with_figures(files: tuple[Policy, ...], figures: tuple[FigureChanged, ...]) -> tuple[Policy, ...]:
    """Return every version of the policy, oldest first: those of the files, and one for each day of a changed figure.

    Each inherits what it does not change; of two words about one figure from one day the later counts.
    """
    days: dict[date, dict[str, FigureChanged]] = {}
    for change in figures:
        days.setdefault(change.effective, {})[change.figure] = change
    found: list[Policy] = []
    said: dict[str, FigureChanged] = {}  # by events so far, where no file of a later day says otherwise
    file_before: Policy | None = None
    for effective, file in sorted([(p.effective, p) for p in files] + [(day, None) for day in days], key=_in_order):
        if file is not None:
            said = {n: c for n, c in said.items() if file_before is None or _same(file, file_before, n)}
            file_before = file
        said = {**said, **({} if file is not None else days[effective])}
        base = file_before or files[0]
        found.append(_version(base, said, effective, name=file.version if file is not None else effective.isoformat()))
    return tuple(found)


def _in_order(entry: tuple[date, Policy | None]) -> tuple[date, bool]:
    return entry[0], entry[1] is None  # on one day the file's word comes first


def _same(one: Policy, other: Policy, figure: str) -> bool:
    return bool(getattr(one.figures, figure) == getattr(other.figures, figure))


def _version(base: Policy, said: Mapping[str, FigureChanged], effective: date, name: str) -> Policy:
    values = {figure: change.values if figure in SEVERAL else change.values[0] for figure, change in said.items()}
    clauses = {figure: change.belongs_to for figure, change in said.items()}
    return Policy(
        version=name,
        effective=effective,
        figures=Figures(**{**{f.name: getattr(base.figures, f.name) for f in fields(Figures)}, **values}),
        clauses={**base.clauses, **clauses},
    )
