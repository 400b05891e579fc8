"""Who does the tasks: processes of this machine, or workers of a Dask scheduler. Outcomes are the same."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from service.alignment.tasks import OtherReleaseError, rules_digest, work_out
from service.errors import Refusal
from service.matching import Workers, processors

Tasks = Iterable[tuple[str, bytes]]
"""Tasks by key, encoded; taken as they are wanted."""
Done = Iterator[tuple[str, bytes, bytes]]
"""Keys, tasks and encoded outcomes, in the order in which they are finished."""
Run = Callable[[bytes, Tasks], Done]
"""Does tasks against an encoded reference."""

_CONNECTING_SECONDS = 10
# How many tasks wait at the scheduler for each thread that works: enough to keep it busy.
_AHEAD = 2


def here(processes: int | None = None) -> Run:
    """Do the tasks on this machine, by as many processes as it has processors."""
    count = processes or processors()

    def run(reference: bytes, tasks: Tasks) -> Done:
        work = partial(_keyed, reference)
        rules_digest()  # the processes are copies of this one: what is installed meanwhile is not theirs
        if count == 1:
            yield from map(work, tasks)
        else:
            with Workers(work, count) as workers:
                yield from workers.map(tasks)

    return run


def on_scheduler(address: str) -> Run:
    """Do the tasks on the workers of the Dask scheduler at that address, one target a task.

    A worker that ends takes nothing along but time. A scheduler runs what it is sent, for everyone who can
    reach it: over a network it must be reached by TLS (`tls://…`, set up as Dask's configuration says).
    Raises `Refusal`: `unsafe-scheduler` for another way, `no-scheduler` where none answers or Dask is not
    installed, `other-release` where a worker's rules are not these, `workers-killed` where one target ends
    worker after worker.
    """
    _expect_safe(address)
    try:
        import distributed
    except ImportError as error:
        raise Refusal("no-scheduler", "没有安装 Dask。", "安装：pip install 'quanze[scale]'。") from error
    connect: Callable[..., Any] = distributed.Client

    def run(reference: bytes, tasks: Tasks) -> Done:
        try:
            client = connect(address, timeout=_CONNECTING_SECONDS, set_as_default=False)
        except OSError as error:
            raise Refusal("no-scheduler", f"{address} 没有应答。", "先启动调度器和工作进程。") from error
        with client:
            try:
                yield from _submitted(client, reference, tasks)
            except OtherReleaseError as error:
                raise Refusal(
                    "other-release", "工作进程的程序或词表与本机不同。", "各机器安装同一版本后再试。"
                ) from error
            except distributed.KilledWorker as error:
                raise Refusal(
                    "workers-killed",
                    "同一个区划使几个工作进程先后中断，多半是内存不够。",
                    "给工作进程更多内存后再运行，已完成的不会重做。",
                ) from error

    return run


def _submitted(client: Any, reference: bytes, tasks: Tasks) -> Done:
    from distributed import as_completed

    for worker in client.scheduler_info(n_workers=-1)["workers"]:
        _expect_safe(worker)
    # A task of its own, so that it is sent once to each worker and made again where it was lost.
    ours = client.submit(bytes, reference, pure=False)
    waiting = iter(tasks)
    asked: dict[Any, tuple[str, bytes]] = {}

    def submitted() -> Iterator[Any]:
        for task in waiting:
            future = client.submit(work_out, ours, task[1], pure=False)
            asked[future.key] = task
            yield future

    more = submitted()
    threads = max(sum(client.nthreads().values()), 1)
    finished: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
    finished.update(list(islice(more, _AHEAD * threads)))
    for future in finished:
        outcome = future.result()
        key, task = asked.pop(future.key)
        future.release()
        finished.update(list(islice(more, 1)))
        yield key, task, outcome


def _keyed(reference: bytes, task: tuple[str, bytes]) -> tuple[str, bytes, bytes]:
    return *task, work_out(reference, task[1])


def _expect_safe(address: str) -> None:
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls" or (parts.scheme == "tcp" and _is_loopback(parts.hostname or "")):
        return
    raise Refusal(
        "unsafe-scheduler",
        f"{address} 不是本机地址，也没有加密：调度器会执行收到的任何内容。",
        "用 tls:// 地址（按 docs/scale.md 配置证书），或在本机运行。",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
