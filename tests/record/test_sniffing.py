import io
import wave
import zipfile

import pytest

from domain.attachment import MediaType
from record.sniffing import HEAD, media_type_of
from tests.clauses import clause


def a_wave() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return file.getvalue()


def a_zip(*parts: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return file.getvalue()


@clause("9.1")
@pytest.mark.parametrize(
    ("file", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", MediaType.JPEG),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00", MediaType.MP3),
        (a_wave(), MediaType.WAV),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom", MediaType.M4A),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41", MediaType.MP4),
        (b"#!AMR\n" + bytes(20), MediaType.AMR),
        (a_zip(("[Content_Types].xml", "x"), ("_rels/.rels", "x"), ("word/document.xml", "x")), MediaType.DOCX),
        (a_zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")), MediaType.ODT),
        ("Annwyl Syr, nid wyf yn fodlon. Ŵ".encode(), MediaType.TEXT),
        (b"From: a@example.org\r\nSubject: x\r\n\r\nhello", MediaType.TEXT),
        ("ŵ".encode() * HEAD, MediaType.TEXT),
        (a_zip(("a.exe", "x")), None),
        (b"MZ\x90\x00" + bytes(200), None),
        (b"\x7fELF" + bytes(60), None),
        (b"<!DOCTYPE html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (bytes(range(256)), None),
        ("Ŵ".encode()[:1], None),
        (b"", None),
        (b" \n", None),
    ],
)
def test_what_a_file_is_is_found_from_its_content(file: bytes, found: MediaType | None) -> None:
    assert media_type_of(file[:HEAD], whole=len(file) <= HEAD) is found
