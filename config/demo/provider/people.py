"""The people of the demo. Their passwords are their user names and are no secret."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    role: str
    groups: tuple[str, ...]

    @property
    def password(self) -> str:
        return self.username

    @property
    def subject(self) -> str:
        """What tokens call this person for ever; neither the name nor a row's id."""
        return f"demo-{self.username}"

    @property
    def email(self) -> str:
        return f"{self.username}@demo.invalid"


PEOPLE = (
    Person("ds1", "Dana Sommer", "Data scientist", ("data-scientists",)),
    Person("ds2", "Eli Novak", "Engineer", ("engineers",)),
    Person("validator", "Vera Lindqvist", "Validator", ("validators",)),
    Person("officer", "Omar Keller", "Compliance officer", ("compliance",)),
    Person("auditor", "Aiko Brandt", "Auditor", ("auditors",)),
    Person("admin", "Ada Moreau", "Administrator", ("hallmark-admins",)),
    Person("business", "Ben Okafor", "Business user", ("business",)),
)
BY_USERNAME = {person.username: person for person in PEOPLE}
