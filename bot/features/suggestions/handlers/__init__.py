"""Route the buttons and forms of suggestions and of their keepers."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch.router import Router
from bot.features.suggestions.handlers import choosing, keepers, lists, settling
from bot.features.suggestions.views import forms
from bot.features.suggestions.views import keepers as keeper_views
from bot.features.suggestions.views import letters as letter_views
from bot.features.suggestions.views import lists as list_views


def register(router: Router, deps: Deps) -> None:
    """Register all buttons and forms."""
    router.on_click(deps, forms.OPEN_ACTION, choosing.press_suggest)
    router.on_click(deps, forms.FORM_ACTION, choosing.open_form)
    router.on_submit(deps, forms.SEND_FORM, choosing.submit_suggestion)
    router.on_click(deps, letter_views.TAKE_ACTION, settling.take_over)
    router.on_click(deps, letter_views.BACK_ACTION, settling.open_send_back_form)
    router.on_submit(deps, letter_views.BACK_ACTION, settling.submit_send_back)
    router.on_click(deps, letter_views.UNDO_ACTION, settling.undo)
    router.on_click(deps, letter_views.WITHDRAW_ACTION, settling.withdraw)
    router.on_click(deps, list_views.PAGE_ACTION, lists.press_page)
    router.on_click(deps, list_views.SHOW_ACTION, lists.show_suggestion)
    router.on_click(deps, keeper_views.PAGE_ACTION, keepers.press_page)
    router.on_click(deps, keeper_views.ADD_ACTION, keepers.open_add_form)
    router.on_submit(deps, keeper_views.SAVE_FORM, keepers.submit_keeper)
    router.on_click(deps, keeper_views.REMOVE_ACTION, keepers.remove_keeper)
