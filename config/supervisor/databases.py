"""Which database each process is told: whose login it is decides what it may do."""

from collections.abc import Mapping

ALL = "DATABASE_URL"
OWNER, SEQUENCER = "MIGRATE_DATABASE_URL", "SEQUENCER_DATABASE_URL"
OWN = {"migrate": OWNER, "roles": OWNER, "sequencer": SEQUENCER}


def told_to(child: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of one process: one database, as DATABASE_URL, and no other."""
    known = {variable for name in (ALL, OWNER, SEQUENCER) for variable in forms(name)}
    kept = {name: value for name, value in environment.items() if name not in known}
    return {**kept, **database_of(child, environment)}


def database_of(child: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Its own database where the operator named one, else that of all."""
    for name in (OWN.get(child, ALL), ALL):
        given = zip(forms(ALL), forms(name), strict=True)
        found = {as_: environment[one] for as_, one in given if environment.get(one)}
        if found:
            return found
    return {}


def has_owner(environment: Mapping[str, str]) -> bool:
    """Tell whether somebody else than the database's user owns its tables."""
    return any(environment.get(variable) for variable in forms(OWNER))


def forms(name: str) -> tuple[str, str]:
    """A secret's variable, and that of a file which holds it."""
    return name, f"{name}_FILE"
