"""What every log promises: order, payloads, erasure, ledger, inbox."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.conftest import AnyLog
from tests.making import START, StillTime, answered, erased, make_id, person, record, submitted

from accord.model.errors import Invalid, Missing, Untrusted
from accord.model.ledger import InboxPlace
from accord.store.encoding import read_facts
from accord.store.memory import MemoryLog
from accord.trust.hashing import CHAIN_START, chain_hash
from accord.trust.merkle import (
    Frontier,
    consistency_path,
    extend,
    inclusion_path,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

PLACE = InboxPlace(sender="otherpol", thread=b"t" * 16, sequence=1)


def test_positions_start_at_one_and_have_no_gap(log: AnyLog) -> None:
    assert log.head() == 0
    assert log.commit([answered(0), answered(1)]) == [1, 2]
    assert log.commit([]) == []
    assert log.commit([answered(2)]) == [3]
    assert log.head() == 3
    assert [event.position for event in log.read(after=0, limit=10)] == [1, 2, 3]
    assert [event.position for event in log.read(after=1, limit=1)] == [2]
    assert log.read(after=3, limit=10) == []


def test_an_event_carries_facts_time_principal_and_its_payload(log: AnyLog) -> None:
    draft = answered(7, payload=b"who is asked about")
    log.commit([draft, answered(8, payload=None)])
    first, second = log.read(after=0, limit=2)
    assert read_facts(first) == draft.facts
    assert first.principal == "p:1"
    assert first.time_us == int(START.timestamp() * 1_000_000)
    assert first.payload is not None
    assert second.payload is None
    assert log.payload(1) == b"who is asked about"
    with pytest.raises(Missing):
        log.payload(2)
    with pytest.raises(Missing):
        log.payload(99)


def test_many_payloads_come_at_once_without_the_erased_ones(log: AnyLog) -> None:
    log.commit([answered(n, payload=b"%d" % n) for n in range(1200)])
    log.destroy_keys([5, 1100])
    found = log.payloads(list(range(1, 1201)))
    assert len(found) == 1198
    assert found[1] == b"0"
    assert 5 not in found


def test_destroying_a_key_leaves_every_hash_as_it_was(log: AnyLog) -> None:
    log.commit([answered(0), answered(1)])
    before = [(row.body, row.chain) for row in log.event_rows()]
    root_before = root(log.frontier)
    log.destroy_keys([1])
    log.destroy_keys([1])
    assert [(row.body, row.chain) for row in log.event_rows()] == before
    assert root(log.frontier) == root_before
    assert [position for position, _ in log.payload_rows()] == [2]
    assert [position for position, _ in log.key_rows()] == [2]
    with pytest.raises(Missing):
        log.payload(1)


def test_the_chain_runs_over_the_stored_bytes(log: AnyLog) -> None:
    log.commit([answered(0)])
    log.commit([answered(1), answered(2)])
    chain = CHAIN_START
    for row in log.event_rows():
        chain = chain_hash(chain, row.body)
        assert row.chain == chain
    assert log.head_chain() == chain


def test_a_leaf_for_each_event_on_the_ledger_and_for_no_other(log: AnyLog) -> None:
    one = record(make_id(1), person("Amadou Example"))
    log.commit([answered(0), submitted(one), answered(1)])
    log.commit([erased(one.id, [2])])
    assert [(leaf.index, leaf.position) for leaf in log.leaf_rows()] == [(0, 1), (1, 3), (2, 4)]
    bodies = {row.position: row.body for row in log.event_rows()}
    assert all(leaf.hash == leaf_hash(bodies[leaf.position]) for leaf in log.leaf_rows())
    assert log.ledger_size() == 3


@pytest.mark.parametrize("sizes", [[1], [1, 1, 1], [2, 5], [7, 1, 9, 3]])
def test_every_leaf_and_every_older_size_is_provable(log: AnyLog, sizes: list[int]) -> None:
    roots = {}
    for size in sizes:
        log.commit([answered(n) for n in range(size)])
        roots[log.ledger_size()] = root(log.frontier)
    total = log.ledger_size()
    leaves = [leaf.hash for leaf in log.leaf_rows()]
    assert root(extend(Frontier(), leaves)[0]) == roots[total]
    for index in range(total):
        verify_inclusion(
            leaf=leaves[index],
            index=index,
            size=total,
            path=inclusion_path(index, total, log.node),
            tree_root=roots[total],
        )
    for size, old_root in roots.items():
        verify_consistency(
            first=size,
            second=total,
            path=consistency_path(size, total, log.node),
            first_root=old_root,
            second_root=roots[total],
        )


def test_a_proof_of_what_is_not_there_is_refused(log: AnyLog) -> None:
    log.commit([answered(0)])
    with pytest.raises(Invalid):
        inclusion_path(1, 1, log.node)


def test_a_message_takes_effect_once(log: AnyLog) -> None:
    first = log.receive(PLACE, commitment=b"c", receipt=b"receipt", drafts=[answered(0)])
    again = log.receive(PLACE, commitment=b"c", receipt=b"other", drafts=[answered(1)])
    assert first == again == b"receipt"
    assert log.head() == 1


def test_another_message_in_the_same_place_is_equivocation(log: AnyLog) -> None:
    log.receive(PLACE, commitment=b"c", receipt=b"receipt", drafts=[answered(0)])
    with pytest.raises(Untrusted):
        log.receive(PLACE, commitment=b"d", receipt=b"receipt", drafts=[answered(1)])
    assert log.head() == 1


def test_checkpoints_are_kept_in_order(log: AnyLog) -> None:
    assert log.newest_checkpoint() is None
    log.add_checkpoint("first")
    log.add_checkpoint("second")
    assert log.newest_checkpoint() == "second"
    assert [note for _, note in log.checkpoint_rows()] == ["first", "second"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.binary(max_size=40), max_size=4), max_size=8))
def test_any_history_reads_back_as_written(batches: list[list[bytes]]) -> None:
    log = MemoryLog(now_us=StillTime().now_us)
    written = []
    for batch in batches:
        log.commit([answered(payload=payload) for payload in batch])
        written += batch
    assert [log.payload(position) for position in range(1, len(written) + 1)] == written
    assert all(
        hashlib.sha256(b"").digest() != event.payload.commitment
        for event in log.read(after=0, limit=100)
        if event.payload
    )
