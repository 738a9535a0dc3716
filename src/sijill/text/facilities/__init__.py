"""Facilities and agencies: what a cell names, whom it answers to, who controlled it on a day.

Every row carries how far it is confirmed (`Mark`): show it wherever the row is shown. Reading order: `model`, `tables`,
`features`, `resolve`, `agencies`, `command`.
"""

from sijill.text.facilities.agencies import read_agency
from sijill.text.facilities.as_json import as_json
from sijill.text.facilities.command import chain_of_command, controller
from sijill.text.facilities.model import (
    Actor,
    ChainLink,
    Control,
    Facility,
    FacilityCandidate,
    FacilityReading,
    Mark,
)
from sijill.text.facilities.resolve import read
from sijill.text.facilities.tables import actors, facilities

__all__ = [
    "Actor",
    "ChainLink",
    "Control",
    "Facility",
    "FacilityCandidate",
    "FacilityReading",
    "Mark",
    "actors",
    "as_json",
    "chain_of_command",
    "controller",
    "facilities",
    "read",
    "read_agency",
]
