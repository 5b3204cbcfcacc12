"""The API of the signed log: where it stands, and its proofs."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import history, log
from governance.api.views import actor_of
from governance.exceptions import Conflict, InvalidInput
from governance.ledger.encoding import MAX_SIZE, to_base64
from governance.ledger.proofs import consistency_proof


class LogOutput(serializers.Serializer[Any]):
    """Where the log stands. Keep the checkpoint: it is what you can hold us to."""

    size = serializers.IntegerField()
    root_hash = serializers.CharField(help_text="Base64, as in the checkpoint.")
    checkpoint = serializers.CharField(help_text="Signed note with cosignatures.")
    keys = serializers.ListField(child=serializers.CharField())


class ProofOutput(serializers.Serializer[Any]):
    """That an entry is in the log."""

    index = serializers.IntegerField()
    leaf_hash = serializers.CharField(help_text="Hex, of the body.")
    size = serializers.IntegerField()
    hashes = serializers.ListField(child=serializers.CharField())
    checkpoint = serializers.CharField()
    tlog_proof = serializers.CharField(help_text="The same as one file, C2SP.")


class ConsistencyOutput(serializers.Serializer[Any]):
    """That the log of `old` entries is the beginning of the log of `new`."""

    old = serializers.IntegerField()
    new = serializers.IntegerField()
    hashes = serializers.ListField(child=serializers.CharField())


class Log(APIView):
    """The newest checkpoint."""

    @extend_schema(responses=LogOutput)
    def get(self, request: Request) -> Response:
        """Size, root and signatures; 409 while nothing is signed."""
        found = log.published()
        if found is None:
            raise Conflict("The log is not signed yet. Wait a second.")
        told = {
            "size": found.size,
            "root_hash": to_base64(bytes(found.root)),
            "checkpoint": log.with_cosignatures(found),
            "keys": [key.vkey for key in reversed(log.verifiers())],
        }
        return Response(LogOutput(told).data)


class EntryProof(APIView):
    """The proof of one entry."""

    @extend_schema(responses=ProofOutput)
    def get(self, request: Request, entry_id: UUID) -> Response:
        """The hashes from the entry to a signed root; 409 while it waits."""
        proof = log.proof_of(history.find_entry(actor_of(request), entry_id))
        if proof is None:
            raise Conflict("No checkpoint covers this entry yet. Wait a second.")
        told = {
            "index": proof.index,
            "leaf_hash": proof.leaf.hex(),
            "size": proof.checkpoint.size,
            "hashes": [to_base64(digest) for digest in proof.file.hashes],
            "checkpoint": proof.file.checkpoint,
            "tlog_proof": proof.file.text,
        }
        return Response(ProofOutput(told).data)


class Consistency(APIView):
    """That nothing was taken back."""

    @extend_schema(
        parameters=[
            OpenApiParameter("old", int, required=True, description="A size you hold."),
            OpenApiParameter("new", int, description="A later one; default: newest."),
        ],
        responses=ConsistencyOutput,
    )
    def get(self, request: Request) -> Response:
        """RFC 6962 section 2.1.2, between two sizes that the log has had."""
        size = log.size()
        new = _number(request, "new", size, size)
        old = _number(request, "old", None, new)
        hashes = consistency_proof(old, new, log.reader())
        told = {"old": old, "new": new, "hashes": [to_base64(h) for h in hashes]}
        return Response(ConsistencyOutput(told).data)


def _number(request: Request, name: str, default: int | None, limit: int) -> int:
    """A size in the address, at most `limit`; InvalidInput names the field."""
    text = request.query_params.get(name, "" if default is None else str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_SIZE))):
        raise InvalidInput(name, "Give a whole number of entries.")
    if int(text) > limit:
        raise InvalidInput(name, f"The log has no more than {limit:,} entries there.")
    return int(text)
