"""The verdict in words that a call handler can read aloud to the customer, in English; the codes stand beside them."""

from datetime import datetime

from domain.calendar import local_day
from domain.case.verdict import Answer, Purpose, Route, RouteKind, Verdict, next_period
from domain.measures import Per
from domain.names import Channel

BY: dict[Channel | None, str] = {
    Channel.FACE_TO_FACE: "in person",
    Channel.TELEPHONE: "by telephone",
    Channel.WRITING: "in writing, by letter",
    Channel.DIGITAL: "by e-mail or online",
    Channel.SOCIAL_MEDIA: "through social media",
    Channel.OTHER: "another way",
    None: "another way",
}
REFERRED: dict[RouteKind, str] = {
    RouteKind.NAMED_STAFF: "Please speak to the person whom we have named to you. I will pass this on to them.",
    RouteKind.CASE_MANAGER: "I will pass this to the manager who deals with your contact; they will answer you.",
    RouteKind.HEAD_OF_SERVICE: "I will pass this to a Head of Service, who decides whether we take it up. "
    "You will be told.",
}
REFUSED: dict[RouteKind, str] = {
    RouteKind.REPRESENTATIVE: "I cannot take this from you directly. Please let your representative contact us.",
    RouteKind.IN_WRITING: "I cannot take this now. You may write to us: what you write is read.",
    RouteKind.CASE_MANAGER: "We are not dealing with that complaint. You may bring something new to us.",
}


def spoken(verdict: Verdict, purpose: Purpose, moment: datetime) -> str:
    """Return the sentence. It names nobody, and tells of no reason."""
    if verdict.clause == "1.6":
        opening = {
            Purpose.EMERGENCY_OR_SAFETY: "You may always report an emergency",
            Purpose.APPEAL: "You may always appeal",
            Purpose.OMBUDSMAN: "You may always go to the Ombudsman",
        }.get(purpose, "You may always bring this to us")
        return (
            f"{opening}, by any route: {BY[_method(verdict.route)]}, or as you choose. I will see that it is acted on."
        )
    match verdict.answer:
        case Answer.ALLOW:
            return "You may bring this to us now."
        case Answer.READ_AND_FILE:
            return "You may send us this. It will be read and kept; we answer only what is new."
        case Answer.REFER:
            return REFERRED[_kind(verdict.route, RouteKind.CASE_MANAGER)]
    return _refused(verdict.route, moment)


def _refused(route: Route | None, moment: datetime) -> str:
    kind = _kind(route, RouteKind.IN_WRITING)
    if route and kind is RouteKind.METHOD:
        return f"I cannot take this now. You may contact us {BY[route.method]}."
    if route and route.per and kind is RouteKind.NEXT_PERIOD:
        how = f" {BY[route.method]}" if route.method else ""
        when = "today" if route.per is Per.DAY else f"this {route.per}"
        again = _day(next_period(route.per, moment))
        return f"You have had the contacts that were agreed for {when}. You may contact us{how} again on {again}."
    return REFUSED.get(kind, REFUSED[RouteKind.IN_WRITING])


def _kind(route: Route | None, otherwise: RouteKind) -> RouteKind:
    return route.kind if route else otherwise


def _method(route: Route | None) -> Channel | None:
    return route.method if route else None


def _day(moment: datetime) -> str:
    day = local_day(moment)
    return f"{day:%A} {day.day} {day:%B}"
