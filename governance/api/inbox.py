"""The API of the inbox."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import inbox, limits
from governance.api.serializers import EventOutput
from governance.api.views import actor_of
from governance.operations.read_notices import read_notices


class WaitingOutput(serializers.Serializer[object]):
    """Something that waits for the caller."""

    kind = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField(help_text="What somebody wrote.")
    note = serializers.CharField(help_text="What the product says of it.")
    url = serializers.CharField()
    action = serializers.CharField()
    since = serializers.DateTimeField()
    due = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()


class AskedOutput(serializers.Serializer[object]):
    """Something that the caller asked others for."""

    what = serializers.CharField()
    why = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField()
    since = serializers.DateTimeField()
    is_open = serializers.BooleanField()


class ToldOutput(serializers.Serializer[object]):
    """A notice; read_at is null until it was read."""

    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)
    entry = EventOutput(source="line")


class InboxOutput(serializers.Serializer[object]):
    """count: what waits and what is unread."""

    count = serializers.IntegerField()
    waiting = WaitingOutput(many=True)
    asked = AskedOutput(many=True)
    changed = ToldOutput(many=True)


class ReadOutput(serializers.Serializer[object]):
    """How many notices were unread."""

    read = serializers.IntegerField()


class Inbox(APIView):
    """The caller's inbox."""

    @extend_schema(responses=InboxOutput)
    def get(self, request: Request) -> Response:
        """What waits, what was asked for, what changed."""
        actor = actor_of(request)
        limits.require_own(actor)
        told = {
            "count": inbox.count(actor),
            "waiting": inbox.waiting(actor),
            "asked": inbox.asked(actor),
            "changed": inbox.told(actor),
        }
        return Response(InboxOutput(told).data)


class ReadInbox(APIView):
    """The end of being new."""

    @extend_schema(request=None, responses=ReadOutput)
    def post(self, request: Request) -> Response:
        """Mark every notice as read."""
        actor = actor_of(request)
        limits.require_own(actor)
        return Response({"read": read_notices(actor=actor)})
