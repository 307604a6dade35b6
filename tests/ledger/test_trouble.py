"""Disk and database in trouble: requests go on as long as their rows have room, then they are refused; what
was answered has its row once the trouble is over, without anybody's hand."""

import contextlib
import signal
import sqlite3
import tempfile
import unittest

import disk
import rows
import stack
from stack import CHAT, servers

MODEL = "openai/gpt-4o-mini"
TOLD = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80}
COST = 60 * 150_000 + 20 * 600_000
LONG_TAGS = f"why={'x' * 900}"  # written once in SQLite, in each record of the journal
MOST_REQUESTS = 100_000  # far more than the small disks here hold rows of


class WithMock(unittest.TestCase):
    def setUp(self):
        self.mock = stack.Mock()
        self.addCleanup(self.mock.stop)
        self.settings = stack.config(self.mock.provider("openai", ["gpt-4o-mini"]), workers=1)

    def start(self, folder=None):
        self.gateway = servers.Gateway(self.settings, folder=folder)
        self.addCleanup(self.gateway.stop)
        self.rows = rows.Rows(self.gateway.data)
        self.caller = stack.Caller(self.gateway)
        self.addCleanup(self.caller.close)

    def ask(self, stream=False, tags="a=b"):
        return self.caller.ask(CHAT, MODEL, stack.order(TOLD, events=2), {"x-farthing-tags": tags}, stream=stream)

    def assert_all_recorded(self, answers):
        """Each once, with its cost; Rows finds what stands there twice."""
        for row in self.rows.of(*answers):
            self.assertEqual((row["status"], row["cost"]), (200, COST))
        recorded = self.rows.query("SELECT count(*) AS n FROM requests WHERE status = 200")[0]["n"]
        self.assertEqual(recorded, len(answers))
        self.assertEqual(recorded, self.mock.stats()["requests"])


class Absurd(WithMock):
    def test_amounts_of_which_an_hour_cannot_hold_two_do_not_keep_other_rows_out(self):
        self.start()
        count = 40 * 10 ** 12  # times 150,000 picodollars, more than half of 2^63
        huge = TOLD | {"prompt_tokens": count, "total_tokens": count + 20}
        absurd = [self.caller.ask(CHAT, MODEL, stack.order(huge)) for _ in range(2)]
        found = self.rows.of(*absurd, self.ask())
        self.assertEqual([row["fresh"] for row in found], [count, count, 60])
        self.assertEqual(found[-1]["cost"], COST)


class Locked(WithMock):
    """Another process holds SQLite's lock."""

    def open_ledger(self):
        """For writing: what a killed gateway left beside it, no reader can make good. None before it is made."""
        if not self.rows.file.exists():
            return None
        database = sqlite3.connect(f"file:{self.rows.file}?mode=rw", uri=True, isolation_level=None,
                                   timeout=servers.PATIENCE)
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'requests'").fetchone():
            return database
        database.close()
        return None

    @contextlib.contextmanager
    def lock(self):
        database = rows.wait_until(self.open_ledger)
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")
            database.close()

    def answers(self, count):
        answers = [self.ask(stream=number % 2 == 1) for number in range(count)]
        self.assertEqual({answer.status for answer in answers}, {200})
        return answers

    def test_requests_go_on_and_their_rows_follow_when_the_lock_is_released(self):
        self.start()
        answers = self.answers(50)
        self.rows.of(*answers)
        with self.lock():
            locked = self.answers(200)
            self.assertEqual(self.rows.count(), 50)
        self.assert_all_recorded(answers + locked)
        self.assert_all_recorded(answers + locked + self.answers(50))

    def test_a_gateway_that_ends_under_the_lock_leaves_its_rows_to_the_next(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number.name), tempfile.TemporaryDirectory() as folder:
                self.mock.get("/_mock/reset", "POST")
                self.start(folder)
                with self.lock():
                    answers = self.answers(200)
                    self.gateway.signal(number)
                    self.gateway.wait()
                self.start(folder)
                self.assert_all_recorded(answers)
                self.gateway.stop()

    def test_a_gateway_that_starts_under_the_lock_answers(self):
        with tempfile.TemporaryDirectory() as folder:
            self.start(folder)
            before = self.answers(50)
            rows.wait_until(self.open_ledger).close()  # with its tables, or nobody could lock it
            self.gateway.signal(signal.SIGKILL)
            self.gateway.wait()
            with self.lock():
                self.start(folder)
                meanwhile = self.answers(50)
            self.assert_all_recorded(before + meanwhile)
            self.gateway.stop()


class FullDisk:
    """The tests for either way to a full disk; `self.disk` is made by the class that mixes this in."""

    def answers_until_refused(self):
        answers = []
        while len(answers) < MOST_REQUESTS:
            answer = self.ask(tags=LONG_TAGS)
            if answer.status == 503:
                return answers, answer
            self.assertEqual(answer.status, 200, answer.body)
            answers.append(answer)
        self.fail("the disk is full, and no request was refused")

    def assert_refusal(self, answer):
        self.assertEqual(answer.status, 503, answer.body)
        self.assertRegex(answer.headers["retry-after"], r"^\d+$")
        self.assertIn("error", answer.json())

    def test_what_has_no_room_for_its_row_is_refused_and_nothing_is_lost(self):
        self.start(self.disk.folder)
        answers = [self.ask() for _ in range(20)]
        self.rows.of(*answers)
        for _ in range(2):
            self.disk.fill(self.gateway)
            more, refusal = self.answers_until_refused()
            self.assertGreater(len(more), 0)
            self.assert_refusal(refusal)
            asked = self.mock.stats()["requests"]
            for _ in range(20):
                self.assert_refusal(self.ask())
            self.assertEqual(self.mock.stats()["requests"], asked, "a refused request reached the provider")
            self.assertEqual(self.gateway.ask("GET", "/health/live")[0], 200)
            answers += more
            self.disk.free(self.gateway)
            good = rows.wait_until(lambda: (answer := self.ask()).status == 200 and answer)
            self.assertTrue(good, "requests are still refused")
            answers.append(good)
            self.assert_all_recorded(answers)

    def test_a_kill_while_the_disk_is_full_loses_nothing(self):
        self.start(self.disk.folder)
        self.disk.fill(self.gateway)
        answers, _ = self.answers_until_refused()
        self.gateway.signal(signal.SIGKILL)
        self.gateway.wait()
        self.disk.free(self.gateway)
        self.start(self.disk.folder)
        self.assert_all_recorded(answers)


class SmallDisk(FullDisk, WithMock):
    def setUp(self):
        super().setUp()
        self.disk = disk.SmallDisk("16m")
        self.addCleanup(self.disk.close)
        if self.disk.problem:
            self.skipTest(f"no file system of its own ({self.disk.problem}); FilesThatMayNotGrow stands in")


class FilesThatMayNotGrow(FullDisk, WithMock):
    def setUp(self):
        super().setUp()
        self.disk = disk.NoGrowth()
        self.addCleanup(self.disk.close)


if __name__ == "__main__":
    unittest.main()
