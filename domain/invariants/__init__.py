"""The policy checked over the record alone, by a program that shares no rule with the one that decides."""

from domain.invariants.checks import breaches
from domain.invariants.fact import Breach, Fact

__all__ = ["Breach", "Fact", "breaches"]
