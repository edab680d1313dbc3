"""The process behind tests with several real processes: it has loaded the product, and forks as many as are asked for.

Loading takes seconds of processor time in each new process; a fork has everything at once, and is a process like any
other with connections of its own. Started by `tests.processes`: a line of JSON {"url", "codes"} comes in, a line with a
list of [printed, error] goes out, in the order of the codes.
"""

import contextlib
import io
import json
import os
import signal
import sys
import traceback

SECONDS = 120  # a fork that takes longer is ended


def together(url, codes):
    """Fork once for each piece of code, let all begin at the same moment, and return what each printed."""
    (is_ready, ready), (go, may_go) = os.pipe(), os.pipe()
    readers = []
    for code in codes:
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(may_go)
            os.close(is_ready)
            work(url, code, ready, go, writer)
        os.close(writer)
        readers.append(reader)
    os.close(ready)
    os.close(go)
    with os.fdopen(is_ready) as pipe:
        pipe.read()  # until everybody is ready, or gone
    os.close(may_go)
    return [answer_of(reader) for reader in readers]


def answer_of(reader):
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.wait()
    return json.loads(said) if said else ["", "ended by its time limit or from outside"]


def work(url, code, ready, go, writer):
    """What a fork does; it never returns."""
    signal.alarm(SECONDS)
    printed, error = io.StringIO(), ""
    try:
        connect(url)
        os.close(ready)
        os.read(go, 1)  # ends when the parent closes its side
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "<code of the test>", "exec"), {"__name__": "__crew__"})  # noqa: S102  the test's own
    except BaseException:  # noqa: BLE001  the test is told of every one
        error = traceback.format_exc()
    with os.fdopen(writer, "w") as pipe:
        json.dump([printed.getvalue(), error], pipe)
    os._exit(0)


def connect(url):
    """The database of this fork; its parent has never opened one."""
    from django.conf import settings
    from django.db import connection, connections

    from portal.settings.addresses import database_from_url

    with contextlib.suppress(AttributeError):
        del connections["default"]
    settings.DATABASES = {"default": database_from_url(url)}
    connections.settings = connections.configure_settings(settings.DATABASES)
    connection.ensure_connection()


if __name__ == "__main__":
    import django

    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(together(order["url"], order["codes"])), flush=True)  # noqa: T201  the answer
