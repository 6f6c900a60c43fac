"""The page: the same bytes for the same letter, accessible, in our own fonts; whatever people write is only text."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest

from domain.names import Language
from letters.fonts import FAMILIES, fonts
from letters.letter import Addressee
from letters.printable import cleaned, on_paper, unprintable
from letters.render import Rendered, render
from tests.letters.builders import ADDRESSEE, KINDS, a_decision, a_letter, words_of


def the_reader(rendered: Rendered) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(rendered.pdf))


def with_reasons(text: str) -> Rendered:
    return render(a_letter(a_decision(reasons=text)))


def named(name: str) -> Rendered:
    return render(a_letter(KINDS["lapsed"], addressee=Addressee(name=name, lines=ADDRESSEE.lines)))


def the_fonts(rendered: Rendered) -> set[str]:
    names: set[str] = set()
    for page in the_reader(rendered).pages:
        found: dict[str, Any] = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in found.values():
            names.add(font["/BaseFont"].partition("+")[2])
    return names


def the_sizes(rendered: Rendered) -> set[float]:
    sizes: set[float] = set()

    def note(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * tm[3]), 1))

    for page in the_reader(rendered).pages:
        page.extract_text(visitor_text=note)
    return sizes


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_letter_is_the_same_bytes_under_the_same_hash(kind: str, language: Language) -> None:
    letter = a_letter(KINDS[kind], language=language)
    first, second = render(letter), render(letter)
    assert first == second
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_a_letter_printed_on_another_day_is_another_document() -> None:
    letter = a_letter(KINDS["lapsed"])
    later = replace(letter, printed=letter.printed.replace(day=24))
    assert render(letter).sha256 != render(later).sha256


@pytest.mark.parametrize(("language", "tag"), [(Language.ENGLISH, "en-GB"), (Language.WELSH, "cy-GB")])
def test_the_page_is_tagged_for_a_screen_reader_in_its_language(language: Language, tag: str) -> None:
    reader = the_reader(render(a_letter(KINDS["decision"], language=language)))
    root: dict[str, Any] = reader.trailer["/Root"]  # type: ignore[assignment]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == tag
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title


def test_only_the_font_that_comes_with_us_is_used() -> None:
    assert the_fonts(render(a_letter(KINDS["decision"]))) == {"SourceSansPro-Regular", "SourceSansPro-Bold"}


def test_the_fonts_are_the_same_whatever_order_a_folder_is_listed_in() -> None:
    faces = [font for font in fonts().fonts() if font.family == FAMILIES[0]]
    assert sorted(font.weight for font in faces) == [400, 700]


def test_letters_rendered_at_the_same_time_are_those_rendered_one_by_one() -> None:
    letters = [a_letter(matter) for matter in KINDS.values()]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, letters)) == [render(letter) for letter in letters]


def test_welsh_letters_can_be_read_from_the_page() -> None:
    assert "Annwyl Siân Ŵyn-Ŷoung," in words_of(render(a_letter(KINDS["lapsed"], language=Language.WELSH)))
    assert unprintable("ŵŷŴŶâêîôûïẅẁáẃỳ") == ()


@pytest.mark.clause("7.3")
@pytest.mark.parametrize("kind", KINDS)
def test_large_print_is_nowhere_smaller_than_18_points(kind: str) -> None:
    assert min(the_sizes(render(a_letter(KINDS[kind], large_print=True)))) == 18
    assert min(the_sizes(render(a_letter(KINDS[kind])))) == 9


@pytest.mark.parametrize(
    ("language", "numbered"), [(Language.ENGLISH, "Page {} of {}"), (Language.WELSH, "Tudalen {} o {}")]
)
def test_every_page_says_which_of_how_many_it_is(language: Language, numbered: str) -> None:
    pages = the_reader(render(a_letter(KINDS["decision"], language=language))).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert numbered.format(number, len(pages)) in page.extract_text().replace("\n", " ")


def test_the_signature_is_the_organisations_and_follows_other_words_on_its_page() -> None:
    for matter in KINDS.values():
        last = the_reader(render(a_letter(matter))).pages[-1].extract_text()
        assert last.count("Cartrefi Enghraifft Housing Association") >= 1
        assert "EIA-2026-04" in last.partition("Yours sincerely")[0]


@pytest.mark.parametrize(
    "text",
    [
        "#let x = 1",
        "#panic()",
        '#read("/etc/passwd")',
        "*bold* _it_ $x^2$ `raw` <label> @ref = Heading",
        "\\ \\u{1F600} \\n \\",
        "'single' \"double\" “curly”",
        "{name} {0} %s ${HOME}",
        "- list + enum / term: x // comment /* more */",
        "https://example.org/#a?b=c&d=e ~ -- --- ...",
        "[square] ]] [[",
    ],
)
def test_what_people_write_is_printed_as_they_wrote_it(text: str) -> None:
    for rendered in (with_reasons(text), named(text)):
        assert text in words_of(rendered)
        assert " ".join(text.split()) in " ".join(rendered.text.split())


def test_line_ends_make_paragraphs_and_nothing_else() -> None:
    rendered = with_reasons("One.\r\n\r\n= Two\n\n\n#Three\u2028Four")
    assert "One. = Two #Three Four" in words_of(rendered)
    assert "One.\n\n= Two\n\n#Three\n\nFour" in rendered.text


def test_a_line_end_in_a_name_starts_no_new_line() -> None:
    rendered = named("Ann\nThe limits\tare lifted")
    assert "Dear Ann The limits are lifted," in words_of(rendered)


def test_ten_thousand_characters_are_all_printed() -> None:
    words = " ".join(f"word{n:04d}" for n in range(1111))
    assert words in body(with_reasons(words))


def body(rendered: Rendered) -> str:
    """The words of all pages without their footers."""
    pages = (page.extract_text() for page in the_reader(rendered).pages)
    kept = (line for page in pages for line in page.splitlines() if "Our reference" not in line and "Page " not in line)
    return " ".join(" ".join(kept).split())


def test_a_word_of_ten_thousand_letters_stays_on_the_paper() -> None:
    rendered = with_reasons("W" * 10_000)
    assert len(the_reader(rendered).pages) > 3
    assert body(rendered).count("W") == 10_000 + body(with_reasons("-")).count("W")


@pytest.mark.parametrize("text", ["שלום עולם", "محمد علي", "Привет", "Ελληνικά", "½ → ✔ €"])
def test_other_scripts_are_printed_from_further_fonts(text: str) -> None:
    rendered = with_reasons(text)
    assert rendered.unprintable == ()
    assert text in rendered.text
    assert set(text.replace(" ", "")) <= set(words_of(rendered))


def test_a_character_without_a_glyph_is_printed_by_its_name_and_reported() -> None:
    rendered = with_reasons("You sent 😀 and 王 and \ue000.")
    assert rendered.unprintable == ("😀", "王", "\ue000")
    assert "You sent [grinning face] and [cjk unified ideograph-738b] and [U+E000]." in words_of(rendered)
    assert "You sent 😀 and 王 and \ue000." in rendered.text


def test_what_cannot_be_printed_can_be_asked_beforehand() -> None:
    assert unprintable("All is well: ŵ €") == ()
    assert unprintable("👍🏽👍") == ("👍", "🏽")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00b\x07c\x1b[0m", "abc[0m"),
        ("left\u202eright\u202c", "leftright"),
        ("soft\u00adhyphen\ufeff\u200b", "softhyphen"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("w\u0302 y\u0302", "ŵ ŷ"),
    ],
)
def test_marks_that_say_nothing_on_paper_are_left_out(text: str, left: str) -> None:
    assert cleaned(text) == left
    rendered = with_reasons(f"Begin {text} end.")
    assert left in rendered.text
    rendered.text.encode()


def test_a_long_address_pushes_the_letter_down_and_never_runs_into_it() -> None:
    addressee = Addressee(name="N " * 60, lines=tuple(f"Line {n} of the address" for n in range(12)))
    words = words_of(render(a_letter(KINDS["lapsed"], addressee=addressee, large_print=True)))
    assert words.index("Line 11 of the address") < words.index("The limits on your contact have ended")


@pytest.mark.parametrize("whole", ["CF35 5LJ", "SW1A 1AA", "0300 790 0203", "029 2000 0001", "+44 1792 000 222"])
def test_a_postcode_or_a_telephone_number_never_breaks_over_two_lines(whole: str) -> None:
    """Wherever in a line it comes to stand."""
    lines = (f"{'on and ' * 9}{'x' * n} up to the end of a line: {whole}!" for n in range(1, 31))
    printed = with_reasons("\n".join(lines))
    pages = (page.extract_text() for page in the_reader(printed).pages)
    assert sum(f"{whole}!" in " ".join(line.split()) for page in pages for line in page.splitlines()) == 30


def test_other_words_and_numbers_break_where_they_may() -> None:
    text = "In 2026 100 people called 3 times. A1 2B is no postcode, nor is the year 2026 in a row of 10 20 30."
    assert on_paper(text, frozenset()) == text
