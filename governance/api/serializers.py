"""What the API of governance takes and tells."""

from rest_framework import serializers

from governance.operations.correct_entry import MAX_STATEMENT
from governance.recording import REASON_MAX
from governance.rights import PROJECT_ROLES


class ReasonInput(serializers.Serializer[None]):
    """Why. The operation says how long it must be."""

    reason = serializers.CharField(max_length=REASON_MAX, default="", allow_blank=True)


class ShareInput(ReasonInput):
    """A user name, or group:<name>, and the role."""

    member = serializers.CharField(max_length=160)
    role = serializers.ChoiceField(choices=[role.value for role in PROJECT_ROLES])
    valid_from = serializers.DateTimeField(required=False, allow_null=True)
    valid_until = serializers.DateTimeField(required=False, allow_null=True)


class ExtendInput(ReasonInput):
    """Another end; null for none."""

    valid_until = serializers.DateTimeField(allow_null=True)


class GrantOutput(serializers.Serializer[object]):
    """One role of one member."""

    id = serializers.UUIDField()
    member = serializers.CharField()
    role = serializers.CharField()
    granted_by = serializers.CharField(source="granted_by.username")
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    entry = serializers.UUIDField(source="entry_uuid", allow_null=True)


class ChangeOutput(serializers.Serializer[object]):
    """A field before and after."""

    field = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class EventOutput(serializers.Serializer[object]):
    """One entry of the ledger, told. number is null while it waits for its place."""

    id = serializers.UUIDField(source="uuid")
    number = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()
    actor = serializers.CharField(source="actor_name")
    on_behalf_of = serializers.CharField()
    action = serializers.CharField()
    sentence = serializers.CharField()
    why = serializers.CharField()
    object_type = serializers.CharField()
    object = serializers.CharField(source="object_label")
    project = serializers.UUIDField(source="project_id", allow_null=True)
    changes = ChangeOutput(many=True)
    digest = serializers.CharField()


class LaterOutput(serializers.Serializer[object]):
    """A later entry that corrects this one, or erased a value of it."""

    id = serializers.UUIDField(source="uuid")
    number = serializers.IntegerField(allow_null=True)
    word = serializers.CharField()


class DisclosedOutput(serializers.Serializer[object]):
    """A value that the body holds as a digest only; null when it was erased."""

    path = serializers.CharField()
    is_open = serializers.BooleanField()
    value = serializers.CharField(allow_null=True)


class EntryParts(serializers.Serializer[object]):
    """What an entry holds beside its line. body is the canonical JSON, as hashed."""

    body = serializers.CharField()
    refs = serializers.ListField(child=serializers.IntegerField())
    later = LaterOutput(many=True)
    disclosed = DisclosedOutput(many=True)


class EntryOutput(EntryParts, EventOutput):
    """One entry with all that it holds. body is the canonical JSON, as hashed."""


class CorrectionInput(ReasonInput):
    """How the entry should read."""

    statement = serializers.CharField(max_length=MAX_STATEMENT)


class ErasureInput(ReasonInput):
    """Which value: a path of the entry's `disclosed`."""

    path = serializers.CharField(max_length=120)


class KeptOutput(serializers.Serializer[object]):
    """A thing that holds the value and stays as it is."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    name = serializers.CharField()


class ErasureOutput(serializers.Serializer[object]):
    """The entry about the erasure, what keeps the value, and whether bytes remain."""

    entry = serializers.UUIDField()
    path = serializers.CharField()
    kept = KeptOutput(many=True)
    is_scrubbed = serializers.BooleanField(source="scrubbed.done")
    scrubbed = serializers.CharField(source="scrubbed.words")


class MeOutput(serializers.Serializer[object]):
    """Who the caller is. owner: who answers for a service account; else empty."""

    id = serializers.UUIDField()
    username = serializers.CharField()
    kind = serializers.CharField()
    owner = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
