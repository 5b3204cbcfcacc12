"""The rows of one validation with the entries that made them."""

from datetime import datetime

from registry import validation_queries
from registry.models import Comment, Finding, Validation, Verdict, Version
from registry.validation_plans import PLANS
from registry.validation_queries import TestLine
from reports.documents.entry_reading import NONE, Entries
from reports.documents.reading import moment
from reports.documents.validation import evidence as facts
from reports.documents.validation.people import name

MAX_REMARKS = 500


def validation(row: Validation, acts: Entries) -> facts.ValidationFact:
    plan = PLANS.get(row.plan)
    return facts.ValidationFact(
        of=str(row.version),
        digest=row.digest,
        plan=plan.name if plan else row.plan,
        plan_sha256=plan.digest if plan else "",
        opened_by=name(row.opened_by),
        opened_at=moment(row.opened_at),
        closed_at=moment(row.closed_at) if row.closed_at else "",
        opening=acts.by_row(row.pk),
    )


def tests(row: Validation, acts: Entries) -> tuple[facts.TestFact, ...]:
    return tuple(_test(line, acts) for line in validation_queries.tests(row))


def _test(line: TestLine, acts: Entries) -> facts.TestFact:
    test, result = line.test, line.result
    return facts.TestFact(
        number=test.number,
        area=test.get_area_display(),
        title=test.shown_title,
        expected=test.shown_expected,
        outcome=result.get_outcome_display() if result else "",
        actual=result.shown_actual if result else "",
        by=name(result.recorded_by) if result else "",
        at=moment(result.recorded_at) if result else "",
        results=line.results,
        act=acts.by_row(result.pk) if result else NONE,
    )


def findings(
    row: Validation, acts: Entries, now: datetime
) -> tuple[facts.FindingFact, ...]:
    return tuple(_finding(one, acts, now) for one in validation_queries.findings(row))


def _finding(row: Finding, acts: Entries, now: datetime) -> facts.FindingFact:
    closure = row.closure if row.is_closed else None
    return facts.FindingFact(
        number=row.number,
        severity=row.get_severity_display(),
        text=row.shown_text,
        owner=name(row.owner),
        due=row.due.isoformat(),
        raised_by=name(row.raised_by),
        raised_at=moment(row.raised_at),
        act=acts.by_row(row.pk),
        replies=tuple(
            facts.ReplyFact(
                who=name(reply.author),
                at=moment(reply.created_at),
                text=reply.shown_text,
                act=acts.by_row(reply.pk),
            )
            for reply in row.replies.all()
        ),
        closed_by=name(closure.closed_by) if closure else "",
        closed_at=moment(closure.closed_at) if closure else "",
        closure=closure.shown_reason if closure else "",
        closing=acts.by_row(closure.pk) if closure else NONE,
        is_overdue=closure is None and row.due < now.date(),
    )


def verdict(row: Verdict, acts: Entries) -> facts.VerdictFact:
    return facts.VerdictFact(
        outcome=row.outcome,
        conditions=row.shown_conditions,
        reason=row.shown_reason,
        by=name(row.given_by),
        at=moment(row.given_at),
        version=str(row.version),
        digest=row.digest,
        act=acts.by_row(row.pk),
    )


def challenge(
    version: Version, found: tuple[facts.FindingFact, ...], acts: Entries
) -> tuple[facts.RemarkFact, ...]:
    """Comments on the version, findings, replies and closures, oldest first."""
    rows = Comment.objects.filter(about_id=version.pk).select_related("author")
    remarks = [
        facts.RemarkFact(
            at=moment(row.created_at),
            who=name(row.author),
            what="Comment",
            text=row.shown_text,
            act=acts.by_row(row.pk),
        )
        for row in rows.order_by("created_at", "pk")[:MAX_REMARKS]
    ]
    for one in found:
        remarks += _remarks(one)
    return tuple(sorted(remarks, key=lambda remark: remark.at))


def _remarks(one: facts.FindingFact) -> list[facts.RemarkFact]:
    number = f"finding {one.number}"
    raised, closed = f"{number.capitalize()} raised", f"{number.capitalize()} closed"
    told = [facts.RemarkFact(one.raised_at, one.raised_by, raised, one.text, one.act)]
    told += [
        facts.RemarkFact(each.at, each.who, f"Reply to {number}", each.text, each.act)
        for each in one.replies
    ]
    if one.closed_at:
        end = one.closed_at, one.closed_by, closed, one.closure, one.closing
        told.append(facts.RemarkFact(*end))
    return told
