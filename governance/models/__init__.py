"""Django finds an app's models here."""

from governance.models.campaigns import Campaign, CampaignItem
from governance.models.changes import Approval, ChangeEnd, ChangeRequest
from governance.models.entries import DenialTally, Disclosure, Entry, Leaf
from governance.models.grants import Grant
from governance.models.jobs import Job
from governance.models.log import Checkpoint, Cosignature, Tile
from governance.models.notices import Notice, NoticeMark
from governance.models.people import Custody, User
from governance.models.policies import Policy, RiskTier, Tier
from governance.models.requests import AccessRequest
from governance.models.subjects import Subject
from governance.models.tokens import AccessToken

__all__ = [
    "AccessRequest",
    "AccessToken",
    "Approval",
    "Campaign",
    "CampaignItem",
    "ChangeEnd",
    "ChangeRequest",
    "Checkpoint",
    "Cosignature",
    "Custody",
    "DenialTally",
    "Disclosure",
    "Entry",
    "Grant",
    "Job",
    "Leaf",
    "Notice",
    "NoticeMark",
    "Policy",
    "RiskTier",
    "Subject",
    "Tier",
    "Tile",
    "User",
]
