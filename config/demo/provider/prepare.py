"""Database, people and client, brought up to date; nothing is done twice."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from oauth2_provider.models import Application

from config.demo.provider import keys
from config.demo.provider.configuration import Configuration
from config.demo.provider.people import PEOPLE


def prepare(configuration: Configuration) -> None:
    secret = keys.kept(Path(configuration.client_secret_file), keys.random_text)
    mark = configuration.folder / "prepared"
    wanted = _fingerprint(configuration, secret)
    database = configuration.folder / "db.sqlite3"
    if database.exists() and mark.exists() and mark.read_text() == wanted:
        return
    call_command("migrate", interactive=False, verbosity=0)
    seed_people()
    register_client(configuration, secret)
    mark.write_text(wanted)


def seed_people() -> None:
    for person in PEOPLE:
        account, _ = User.objects.get_or_create(username=person.username)
        if not account.check_password(person.password):
            account.set_password(person.password)
            account.save()
    User.objects.exclude(username__in=[p.username for p in PEOPLE]).delete()


def register_client(configuration: Configuration, secret: str) -> None:
    Application.objects.update_or_create(
        client_id=configuration.client_id,
        defaults={
            "name": "Hallmark",
            "client_secret": secret,
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "algorithm": Application.RS256_ALGORITHM,
            "redirect_uris": " ".join(configuration.redirect_uris),
            "post_logout_redirect_uris": " ".join(configuration.post_logout_uris),
            "skip_authorization": True,
        },
    )
    Application.objects.exclude(client_id=configuration.client_id).delete()


def _fingerprint(configuration: Configuration, secret: str) -> str:
    """Changes with anything that the database was made from."""
    made_from = (
        version("django"),
        version("django-oauth-toolkit"),
        PEOPLE,
        configuration.client_id,
        configuration.redirect_uris,
        configuration.post_logout_uris,
        secret,
    )
    return hashlib.sha256(repr(made_from).encode()).hexdigest()
