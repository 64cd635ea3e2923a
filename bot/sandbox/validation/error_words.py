"""What each refusal means and what to do about it, in one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_POINTER: Final = re.compile(r"\s*\[json-pointer:([^\]]*)\]")
MOST_PLACES: Final = 5

ERROR_WORDS: Final[Mapping[str, str]] = {
    "already_reacted": "The bot has this reaction on the message already.",
    "cannot_dm_bot": "Bots can't get direct messages.",
    "cant_delete_message": "An app can delete only its own messages.",
    "cant_update_message": "An app can change only its own messages.",
    "channel_not_found": "There's no such channel, or it's private and the bot isn't in it.",
    "dispatch_failed": "The app couldn't be reached, or didn't answer with a 2xx status.",
    "duplicate_external_id": "Another open view has this external_id.",
    "exchanged_trigger_id": "Each trigger_id works once, and this one was used.",
    "expired_trigger_id": "A trigger_id is good for three seconds. Open the view first, do the work after.",
    "expired_url": "A response_url is good for 30 minutes.",
    "file_deleted": "The file was deleted.",
    "file_not_found": "There's no such file where the bot can see it, or it has no content yet.",
    "hash_conflict": "The view was changed since this hash was given out.",
    "invalid_arguments": "An argument is missing or has the wrong form.",
    "invalid_attachments": "attachments must be a list of objects.",
    "invalid_auth": "This isn't the token of the app.",
    "invalid_blocks": "Slack doesn't take these blocks.",
    "invalid_blocks_format": "blocks must be a list, or JSON text of one.",
    "invalid_cursor": "Use the next_cursor of the page before, as it is.",
    "invalid_errors": "errors must name the block_id of an input with a text for each.",
    "invalid_length": "The file has another size than was announced.",
    "invalid_limit": "limit must be from 1 to 1000.",
    "invalid_message": "Slack doesn't take this message.",
    "invalid_name": "That isn't the name of an emoji.",
    "invalid_options": "The menu got options that Slack doesn't take.",
    "invalid_payload": "The body must be a JSON object.",
    "invalid_response": "The answer must be a JSON object.",
    "invalid_response_action": "response_action must be errors, update, push or clear.",
    "invalid_trigger_id": "Slack never gave out this trigger_id.",
    "invalid_types": "types can name public_channel, private_channel, im and mpim.",
    "invalid_url": "Slack never gave out this response_url.",
    "invalid_view": "Slack doesn't take this view.",
    "is_archived": "The channel is archived.",
    "lost": "It was done, but the answer never arrived.",
    "message_not_found": "There's no such message in this channel. One that a single person sees can't be found later.",
    "method_not_supported_for_channel_type": "The stand-in opens direct messages with one person.",
    "missing_scope": "The app lacks a permission. The answer says which.",
    "msg_blocks_too_long": "All texts in the blocks together are too long to post.",
    "msg_too_long": "text can have 40,000 characters.",
    "no_reaction": "The bot has no such reaction on the message.",
    "no_text": "A message needs text, blocks or attachments.",
    "not_allowed_token_type": "This method needs the app-level token (xapp-), not the bot's.",
    "not_authed": "The call came without a token.",
    "not_enough_users": "A person is named twice.",
    "not_found": "The view isn't open any more.",
    "not_in_channel": "The bot isn't in this channel.",
    "operation_timeout": "The app didn't answer within three seconds.",
    "push_limit_reached": "At most three views can be open on top of each other.",
    "ratelimited": "Too many calls. Wait as many seconds as Retry-After says.",
    "server_error": "Slack failed (HTTP 500), and nothing was done.",
    "too_many_attachments": "A message can have 100 attachments.",
    "unknown_method": "The stand-in doesn't know this method.",
    "used_url": "A response_url can be used five times.",
    "user_disabled": "This person's account is deactivated.",
    "user_not_found": "There's no such person.",
    "bot_not_found": "There's no such bot.",
    "invalid_app_id": "There's no such app.",
    "failed_export": "Nobody has said how this app is set up.",
    "user_not_in_channel": "This person isn't in the channel.",
    "users_list_not_supplied": "Say with users, or channel, which conversation to open.",
    "view_too_large": "A view can have 250,000 characters of JSON.",
}


def explain_refusal(error: str, details: Iterable[str] = ()) -> str:
    """Return why Slack refuses in plain words, with the places in the JSON where checks found something."""
    words = ERROR_WORDS.get(error, "Slack refused it.")
    places = [_place_words(detail) for detail in details]
    more = len(places) - MOST_PLACES
    if more > 0:
        places = [*places[:MOST_PLACES], f"and {more} more"]
    return f"{words} {'; '.join(places)}." if places else words


def _place_words(detail: str) -> str:
    """Return a complaint with its place first: "/blocks/0/text: must be less than 3001 characters"."""
    found = _POINTER.search(detail)
    return f"{found[1]}: {_POINTER.sub('', detail)}" if found and found[1] else _POINTER.sub("", detail)
