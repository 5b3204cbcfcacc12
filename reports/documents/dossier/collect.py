"""Reads everything R1 says about one version."""

from collections.abc import Mapping
from typing import Final

from governance.ledger.canonical import canonical
from registry import integrity, snapshots
from registry.models import Comment, Verdict, Version
from registry.validation import State, standing
from reports.documents.dossier import evidence as facts
from reports.documents.dossier.evidence import DossierEvidence, KeyValues
from reports.documents.dossier.running import history_of
from reports.documents.reading import moment, position
from reports.documents.scope import Collected, Period, Scope

MAX_COMMENTS: Final = 500  # printed; the registry has them all
MAX_EVENTS: Final = 2_000  # printed; the audit trail has them all


def collect(scope: Scope, period: Period | None) -> Collected:
    """The version, its parts read again, and what the ledger says until a moment."""
    version = scope.about
    scope.progress(0.1, "Reading every file of the version again")
    found = integrity.check(version)
    scope.progress(0.4, "Reading releases and entries")
    releases, events = history_of(version, scope.until)
    comments = _comments(version)
    evidence = DossierEvidence(
        kind="dossier",
        issue=scope.issue,
        position=position(),
        version=_version(version),
        manifest=_manifest(version, found.differences),
        files=_files(version, found.differences),
        datasets=_datasets(version, found.differences),
        lock_sha256=version.lock_sha256,
        python=version.python,
        parameters=_texts(version.parameters),
        metrics=_texts(version.metrics),
        metadata=_texts(version.experiment.metadata),
        lineage=_lineage(version),
        comments=comments[:MAX_COMMENTS],
        comments_in_all=len(comments),
        releases=releases,
        events=events[:MAX_EVENTS],
        events_in_all=len(events),
        validations=_validations(version),
    )
    return Collected(evidence)


def _validations(version: Version) -> KeyValues:
    """Where the version stands with its validators; nothing when nobody looked."""
    found = standing(version)
    if found.state is State.NONE and found.comparison is None:
        return ()
    told = [("state", found.state.value), ("words", found.words)]
    if found.verdict is not None:
        verdict = found.verdict
        told += [
            ("verdict", f"{found.state.label}, {moment(verdict.given_at)}"),
            ("given by", verdict.given_by.username),
            ("about the manifest", verdict.digest),
            ("reason", verdict.shown_reason),
            ("open findings", _open_findings(verdict)),
        ]
    if found.conditions:
        told.append(("conditions", found.conditions))
    return tuple(told)


def _open_findings(verdict: Verdict) -> str:
    rows = verdict.validation.findings.filter(closure=None).order_by("number")
    named = [f"{row.number} ({row.severity}, due {row.due})" for row in rows]
    return ", ".join(named) or "none"


def _version(version: Version) -> facts.VersionFact:
    opsets = ", ".join(f"{name} {n}" for name, n in sorted(version.opsets.items()))
    withdrawn = moment(version.withdrawal.withdrawn_at) if version.is_withdrawn else ""
    return facts.VersionFact(
        id=str(version.pk),
        label=version.subject_label,
        model=version.model_name,
        number=version.number,
        project=version.project.name,
        project_id=str(version.project_id),
        registered_by=version.created_by.username,
        registered_at=moment(version.created_at),
        flavour=f"{version.flavour} ({opsets})" if opsets else version.flavour,
        description=version.experiment.description,
        withdrawn=withdrawn,
    )


def _texts(values: Mapping[str, object]) -> KeyValues:
    """By key. What is no text, which should not be, is shown as its JSON."""
    return tuple(
        (key, value if isinstance(value, str) else canonical(value).decode())
        for key, value in sorted(values.items())
    )


def _is_about(difference: str, part: str) -> bool:
    return difference.startswith(f"{part}: ")


def _manifest(version: Version, found: tuple[str, ...]) -> facts.ManifestFact:
    parts = [file.path for file in version.files.all()]
    parts += [f"dataset {data.name}" for data in version.datasets.all()]
    rest = [d for d in found if not any(_is_about(d, part) for part in parts)]
    rebuilt = snapshots.rebuilt(version).sha256
    return facts.ManifestFact(version.digest, rebuilt, tuple(rest))


def _files(version: Version, found: tuple[str, ...]) -> tuple[facts.FileFact, ...]:
    return tuple(
        facts.FileFact(
            path=file.path,
            role=file.role,
            size=file.size,
            sha256=file.sha256,
            intact=not any(_is_about(d, file.path) for d in found),
        )
        for file in sorted(version.files.all(), key=lambda file: file.path)
    )


def _datasets(
    version: Version, found: tuple[str, ...]
) -> tuple[facts.DatasetFact, ...]:
    return tuple(
        facts.DatasetFact(
            name=data.name,
            role=data.role,
            rows=data.rows,
            sha256=data.sha256,
            intact=not any(_is_about(d, f"dataset {data.name}") for d in found),
        )
        for data in sorted(version.datasets.all(), key=lambda data: data.name)
    )


def _lineage(version: Version) -> tuple[facts.LineageFact, ...]:
    """Data, older versions, the training, and the version itself."""
    stations = [
        facts.LineageFact("Dataset", data.name, (data.sha256, f"{data.rows:,} rows"))
        for data in version.datasets.all()[:1]
    ]
    stations += [
        facts.LineageFact("Older version", str(link.parent), (link.parent.digest,))
        for link in version.parents.select_related("parent")[:1]
    ]
    experiment = version.experiment
    when = moment(experiment.created_at)
    stations.append(facts.LineageFact("Experiment", experiment.name, (when,)))
    label = version.subject_label
    return (*stations, facts.LineageFact("Version", label, (version.digest,)))


def _comments(version: Version) -> tuple[facts.Comment, ...]:
    rows = Comment.objects.filter(about_id=version.pk).select_related("author")
    return tuple(
        facts.Comment(moment(row.created_at), row.author.username, row.shown_text)
        for row in rows.order_by("created_at", "pk")
    )
