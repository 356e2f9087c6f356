"""The queue: fair, in order, within its bounds, and left by those who leave."""

from contextlib import ExitStack

import anyio
import pytest

from assistant.errors import TooBusy
from assistant.gate import NOBODY, Gate, Holder, Ticket

A, B, C = Holder("a"), Holder("b"), Holder(address="192.0.2.7")


def run(work: object) -> None:
    anyio.run(work)  # type: ignore[arg-type]


def test_some_at_once_the_others_in_their_order() -> None:
    async def work() -> None:
        gate = Gate(at_once=1, queue=2, per_holder=9, patience=9)
        with gate.enter() as first:
            assert first.position == 0
            with gate.enter() as second, gate.enter() as third:
                assert (second.position, third.position) == (1, 2)
                assert not await second.turn(0.01)
                assert (gate.answering, gate.waiting) == (1, 2)
                with pytest.raises(TooBusy, match="2 questions wait already") as busy, gate.enter():
                    pass
                assert busy.value.seconds >= 1

    run(work)


def test_the_next_is_called_when_one_leaves() -> None:
    async def work() -> None:
        gate = Gate(at_once=1, queue=9, per_holder=9, patience=9)
        order = []

        async def ask(name: int) -> None:
            with gate.enter() as ticket:
                while not await ticket.turn(5):
                    pass
                order.append(name)
                await anyio.sleep(0.01)

        async with anyio.create_task_group() as group:
            for name in range(5):
                group.start_soon(ask, name)
        assert order == list(range(5))
        assert (gate.answering, gate.waiting) == (0, 0)

    run(work)


def test_one_who_leaves_the_queue_moves_the_others_up() -> None:
    async def work() -> None:
        gate = Gate(at_once=1, queue=9, per_holder=9, patience=9)
        with gate.enter():
            waiting = gate.enter()
            waiting.__enter__()
            with gate.enter() as last:
                assert last.position == 2
                waiting.__exit__(None, None, None)
                assert last.position == 1

    run(work)


def test_a_holder_has_a_bound_of_its_own() -> None:
    async def work() -> None:
        gate = Gate(at_once=9, queue=9, per_holder=1, patience=9)
        own = pytest.raises(TooBusy, match="of this key")
        with gate.enter(A), gate.enter(B), gate.enter(C), gate.enter(C), gate.enter(), gate.enter(), own, gate.enter(A):
            pass
        with gate.enter(A):
            pass

    run(work)


def test_patience_ends() -> None:
    async def work() -> None:
        gate = Gate(at_once=1, queue=9, per_holder=9, patience=0.02)
        with gate.enter(), gate.enter() as second:
            assert not await second.turn(0.01)
            await anyio.sleep(0.02)
            with pytest.raises(TooBusy, match="no turn came"):
                await second.turn(0.01)

    run(work)


@pytest.mark.parametrize(
    ("at_once", "arrivals", "turns"),
    [
        (1, "aaabb", "ababa"),  # rounds 0 1 2 and 0 1
        (1, "aabc", "abca"),
        (2, "aaaab", "aabaa"),  # two of a are in: b comes in their round, 1
        (1, "aa.", "a.a"),  # nobody's question is of the round being called
        (1, ".a.a", ".a.a"),
        (1, "....", "...."),
        (1, "aaa|c", "aaca"),  # round 1 is called when c comes
        (1, "aaa||bab", "aaabab"),  # who did not ask before has nothing saved up
        (1, "ab||aa", "abaa"),  # nor does who asked before owe anything
    ],
)
def test_turns_are_fair_between_those_who_ask(at_once: int, arrivals: str, turns: str) -> None:
    """Who comes, in order (`|`: one leaves meanwhile), and in which order they have their turns."""
    who = {"a": A, "b": B, "c": C, ".": NOBODY}

    async def work() -> None:
        gate = Gate(at_once, queue=9, per_holder=9, patience=9)
        waiting: list[tuple[str, Ticket, ExitStack]] = []
        called: list[tuple[str, ExitStack]] = []

        def note() -> None:
            for name, ticket, place in [one for one in waiting if one[1].position == 0]:
                waiting.remove((name, ticket, place))
                called.append((name, place))

        left = 0
        for name in arrivals:
            if name == "|":
                called[left][1].close()
                left += 1
            else:
                place = ExitStack()
                waiting.append((name, place.enter_context(gate.enter(who[name])), place))
            note()
        told = {ticket.position: name for name, ticket, _ in waiting}
        while left < len(called):
            called[left][1].close()
            left += 1
            note()
        assert "".join(name for name, _ in called) == turns
        assert "".join(told[position + 1] for position in range(len(told))) == turns[len(turns) - len(told) :]

    run(work)


def test_who_asks_is_the_key_else_the_address() -> None:
    sent = {"client": ("192.0.2.7", 5000)}
    assert Holder.of(sent) == C
    assert Holder.of({**sent, "state": {"holder": "a"}}) == A
    assert Holder.of({"client": None}) == NOBODY
