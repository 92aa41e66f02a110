"""Load the demo: real tracks, sites and partners, invented startups and applications. Once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.portal import demo


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--startups",
            type=int,
            default=0,
            metavar="N",
            help="invent more until there are N, for benchmarks",
        )
        parser.add_argument("--seed", type=int, default=2026, help="the same seed, the same data")

    def handle(self, *args: Any, startups: int, seed: int, **options: Any) -> None:
        if not (settings.LOCAL or settings.DEMO):
            raise CommandError("The demo's accounts have a public password: not in a deployment.")
        added = demo.load(startups_wanted=startups, seed=seed)
        if added:
            self.stdout.write(f"Demo data loaded: {added} invented startups.")
        elif options["verbosity"] > 1:
            self.stdout.write("The demo data is there already.")
