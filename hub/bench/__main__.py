"""One measurement, inside the environment that `manage.py bench` has prepared."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django

from hub.bench import deployment
from hub.bench.load import Clients


def main(part: str, folder: Path) -> None:
    clients = Clients()  # before Django: these processes stay small
    try:
        django.setup()
        if part == "growth":
            from hub.bench import growth

            growth.run(clients, folder, say)
        else:
            run(clients, folder)
    finally:
        clients.close()


def run(clients: Clients, folder: Path) -> None:
    load = os.getloadavg()[0]
    from django.db import connection

    from hub.bench import made, mails, measure, pages, report, seed

    say("Writing three hundred applications")
    world = seed.world(drafts=pages.drafts_needed(measure.ROUNDS))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    mail_port = urlsplit(os.environ["EMAIL_URL"]).port
    assert mail_port
    with deployment.started(folder / "logs") as running, mails.sink(mail_port) as sink:
        portal, master = running.serve("web", "hub.wsgi", "/health/live")
        bare, _pid = running.serve("bare", "hub.bench.bare", "/")
        track = measure.Track(clients, portal=portal, bare=bare, say=say)
        rows = track.pages(pages.pages(world))
        say("Complete applications, eight at a time")
        applications = measure.applications(
            clients,
            portal,
            database=os.environ["DATABASE_URL"],
            host=deployment.NAME,
            batch=world.batch.slug,
        )
        memory = deployment.memory(master)
        say("Files and texts")
        files = made.measure(world)
        say("A thousand mails")
        found = report.Findings(
            rows=rows,
            bare=track.yardstick(),
            applications=applications,
            memory=memory,
            mails=mails.measure(running, sink),
            made=files,
            load=load,
        )
    report.write(found)
    print(report.table(found))  # noqa: T201


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
