"""What the API of validations takes and tells."""

from rest_framework import serializers

from governance.api.serializers import ReasonInput
from registry.models import Finding, ValidationResult, Verdict
from registry.models.validation import Area
from registry.validation_plans import PLANS, STANDARD

_Text = serializers.CharField


class PlanInput(serializers.Serializer[None]):
    """Which built-in plan to begin with."""

    plan = serializers.ChoiceField(choices=list(PLANS), default=STANDARD.code)


class PlannedTestInput(serializers.Serializer[None]):
    """A test to add to the plan of one validation."""

    area = serializers.ChoiceField(choices=Area.values)
    title = _Text(max_length=200)
    expected = _Text(max_length=1000)


class ResultInput(serializers.Serializer[None]):
    """What a test gave."""

    outcome = serializers.ChoiceField(choices=ValidationResult.Outcome.values)
    actual = _Text(max_length=2000)


class FindingInput(serializers.Serializer[None]):
    """A finding; `test` is a number of the plan."""

    severity = serializers.ChoiceField(choices=Finding.Severity.values)
    text = _Text(max_length=2000)
    owner = _Text(max_length=150)
    due = serializers.DateField()
    test = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class ReplyInput(serializers.Serializer[None]):
    """What builders answer."""

    text = _Text(max_length=2000)


class ValidationVerdictInput(ReasonInput):
    """The end of a validation."""

    outcome = serializers.ChoiceField(choices=Verdict.Outcome.values)
    conditions = _Text(max_length=2000, default="", allow_blank=True)


class ResultOutput(serializers.Serializer[object]):
    """The result that counts."""

    outcome = _Text()
    actual = _Text(source="shown_actual")
    recorded_by = _Text(source="recorded_by.username")
    recorded_at = serializers.DateTimeField()


class TestOutput(serializers.Serializer[object]):
    """A test of the plan; `result` is null until one is recorded."""

    id = serializers.UUIDField(source="test.id")
    number = serializers.IntegerField(source="test.number")
    area = _Text(source="test.area")
    title = _Text(source="test.shown_title")
    expected = _Text(source="test.shown_expected")
    result = ResultOutput(allow_null=True)
    results = serializers.IntegerField()


class ReplyOutput(serializers.Serializer[object]):
    """An answer to a finding."""

    id = serializers.UUIDField()
    text = _Text(source="shown_text")
    author = _Text(source="author.username")
    created_at = serializers.DateTimeField()


class ClosureOutput(serializers.Serializer[object]):
    """The end of a finding."""

    reason = _Text(source="shown_reason")
    closed_by = _Text(source="closed_by.username")
    closed_at = serializers.DateTimeField()


class FindingOutput(serializers.Serializer[object]):
    """A finding; `closure` is left out while it is open."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    severity = _Text()
    text = _Text(source="shown_text")
    test = serializers.IntegerField(source="test.number", default=None)
    owner = _Text(source="owner.username")
    due = serializers.DateField()
    raised_by = _Text(source="raised_by.username")
    raised_at = serializers.DateTimeField()
    is_closed = serializers.BooleanField()
    replies = ReplyOutput(many=True)
    closure = ClosureOutput(required=False)


class VerdictOutput(serializers.Serializer[object]):
    """A verdict; it is about the manifest with this digest."""

    outcome = _Text()
    digest = _Text()
    conditions = _Text(source="shown_conditions")
    reason = _Text(source="shown_reason")
    given_by = _Text(source="given_by.username")
    given_at = serializers.DateTimeField()


class ValidationOutput(serializers.Serializer[object]):
    """A validation; `verdict` is left out while it is open."""

    id = serializers.UUIDField()
    version = serializers.UUIDField(source="version_id")
    digest = _Text()
    plan = _Text()
    is_open = serializers.BooleanField()
    opened_by = _Text(source="opened_by.username")
    opened_at = serializers.DateTimeField()
    verdict = VerdictOutput(required=False)


class WholeValidationOutput(serializers.Serializer[object]):
    """A validation with everything in it."""

    validation = ValidationOutput()
    tests = TestOutput(many=True)
    findings = FindingOutput(many=True)


class ManifestDifferenceOutput(serializers.Serializer[object]):
    """One place where two manifests differ."""

    part = _Text()
    older = _Text()
    newer = _Text()


class ComparisonOutput(serializers.Serializer[object]):
    """Whether the newer version is a refit of the older one, and why."""

    older = _Text()
    newer = _Text()
    is_refit = serializers.BooleanField()
    recipe_differences = ManifestDifferenceOutput(many=True, source="recipe")
    data_differences = ManifestDifferenceOutput(many=True, source="data")
    faults = serializers.ListField(child=_Text())
    words = _Text()


class StandingOutput(serializers.Serializer[object]):
    """Where a version stands with its validators."""

    state = _Text()
    words = _Text()
    is_accepted = serializers.BooleanField()
    is_carried = serializers.BooleanField()
    conditions = _Text()
    verdict = VerdictOutput(allow_null=True)
    comparison = ComparisonOutput(allow_null=True)
