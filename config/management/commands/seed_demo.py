"""Make the demo's content; each line of output is a fraction and what is being done."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import env
from config.demo.recipes import RECIPES, tiny
from config.demo.seed import seed


class Command(BaseCommand):
    help = "Make the demo's people, data and models; leaves alone what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tiny",
            action="store_true",
            default=env.boolean("DEMO_TINY"),
            help="small models, for tests",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        recipes = [tiny(recipe) for recipe in RECIPES] if options["tiny"] else RECIPES
        seed(self._tell, recipes)

    def _tell(self, fraction: float, words: str) -> None:
        self.stdout.write(f"{fraction:.2f} {words}")
        self.stdout.flush()
