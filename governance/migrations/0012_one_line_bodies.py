"""A body holds no newline: an export writes each on a line of its own."""

from django.db import migrations

from governance.entry_rules import keep_bodies_one_line


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_requests_and_reviews")]

    operations = [keep_bodies_one_line()]
