"""The staff of the tests: one for each role and a few more, with tokens signed by a key made in this process."""

import time
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from domain.names import Role, StaffId
from domain.staff import EnterStaffMember
from record.keys import Keys
from record.login import login_of

ISSUER, AUDIENCE = "https://issuer.test", "evenhand"
KEY = ECKey.generate_key("P-256", {"kid": "first", "use": "sig", "alg": "ES256"})
KEYS = KeySet([KEY])
NAMES = {
    "asha": Role.STAFF,
    "ben": Role.STAFF,
    "carys": Role.MANAGER,
    "dafydd": Role.MANAGER,
    "eleri": Role.HEAD_OF_SERVICE,
    "ffion": Role.DIRECTOR,
    "gareth": Role.GOVERNANCE,
    "huw": Role.POLICY_ADMINISTRATOR,
    "iwan": Role.AUDITOR,
    "print-house": Role.SERVICE,
}
BY_ROLE = {role: name for name, role in reversed(NAMES.items())}


def staff(name: str) -> StaffId:
    return StaffId(f"staff/{uuid(name)}")


def uuid(name: str) -> str:
    return str(UUID(int=1_000 + list(NAMES).index(name)))


async def entries(keys: Keys) -> list[EnterStaffMember]:
    return [
        EnterStaffMember(
            staff=staff(name),
            login=await login_of(keys, name),
            roles=frozenset({role}),
            team="repairs" if name in {"asha", "carys"} else "housing",
            stand_in=staff("dafydd") if name == "eleri" else None,
            subject=name,
            name=name.title(),
            email=f"{name}@example.org",
        )
        for name, role in NAMES.items()
    ]


def token(subject: str, *, key: ECKey = KEY, algorithm: str = "ES256", **changes: Any) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + 600} | changes
    header = {"alg": algorithm, "kid": key.kid}
    return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key, algorithms=[algorithm])
