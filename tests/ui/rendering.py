"""Samples rendered by the product's templates, and read back as a tree."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

from tests.ui import samples
from tests.ui.catalogue import Case

TEMPLATES = Path(settings.BASE_DIR) / "templates"
VOID = {"input", "meta", "link", "br", "hr", "img"}


class Node:
    """One element with its attributes, its words and what it holds."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []
        self.words = ""

    def walk(self) -> "list[Node]":
        return [self, *(n for child in self.children for n in child.walk())]

    def text(self) -> str:
        return self.words + "".join(child.text() for child in self.children)

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Tree(HTMLParser):
    """A tree of the elements; unbalanced markup is an error here."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.root = Node("root", {})
        self.open = [self.root]
        self.feed(markup)
        assert self.open == [self.root], f"not closed: {self.open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice on {tag}: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"{tag} closes {self.open[-1].tag}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].words += data


@cache
def engine() -> DjangoTemplates:
    """The product's templates without its context: samples bring their own."""
    return DjangoTemplates(
        {
            "NAME": "samples",
            "DIRS": [TEMPLATES],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"]
            },
        }
    )


def rendered(template: str, context: dict[str, Any], user: SimpleNamespace) -> str:
    request = RequestFactory().get("/")
    request.user = user  # type: ignore[assignment]  # a stand-in for an account
    everything = {**samples.SHELL, "user": user, **context}
    return str(engine().get_template(template).render(everything, request))


_READ: dict[tuple[str, str], list[Node]] = {}


def nodes(case: Case, user: SimpleNamespace = samples.DS1) -> list[Node]:
    """The elements of a case, rendered once for all tests that look at them."""
    name, template, context = case
    key = (name, template)
    if key not in _READ:
        _READ[key] = Tree(rendered(template, context, user)).root.walk()
    return _READ[key]
