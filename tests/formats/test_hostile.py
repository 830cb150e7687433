"""Whatever the bytes are: entries, rejections or Invalid, in small memory, and nothing else.

The mutational run is seeded and short; ACCORD_FUZZ_SECONDS lengthens it.
"""

import os
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.reading import FIXTURES, endless, individual, un_sc_list

from accord.formats.content import content_bytes
from accord.formats.edition import NamedStream, Rejection
from accord.formats.pairs import read_pairs
from accord.formats.questions import read_questions
from accord.formats.registry import FORMATS
from accord.model.errors import Invalid
from accord.model.records import Entry

FUZZ_SECONDS = float(os.environ.get("ACCORD_FUZZ_SECONDS", "2"))
SMALL_BYTES = 16 * 1024 * 1024
LARGE_BYTES = 50 * 1024 * 1024

Reader = Callable[[BinaryIO], Iterator[Any]]


def _list(format_id: str, name: str) -> Reader:
    return lambda stream: FORMATS[format_id].read([NamedStream(name, stream)]).entries


READERS: dict[str, Reader] = {
    "un-sc": _list("un-sc", "list.xml"),
    "crypto-addresses": _list("crypto-addresses", "XBT.txt"),
    "questions": lambda stream: read_questions(stream, name="batch"),
    "pairs": lambda stream: read_pairs(stream, name="pairs"),
}
SAMPLES: dict[str, tuple[bytes, ...]] = {
    "un-sc": ((FIXTURES / "un_sc.xml").read_bytes(),),
    "crypto-addresses": (b"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2\r\n0x" + b"Ab" * 20 + b"\n",),
    "questions": (
        b'name,born,purpose\n"Tarvo ""T"" Belandir",1970~,arrest\nA,1968/1971,arrest\n',
        b'{"name":"Tarvo","born":"1970","purpose":"arrest"}\n{"subject":{"kind":"person","names":[{"text":"T"}]},"purpose":"arrest"}\n',
    ),
    "pairs": (b"left,right,left_born\nTarvo,Tarwo,1970\n",),
}


def drain(reader: Reader, stream: BinaryIO) -> str:
    """Read to the end; the code of the Invalid that ended it, if one did."""
    try:
        for item in reader(stream):
            if isinstance(item, Entry):
                assert content_bytes(item)
            elif isinstance(item, Rejection):
                assert item.line >= 1
    except Invalid as error:
        return error.code
    return ""


def mutate(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(changed) + 1)
        reach = at + rng.randint(0, 40)
        match rng.randrange(6):
            case 0:
                del changed[at:reach]
            case 1:
                changed[at:at] = rng.choice(NASTY)
            case 2:
                changed[at:at] = changed[at:reach]
            case 3:
                changed[at : at + 1] = bytes([rng.randrange(256)])
            case 4:
                changed = changed[:at]
            case _:
                start = rng.randrange(len(changed) + 1)
                changed[at:reach] = changed[start : start + rng.randint(0, 60)]
    return bytes(changed)


NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b'"',
    b"\n",
    b",",
    b"<",
    b"&x;",
    b"&#0;",
    b"&#x202e;",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"2999-99-99",
    b"9999",
    b"-1",
    b"{" * 50,
    b"\\ud800",
    b"1e999",
    "\u202e".encode(),
    b"A" * 2_000,
    b"<NOTE/>" * 20,
    b'encoding="utf-7"',
)


@pytest.mark.parametrize("reader", READERS)
def test_mutated_files(reader: str) -> None:
    rng = random.Random(f"accord {reader}")
    until = time.monotonic() + FUZZ_SECONDS / len(READERS)
    while time.monotonic() < until:
        drain(READERS[reader], BytesIO(mutate(rng, rng.choice(SAMPLES[reader]))))


@pytest.mark.parametrize("reader", READERS)
@given(content=st.binary(max_size=400))
def test_random_bytes(reader: str, content: bytes) -> None:
    drain(READERS[reader], BytesIO(content))


@pytest.mark.parametrize("reader", READERS)
@given(content=st.text(alphabet=st.characters(), max_size=200))
def test_random_text(reader: str, content: str) -> None:
    drain(READERS[reader], BytesIO(content.encode("utf-8", "surrogatepass")))


@given(name=st.text(max_size=60), code=st.integers(0, 0x10FFFF))
def test_random_names(name: str, code: int) -> None:
    drain(READERS["un-sc"], BytesIO(un_sc_list(individual(f"{name}&#{code};"))))


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;">]><CONSOLIDATED_LIST>&c;</CONSOLIDATED_LIST>'
)
EXTERNAL_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<CONSOLIDATED_LIST>&x;</CONSOLIDATED_LIST>"
)
EXTERNAL_DTD = b'<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://example.org/a.dtd"><CONSOLIDATED_LIST/>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml_broken"),
        (b"\x00\x01\x02", "xml_broken"),
        (b"not XML at all", "xml_broken"),
        (SAMPLES["un-sc"][0][:1_000], "xml_broken"),
        (BILLION_LAUGHS, "xml_doctype_forbidden"),
        (EXTERNAL_ENTITY, "xml_doctype_forbidden"),
        (EXTERNAL_DTD, "xml_doctype_forbidden"),
        (b"<CONSOLIDATED_LIST>&undefined;</CONSOLIDATED_LIST>", "xml_broken"),
        (un_sc_list(individual("A\x00B")), "xml_broken"),
        (un_sc_list(individual("T\u00e5rvo")).replace(b"utf-8", b"us-ascii"), "xml_broken"),
        (un_sc_list(individual("T\u00e5rvo")).replace(b"\xc3\xa5", b"\xe5"), "xml_broken"),
        (un_sc_list(individual()).replace(b"utf-8", b"utf-16"), "xml_broken"),
        (un_sc_list(individual()).replace(b"utf-8", b"no-such-one"), "xml_broken"),
        (un_sc_list(individual()).replace(b"utf-8", b"shift_jis"), "xml_broken"),
        (un_sc_list(individual()).replace(b"2024-01-01", b"yesterday"), "edition_unreadable"),
        (un_sc_list(individual()).replace(b"CONSOLIDATED_", b"OTHER_"), "xml_root_unexpected"),
        (un_sc_list(individual(extra="<a>" * 100 + "</a>" * 100)), "xml_too_deep"),
        (un_sc_list(individual(extra="<a/>" * 30_000)), "xml_entry_too_large"),
        (un_sc_list(individual(extra=f"<a b='{'c' * 700_000}'/>" * 2)), "xml_entry_too_large"),
    ],
)
def test_bad_xml_says_what_is_wrong(content: bytes, code: str) -> None:
    assert drain(READERS["un-sc"], BytesIO(content)) == code


XML_HEAD = b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>"


@pytest.mark.parametrize(
    ("reader", "head", "body", "code"),
    [
        ("un-sc", XML_HEAD + b"<FIRST_NAME>", b"A", "xml_text_too_long"),
        ("un-sc", XML_HEAD + b"<FIRST_NAME>", b"&amp;", "xml_text_too_long"),
        ("un-sc", XML_HEAD + b"<!--", b"A", "xml_text_too_long"),
        ("un-sc", XML_HEAD + b'<A b="', b"A", "xml_text_too_long"),
        ("un-sc", XML_HEAD + b"<", b"A", "xml_text_too_long"),
        ("un-sc", b"", b"\n", "xml_text_too_long"),
        ("un-sc", XML_HEAD, b"<a>", "xml_too_deep"),
        ("un-sc", XML_HEAD, b"<a/>", "xml_entry_too_large"),
        ("un-sc", XML_HEAD, b"<a>bcdefgh</a>" + b"\n" * 500, "xml_entry_too_large"),
        ("crypto-addresses", b"", b"A", ""),
        ("crypto-addresses", b"", b"\x00", ""),
        ("questions", b"name,purpose\n", b"A", ""),
        ("questions", b"name,purpose\n", b",", ""),
        ("questions", b"", b'{"name":', "csv_header_missing"),
        ("pairs", b"left,right\n", b'"A', ""),
    ],
)
def test_fifty_megabytes_stay_small(reader: str, head: bytes, body: bytes, code: str) -> None:
    stream = endless(head, body, size_bytes=LARGE_BYTES)
    drain(READERS["un-sc"], BytesIO(SAMPLES["un-sc"][0]))
    tracemalloc.start()
    try:
        ended = drain(READERS[reader], stream)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < SMALL_BYTES
    assert ended == code


@pytest.mark.parametrize("body", [b'"A\n",', b'"A","A\n'])
def test_quotes_that_never_close_stay_small(body: bytes) -> None:
    stream = endless(b"name,purpose\n", body, size_bytes=1024 * 1024)
    tracemalloc.start()
    try:
        assert drain(READERS["questions"], stream) == ""
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < SMALL_BYTES


def test_a_long_list_stays_small() -> None:
    body = individual(extra="<TITLE><VALUE>Made up</VALUE></TITLE>" * 20).encode()
    head, tail = un_sc_list("@").split(b"@")
    stream = endless(head, body, size_bytes=1536 * 1024, tail=tail)
    tracemalloc.start()
    try:
        assert drain(READERS["un-sc"], stream) == ""
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 1024 * 1024
