"""`./run demo`: one case from the first incident to the lapse of its restriction, told step by step on virtual time."""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import house
from domain.calendar import LONDON
from domain.invariants import Breach
from local.auditing import audited
from local.demo_prohibited import engaging, hearing, prohibiting
from local.playing import playing, pseudonym_of
from local.telling import Telling, assess, at, incident, is_for_the_customer
from record.verify import Report

MEASURES = [{"kind": "one-method-only", "method": "digital"}, {"kind": "contact-frequency", "times": 2, "per": "week"}]
WIDTH = 112  # columns of the picture
START = "2026-03-02"  # the appeal window of this case runs across Easter


async def beginning(story: Telling) -> None:
    """A subject access request inside an abusive e-mail; a warning."""
    entered = await story.does("asha", "enters a caller, Ceri Enghraifft", "POST", "/customers", {
        "customer_kind": "tenant", "identified": True, "name": "Ceri Enghraifft", "phones": ["029 2000 0001"],
        "emails": ["ceri@example.org"], "address": ["2 Heol Enghraifft", "Caerffili", "CF83 0AB"],
        "tenancy_number": "T-1001", "means": "email",
    })  # fmt: skip
    story.customer = entered["id"]
    await incident(story, "asha", "telephone", ["swearing", "personal-abuse"], "2026-03-02", [
        {"kind": "told-why", "at": "2026-03-02T09:50:00Z"}, {"kind": "chance-given", "at": "2026-03-02T09:51:00Z"},
        {"kind": "told-it-will-end", "at": "2026-03-02T09:53:00Z"}, {"kind": "ended", "at": "2026-03-02T09:54:00Z"},
    ])  # fmt: skip
    await story.until("2026-03-04")
    await incident(story, "ben", "digital", ["offensive-remarks"], "2026-03-04", [], raises=["subject-access"])
    (request,) = (await story.play.does("huw", "GET", f"/incidents/{story.incidents[1]}"))["referrals"]
    due = date.fromisoformat((await story.play.does("huw", "GET", f"/referrals/{request}"))["due_on"])
    asked = f"Governance has it until {due.day} {due:%B}, whatever becomes of the rest (4.5, 5.9)"
    story.say("", f"It also asks for “everything you hold on me”. {asked}")
    body = {"customer": story.customer, "incidents": story.incidents, "reason": "Twice in a week."}
    story.case = (await story.does("asha", "refers both incidents to a manager", "POST", "/cases", body))["id"]
    await story.until("2026-03-05")
    for number in range(2):
        await assess(story, number)
    await story.does("carys", "warns, before anything is decided (7.2)", "POST", f"/cases/{story.case}/warnings", {
        "incidents": story.incidents, "reasons": "Two contacts in which staff were sworn at and insulted.",
        "what_must_change": "Please speak and write to our staff without swearing or insults.",
    })  # fmt: skip


async def deciding(story: Telling) -> None:
    """A third incident, the manager's decision, the written notice."""
    await story.until("2026-03-18")
    await the_request_is_answered(story)
    await story.until("2026-03-19")
    await incident(story, "asha", "telephone", ["personal-abuse"], "2026-03-19", [])
    await assess(story, 2)
    third = {"incident": story.incidents[2]}
    await story.does(
        "carys", "brings the third incident into the case", "POST", f"/cases/{story.case}/incidents", third
    )
    await story.until("2026-03-20")
    await story.verdict("telephone", "general")
    decision = {
        "measures": MEASURES,
        "basis": story.incidents, "expires_on": "2026-07-31",
        "lesser": ["read-and-file"], "why_not_lesser": ["The calls themselves are what harms."],
        "characteristic": "none-known", "adjustments_asked_on": "2026-03-20",
        "reasons": "A third abusive contact, after a warning.",
        "circumstances": "A long wait for a repair.", "seriousness": "The repair matters and is booked.",
        "adjustments_considered": "A friend who calls; a quieter hour.", "adjustments_made": "E-mail stays open.",
        "why_still": "Calls have gone on after the warning.",
        "our_handling": "The request in the e-mail was answered after two weeks, and no advice was sent with it (5.9).",
    }  # fmt: skip
    await story.does(
        "carys",
        "decides: by e-mail only, twice a week, until 31 July",
        "POST",
        f"/cases/{story.case}/decisions",
        decision,
    )
    await story.verdict("telephone", "general")
    await story.verdict("telephone", "emergency-or-safety")


async def the_request_is_answered(story: Telling) -> None:
    """Governance sends what was asked for; no restriction delays that."""
    (request,) = (await story.play.does("huw", "GET", f"/incidents/{story.incidents[1]}"))["referrals"]
    await story.does("huw", "sends what the e-mail asked for (4.5)", "POST", f"/referrals/{request}/answer", {
        "outcome": "provided", "reasons": "Everything that is held, by e-mail.", "reference": "DP-2026-031",
    })  # fmt: skip


async def appealing(story: Telling) -> None:
    """An appeal on the ninth working day, an independent review, a nearer end."""
    await story.play.does("eleri", "GET", f"/incidents/{story.incidents[0]}/narrative")
    story.say("Eleri", "reads the account of the first incident; that she did is recorded (8.5)")
    await story.until("2026-04-02")  # Good Friday and Easter Monday follow: the tenth day is 7 April
    await story.does("ben", "types in a letter: the customer appeals (8.2)", "POST", f"/cases/{story.case}/appeals", {
        "decision": 1, "received_on": "2026-04-02", "grounds": ["disproportionate"],
        "points": ["I was upset about the damp. I need to be able to ring about repairs."],
    })  # fmt: skip
    asked = await story.play.does("ffion", "GET", f"/cases/{story.case}/appeals/1/candidates")
    names = {pseudonym_of(name): name.capitalize() for name in ("carys", "dafydd", "eleri", "ffion", "gareth")}
    for candidate in asked["candidates"]:
        why = ", ".join(candidate["reasons"]) or "no part in it: may review"
        story.console.print(f"{'':27} {names.get(candidate['staff'], '?'):8} {why}")
    reviewer = {"reviewer": pseudonym_of("dafydd")}
    await story.does("ffion", "assigns Dafydd to review it", "PUT", f"/cases/{story.case}/appeals/1/reviewer", reviewer)
    await story.until("2026-04-13")
    await story.does("dafydd", "varies the decision: nearer end", "POST", f"/cases/{story.case}/appeals/1/outcome", {
        "outcome": "vary", "declares_no_involvement": True, "last_day": "2026-06-12",
        "reasons": "The measures are right. Until the summer is longer than they need to be.",
        "measures": MEASURES,
        "characteristic": "none-known", "adjustments_considered": "A quieter line; shorter letters.",
        "adjustments_made": "Letters are kept short.", "why_still": "The calls went on after the warning.",
    })  # fmt: skip


async def ending(story: Telling) -> None:
    """A review before the end, the lapse at midnight, the customer told."""
    await story.until("2026-05-28")
    reasons = {"reasons": "No incident since March: it can end on its date."}
    path = f"/cases/{story.case}/decisions/1/leave-to-lapse"
    await story.does("carys", "reconsiders, and lets it end on its date (9.2)", "POST", path, reasons)
    await story.until("2026-06-12", "23:30")
    await story.verdict("telephone", "general")
    await story.until("2026-06-13", "00:05")
    await story.verdict("telephone", "general")
    await story.until("2026-06-15")


async def auditing(story: Telling) -> tuple[Report, list[Breach]]:
    """What the auditor sees, years later."""
    settings, record = story.play.settings, story.play.record
    await house.sealer(settings, record).seal()
    report, found = await audited(settings, record)
    page = await story.play.does("jac", "GET", f"/cases/{story.cases_before[0]}/history?limit=200")
    table = Table(title="What Jac, the auditor, reads of the first case", title_justify="left")
    for heading in ("", "recorded", "event", "clause", "by"):
        table.add_column(heading)
    people = {pseudonym_of(name): name.capitalize() for name in ("asha", "ben", "carys", "dafydd", "eleri", "ffion")}
    for entry in page["entries"]:
        moment = datetime.fromisoformat(entry["recorded_at"]).astimezone(LONDON)
        who = people.get(entry["actor"], "the process")
        table.add_row(str(entry["version"]), f"{moment:%d %b %Y %H:%M}", entry["type"], entry["clause"], who)
    story.console.print(table)
    return report, found


async def play(console: Console) -> dict[str, Any]:
    """Play the whole story and return what came of it."""
    began = time.monotonic()
    console.print("Starting Postgres, Temporal, the mail catcher, the worker and the API …")
    async with playing(at(START)) as running:
        story = Telling(running, console)
        for chapter in (beginning, deciding, appealing, ending, prohibiting, hearing, engaging):
            console.rule(f"[bold]{(chapter.__doc__ or '').rstrip('.')}")
            await chapter(story)
        console.rule("[bold]What an auditor can show")
        report, breaches = await auditing(story)
        for breach in breaches:
            console.print(f"[red]{breach}[/]")
        console.print(
            f"{report.events} events; the seal {'holds' if report.whole else 'is BROKEN'} against a checkpoint of "
            f"{report.sealed_to}; {len(breaches)} breaches of the policy."
        )
        return {
            "events": report.events,
            "stages": story.stages,
            "notices": sum(is_for_the_customer(mail) for mail in running.letters()),
            "breaches": len(breaches),
            "sealed": report.whole and report.sealed_to == report.events,
            "seconds": round(time.monotonic() - began, 1),
        }


def main(arguments: Sequence[str]) -> int:
    """Play the demo. Returns 0 where the record is whole and nothing breached the policy."""
    options = argparse.ArgumentParser("./run demo", description="Play one case on virtual time.")
    options.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    options.add_argument("--picture", type=Path, help="keep what is shown as an SVG")
    given = options.parse_args(arguments)
    drawn: dict[str, Any] = {"record": True, "width": WIDTH, "force_terminal": True} if given.picture else {}
    console = Console(highlight=False, **drawn)
    came_of_it = asyncio.run(play(console))
    if given.picture:
        console.save_svg(str(given.picture), title="./run demo", unique_id="demo")
    if given.json:
        print(json.dumps(came_of_it))
    else:
        print(f"Played in {came_of_it['seconds']} s.")
    return 0 if came_of_it["sealed"] and not came_of_it["breaches"] else 1
