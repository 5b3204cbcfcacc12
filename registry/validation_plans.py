"""The built-in plan of a validation, as data. A plan that was used is never changed.

Another plan is another code; a validation can also be given tests of its own.
"""

import hashlib
from dataclasses import asdict, dataclass

from governance.exceptions import InvalidInput
from governance.ledger.canonical import canonical
from registry.models.validation import Area


@dataclass(frozen=True)
class PlannedTest:
    """One test: what is looked at, and what is expected."""

    area: str
    title: str
    expected: str


@dataclass(frozen=True)
class Plan:
    """Tests in the order of the page."""

    code: str
    name: str
    tests: tuple[PlannedTest, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the plan as canonical JSON; the entry binds it."""
        tests = [asdict(test) for test in self.tests]
        return hashlib.sha256(
            canonical({"code": self.code, "name": self.name, "tests": tests})
        ).hexdigest()


STANDARD = Plan(
    "standard-1",
    "Standard plan",
    (
        PlannedTest(
            Area.CONCEPT.value,
            "The method suits the question",
            "Target, fields and algorithm are explained, and a simpler model was "
            "compared.",
        ),
        PlannedTest(
            Area.DATA.value,
            "The data is what it says",
            "Source, licence, period and rows are known; missing values and labels "
            "were looked at; the digests hold.",
        ),
        PlannedTest(
            Area.PERFORMANCE.value,
            "It is good enough on rows held back",
            "Metrics on whole groups held back reach the limit agreed for the use; "
            "shuffled metrics stand beside them.",
        ),
        PlannedTest(
            Area.PERFORMANCE.value,
            "Scored again, it says the same",
            "The golden rows give the sealed answers within the tolerance.",
        ),
        PlannedTest(
            Area.SENSITIVITY.value,
            "No single field turns the answer by chance",
            "Each field moved within its noise leaves the answers as they are; the "
            "strongest fields make sense.",
        ),
        PlannedTest(
            Area.STABILITY.value,
            "Trained again, it stays as good",
            "Other seeds and other folds give metrics within the spread that the "
            "experiment tells.",
        ),
        PlannedTest(
            Area.DOCUMENTATION.value,
            "Somebody else could build it again",
            "Recipe, parameters, environment lock and lineage are complete and can be "
            "followed.",
        ),
        PlannedTest(
            Area.LIMITS.value,
            "It says where it must not be used",
            "Ranges and conditions that the data does not cover are named, and what "
            "happens there.",
        ),
    ),
)
PLANS = {plan.code: plan for plan in (STANDARD,)}


def plan_named(code: str) -> Plan:
    """A built-in plan, or InvalidInput on the field `plan`."""
    if code not in PLANS:
        raise InvalidInput("plan", f"There is no such plan. Take: {', '.join(PLANS)}.")
    return PLANS[code]
