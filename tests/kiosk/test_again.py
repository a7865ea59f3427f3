"""What is done again and again: at once, in time, sooner where a bell rings, and however often it fails."""

import asyncio
import logging

from booking import refusals
from booking.refusals import Refused
from kiosk.again import again_and_again, beside

NEVER = 3600.0
LOG = logging.getLogger("tests.again")


class Work:
    """Work that is counted; *answers* are what its rounds return or raise, then it waits for a bell."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.rounds = 0
        self.bell = asyncio.Event()
        self.done = asyncio.Event()

    async def once(self):
        self.rounds += 1
        if not self.answers:
            self.done.set()
            return None
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def again(self, every=NEVER, **how):
        return again_and_again(self.once, every=every, bell=self.bell, log=LOG, failed="tried again", **how)


async def over(work):
    await asyncio.wait_for(work.done.wait(), 10)


async def test_it_is_done_at_once_and_again_in_time():
    work = Work(None, None, None)

    async with beside(work.again(every=0.0)):
        await over(work)

    assert work.rounds >= 4


async def test_a_round_may_ask_for_the_next_one_sooner_and_never_later_than_usual():
    sooner, later = Work(0.0), Work(NEVER)

    async with beside(sooner.again()), beside(later.again(every=0.0)):
        await over(sooner)
        await over(later)


async def test_a_bell_brings_the_next_round_and_a_burst_brings_one():
    work = Work(None)

    async with beside(work.again(settle=0.05)):
        while work.rounds == 0:
            await asyncio.sleep(0)
        for _ring in range(3):
            work.bell.set()
            await asyncio.sleep(0)
        await over(work)

        assert work.rounds == 2


async def test_what_fails_is_logged_and_tried_again_but_a_refusal_is_nobodys_fault(caplog):
    work = Work(Refused(refusals.BookBusy()), ValueError("odd"))

    async with beside(work.again(every=0.0)):
        await over(work)

    assert [record.getMessage() for record in caplog.records if record.name == LOG.name] == ["tried again"]


async def test_it_ends_when_it_is_told_to_and_when_nobody_needs_it_any_more():
    work, endless = Work(0.0, 0.0), Work()

    await asyncio.wait_for(work.again(ended=lambda: work.rounds == 2), 10)
    async with beside(endless.again()):
        await over(endless)
    endless.bell.set()
    await asyncio.sleep(0)

    assert (work.rounds, endless.rounds) == (2, 1)
