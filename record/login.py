"""How somebody who signs in is known to the record: by a keyed hash of the issuer's name for them.

Issuers use e-mail addresses and user names there, and what stands in an event in clear stands there for ever.
"""

import hmac

from record.keys import Keys

SECRET = "login"  # noqa: S105 - the name of a key, not a key


async def login_of(keys: Keys, subject: str) -> str:
    """Return the login of an issuer's `sub`: 64 hexadecimal digits. Raises Unavailable, Damaged."""
    return hmac.digest(await keys.secret(SECRET), subject.encode(), "sha256").hex()
