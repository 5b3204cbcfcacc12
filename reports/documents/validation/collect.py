"""Reads everything R9 says about one version."""

from django.utils import timezone

from registry import snapshots
from registry.models import Validation, Version
from registry.validation import Standing, standing
from reports.documents.entry_reading import about
from reports.documents.reading import moment, position
from reports.documents.scope import Collected, Period, Scope
from reports.documents.validation import evidence as facts
from reports.documents.validation import people, steps
from reports.documents.validation.evidence import ValidationEvidence


def collect(scope: Scope, period: Period | None) -> Collected:
    """The validation that counts, who took part, and the entries of every act.

    With a verdict that is carried over, the validation is that of the older version.
    """
    version = scope.about
    scope.progress(0.1, "Reading where the version stands")
    found = standing(version)
    row = _that_counts(version, found)
    scope.progress(0.4, "Reading tests, findings and their entries")
    subjects = {version.pk, *([row.version_id] if row else [])}
    acts = about(version.project_id, subjects)
    now = timezone.now()
    findings = steps.findings(row, acts, now) if row else ()
    former = _former(version)
    evidence = ValidationEvidence(
        kind="validation",
        issue=scope.issue,
        position=position(),
        version=_version(version),
        state=found.state.value,
        words=found.words,
        validation=steps.validation(row, acts) if row else None,
        builders=people.builders(version),
        validators=people.validators_of(row.version) if row else (),
        common=people.common(version, row.version) if row else (),
        tests=steps.tests(row, acts) if row else (),
        former=str(former) if former else "",
        metrics=_metrics(version, former),
        findings=findings,
        challenge=steps.challenge(version, findings, acts),
        verdict=steps.verdict(found.verdict, acts) if found.verdict else None,
        refit=_refit(found),
    )
    return Collected(evidence)


def _that_counts(version: Version, found: Standing) -> Validation | None:
    """The one whose verdict counts; without a verdict, the newest on this version."""
    rows = Validation.objects.select_related("version", "opened_by")
    if found.verdict is not None:
        return rows.get(pk=found.verdict.validation_id)
    return rows.filter(version=version).order_by("-pk").first()


def _version(version: Version) -> facts.VersionFact:
    withdrawn = moment(version.withdrawal.withdrawn_at) if version.is_withdrawn else ""
    return facts.VersionFact(
        label=str(version),
        digest=version.digest,
        rebuilt=snapshots.rebuilt(version).sha256,
        model=version.model_name,
        project=version.project.name,
        project_id=str(version.project_id),
        registered_by=people.name(version.created_by),
        registered_at=moment(version.created_at),
        withdrawn=withdrawn,
    )


def _former(version: Version) -> Version | None:
    """The version of its model before it."""
    older = Version.objects.filter(model=version.model_id, number__lt=version.number)
    return older.order_by("-number").first()


def _metrics(version: Version, former: Version | None) -> tuple[facts.MetricFact, ...]:
    now = {key: str(value) for key, value in version.metrics.items()}
    before = {k: str(v) for k, v in former.metrics.items()} if former else {}
    names = sorted({*now, *before})
    return tuple(
        facts.MetricFact(one, before.get(one, ""), now.get(one, "")) for one in names
    )


def _refit(found: Standing) -> facts.RefitFact | None:
    compared = found.comparison
    if compared is None:
        return None
    return facts.RefitFact(
        older=compared.older,
        is_refit=compared.is_refit,
        recipe=tuple(map(str, compared.recipe)),
        data=tuple(map(str, compared.data)),
        faults=compared.faults,
    )
