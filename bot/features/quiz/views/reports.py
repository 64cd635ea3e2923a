"""Messages about questions that somebody said are wrong: to the reporter, and to the admins who settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.models import QuestionReference
from bot.features.quiz.payloads import AskedPayload, ReportPayload, SettlePayload
from bot.features.quiz.rules.reports import ReportedQuestion, Verdict
from bot.features.quiz.rules.runs import AskedQuestion
from bot.features.quiz.views.questions import way_on
from bot.features.suggestions.payloads import TargetPayload
from bot.features.suggestions.rules.proposals import SuggestionKind
from bot.features.suggestions.views.forms import FORM_ACTION
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name

TAKE_BACK_ACTION: Final = "quiz.unreport"
OPEN_ACTION: Final = "quiz.report"
SETTLE_ACTION: Final = "quiz.settle"
MAX_SHOWN: Final = 10
_GONE: Final = "The content has reworded or removed it since."


def render_reported(asked: AskedQuestion, *, member: str, is_new: bool, has_admins: bool) -> Message:
    """Confirm that a question was reported, with the way on in its run and a way back."""
    told = "I've told the admins." if has_admins else "There's no admin I could tell yet."
    words = (
        f"Thanks! {told} I won't ask you this question again while it reads like this."
        if is_new
        else "You've already reported this question. I won't ask you it again."
    )
    payload = AskedPayload(member=member, run=asked.run, number=asked.number)
    return compose_message(
        section(words),
        actions(
            way_on(asked, member),
            _suggest_button("Suggest a better one", asked.question),
            ButtonSpec("It's right after all", TAKE_BACK_ACTION, payload.encode()),
        ),
    )


def render_taken_back(asked: AskedQuestion, *, member: str, was_reported: bool) -> Message:
    """Confirm that a report was taken back, with the way on in the question's run."""
    words = (
        "OK, I took your report back. The question can come again." if was_reported else "Your report is already gone."
    )
    return compose_message(section(words), actions(way_on(asked, member)))


def render_report(reported: ReportedQuestion, names: Mapping[str, str], catalog: Catalog) -> Message:
    """Render a report for the admins: the question as it is written, never what anybody answered."""
    reporters = join_words([person_name(names[each]) for each in reported.reporters if each in names]) or "Nobody"
    verb = "say" if len(reported.reporters) > 1 else "says"
    topic_ref = catalog.find_topic(reported.topic)
    place = f" on {escape(topic_ref.label)}" if topic_ref else ""
    lead = f"⚠️ {reporters} {verb} a question{place} is wrong: `{escape(reported.question)}`"
    if not reported.reporters:
        lead = f"A report was taken back: `{escape(reported.question)}`"
    reference = reported.find_in(catalog)
    written = _question_blocks(reference) if reference else [section(_GONE)]
    settled = section(_settled_text(reported, names)) if reported.settled else None
    mend = _suggest_button("Reword it", reported.question) if reference and reported.reporters else None
    return compose_message(section(lead), *written, settled, actions(*_ways_to_settle(reported), mend))


def render_moved_on(reported: ReportedQuestion, names: Mapping[str, str], catalog: Catalog) -> Message:
    """Say that a press changed nothing, and show how the report is now."""
    shown = render_report(reported, names, catalog)
    lead = compose_message(section("This report has changed since, so I left it as it is."))
    return Message(f"{lead.text}\n{shown.text}", (*lead.blocks, *shown.blocks))


def render_reports(
    waiting: Sequence[ReportedQuestion],
    stopped: Sequence[ReportedQuestion],
    names: Mapping[str, str],
    catalog: Catalog,
) -> Message:
    """Render the reported questions that wait for an admin, and those that an admin stopped."""
    blocks = _report_rows("Reported as wrong", waiting, names, catalog)
    blocks += _report_rows("Stopped", [each for each in stopped if each.find_in(catalog)], names, catalog)
    return compose_message(*(blocks or [section("No question is reported as wrong.")]))


def render_settled_letter(reported: ReportedQuestion, names: Mapping[str, str], catalog: Catalog) -> Message:
    """Tell a reporter what became of the question they reported."""
    assert reported.settled
    who = person_name(names.get(reported.settled.by, "An admin"))
    reference = reported.find_in(catalog)
    words = {
        Verdict.KEPT: f"{who} checked the question you reported and keeps it. You won't get it again.",
        Verdict.STOPPED: f"{who} took out the question you reported. Nobody here is asked it any more. Thanks!",
        Verdict.MENDED: "The question you reported has been rewritten or removed. Thanks for telling us!",
    }[reported.settled.verdict]
    if reference is None:
        return compose_message(section(words))
    asked = reference.question
    reason = section(f"Reason: {escape(asked.reason)}") if reported.settled.verdict is Verdict.KEPT else None
    return compose_message(section(words), section(f"*{escape(asked.ask)}*"), reason)


def _question_blocks(reference: QuestionReference) -> list[Block]:
    asked = reference.question
    options = [
        f"• {escape(each)}{' ✅ (the right one)' if number == asked.right else ''}"
        for number, each in enumerate(asked.options, 1)
    ]
    return [section("\n".join((f"*{escape(asked.ask)}*", *options))), section(f"Reason: {escape(asked.reason)}")]


def _report_rows(
    heading: str, reports: Sequence[ReportedQuestion], names: Mapping[str, str], catalog: Catalog
) -> list[Block]:
    if not reports:
        return []
    rows: list[Block] = [_report_row(each, names, catalog) for each in reports[:MAX_SHOWN]]
    hidden = len(reports) - len(rows)
    more = [section(f"{hidden} more after these.")] if hidden else []
    return [section(f"*{heading}* ({len(reports)})"), *rows, *more]


def _report_row(reported: ReportedQuestion, names: Mapping[str, str], catalog: Catalog) -> Block:
    reference = reported.find_in(catalog)
    ask = clip(reference.question.ask, 120) if reference else _GONE
    reporters = join_words([person_name(names[each]) for each in reported.reporters if each in names])
    told_by = f", from {reporters}" if reporters else ""
    payload = ReportPayload(question=reported.question, version=reported.version)
    button = ButtonSpec("Open", OPEN_ACTION, payload.encode(), accessibility_label=f"Open {reported.question}")
    return section(f"*{escape(ask)}*\n`{escape(reported.question)}`{told_by}", button)


def _ways_to_settle(reported: ReportedQuestion) -> list[ButtonSpec]:
    """Return the verdicts that an admin can give now."""
    before = reported.settled.verdict if reported.settled else None
    offered = {
        None: [("Keep it", Verdict.KEPT), ("Stop asking it", Verdict.STOPPED)] if reported.reporters else [],
        Verdict.KEPT: [("Stop asking it", Verdict.STOPPED)],
        Verdict.STOPPED: [("Ask it again", Verdict.KEPT)],
        Verdict.MENDED: [],
    }[before]
    return [_settle_button(reported, label, verdict, before) for label, verdict in offered]


def _suggest_button(label: str, question: str) -> ButtonSpec:
    """Return the button that opens the form for a question; who settles suggestions can put it in force at once."""
    topic, _, slug = question.partition("/")
    payload = TargetPayload(topic=topic, kind=SuggestionKind.QUESTION.value, slug=slug)
    return ButtonSpec(label, FORM_ACTION, payload.encode(), accessibility_label=f"{label}: {question}")


def _settle_button(reported: ReportedQuestion, label: str, verdict: Verdict, before: Verdict | None) -> ButtonSpec:
    drawn = before.value if before else ""
    payload = SettlePayload(
        question=reported.question,
        version=reported.version,
        verdict=verdict.value,
        before=drawn,
    )
    return ButtonSpec(label, SETTLE_ACTION, payload.encode(), accessibility_label=f"{label}: {reported.question}")


def _settled_text(reported: ReportedQuestion, names: Mapping[str, str]) -> str:
    assert reported.settled
    who = person_name(names.get(reported.settled.by, "An admin"))
    return {
        Verdict.KEPT: f"✅ {who} keeps it.",
        Verdict.STOPPED: f"⏸️ {who} stopped it: nobody here is asked it while it reads like this.",
        Verdict.MENDED: "✅ Settled: the content has changed.",
    }[reported.settled.verdict]
