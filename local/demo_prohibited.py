"""The demo's second story: all contact ends, an appeal is heard by phone, and a new repair is dealt with."""

from local.playing import pseudonym_of
from local.telling import Telling


async def prohibiting(story: Telling) -> None:
    """Somebody else makes a threat: the police, and the end of all contact."""
    await story.until("2026-06-16")
    story.begins_anew()
    entered = await story.does("asha", "enters another caller, Dai Enghraifft", "POST", "/customers", {
        "customer_kind": "tenant", "identified": True, "name": "Dai Enghraifft", "emails": ["dai@example.org"],
        "address": ["9 Heol Enghraifft", "Caerffili", "CF83 0AC"], "means": "email",
    })  # fmt: skip
    story.customer = entered["id"]
    what = "records a threat by phone; the call was ended at once (5.6)"
    threat = await story.does("asha", what, "POST", "/incidents", {
        "customer": story.customer, "channel": "telephone", "criteria": ["threats"],
        "happened_at": "2026-06-16T08:30:00Z", "extreme": True,
        "extreme_reason": "He said that he would come with a knife.",
        "narrative": "What was said, as far as it can be repeated.", "targets": [pseudonym_of("asha")],
        "steps": [{"kind": "ended", "at": "2026-06-16T08:31:00Z"}],
    })  # fmt: skip
    story.incidents = [threat["id"]]
    (police,) = (await story.play.does("carys", "GET", f"/incidents/{threat['id']}"))["referrals"]
    await story.does("carys", "reports it to the police (5.6)", "POST", f"/referrals/{police}/answer", {
        "outcome": "reported", "reasons": "A threat with a weapon.", "reference": "CAD-0417", "authority": "police",
    })  # fmt: skip
    await story.does("carys", "finds it unacceptable", "POST", f"/incidents/{threat['id']}/assessments", {
        "assessment": "unacceptable", "criteria": ["threats"], "impact": "Asha does not answer the phone any more.",
        "circumstances": "A tap that drips.", "seriousness": "The repair is small.",
    })  # fmt: skip
    body = {"customer": story.customer, "incidents": story.incidents, "reason": "A threat with a weapon."}
    story.case = (await story.does("asha", "refers it to a manager", "POST", "/cases", body))["id"]
    unwarned = {"reason": "violence-or-threats", "explanation": "Nobody is asked to wait for a second threat."}
    await story.does(
        "carys", "says why no warning comes first", "POST", f"/cases/{story.case}/warning-dispensation", unwarned
    )
    await story.does("carys", "ends all contact until 15 December (6.1)", "POST", f"/cases/{story.case}/decisions", {
        "measures": [{"kind": "end-all-contact"}], "ends_all_contact": True, "basis": story.incidents,
        "why_extreme": ["He named the weapon and the day."], "review_on": "2026-12-15",
        "lesser": ["one-method-only"], "why_not_lesser": ["He has threatened by e-mail before."],
        "characteristic": "none-known", "reasons": "A threat with a weapon.", "circumstances": "He lives alone.",
        "seriousness": "A tap that drips.", "adjustments_considered": "Somebody who speaks for him.",
        "adjustments_made": "None was asked for.", "adjustments_asked_on": "2026-06-16",
        "why_still": "Staff are afraid.", "safety_reason": "Asha is at work tomorrow.",
    })  # fmt: skip
    await story.verdict("telephone", "general")
    await story.verdict("telephone", "data-subject-request")


async def hearing(story: Telling) -> None:
    """A verbal appeal: heard by phone, its points written down and read back."""
    await story.until("2026-06-18")
    appeal = f"/cases/{story.case}/appeals"
    await story.does("ben", "types in a request to appeal by phone (8.3)", "POST", appeal, {
        "decision": 1, "received_on": "2026-06-18", "how": "verbally",
    })  # fmt: skip
    call = {"at": "2026-06-22T13:00:00Z", "caller": pseudonym_of("ben")}
    await story.does("ben", "arranges the call, within 5 working days", "PUT", f"{appeal}/1/call", call)
    await story.until("2026-06-22", "14:30")
    await story.does("ben", "writes the points down and reads them back", "POST", f"{appeal}/1/call/points", {
        "held_on": "2026-06-22", "grounds": ["disproportionate"], "read_back": "agreed",
        "read_back_by": pseudonym_of("ben"),
        "points": ["I was angry about the tap and meant nobody.", "The tap still drips."],
    })  # fmt: skip
    reviewer = {"reviewer": pseudonym_of("eleri")}
    await story.does("ffion", "assigns Eleri to review it", "PUT", f"{appeal}/1/reviewer", reviewer)
    await story.until("2026-06-30")
    elsewhere = {"passed_to": "repairs", "reference": "R-1042", "reason": "It is about a repair."}
    path = f"{appeal}/1/points/2/out-of-scope"
    await story.does("eleri", "passes the second point on to Repairs", "POST", path, elsewhere)
    await story.does("eleri", "upholds the decision (8.6)", "POST", f"{appeal}/1/outcome", {
        "outcome": "uphold", "declares_no_involvement": True, "reasons": "A threat with a weapon stays one.",
    })  # fmt: skip


async def engaging(story: Telling) -> None:
    """A prohibited customer with a new repair: a Head of Service decides."""
    await story.until("2026-10-06")
    await story.verdict("digital", "new-issue")
    contact = await story.does("ben", "records an e-mail: the boiler is out", "POST", "/contacts", {
        "customer": story.customer, "channel": "digital", "happened_at": "2026-10-06T08:40:00Z",
        "matters": [{"purpose": "new-issue", "done": "referred"}], "note": "The boiler has been out since Sunday.",
    })  # fmt: skip
    (referral,) = (await story.play.does("ben", "GET", f"/contacts/{contact['id']}"))["referrals"]
    await story.does("ffion", "engages, and answers the customer", "POST", f"/referrals/{referral}/answer", {
        "outcome": "engage", "reasons": "A home needs heating.",
        "to_customer": "An engineer comes on Thursday between eight and twelve. Two people will come.",
    })  # fmt: skip
    await story.until("2026-10-08")
