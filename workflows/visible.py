"""What Temporal's UI can list and search workflows by. Codes and dates; nothing personal."""

from temporalio.common import SearchAttributeKey

STAGE = SearchAttributeKey.for_keyword("EvenhandStage")
NEXT_DATE = SearchAttributeKey.for_datetime("EvenhandNextDate")
CASE = SearchAttributeKey.for_keyword("EvenhandCase")

# Name → type, as the command line of Temporal's server names types.
SEARCH_ATTRIBUTES = {STAGE.name: "Keyword", NEXT_DATE.name: "Datetime", CASE.name: "Keyword"}
