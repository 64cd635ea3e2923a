"""The setup of a workspace: a checklist for whoever installed Roadmate."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import installations, setup_checklists, workspaces
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.setup import handlers, jobs, samples
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="setup",
    usages=(
        CommandUsage("setup", "five steps, then your team can start", Heading.WORKSPACE, for_admins=True, order=205),
    ),
    register=handlers.register,
    synonyms=dict.fromkeys(("set up", "install", "checklist"), "roadmate setup"),
    words={"setup": handlers.answer_setup},
    check_every_hour=jobs.look_after_checklists,
    finish_on_tick=jobs.look_after_checklists,
    deliveries=(MessageKind(DeliveryKind.SETUP), MessageKind(DeliveryKind.ANNOUNCEMENT)),
    personal_data=PersonalData(
        owned=(Owned(setup_checklists.c.member),),
        sections={"setup": (setup_checklists.c.member,)},
        pointing=(installations.c.installed_by,),
        plain=(setup_checklists.c.open_steps, workspaces.c.setup_confirmed),
    ),
    admin_samples=("roadmate setup",),
    rare_samples=samples.render_samples,
)
