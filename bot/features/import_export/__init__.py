"""Import hours from CSV files, and export everything stored about a member."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import import_names
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.import_export import handlers
from bot.features.import_export.jobs import export_upload
from bot.slack.command import CommandUsage, Heading, WordHint

FEATURE = Feature(
    name="import_export",
    usages=(CommandUsage("export", "all that is stored about you, as CSV and JSON", Heading.YOUR_DATA, order=180),),
    register=handlers.register,
    synonyms={
        **dict.fromkeys(("csv", "download", "my data"), "roadmate export"),
        **dict.fromkeys(
            ("import", "upload", "import csv"),
            WordHint("Send me your hours as a CSV file, in a direct message: I show what I read first.", ("log list",)),
        ),
    },
    words={"export": handlers.request_export},
    personal_data=PersonalData(
        owned=(Owned(import_names.c.member),),
        sections={"import_names": (import_names.c.member,)},
        written=(import_names.c.name,),
        plain=(import_names.c.area, import_names.c.roadmap, import_names.c.topic),
    ),
    deliveries=(MessageKind(DeliveryKind.DATA_EXPORT, send=export_upload.send_export, about_many=True),),
    samples=("roadmate export",),
)
