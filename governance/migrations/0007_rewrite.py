"""PostgreSQL: the app may have a table rewritten, so that erased bytes are gone."""

from django.db import migrations

# VACUUM leaves the bytes of a deleted row in its page; VACUUM FULL is the owner's alone
# and runs in no function. CLUSTER writes the table anew as well, and does. ANALYZE
# takes erased values out of the planner's samples. Only for those who may delete from
# the table: they could lock it anyway.
REWRITE = """
CREATE OR REPLACE FUNCTION hallmark_rewrite(target regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $hallmark$
DECLARE key name;
BEGIN
    SELECT i.relname INTO key FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE t.oid = target AND x.indisprimary
            AND pg_has_role(current_user, t.relowner, 'USAGE')
            AND has_table_privilege(session_user, t.oid, 'DELETE');
    IF key IS NULL THEN
        RAISE EXCEPTION '% is not rewritten for %', target, session_user;
    END IF;
    EXECUTE format('CLUSTER %s USING %I', target, key);
    EXECUTE format('ANALYZE %s', target);
END $hallmark$
"""


def make_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REWRITE, params=None)
        schema_editor.execute(
            "REVOKE ALL ON FUNCTION hallmark_rewrite(regclass) FROM PUBLIC"
        )
        # The planner would keep samples of values in a table of its own.
        schema_editor.execute(
            "ALTER TABLE governance_disclosure ALTER COLUMN value SET STATISTICS 0"
        )


class Migration(migrations.Migration):
    dependencies = [("governance", "0006_entry_rules")]

    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
