"""Import hours from CSV files, and export everything stored about a member."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.import_export import handlers
from bot.features.import_export.jobs import export_upload
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="import_export",
    usages=(CommandUsage("export", "all that is stored about you, as CSV and JSON", Heading.YOUR_DATA, order=180),),
    register=handlers.register,
    words={"export": handlers.request_export},
    deliveries=(MessageKind(DeliveryKind.DATA_EXPORT, send=export_upload.send_export, about_many=True),),
)
