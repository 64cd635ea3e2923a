"""The forms of the checklist as they are before anything is chosen: in a workspace at work nothing brings them up."""

from __future__ import annotations

from bot.features.setup.views import render_channel_form, render_mentor_form, render_zone_form
from bot.slack.modals import Modal, SelectOption


def render_samples() -> tuple[Modal, ...]:
    """Return a sample of each form."""
    return render_channel_form(None), render_zone_form(SelectOption("UTC", "UTC")), render_mentor_form()
