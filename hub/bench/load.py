"""Many connections that ask as fast as they are answered. Standard library only, to cost little.

A process each and bare sockets: the client shares the machine with what it measures. Gunicorn's
sync worker closes after each answer, so every request has a connection of its own.
"""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
CONNECTIONS = 12
# Stands in a request for a number that grows by one with each answer.
COUNTER = b"000000000"
STATUS = slice(9, 12)


class WrongAnswer(Exception):
    """A page did not say what it was measured for."""


@dataclass(frozen=True)
class Job:
    """What one connection asks: `requests` in turn for `seconds`, or each once without a limit."""

    port: int
    requests: Sequence[bytes]
    begin: float
    seconds: float | None
    expected: bytes
    # How often this connection was answered before: where it goes on.
    done: int = 0


@dataclass(frozen=True)
class Done:
    answers: int
    end: float
    cpu_seconds: float
    wrong: bytes
    times: list[float]


@dataclass(frozen=True)
class Outcome:
    """What all connections of a round got."""

    done: list[Done]
    seconds: float

    @property
    def answers(self) -> int:
        return sum(one.answers for one in self.done)

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    @property
    def client_seconds(self) -> float:
        """Processor time that asking took, for each answer."""
        return sum(one.cpu_seconds for one in self.done) / max(self.answers, 1)

    @property
    def times(self) -> list[float]:
        """Seconds from asking to the last byte, one for each answer."""
        return [seconds for one in self.done for seconds in one.times]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def late(self) -> float:
        """What nineteen in twenty answers keep to."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, len(ordered) * 19 // 20)]


def ask(port: int, request: bytes) -> bytes:
    """The whole answer, headers included."""
    with socket.socket() as sock:
        sock.connect((HOST, port))
        sock.sendall(request)
        parts = []
        while part := sock.recv(262_144):
            parts.append(part)
    return b"".join(parts)


def work(job: Job) -> Done:
    """One connection's share of a round, in a process of its own."""
    answers, wrong, times = 0, b"", []
    time.sleep(max(0.0, job.begin - time.monotonic()))
    cpu = time.process_time()
    now = time.monotonic()
    while now < job.begin + job.seconds if job.seconds else answers < len(job.requests):
        number = job.done + answers
        request = job.requests[number % len(job.requests)]
        answer = ask(job.port, request.replace(COUNTER, b"%09d" % number))
        if answer[STATUS] != job.expected:
            wrong = answer[:2000]
            break
        answers += 1
        before, now = now, time.monotonic()
        times.append(now - before)
    return Done(answers, now, time.process_time() - cpu, wrong, times)


class Clients:
    """Processes that wait for work; make them early, while this process is small."""

    def __init__(self) -> None:
        self.pool = multiprocessing.get_context("fork").Pool(CONNECTIONS)

    def close(self) -> None:
        self.pool.terminate()
        self.pool.join()

    def run(
        self,
        port: int,
        requests: Sequence[Sequence[bytes]],
        *,
        seconds: float | None,
        expected: int = 200,
        done: Sequence[int] = (),
    ) -> Outcome:
        """A round with one connection for each list of requests; raises WrongAnswer."""
        begin = time.monotonic() + 0.05
        jobs = [
            Job(port, own, begin, seconds, b"%d" % expected, done[n] if done else 0)
            for n, own in enumerate(requests)
        ]
        found = self.pool.map(work, jobs, chunksize=1)
        if wrong := next((one.wrong for one in found if one.wrong), b""):
            raise WrongAnswer(wrong.decode(errors="replace"))
        return Outcome(found, seconds or max(one.end for one in found) - begin)
