"""A whole case, from the first incident to the end of its restriction, on the real servers and virtual time."""


from tests.process.conftest import House
from tests.process.story import at


async def test_a_case_goes_its_whole_way(whole: House) -> None:
    story, time = await whole.a_story(), whole.time
    first, second = await story.an_incident(), await story.an_incident()
    await story.refers(first, second)
    await story.warns()
    await time.quiet()
    assert "WarningIssued" in await story.events()
    assert "21 December 2026" in whole.words(0)

    await time.until(at("2026-12-22"))
    assert (await story.events())[-1] == "CaseClosed"
