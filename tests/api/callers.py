"""What a test says to the API, in the words of somebody at a desk."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.api.people import token


@dataclass
class Desk:
    """Sends requests as somebody. Every answer that is not expected fails the test with what was said."""

    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.setdefault(name, token(name))}"}

    async def ask(
        self, name: str, method: str, path: str, body: Any = None, *, read: int | None = None, **headers: Any
    ) -> httpx.Response:
        sent = self.headers(name)
        if method in {"POST", "PUT", "DELETE"}:
            sent["Idempotency-Key"] = str(uuid4())
        if read is not None:
            sent["If-Match"] = f'"{read}"'
        sent |= {key.replace("_", "-"): value for key, value in headers.items()}
        return await self.client.request(method, f"/v1{path}", json=body, headers=sent)

    async def get(self, name: str, path: str, **headers: Any) -> Any:
        answer = await self.ask(name, "GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, name: str, path: str, body: Any, *, read: int | None = None) -> Any:
        answer = await self.ask(name, "POST", path, body, read=read)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    async def refused(self, name: str, method: str, path: str, body: Any = None, **given: Any) -> Any:
        answer = await self.ask(name, method, path, body, **given)
        assert answer.status_code >= 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        return problem

    async def position(self) -> int:
        """How far the record is, looked at behind the API's back."""
        record = self.client._transport.app.state.parts.record  # type: ignore[attr-defined]
        return int(await record.position())
