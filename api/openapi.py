"""The document: what FastAPI makes of the routes, with the problem's schema, examples, clauses and roles added."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from api.schemas.examples import ANSWERS, PARAMETERS
from api.schemas.receipts import Problem

DESCRIPTION = """Staff record what happened, managers decide, customers appeal, and the record keeps all of it.

Every change carries an `Idempotency-Key` and is answered with a *receipt*; sent again under its key it is answered
again. Where two people may act at once, `If-Match` names the version that was read. Every answer says in
`Evenhand-Position` up to where it shows the record; a list waits up to a second for the position that it is asked with,
or for the newest. Every no is an RFC 9457 problem that names the clause, the field, and what would be accepted. Numbers
of clauses are those of the Unacceptable Customer Conduct Policy.
"""
REF = "#/components/schemas/{model}"


def finished(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return the application's way to make its document, made once."""
    plain = app.openapi
    made: dict[str, Any] = {}

    def make() -> dict[str, Any]:
        if not made:
            made.update(plain())
            _finish(made)
        return made

    return make


def _finish(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template=REF)
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, example in ANSWERS.items():
        schemas[name]["examples"] = [example]
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if (name := parameter["name"]) in PARAMETERS:
                    parameter["example"] = PARAMETERS[name]
            if "x-clause" in operation:
                roles = ", ".join(f"`{role}`" for role in operation["x-roles"])
                operation["description"] += f"\n\nClause {operation['x-clause']}. May be asked by: {roles}."
