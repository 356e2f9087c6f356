"""The queue: in order, within its bounds, and left by those who leave."""

import anyio
import pytest

from assistant.errors import TooBusy
from assistant.gate import Gate


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
        with gate.enter("a"), gate.enter("b"), gate.enter(""), gate.enter(""), own, gate.enter("a"):
            pass
        with gate.enter("a"):
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
