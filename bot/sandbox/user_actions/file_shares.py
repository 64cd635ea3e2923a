"""Files that people send to the bot."""

from __future__ import annotations

from bot.sandbox.slack_api import input_text, messages, payloads, uploads
from bot.sandbox.slack_api.call_log import ActionResult
from bot.sandbox.user_actions.events import EventDelivery


class FileDelivery(EventDelivery):
    """Files in the direct message with the bot; `Events.delete_message` takes one back."""

    def share_file(self, user: str, name: str, content: bytes, text: str = "") -> ActionResult:
        """A person sends a file of this name directly, with or without words."""
        person, mark = self._person(user), self._mark()
        place = self.workspace.channel(person.id)
        file = uploads.share_file(self.workspace, person.id, place.id, name, content)
        handed = input_text.encode_typed(self.workspace, text, with_names=False)
        message = messages.post_as_user(self.workspace, person.id, place, handed, files=[file])
        inner = payloads.message_event(self.workspace, "message", place, message)
        status = self._send({**inner, "subtype": "file_share", "upload": False, "display_as_bot": False})
        return self._outcome(person, mark, status, message["ts"])
