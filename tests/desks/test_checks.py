"""A check: what is shown, what is not, and that its leaf is there first."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.desks.memory_node import (
    ANALYST,
    DUTY,
    LIST,
    OFFICER,
    OUTSIDER,
    PRACTICE,
    MemoryNode,
    about,
    entries,
    entry,
    memory_node,
    run,
)

from accord.desks.checks.run import run_check
from accord.desks.checks.say import say
from accord.desks.records.erase import erase_record
from accord.model.checks import Answer, OutcomeKind, Question, Verdict
from accord.model.errors import Denied, Invalid, Unavailable
from accord.model.events import ActRefused, AnswerReleased, Draft, SourceSet
from accord.model.markings import Audience, Basis, Marking, Purpose, Visibility
from accord.model.principals import Act, Principal, Role
from accord.model.records import RequestedAction, Source
from accord.model.subjects import Identifier, IdentifierKind, Name, Subject, SubjectKind

NAME = "Zacharias Umberlin Quodlibet"
BORN = ("1971-04-03",)
WHO = about(NAME, born=BORN)
MARKED: dict[Visibility, Marking] = {
    visibility: Marking(visibility=visibility, audience=Audience(everyone=True))
    for visibility in Visibility
}


def hold(node: MemoryNode, visibility: Visibility = Visibility.OPEN, **said: Any) -> None:
    marked = entry("q", NAME, born=BORN, marking=MARKED[visibility], **said)
    node.import_([marked, *entries(*range(30))])
    node.let_index_follow()


def advice(answer: Answer) -> list[str]:
    return [one.code for one in answer.advice]


def test_a_hit_says_who_why_what_is_asked_and_what_is_permitted(node: MemoryNode) -> None:
    hold(node, remarks="walks with a cane", requested=(RequestedAction.LOCATE,))
    answer = node.ask(WHO)
    assert answer.verdict is Verdict.SECOND_LINE
    (hit,) = answer.hits
    assert hit.names == (NAME,)
    assert hit.probability > 0.9
    assert {"prior", "name_same", "birth_date_same"} <= {one.code for one in hit.reasons}
    assert [one.code for one in hit.requested] == ["requested_locate"]
    assert [one.code for one in hit.permitted] == ["permitted_hold_nothing_call_duty"]
    assert hit.permitted[0].params == {"phone": PRACTICE.duty_number}
    assert (hit.basis, hit.source, hit.remarks) == (LIST.basis, LIST.id, "walks with a cane")
    assert (hit.as_of, hit.age_days, hit.version) == ("2026-11-01", 23, 1)
    assert answer.asked_at == "2026-11-24T09:00:00.000+00:00"


def test_the_outcome_names_the_body_and_what_was_asked(node: MemoryNode) -> None:
    hold(node)
    (outcome,) = node.ask(WHO).outcomes
    assert (outcome.body, outcome.kind, outcome.hits) == ("testpol", OutcomeKind.ANSWERED, 1)
    assert (outcome.sources_asked, outcome.sources_not_asked) == ((LIST.id,), ())
    (outcome,) = node.ask(about("Wilhelmina Otherwise Nobody")).outcomes
    assert (outcome.kind, outcome.hits) == (OutcomeKind.NO_HIT, 0)


def test_the_reasons_of_a_hit_add_up_to_its_probability(node: MemoryNode) -> None:
    from accord.matching.score import probability

    hold(node)
    (hit,) = node.ask(WHO).hits
    assert probability(sum(one.log_odds for one in hit.reasons)) == pytest.approx(
        hit.probability, abs=1e-4
    )


def test_hits_come_by_falling_probability(node: MemoryNode) -> None:
    namesakes = [
        entry("a", NAME, born=("1931",)),
        entry("b", NAME, born=BORN),
        entry("c", NAME),
    ]
    node.import_([*namesakes, *entries(*range(30))])
    node.let_index_follow()
    answer = node.amend(show_from=0.0).ask(WHO)
    found = [hit.probability for hit in answer.hits]
    assert found == sorted(found, reverse=True)
    ids = {record.id: one for one, record in node.current().items()}
    assert ids[answer.hits[0].record] == "b"


def test_nothing_found_is_never_the_word_clear(node: MemoryNode) -> None:
    hold(node)
    answer = node.ask(about("Wilhelmina Otherwise Nobody", born=BORN))
    assert answer.verdict is Verdict.NOTHING_FOUND
    assert answer.hits == ()
    assert "advice_other_bodies_not_connected" in advice(answer)
    for language in ("en", "fr", "es", "ar"):
        text = say(answer, language).verdict_text.lower()
        assert text
        assert "clear" not in text


def test_every_code_of_an_answer_has_its_text(node: MemoryNode) -> None:
    hold(node)
    said = say(node.ask(WHO), "en")
    hit = said.hits[0]
    texts = [one.text for one in (*said.advice, *hit.requested, *hit.permitted)]
    texts += [one.text for one in hit.reasons]
    assert said.verdict_text
    assert all(texts)
    assert not [text for text in texts if text.startswith(("advice_", "reason_", "permitted_"))]
    assert said.outcomes[0].reason is not None
    assert said.outcomes[0].reason.text


def test_a_source_that_is_off_is_named_as_not_asked(node: MemoryNode) -> None:
    hold(node)
    node.know(msgspec.structs.replace(LIST, first_line=False))
    answer = node.ask(WHO)
    assert (answer.verdict, answer.hits) == (Verdict.COULD_NOT_CHECK, ())
    (outcome,) = answer.outcomes
    assert outcome.kind is OutcomeKind.NOT_ASKED
    assert outcome.sources_not_asked == (LIST.id,)
    (left_out,) = [one for one in answer.advice if one.code == "advice_source_not_asked"]
    assert left_out.params == {"source": LIST.name}


def test_one_source_off_leaves_the_others_asked() -> None:
    off = Source("off-list", "Switched off", Basis.UNILATERAL_SANCTIONS, complete=True)
    with memory_node(LIST, off) as node:
        hold(node)
        node.import_([entry("o", NAME, born=BORN)], source=off)
        node.let_index_follow()
        answer = node.ask(WHO)
        assert [hit.source for hit in answer.hits] == [LIST.id]
        assert answer.outcomes[0].sources_not_asked == (off.id,)
        assert "advice_source_not_asked" in advice(answer)
        node.know(msgspec.structs.replace(off, first_line=True))
        both = node.ask(WHO)
        assert {hit.source for hit in both.hits} == {LIST.id, off.id}
        (unilateral,) = [hit for hit in both.hits if hit.source == off.id]
        assert [one.code for one in unilateral.permitted] == ["permitted_no_police_action"]


def told(answer: Answer) -> bytes:
    """All that the asker could tell two answers apart by, but for what is new with each."""
    return msgspec.json.encode(
        msgspec.structs.replace(answer, check_id="", asked_at="", seconds=0.0)
    )


def test_a_hidden_record_looks_like_none() -> None:
    with memory_node(LIST) as holding, memory_node(LIST) as holding_none:
        hold(holding, Visibility.HIDDEN)
        holding_none.import_(entries(*range(31)))
        holding_none.let_index_follow()
        for who in (OFFICER, DUTY, OUTSIDER):
            assert told(holding.ask(WHO, who)) == told(holding_none.ask(WHO, who))
        assert holding.ask(WHO, ANALYST).hits != ()


def test_the_ledger_does_not_say_that_a_hidden_record_was_released(node: MemoryNode) -> None:
    hold(node, Visibility.HIDDEN)
    node.ask(WHO)
    (leaf,) = node.facts(AnswerReleased)
    assert isinstance(leaf, AnswerReleased)
    assert (leaf.released, leaf.verdict) == ((), "nothing_found")


def test_hidden_records_push_no_other_out_of_the_answer(node: MemoryNode) -> None:
    hidden = [
        entry(f"h{number}", NAME, born=BORN, marking=MARKED[Visibility.HIDDEN])
        for number in range(15)
    ]
    node.import_([*hidden, entry("open", NAME, born=("1971-04",)), *entries(*range(30))])
    node.let_index_follow()
    answer = node.ask(WHO)
    assert [hit.record for hit in answer.hits] == [node.current()["open"].id]
    assert answer.hits[0].reasons != ()


def test_no_more_hits_than_the_body_wants(node: MemoryNode) -> None:
    node.import_(entry(str(number), NAME, born=BORN) for number in range(15))
    node.let_index_follow()
    assert len(node.ask(WHO).hits) == PRACTICE.hits_at_most
    (leaf,) = node.facts(AnswerReleased)
    assert isinstance(leaf, AnswerReleased)
    assert len(leaf.released) == PRACTICE.hits_at_most


def test_a_pointer_says_whom_to_call_and_nothing_of_the_record(node: MemoryNode) -> None:
    hold(node, Visibility.POINTER, remarks="walks with a cane")
    (hit,) = node.ask(WHO, OUTSIDER).hits
    assert (hit.names, hit.reasons, hit.subject, hit.remarks) == ((), (), None, "")
    assert (hit.requested, hit.regime, hit.listed_on) == ((), "", "")
    assert hit.marking.audience == Audience()
    assert hit.holder == "testpol"
    shown = msgspec.json.encode(hit).decode()
    assert not [text for text in (*NAME.split(), *BORN, "cane", "inform") if text in shown]
    (own,) = node.ask(WHO, OFFICER).hits
    assert own.names == (NAME,)


def test_what_was_withdrawn_before_the_index_heard_is_not_shown(node: MemoryNode) -> None:
    hold(node)
    node.import_(entries(*range(30)), "2026-11-02")
    answer = node.ask(WHO)
    assert (answer.verdict, answer.hits) == (Verdict.NOTHING_FOUND, ())
    assert "advice_index_behind" in advice(answer)
    node.let_index_follow()
    assert "advice_index_behind" not in advice(node.ask(WHO))


def test_what_was_erased_before_the_index_heard_is_not_shown(node: MemoryNode) -> None:
    hold(node)
    record_id = node.current()["q"].id

    async def erase() -> None:
        permit = await node.gate.admit(DUTY, Act.ERASE)
        await erase_record(
            node.records, permit, node.log, node.index, record_id, reason="asked for"
        )

    run(erase())
    assert node.ask(WHO).hits == ()


def test_what_was_amended_since_is_shown_as_it_is_now(node: MemoryNode) -> None:
    hold(node)
    amended = entry("q", NAME, born=BORN, remarks="moved")
    node.import_([amended, *entries(*range(30))], "2026-11-02")
    (hit,) = node.ask(WHO).hits
    assert (hit.version, hit.remarks) == (2, "moved")


class Refusing:
    """An appender whose store does not take anything."""

    async def append(self, drafts: Sequence[Draft]) -> list[int]:
        raise Unavailable("store_busy_or_full")


def test_no_leaf_no_answer(node: MemoryNode) -> None:
    hold(node)
    node.append_by(Refusing())
    with pytest.raises(Unavailable):
        node.ask(WHO)
    with pytest.raises(Unavailable):
        node.ask(WHO, msgspec.structs.replace(OFFICER, roles=(Role.AUDITOR,)))


def test_one_leaf_an_instalment_with_question_and_ids(node: MemoryNode) -> None:
    hold(node)
    leaves = node.log.ledger_size()
    answer = node.ask(WHO)
    assert node.log.ledger_size() == leaves + 1
    (leaf,) = node.facts(AnswerReleased)
    assert isinstance(leaf, AnswerReleased)
    assert leaf.check_id == answer.check_id
    assert leaf.released == ((answer.hits[0].record, 1),)
    assert (leaf.verdict, leaf.sources_asked) == ("second_line", (LIST.id,))
    assert leaf.policies == ("check",)
    event = node.events()[-1]
    assert event.principal == OFFICER.id
    assert msgspec.msgpack.decode(node.log.payload(event.position), type=Question) == WHO
    assert NAME.encode() not in b"".join(row.body for row in node.log.event_rows())


REFUSED: list[tuple[Principal, Question, str]] = [
    (
        msgspec.structs.replace(OFFICER, roles=(Role.AUDITOR,)),
        WHO,
        "policy_keepers_see_no_records",
    ),
    (OFFICER, about(NAME, purpose=Purpose.ARREST), "refused_check"),
    (
        msgspec.structs.replace(OFFICER, purposes=(Purpose.OVERSIGHT,)),
        about(NAME, purpose=Purpose.OVERSIGHT),
        "policy_oversight_looks_nobody_up",
    ),
    (msgspec.structs.replace(OFFICER, roles=()), WHO, "refused_check"),
]


@pytest.mark.parametrize(("who", "question", "code"), REFUSED)
def test_a_refusal_is_on_the_ledger(
    node: MemoryNode, who: Principal, question: Question, code: str
) -> None:
    hold(node)
    leaves = node.log.ledger_size()
    with pytest.raises(Denied) as caught:
        node.ask(question, who)
    assert caught.value.code == code
    assert node.log.ledger_size() == leaves + 1
    (leaf,) = node.facts(ActRefused)
    assert isinstance(leaf, ActRefused)
    assert (leaf.act, leaf.reason, leaf.purpose) == (Act.CHECK, code, question.purpose)
    assert leaf.kind is SubjectKind.PERSON
    event = node.events()[-1]
    assert event.principal == who.id
    assert msgspec.msgpack.decode(node.log.payload(event.position), type=Question) == question


def test_a_thin_question_is_told_what_would_sharpen_it(node: MemoryNode) -> None:
    hold(node)
    thin = advice(node.ask(about("Quodlibet")))
    assert {"advice_add_name_part", "advice_add_birth_date", "advice_add_nationality"} <= set(thin)
    assert "advice_add_birth_date" not in advice(node.ask(WHO))


@pytest.mark.parametrize(
    "subject",
    [
        Subject(SubjectKind.PERSON),
        Subject(SubjectKind.PERSON, born=BORN, nationalities=("UTO",)),
        Subject(SubjectKind.PERSON, names=(Name("---"),)),
        Subject(SubjectKind.PHONE, identifiers=(Identifier(IdentifierKind.PHONE, "-"),)),
    ],
)
def test_what_cannot_be_asked_is_invalid(node: MemoryNode, subject: Subject) -> None:
    head = node.log.head()
    with pytest.raises(Invalid) as caught:
        node.ask(Question(subject, Purpose.BORDER_CHECK))
    assert caught.value.code == "question_names_nothing"
    assert node.log.head() == head


def test_an_old_edition_is_named_with_its_age(node: MemoryNode) -> None:
    hold(node)
    assert "advice_source_old" not in advice(node.ask(WHO))
    node.time.pass_by(timedelta(days=7))
    assert "advice_source_old" not in advice(node.ask(WHO))
    node.time.pass_by(timedelta(days=1))
    (old,) = [one for one in node.ask(WHO).advice if one.code == "advice_source_old"]
    assert old.params == {"source": LIST.name, "count": 31}


def test_a_hit_is_as_old_as_the_edition_that_still_stood_by_it(node: MemoryNode) -> None:
    hold(node)
    node.import_([entry("q", NAME, born=BORN), *entries(*range(30))], "2026-11-20")
    assert node.ask(WHO).hits[0].as_of == "2026-11-20"


def test_of_a_list_that_is_not_complete_silence_says_nothing(node: MemoryNode) -> None:
    loose = msgspec.structs.replace(LIST, complete=False)
    node.know(loose)
    node.import_([entry("q", NAME, born=BORN)], source=loose)
    node.import_([entry("r")], "2026-11-20", source=loose)
    node.let_index_follow()
    assert node.ask(WHO).hits[0].as_of == "2026-11-01"


def test_a_node_without_lists_says_so() -> None:
    with memory_node() as node:
        answer = node.ask(WHO)
        assert answer.verdict is Verdict.COULD_NOT_CHECK
        assert "advice_no_records_loaded" in advice(answer)


def test_without_a_duty_number_that_is_said(node: MemoryNode) -> None:
    hold(node)
    (hit,) = node.amend(duty_number="").ask(WHO).hits
    assert [one.code for one in hit.permitted] == ["permitted_hold_nothing", "duty_number_not_set"]


def test_a_wallet_is_found_exactly_and_a_wrong_check_digit_is_told(node: MemoryNode) -> None:
    address = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"  # in the public documentation of Bitcoin
    wallet = Subject(SubjectKind.WALLET, identifiers=(Identifier(IdentifierKind.WALLET, address),))
    node.import_([msgspec.structs.replace(entry("w"), subject=wallet)])
    node.let_index_follow()
    question = Question(wallet, Purpose.INVESTIGATION)
    (hit,) = node.ask(question).hits
    assert hit.probability > 0.99
    wrong = Identifier(IdentifierKind.WALLET, address[:-1] + "U")
    subject = msgspec.structs.replace(wallet, identifiers=(wrong,))
    answer = node.ask(msgspec.structs.replace(question, subject=subject))
    assert answer.hits == ()
    assert "advice_wallet_check_digit" in advice(answer)


def test_many_checks_at_once_have_a_leaf_each(node: MemoryNode) -> None:
    import asyncio

    hold(node)

    async def work() -> list[Answer]:
        checks = (run_check(node.checks, OFFICER, WHO) for _ in range(50))
        return await asyncio.gather(*checks)

    answers = run(work())
    leaves = node.facts(AnswerReleased)
    assert len({answer.check_id for answer in answers}) == 50
    assert {answer.check_id for answer in answers} == {
        one.check_id for one in leaves if isinstance(one, AnswerReleased)
    }


def test_switching_is_an_event_of_the_control_version(node: MemoryNode) -> None:
    before = node.views.control_version()
    node.know(msgspec.structs.replace(LIST, first_line=False))
    assert node.views.control_version() > before
    assert len(node.facts(SourceSet)) == 2
