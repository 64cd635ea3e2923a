"""The setup of a workspace: a checklist for whoever installed Roadmate."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import installations, setup_checklists, workspaces
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind

FEATURE = Feature(
    name="setup",
    deliveries=(MessageKind(DeliveryKind.SETUP), MessageKind(DeliveryKind.ANNOUNCEMENT)),
    personal_data=PersonalData(
        owned=(Owned(setup_checklists.c.member),),
        sections={"setup": (setup_checklists.c.member,)},
        pointing=(installations.c.installed_by,),
        plain=(setup_checklists.c.open_steps, workspaces.c.setup_confirmed),
    ),
)
