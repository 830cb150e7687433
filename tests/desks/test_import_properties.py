"""Any sequence of editions ends with what the last one says, and every report adds up."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desks.memory_node import LIST, entry, memory_node

from accord.formats.edition import Rejection
from accord.model.records import Entry

IDS = st.sampled_from("abcdefgh")
ITEMS = st.one_of(
    st.builds(lambda one, remarks: entry(one, remarks=remarks), IDS, st.sampled_from(["", "x"])),
    st.builds(lambda one: Rejection("list", 1, "name_missing", {"entry_id": one}), IDS),
)
EDITIONS = st.lists(st.lists(ITEMS, max_size=8), min_size=1, max_size=6)


def item_id(item: Entry | Rejection) -> str:
    return item.entry_id if isinstance(item, Entry) else str(item.params["entry_id"])


def expected_after(edition: list[Entry | Rejection], before: dict[str, str]) -> dict[str, str]:
    """Remarks by entry id: the first that an edition says of an entry counts, and what could not
    be read stays as it was.
    """
    after: dict[str, str] = {}
    seen: set[str] = set()
    for item in edition:
        one = item_id(item)
        if one in seen:
            continue
        seen.add(one)
        if isinstance(item, Entry):
            after[one] = item.remarks
        elif one in before:
            after[one] = before[one]
    return after


@settings(max_examples=60, deadline=None)
@given(EDITIONS)
def test_the_views_say_what_the_last_edition_says(editions: list[list[Entry | Rejection]]) -> None:
    expected: dict[str, str] = {}
    with memory_node(LIST) as node:
        for number, edition in enumerate(editions):
            after = expected_after(edition, expected)
            report = node.import_(edition, f"2026-11-{number + 1:02}", agreed=True)
            assert report.read == len(edition)
            assert report.read == (
                report.added + report.amended + report.unchanged + report.rejected
            )
            assert report.added == len(after.keys() - expected.keys())
            assert report.withdrawn == len(expected.keys() - after.keys())
            expected = after
            found = {one: record.remarks for one, record in node.current().items()}
            assert found == expected


@settings(max_examples=30, deadline=None)
@given(EDITIONS)
def test_a_record_has_one_line_of_versions(editions: list[list[Entry | Rejection]]) -> None:
    with memory_node(LIST) as node:
        for edition in editions:
            node.import_(edition, "", agreed=True)
        records = node.current()
        assert len({record.id for record in records.values()}) == len(records)
        for record in records.values():
            positions = node.views.payload_positions(record.id)
            assert 1 <= len(positions) <= record.version
