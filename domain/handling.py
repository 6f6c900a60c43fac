"""What staff do at the time, and in which order: the ladder before a call is ended (5.4-5.6)."""

from domain.incident import Step, StepKind
from domain.names import Channel

# Told why and given the chance to change (5.4); then told that the call will end (5.5).
BEFORE_ENDING_A_CALL = (StepKind.TOLD_WHY, StepKind.CHANCE_GIVEN, StepKind.TOLD_IT_WILL_END)


def missing_step(channel: Channel, steps: tuple[Step, ...], *, extreme: bool) -> StepKind | None:
    """Return the first step that was left out, or came too late, before a call was ended; none where extreme (5.6)."""
    ended = [step.at for step in steps if step.kind is StepKind.ENDED]
    if channel is not Channel.TELEPHONE or extreme or not ended:
        return None
    reached = None
    for kind in BEFORE_ENDING_A_CALL:
        moments = [s.at for s in steps if s.kind is kind and s.at <= ended[0] and (reached is None or s.at >= reached)]
        if not moments:
            return kind
        reached = min(moments)
    return None
