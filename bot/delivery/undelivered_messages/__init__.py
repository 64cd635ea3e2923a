"""Messages that did not arrive: told to the admins, who can have them sent again."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.delivery.undelivered_messages import admin_notices, handlers
from bot.delivery.undelivered_messages.payloads import UndeliveredListPayload
from bot.feature import Feature, MessageKind
from bot.slack.payloads import UndeliveredPayload

FEATURE = Feature(
    name="undelivered_messages",
    payloads=(UndeliveredPayload, UndeliveredListPayload),
    register=handlers.register,
    deliveries=(MessageKind(DeliveryKind.UNDELIVERED_NOTICE, about_many=True, is_moot=admin_notices.is_moot),),
    check_every_hour=admin_notices.queue_missing_notices,
)
