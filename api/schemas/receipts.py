"""What every change is answered with, and every no."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.words import Id, Shown


class Receipt(Shown):
    """What became of a change. Without events there was nothing to do."""

    model_config = ConfigDict(
        from_attributes=True,
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "0f0d8f4e-6d0e-5d43-9a3f-7f5a1a4f1b10",
                    "version": 1,
                    "position": 42,
                    "recorded_at": "2026-11-23T09:30:00.000001Z",
                    "events": ["IncidentRecorded", "PeopleNamed"],
                }
            ]
        },
    )

    id: Id = Field(validation_alias="stream", description="What was changed, as URLs name it.")
    version: int = Field(description="Its version now: the ETag.")
    position: int = Field(description="Where the record stands: a list that is asked for after it shows the change.")
    recorded_at: datetime
    events: tuple[str, ...] = Field(description="What happened, by the record's names.")


class Wrong(BaseModel):
    """One field that is not as expected."""

    field: str
    accepted: str


class Problem(BaseModel):
    """Why the answer is no (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str | None = None
    clause: str | None = Field(None, description="The clause of the policy that it follows from.")
    field: str | None = Field(None, description="The field it is about.")
    accepted: str | None = Field(None, description="What would be accepted.")
    needed: list[str] | None = Field(None, description="The roles that would admit it.")
    version: int | None = Field(None, description="The version that it is at.")
    by: str | None = Field(None, description="Who was first, where it is known.")
    on: str | None = Field(None, description="The day on which they were.")
    at: str | None = Field(None, description="The moment from which it can be asked.")
    errors: list[Wrong] | None = Field(None, description="Every field that is not as expected.")
