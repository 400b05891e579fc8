"""A Dask scheduler with two real workers: the same outcomes, whoever is killed; nobody unsafe is asked."""

import sys
from pathlib import Path

import pytest

from service.alignment import Work, align, align_at_scale, on_scheduler
from service.errors import Refusal
from tests.alignment.cluster import cluster
from tests.alignment.lists import generated
from tests.alignment.test_scale import reported

REFERENCE = generated("330000", 70, seed=1)
TARGETS = [generated(f"3308{number:02d}", 70, seed=number) for number in range(2, 12)]


def test_outcomes_equal_the_local_ones_though_a_worker_is_killed(tmp_path: Path) -> None:
    """Ten tasks, at most four of them given out when the first is done and one of the two workers ends."""
    said: list[int] = []
    with cluster(tmp_path, workers=2) as running:

        def kill_one(done: int, _: int) -> None:
            said.append(done)
            if done == 1:
                running.workers[0].kill()

        found = align_at_scale(
            REFERENCE, TARGETS, Work(tmp_path / "work"), on_scheduler(running.address), progress=kill_one
        )
        assert running.workers[0].wait() != 0
        assert running.workers[1].poll() is None
        log = (tmp_path / "log").read_text("utf-8")
    assert said == [*range(1, len(TARGETS) + 1)]
    assert log.count("Register worker") == 2
    assert reported(found) == reported(align(REFERENCE, TARGETS))


def test_a_worker_of_another_release_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.alignment.tasks.rules_digest", lambda: "other")
    with cluster(tmp_path, workers=1) as running, pytest.raises(Refusal, match="other-release"):
        align_at_scale(REFERENCE, TARGETS[:1], Work(tmp_path / "work"), on_scheduler(running.address))


@pytest.mark.parametrize(
    "address",
    [
        *("tcp://10.0.0.5:8786", "10.0.0.5:8786", "tcp://0.0.0.0:8786", "scheduler.example.org:8786"),
        *(
            "ws://127.0.0.1:8786",
            "inproc://127.0.0.1/1/1",
            "ucx://127.0.0.1:8786",
            "tcp://localhost.example.org",
        ),
    ],
)
def test_a_scheduler_others_could_reach_unencrypted_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="unsafe-scheduler"):
        on_scheduler(address)


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.5:8786", "127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1"]
)
def test_loopback_and_encrypted_ones_are_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def connect(to: str, **_: object) -> None:
        asked.append(to)
        raise OSError("nobody there")

    monkeypatch.setattr("distributed.Client", connect)
    with pytest.raises(Refusal, match="no-scheduler"):
        next(on_scheduler(address)(b"", []))
    assert asked == [address]


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.alignment.running._CONNECTING_SECONDS", 0.5)
    with pytest.raises(Refusal, match="no-scheduler"):
        align_at_scale(REFERENCE, TARGETS[:1], Work(tmp_path), on_scheduler("tcp://127.0.0.1:9"))


def test_without_dask_the_refusal_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refusal, match="no-scheduler") as refused:
        on_scheduler("127.0.0.1:8786")
    assert "quanze[scale]" in refused.value.fix
