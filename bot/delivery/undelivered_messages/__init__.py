"""Messages that did not arrive: told to the admins once, who can have them sent again."""

from __future__ import annotations

from bot.delivery import rewrite_sender
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.undelivered_messages import handlers
from bot.feature import Feature, MessageKind
from bot.slack.payloads import UndeliveredPayload

FEATURE = Feature(
    name="undelivered_messages",
    payloads=(UndeliveredPayload,),
    register=handlers.register,
    deliveries=(
        MessageKind(DeliveryKind.UNDELIVERED_NOTICE, about_many=True),
        MessageKind(DeliveryKind.REWRITE, send=rewrite_sender.send_rewrite),
    ),
)
