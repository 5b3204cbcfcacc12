"""A comment's text can be erased, once; the database allows no other change."""

from django.db import migrations, models

from governance.triggers import Function, MakeTriggers, Trigger

TABLE = "registry_comment"
KEPT = ("id", "project_id", "about_type", "about_id", "author_id", "created_at")

ERASED_ONLY = Function(
    "hallmark_erased_only",
    """
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND NEW.text = '' AND to_jsonb(NEW) - 'text' - 'erased_at'
            = to_jsonb(OLD) - 'text' - 'erased_at'
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END """,
)
SAME = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)


def keep_no_samples(apps, schema_editor):
    """PostgreSQL: the planner's samples of a column are copies of its values."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} ALTER text SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_erase_right")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        MakeTriggers(
            postgresql=[
                Trigger(
                    TABLE,
                    f"{TABLE}_append_only",
                    verbs=("UPDATE", "DELETE"),
                    function=ERASED_ONLY,
                )
            ],
            sqlite=[
                Trigger(
                    TABLE,
                    f"{TABLE}_no_update",
                    f"BEFORE UPDATE ON {TABLE} WHEN NOT (OLD.erased_at IS NULL "
                    f"AND NEW.erased_at IS NOT NULL AND NEW.text = '' AND {SAME}) "
                    f"BEGIN SELECT RAISE(ABORT, "
                    f"'append-only: UPDATE on {TABLE} is refused'); END",
                )
            ],
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
